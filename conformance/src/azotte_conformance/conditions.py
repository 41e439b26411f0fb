"""Conditions of the contract's behaviour (openapi/README.md): values at expressions, and the schemas that they match.

    when: {/status: {const: active}, $request.body#/reason: {type: string}}

A value that is missing is null. A schema can name another value: `{const: {$data: /amount, minus: /amount_refunded}}`.
"""

import calendar
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from jsonpointer import JsonPointerException, resolve_pointer

from azotte_conformance.contract import Json, Operation, as_array, as_object
from azotte_conformance.contract.document import Document
from azotte_conformance.exchange import Exchange

Values: TypeAlias = Callable[[str], Any]
"""Returns the value at an expression."""
BEFORE = "$before"
"""Of an expression: the object as it was before."""


def values_of(exchange: Exchange, operation: Operation, before: Json | None = None) -> Values:
    """The values of a call, a request's defaults filled in.

    Args:
        exchange: the call.
        operation: what was called.
        before: the object before the call.
    """
    sent: Json = {}
    if operation.body is not None:
        fields = operation.body.schema.fields
        sent = {n: m.full["default"] for n, m in fields.items() if "default" in m.full}
        try:
            body = json.loads(exchange.request.body or b"{}")
        except (ValueError, RecursionError):
            body = {}
        sent.update(as_object(body) or {})
    return partial(value_in, {"$request.body": sent, "": exchange.json, BEFORE: before})


def values_in(thing: Json, before: Json | None = None) -> Values:
    """The values of an object."""
    return partial(value_in, {"": thing, BEFORE: before})


def value_in(sources: Mapping[str, Any], expression: str) -> Any:
    """The value at an expression; `None` if there is none."""
    source, _, pointer = expression.rpartition("#")
    if expression in sources:
        return sources[expression]
    try:
        return resolve_pointer(sources[source], pointer)
    except (KeyError, JsonPointerException):
        return None


def unmet(
    document: Document, conditions: Mapping[str, Any], values: Values
) -> Iterator[tuple[str, Json, Any]]:
    """Conditions that are not met: the expression, the schema, and the value."""
    for expression, condition in conditions.items():
        schema, value = filled(condition, values), values(expression)
        if not fits(document, value, schema):
            yield expression, schema, value


def are_met(document: Document, conditions: Mapping[str, Any], values: Values) -> bool:
    """Whether all conditions are met."""
    return next(unmet(document, conditions, values), None) is None


def broken_effects(
    document: Document, rules: Sequence[Json], values: Values, *, by_before: bool
) -> Iterator[tuple[int, str, Json, Any]]:
    """What is not true after a success (`x-effects`): the index of the rule, the expression, the schema and the value.

    Args:
        document: resolves references.
        rules: of the operation.
        values: of the call.
        by_before: whether to check the rules that name the object as it was before, or the others.
    """
    for index, rule in enumerate(rules):
        if names(rule, BEFORE) is by_before and are_met(document, rule.get("when", {}), values):
            for broken in unmet(document, rule.get("then", {}), values):
                yield index, *broken


def fits(document: Document, value: Any, schema: Json) -> bool:
    """Whether a value matches a small schema."""
    return document.validator(schema).is_valid(value)


def filled(condition: Any, values: Values) -> Any:
    """A schema with the values that it names. A bound without a value does not count."""
    fields, items = as_object(condition), as_array(condition)
    if items is not None:
        return [filled(item, values) for item in items]
    if fields is None:
        return condition
    if "$data" in fields:
        return _named(fields, values)
    found = {key: filled(child, values) for key, child in fields.items()}
    return {key: v for key, v in found.items() if v is not None or key == "const"}


def names(condition: Any, part: str) -> bool:
    """Whether an expression in a rule has a part, such as `$before`."""
    return f'"{part}' in json.dumps(condition)


def follows(condition: Any) -> bool:
    """Whether a rule is about an object whose ID a field has: `/bundle#/plans`."""
    return re.search(r'"[^"]*/[^"]*#', json.dumps(condition)) is not None


def later(moment: int, length: str, times: int = 1) -> int:
    """A moment and a duration later (ISO 8601, one unit): months are those of the calendar, in UTC."""
    match = re.fullmatch(r"P(\d+)([DMY])", length)
    assert match is not None, length
    count, unit = int(match[1]) * times, match[2]
    start = datetime.fromtimestamp(moment, UTC)
    if unit == "D":
        return int((start + timedelta(days=count)).timestamp())
    months = start.month - 1 + count * (12 if unit == "Y" else 1)
    year, month = start.year + months // 12, months % 12 + 1
    # The last day of a month that is shorter.
    day = min(start.day, calendar.monthrange(year, month)[1])
    return int(start.replace(year=year, month=month, day=day).timestamp())


def _named(data: Json, values: Values) -> Any:
    """The value of `$data`, with what is added to it or taken from it."""
    value = values(data["$data"])
    for word, sign in (("plus", 1), ("minus", -1)):
        if word in data:
            other, unit = values(data[word]), data.get("unit")
            if (lengths := as_object(unit)) is not None:
                # The enumeration may grow.
                unit = lengths.get(other)
                other = unit and 1
            if not isinstance(value, int) or not isinstance(other, int):
                return None
            value = later(value, unit, sign * other) if unit else value + sign * other
    return value
