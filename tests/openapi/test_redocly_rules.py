"""Tests that each rule of openapi/rules/redocly.yaml finds its defects, and no others."""

import pytest
import yaml

from openapi.rules.check import REDOCLY_RULES, lint, to_finding, to_line
from openapi.rules.contract import read
from openapi.rules.manual import REMEDIES
from tests.openapi.defects import Defect, copy_contract

DEFECTS = [
    Defect("struct", "resources/bundles/schemas/Plan.yaml", "    maximum: 730", "    maximun: 730", says="maximun"),
    Defect("struct", "resources/bundles/schemas/Plan.yaml", "type: object", "type: thing", says="type", also=("no-schema-type-mismatch",)),
    Defect("struct", "resources/bundles/paths/bundles.yaml", "  tags: [bundles]", "  tagz: [bundles]", says="tagz", also=("operation-tag-defined",)),
    Defect("info-contact", "azotte.yaml", "  contact:\n    name: Azotte developers\n    url: https://academia.azotte.com/docs/developers/authentication\n", "", at="info"),
    Defect("info-license-strict", "azotte.yaml", "    identifier: MIT\n", "", at="license"),
    Defect("no-empty-servers", "azotte.yaml", "servers:\n  - url: https://api.azotte.com/v1\n", "servers: []\nx-servers:\n  - url: https://api.azotte.com/v1\n"),
    Defect("no-server-trailing-slash", "azotte.yaml", "api.azotte.com/v1\n", "api.azotte.com/v1/\n", at="- url: https://api"),
    Defect("no-undefined-server-variable", "azotte.yaml", "{port}", "{gate}", says="gate"),
    Defect("no-duplicated-tag-names", "azotte.yaml", "  - name: bundles", "  - name: customers", says="customers", also=("operation-tag-defined",)),
    Defect("no-unsafe-markdown", "resources/bundles/schemas/Plan.yaml", "description: Price of a bundle", "description: <script>alert(1)</script> Price of a bundle"),
    Defect("path-form", "azotte.yaml", "  /bundles:\n", "  /Bundles:\n", says="/Bundles"),
    Defect("path-form", "azotte.yaml", "  /bundles:\n", "  /bundles/:\n", says="/bundles/"),
    Defect("no-identical-paths", "azotte.yaml", "  /bundles/{id}:\n", "  /bundles/{key}:\n    $ref: resources/payments/paths/payments_{id}.yaml\n  /bundles/{id}:\n", at="/bundles/{id}", says="/bundles/{key}", also=("no-ambiguous-paths", "path-parameters-defined")),
    Defect("no-ambiguous-paths", "azotte.yaml", "  /bundles/{id}:\n", "  /{kind}/popular:\n    $ref: resources/payments/paths/payments.yaml\n  /bundles/{id}:\n", at="/bundles/{id}", says="/{kind}/popular", also=("path-parameters-defined",)),
    Defect("no-http-verbs-in-paths", "azotte.yaml", "  /bundles:\n", "  /get-bundles:\n", found_in="resources/bundles/paths/bundles.yaml", says="get"),
    Defect("path-parameters-defined", "azotte.yaml", "  /bundles/{id}:\n", "  /bundles/{bundle}:\n", found_in="resources/bundles/paths/bundles_{id}.yaml", at="parameters", says="bundle"),
    Defect("operation-operationId", "resources/bundles/paths/bundles.yaml", "  operationId: list_bundles\n", "", at="get"),
    Defect("operation-operationId-unique", "resources/bundles/paths/bundles_{id}.yaml", "get_bundle", "list_bundles", at="get"),
    Defect("operation-summary", "resources/bundles/paths/bundles.yaml", "  summary: List bundles\n", "", at="get"),
    Defect("operation-tag-defined", "resources/bundles/paths/bundles.yaml", "tags: [bundles]", "tags: [bundle]"),
    Defect("operation-singular-tag", "resources/bundles/paths/bundles.yaml", "tags: [bundles]", "tags: [bundles, payments]"),
    Defect("operation-parameters-unique", "resources/bundles/paths/bundles.yaml", "    - $ref: ../parameters/EndingBeforeBundle.yaml\n", "    - $ref: ../parameters/EndingBeforeBundle.yaml\n    - $ref: ../../../shared/parameters/Limit.yaml\n", at="- $ref: ../../../shared/parameters/Limit", says="limit"),
    Defect("no-body-to-read", "resources/bundles/paths/bundles.yaml", "  tags: [bundles]\n", "  tags: [bundles]\n  requestBody:\n    $ref: ../examples/Bundle.yaml\n", at="requestBody", also=("struct",)),
    Defect("security-defined", "azotte.yaml", "    Tenant: []", "    Tenants: []", says="Tenants", also=("both-keys",)),
    Defect("root-security", "azotte.yaml", "security:\n  - ApiKey: []\n    Tenant: []\n", "security: []\n", says="empty"),
    Defect("both-keys", "azotte.yaml", "    Tenant: []\n", "", at="- ApiKey", says="mutually required"),
    Defect("both-keys", "azotte.yaml", "    Tenant: []\n", "  - Tenant: []\n", at="- ApiKey", says="mutually required"),
    Defect("operation-2xx-response", "resources/bundles/paths/bundles.yaml", "    '200':", "    '304':", at="responses"),
    Defect("error-body", "shared/responses/NotFound.yaml", "content:\n", "x-content:\n", at="description", says="content"),
    Defect("error-schema", "shared/responses/NotFound.yaml", "../schemas/ErrorResponse.yaml", "../schemas/Error.yaml", at="schema"),
    Defect("no-duplicated-enum-values", "resources/subscriptions/schemas/Proration.yaml", "next_cycle, none]", "next_cycle, none, none]", says="none"),
    Defect("no-mixed-number-range-constraints", "shared/schemas/Amount.yaml", "minimum: 0\n", "minimum: 0\nexclusiveMinimum: 0\n", at="exclusiveMinimum"),
    Defect("no-required-schema-properties-undefined", "resources/bundles/schemas/Plan.yaml", "required: [id,", "required: [colour, id,", says="colour"),
    Defect("no-schema-type-mismatch", "shared/schemas/Amount.yaml", "type: integer\n", "type: integer\nproperties: {}\n", at="properties"),
    Defect("property-name", "resources/bundles/schemas/Plan.yaml", "  trial_days:", "  trialDays:", says="trialDays", also=("no-required-schema-properties-undefined",)),
    Defect("array-items", "resources/bundles/schemas/BundleList.yaml", "    items:\n      $ref: Bundle.yaml\n", "", at="data"),
    Defect("schema-name", "azotte.yaml", "    Event:\n", "    event:\n", says="event"),
]  # fmt: skip


