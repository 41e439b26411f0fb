"""Runs programs for one version of the contract with the clients and the sandbox of the next."""

import copy
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.bundle import bundle, to_json
from codegen.clients import Clients
from codegen.diff.__main__ import main
from codegen.diff.change import NOTHING, Surface
from codegen.diff.compare import compare
from codegen.format import format_python
from codegen.model.read import read_api
from codegen.paths import CONTRACT, ROOT, TEMPLATES
from codegen.programs import published
from codegen.python import write_python
from codegen.samples import add_samples, write_samples
from codegen.typescript import write_typescript
from tests.diff.catalogue import CASES, operation, parameter, schema
from tests.diff.conftest import keep_samples

pytestmark = pytest.mark.slow
# The clients support one way to authenticate only.
NOT_GENERATED = {"a way to authenticate is added"}
PROGRAMS = ("tests/client/programs", "tests/typescript/types")


class Repository:
    """A git repository whose tag `v1.0.0` has an older contract, its generated files and its programs."""

    def __init__(self, folder: Path, file: str, now: str, then: str, **programs: str) -> None:
        self.folder = folder
        self.contract = folder / "openapi" / CONTRACT.name
        self.changelog = folder / "CHANGELOG.md"
        shutil.copytree(CONTRACT.parent, self.contract.parent)
        for path in PROGRAMS:
            shutil.copytree(ROOT / path, folder / path)
        for name, source in programs.items():
            (folder / PROGRAMS[0] / f"{name}.py").write_text(source, encoding="utf-8")
        self._edit(file, now, then)
        self._publish(folder / "generated" / "openapi.json")
        self._git("init", "--quiet")
        self._git("add", ".")
        self._git("commit", "--quiet", "--message", "Publish")
        self._git("tag", "v1.0.0")
        self._edit(file, then, now)

    def set_version(self, version: str) -> None:
        """Set the version of the contract."""
        self._edit("azotte.yaml", "version: 1.0.0", f"version: {version}")

    def diff(self) -> int:
        """Compare with the older version."""
        return main(
            [
                *(option for folder in PROGRAMS for option in ("--programs", folder)),
                "v1.0.0",
                "--contract",
                str(self.contract),
                "--changelog",
                str(self.changelog),
            ]
        )

    def _publish(self, path: Path) -> None:
        """Write the bundle with the samples of some operations, which is what a version is compared by."""
        path.parent.mkdir()
        document = bundle(self.contract)
        api = read_api(document)
        write_samples(api, path.parent / "samples", TEMPLATES / "samples")
        add_samples(document, api, path.parent / "samples")
        path.write_text(to_json(document), encoding="utf-8")
        keep_samples(path, ("/bundles/{id}", "/customers"))

    def _edit(self, file: str, before: str, after: str) -> None:
        path = self.contract.parent / file
        text = path.read_text(encoding="utf-8")
        assert text.count(before) == 1
        path.write_text(text.replace(before, after), encoding="utf-8")

    def _git(self, *arguments: str) -> None:
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *arguments], cwd=self.folder, check=True)


