"""Tests that openapi/rules/README.md is complete. The linter reads the fixes and the list of extensions from it."""

import re

import yaml

from codegen.paths import CONTRACT
from openapi.rules import RULES
from openapi.rules.check import REDOCLY_RULES
from openapi.rules.contract import read
from openapi.rules.manual import EXTENSIONS, REMEDIES

README = REDOCLY_RULES.parent / "README.md"
# Found before the rules run, or by the specification.
_OTHER_RULES = {
    *("yaml", "reference", "component-name", "openapi-version", "operation-parts", "specification"),
    "capability",
}


def test_it_lists_each_rule_and_no_other() -> None:
    configured = yaml.safe_load(REDOCLY_RULES.read_text(encoding="utf-8"))["rules"]
    ours = {rule.__name__.replace("_", "-") for rule in RULES}
    redoclys = {name.removeprefix("rule/") for name in configured}

    assert REMEDIES.keys() == ours | redoclys | _OTHER_RULES
    assert not ours & redoclys, "a rule has one home"


def test_it_says_what_each_rule_requires_and_how_to_comply() -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+) \| (.+) \|$", README.read_text(encoding="utf-8"), re.MULTILINE
    )
    rules = [row for row in rows if not row[0].startswith("x-")]

    assert len(rules) == len(REMEDIES), "a rule is listed twice"
    for name, asks, remedy in rules:
        assert asks.endswith("."), name
        assert asks[0].isupper() or asks[0] == "`", name
        assert remedy.endswith("."), name


def test_it_lists_each_extension_that_the_contract_has_and_no_other() -> None:
    used = {
        key for part in read(CONTRACT).parts for key in part.node.fields if key.startswith("x-")
    }

    # Nothing is deprecated.
    assert EXTENSIONS.keys() == used | {"x-deprecation"}
