"""Every rule there is, so that a report can show what held beside what did not."""

import importlib
from functools import cache

from tests.contract import answers, model, run, session
from tests.contract.findings import Rule
from tests.contract.generated import SENTENCES, rule_of
from tests.contract.jobs import FAMILIES


def was_tried(result: run.Result, rule: Rule) -> bool:
    """Whether a run came to try a rule: those of answers and of coverage look at every run."""
    return rule.family in {*result.tried, "answers", "coverage", "latency"}


@cache
def all_rules() -> tuple[Rule, ...]:
    """The rules, in the order in which they are written."""
    modules = [answers, session, run, model]
    modules += [importlib.import_module(f"tests.contract.rules.{name}") for name in FAMILIES]
    found: dict[str, Rule] = {}
    for module in modules:
        for value in vars(module).values():
            if isinstance(value, Rule):
                found.setdefault(value.id, value)
    for check in SENTENCES:
        found.setdefault(rule_of(check).id, rule_of(check))
    return tuple(found.values())