def publish(repository: Repository, version: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Raise the version, write the changelog entry, and return the output of the comparison."""
    repository.set_version(version)
    assert repository.diff() == 1
    output = capsys.readouterr()
    assert "CHANGELOG.md does not mention" in output.err
    assert "samples run" not in output.out  # only after the changelog is complete
    entry = output.out.partition("changelog entry:")[2]
    repository.changelog.write_text(f"# Changelog\n{entry}", encoding="utf-8")
    return output.out


def test_a_compatible_change_breaks_no_older_program(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Except one that uses a name which the contract never had: no change explains its failure."""
    then = "    - $ref: ../../../shared/parameters/CreatedLte.yaml\n"
    now = then + "    - $ref: ../parameters/EmailContains.yaml\n"
    repository = Repository(
        tmp_path,
        "resources/customers/paths/customers.yaml",
        now,
        then,
        other="from azotte import gone\n\nprint(gone)\n",
    )
    out = publish(repository, "1.1.0", capsys)
    assert "Breaks nothing:" in out
    assert out.count("Breaks ") == 1

    assert repository.diff() == 1
    output = capsys.readouterr()
    (count,) = re.findall(
        r"(\d+) samples run and type-checked, \d+ programs type-checked, 1 failed", output.out
    )
    assert int(count) == 6 * 3
    (line,) = output.err.splitlines()
    assert line.startswith(
        "diff: No breaking change explains this failure: tests/client/programs/other.py does not type"
    )
    assert '"gone" is unknown import symbol' in line


def test_a_breaking_change_breaks_older_programs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every program that calls a renamed method fails, no other does, and a major version allows it."""
    name = "  operationId: get_bundle\n"
    older = name + "  x-method-name: retrieve\n"
    repository = Repository(tmp_path, "resources/bundles/paths/bundles_{id}.yaml", name, older)
    out = publish(repository, "2.0.0", capsys)
    assert "Breaks types:" in out

    assert repository.diff() == 0
    output = capsys.readouterr()
    failed = set(re.findall(r"^  (\w+ in .*?): ", output.out, re.MULTILINE))
    styles = ("Node.js", "Python", "Python (asyncio)")
    assert failed == {
        f"get_bundle in {style} {verb}"
        for style in styles
        for verb in ("does not type-check", "fails")
    }
    assert output.err == ""


def test_compatible_edits_break_no_program(contract: dict[str, Any], tmp_path: Path) -> None:
    """No sample has a type error after all compatible edits of the catalogue together."""
    revision = copy.deepcopy(contract)
    for case in CASES:
        if case.breaks == NOTHING and case.impact is not None and case.name not in NOT_GENERATED:
            case.edit(revision)
    assert type_errors(contract, revision, tmp_path) == {}


def test_edits_that_break_types_break_the_samples_of_their_operations(
    contract: dict[str, Any], tmp_path: Path
) -> None:
    """Each edit changes an operation: the samples of these operations have type errors, no others do."""
    revision = copy.deepcopy(contract)
    operation(revision, "get", "/bundles/{id}")["x-method-name"] = "retrieve"
    parameter(revision, "EmailContains")["x-parameter-name"] = "email_has"
    del schema(revision, "PaymentCreate")["properties"]["payment_method"]
    schema(revision, "PaymentCreate")["required"].remove("payment_method")
    schema(revision, "SubscriptionCreate")["properties"]["currency"] = {
        "description": "Currency of the subscription.",
        "type": "string",
    }
    schema(revision, "SubscriptionCreate")["required"].append("currency")
    broken = {
        change.label for change in compare(contract, revision) if Surface.TYPES in change.breaks
    }
    assert broken == {
        "GET /bundles/{id}",
        "email[contains]",
        "PaymentCreate.payment_method",
        "SubscriptionCreate.currency",
    }
    errors = type_errors(contract, revision, tmp_path)
    # The samples do not use the filter of list_customers.
    operations = ("get_bundle", "create_payment", "create_subscription")
    styles = ("Node.js", "Python", "Python (asyncio)")
    assert errors.keys() == {f"{name} in {style}" for name in operations for style in styles}


def type_errors(contract: dict[str, Any], revision: dict[str, Any], folder: Path) -> dict[str, str]:
    """Return the type errors of a contract's samples with the clients of its revision."""
    python, typescript, programs = (folder / name for name in ("python", "typescript", "programs"))
    write_python(read_api(revision), python, TEMPLATES / "python", TEMPLATES / "models")
    format_python(python)
    write_typescript(read_api(revision), typescript, TEMPLATES / "typescript")
    programs.mkdir()
    samples = {sample.file: sample for sample in published(read_api(contract))}
    sources = {file: sample.source for file, sample in samples.items()}
    errors = Clients(python, typescript).type_errors(sources, programs)
    return {str(samples[file]): error for file, error in errors.items()}
