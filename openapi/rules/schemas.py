"""Rules for schemas: bounds, patterns, closed requests and the union of events."""

from collections.abc import Iterator

from codegen.expand import UNION_OF
from openapi.rules.contract import Contract, Problem, types
from openapi.rules.regex import regex_problem
from openapi.rules.sources import Node


def event_union(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if UNION_OF not in schema:
            continue
        name = schema.text("discriminator", "propertyName")
        if name is None:
            yield schema[UNION_OF], "the union has no discriminator"
        elif schema.get(UNION_OF) != "webhooks":
            yield schema[UNION_OF], f"{UNION_OF} is not `webhooks`"
        else:
            for branch in contract.branches(schema):
                if name not in branch.texts("required") or not _has_const(contract, branch, name):
                    yield branch, f"{branch.name} does not require `{name}` with a const"


def closed_request(contract: Contract) -> Iterator[Problem]:
    bodies = filter(None, map(contract.request_body, contract.operations))
    for schema in contract.schemas_in("request body", *bodies):
        if schema in contract.composed:
            continue
        keyword = "unevaluatedProperties" if "allOf" in schema else "additionalProperties"
        if {"allOf", "properties"} & schema.fields.keys() and schema.get(keyword) is not False:
            yield schema, f"{schema.name} allows unknown fields, so it accepts misspelled ones"


_SHORT_FORMATS = ("date", "date-time", "time", "uuid", "ipv4", "ipv6")
"""Formats whose texts are short."""


def bounds(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if "enum" in schema or "const" in schema:
            continue
        for name in types(schema):
            for alternatives in _needed_bounds(name, schema):
                if not any(bound in schema for bound in alternatives):
                    yield schema, f"{_article(name)} without {' or '.join(alternatives)}"


def pattern(contract: Contract) -> Iterator[Problem]:
    for node in contract.nodes("schema", "security scheme"):
        for key in ("pattern", "x-pattern"):
            form = node.text(key)
            if form is not None and (problem := regex_problem(form)):
                yield node[key], problem


def _has_const(contract: Contract, branch: Node, name: str) -> bool:
    field = contract.property(branch, name)
    return field is not None and field.text("const") is not None


def _needed_bounds(name: str, schema: Node) -> Iterator[tuple[str, ...]]:
    match name:
        case "string" if schema.get("format") not in _SHORT_FORMATS:
            yield ("maxLength",)
        case "integer" | "number":
            yield ("minimum", "exclusiveMinimum")
            yield ("maximum", "exclusiveMaximum")
        case "array":
            yield ("maxItems",)
        case "object" if "properties" not in schema:
            yield ("maxProperties",)
        case _:
            pass


def _article(name: str) -> str:
    return {"integer": "an integer", "array": "an array", "object": "a map"}.get(name, f"a {name}")
