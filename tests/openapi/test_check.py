"""Tests `python -m openapi.rules.check`: one line for each finding, and no output for a valid contract."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codegen import node
from codegen.errors import GenerationError
from codegen.paths import CONTRACT, ROOT
from openapi.rules import check
from openapi.rules.contract import read
from openapi.rules.manual import REMEDIES
from openapi.rules.sources import Finding
from openapi.rules.specification import schema_findings
from tests.openapi.defects import copy_contract, replace


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return copy_contract(tmp_path / "openapi")


@pytest.mark.slow
def test_the_contract_is_clean() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "openapi.rules.check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (process.stdout, process.stderr, process.returncode) == ("", "", 0)


@pytest.mark.slow
def test_findings_of_each_linter_are_shown(entry: Path) -> None:
    resources = entry.parent / "resources"
    schemas = resources / "subscriptions/schemas"
    # redocly sees the names of schemas in the bundle only.
    (schemas / "Proration.yaml").rename(schemas / "proration_kind.yaml")
    replace(schemas / "proration_kind.yaml", "title: Proration", "title: proration_kind")
    replace(schemas / "SubscriptionUpdate.yaml", "Proration.yaml", "proration_kind.yaml")
    line = replace(resources / "customers/schemas/CustomerUpdate.yaml", "  email:", "  eMail:")
    replace(resources / "bundles/schemas/PlanId.yaml", "maxLength: 69\n", "")
    operation = resources / "bundles/paths/bundles.yaml"
    callbacks = replace(operation, "  tags:", "  callbacks: {done: {}}\n  tags:")

    findings = check.check(entry)

    assert [(finding.file, finding.line, finding.rule) for finding in findings] == [
        ("resources/bundles/paths/bundles.yaml", callbacks, "capability"),
        ("resources/bundles/schemas/PlanId.yaml", 1, "bounds"),
        ("resources/customers/schemas/CustomerUpdate.yaml", line, "property-name"),
        ("resources/subscriptions/schemas/proration_kind.yaml", 1, "schema-name"),
    ]


def test_a_finding_is_shown_from_the_working_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)

    line = check.to_line(
        Finding("resources/bundles/schemas/Plan.yaml", 7, "bounds", "a map without end"),
        CONTRACT.parent,
    )

    assert (
        line
        == f"openapi/resources/bundles/schemas/Plan.yaml:7: bounds: a map without end; {REMEDIES['bounds']}"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        pytest.param(
            *("type: object", "type: object: map"),
            "yaml: invalid YAML: mapping values are not allowed in this context",
            id="a syntax error",
        ),
        pytest.param(
            *("type: object", "title: Price", "yaml: duplicate key `title`"),
            id="a key twice",
        ),
        pytest.param(
            *("PlanInterval.yaml", "Interval.yaml"),
            "reference: the file `Interval.yaml` does not exist",
            id="a dangling reference",
        ),
        pytest.param(
            *("PlanInterval.yaml", "PlanId.yaml#/type"),
            "reference: `PlanId.yaml#/type` refers to a part of a file",
            id="a reference into a file",
        ),
        pytest.param(
            *("PlanInterval.yaml", "../../../../pyproject.toml"),
            "reference: the file `../../../../pyproject.toml` does not exist",
            id="a reference out of the contract",
        ),
        pytest.param(
            *("title: Plan", "$ref: PlanId.yaml\ntitle: Plan"),
            "reference: the file contains only a reference to `PlanId.yaml`",
            id="a file that is a reference",
        ),
    ],
)
def test_a_contract_that_cannot_be_read_gives_one_line(
    old: str, new: str, says: str, entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = replace(entry.parent / "resources/bundles/schemas/Plan.yaml", old, new)

    status = check.main(["--contract", str(entry)])

    remedy = REMEDIES[says.partition(":")[0]]
    assert status == 1
    assert (
        capsys.readouterr().out
        == f"{entry.parent}/resources/bundles/schemas/Plan.yaml:{line}: {says}; {remedy}\n"
    )


def test_a_dangling_mapping_gives_one_line(entry: Path, capsys: pytest.CaptureFixture[str]) -> None:
    event = entry.parent / "shared/schemas/Event.yaml"
    line = replace(
        event,
        "discriminator:",
        "discriminator: {mapping: {payment.failed: Lost.yaml}}\nx-discriminator:",
    )

    status = check.main(["--contract", str(entry)])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{event}:{line}: reference: the file `Lost.yaml` does not exist; {REMEDIES['reference']}\n"
    )


@pytest.mark.parametrize(
    "line", ["openapi: 3.3.0", "openapi: 3.0.3", "openapi: 3", "info: {}", "- openapi: 3.1.1"]
)
def test_another_format_gives_one_line(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "api.yaml").write_text(f"{line}\n", encoding="utf-8")

    status = check.main(["--contract", str(tmp_path / "api.yaml")])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{tmp_path}/api.yaml:1: openapi-version: the document is not OpenAPI 3.1 or 3.2; "
        f"{REMEDIES['openapi-version']}\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("x-pagination]\n    responses: {'404': NotFound}", "x-pagination]\n    responses: {'404': Gone}", "components.responses has no Gone"),
        ("    parameters: [IdempotencyKey]", "    parameters: IdempotencyKey", "`parameters` is unknown or has another form"),
        ("    parameters: [IdempotencyKey]", "    parameter: [IdempotencyKey]", "`parameter` is unknown or has another form"),
        ("x-operation-parts:\n", "x-operation-parts: {}\nx-more:\n", "x-operation-parts is not a list"),
        ("  - when: [post]\n    parameters", "  - post\n  - when: [post]\n    parameters", "an entry of x-operation-parts is not a map"),
    ],
)  # fmt: skip
def test_malformed_operation_parts_give_one_line(
    old: str, new: str, says: str, entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = replace(entry, old, new)
    lines = range(first, first + 3)

    status = check.main(["--contract", str(entry)])

    assert status == 1
    assert capsys.readouterr().out in {
        f"{entry}:{line}: operation-parts: {says}; {REMEDIES['operation-parts']}\n"
        for line in lines
    }


def test_two_files_of_one_name_give_one_line(
    entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shared = entry.parent / "shared/schemas"
    shutil.copy(shared / "Amount.yaml", shared / "Plan.yaml")
    replace(
        entry.parent / "resources/bundles/schemas/Plan.yaml",
        "    $ref: ../../../shared/schemas/Amount.yaml",
        "    $ref: ../../../shared/schemas/Plan.yaml",
    )

    status = check.main(["--contract", str(entry)])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{entry.parent}/shared/schemas/Plan.yaml:1: component-name: "
        f"`resources/bundles/schemas/Plan.yaml` becomes the component Plan too; rename one of the files\n"
    )


def test_an_unknown_field_is_the_only_finding(
    entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    line = replace(
        entry.parent / "resources/bundles/schemas/Plan.yaml", "    maximum: 730", "    maximun: 730"
    )

    status = check.main(["--contract", str(entry)])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{entry.parent}/resources/bundles/schemas/Plan.yaml:{line}: struct: Property `maximun` is not expected here "
        f"(did you mean maximum or minimum?); {REMEDIES['struct']}\n"
    )


@pytest.mark.slow
def test_the_specification_finds_what_the_rules_do_not(
    entry: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parameter = entry.parent / "resources/bundles/parameters/BundleIdInPath.yaml"
    line = replace(parameter, "required: true", "required: false")

    status = check.main(["--contract", str(entry)])

    assert status == 1
    assert capsys.readouterr().out == (
        f"{parameter}:{line}: specification: true was expected; {REMEDIES['specification']}\n"
    )


@pytest.mark.slow
def test_what_the_specification_says_of_a_schema_names_its_line(entry: Path) -> None:
    line = replace(
        entry.parent / "resources/bundles/schemas/Plan.yaml", "required: [id,", "required: [id, id,"
    )

    findings = [*schema_findings(read(entry))]

    assert [(finding.file, finding.line) for finding in findings] == [
        ("resources/bundles/schemas/Plan.yaml", line)
    ]
    assert "non-unique" in findings[0].problem


def test_a_missing_contract_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = check.main(["--contract", str(tmp_path / "none.yaml")])

    assert status == 2
    assert capsys.readouterr().err == (
        f"There is no contract at {tmp_path / 'none.yaml'}; name its entry file with --contract.\n"
    )


def test_a_broken_configuration_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configuration = tmp_path / "redocly.yaml"
    configuration.write_text("rules: [", encoding="utf-8")
    monkeypatch.setattr(check, "REDOCLY_RULES", configuration)

    with pytest.raises(GenerationError, match="redocly failed"):
        check.lint([CONTRACT])


def test_a_missing_tool_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(node, "ROOT", tmp_path)

    status = check.main(["--contract", str(CONTRACT)])

    assert status == 2
    assert capsys.readouterr().err == (
        "redocly is not installed. Run `npm ci` in the root of the repository.\n"
    )
