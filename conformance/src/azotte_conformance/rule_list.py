"""Every rule there is, so that a report can show what held beside what did not."""

import importlib
from functools import cache

from azotte_conformance import (
    calls,
    caused_objects,
    named_fields,
    response_rules,
    session,
    summary,
)
from azotte_conformance.findings import Rule
from azotte_conformance.jobs import FAMILIES
from azotte_conformance.schemathesis_adapter import SENTENCES, rule_of


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules, in the order in which they are written."""
    # Imported here because rules know the engine, and because Hypothesis, which `sequences` needs, takes a while.
    names = ["sequences", *(f"rules.{name}" for name in FAMILIES)]
    modules = [response_rules, calls, session, summary, named_fields, caused_objects]
    modules += [importlib.import_module(f"azotte_conformance.{name}") for name in names]
    found: dict[str, Rule] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule):
                found.setdefault(value.id, value)
    for check in SENTENCES:
        found.setdefault(rule_of(check).id, rule_of(check))
    return tuple(found.values())