@pytest.fixture(scope="module")
def reports(
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[Defect, tuple[str, list[str], set[str]]]:
    """The expected start of the finding, redocly's findings as lines, and their rules, for each defect."""
    folders = [tmp_path_factory.mktemp("contract").resolve() for _ in DEFECTS]
    entries = [copy_contract(folder / "openapi") for folder in folders]
    places = [defect.apply(entry.parent) for defect, entry in zip(DEFECTS, entries, strict=True)]
    # One process for all, because Node takes longer to start than redocly to lint.
    problems = lint(entries)
    reports: dict[Defect, tuple[str, list[str], set[str]]] = {}
    for defect, entry, (file, line) in zip(DEFECTS, entries, places, strict=True):
        contract = read(entry)
        findings = [
            to_finding(problem, contract)
            for problem in problems
            if problem.file.is_relative_to(entry.parent)
        ]
        reports[defect] = (
            f"{entry.parent / file}:{line}: {defect.rule}: ",
            [to_line(finding, entry.parent) for finding in findings],
            {finding.rule for finding in findings},
        )
    return reports


@pytest.mark.slow
@pytest.mark.parametrize("defect", DEFECTS, ids=str)
def test_the_rule_notices_the_defect(
    defect: Defect, reports: dict[Defect, tuple[str, list[str], set[str]]]
) -> None:
    start, lines, rules = reports[defect]

    end = f"; {REMEDIES[defect.rule]}"
    assert any(
        line.startswith(start) and defect.says in line and line.endswith(end) for line in lines
    ), lines
    assert rules == {defect.rule, *defect.also}, lines


def test_each_rule_has_a_defect() -> None:
    assert redocly_rules() == {defect.rule for defect in DEFECTS}


def test_no_rule_is_extended_or_switched_off() -> None:
    configuration = yaml.safe_load(REDOCLY_RULES.read_text(encoding="utf-8"))

    assert configuration.keys() == {"rules"}
    assert not any(str(value) == "off" for value in configuration["rules"].values())
    assert not [*REDOCLY_RULES.parent.glob(".redocly*")], "a file that hides findings"


def redocly_rules() -> set[str]:
    configuration = yaml.safe_load(REDOCLY_RULES.read_text(encoding="utf-8"))
    return {name.removeprefix("rule/") for name in configuration["rules"]}
