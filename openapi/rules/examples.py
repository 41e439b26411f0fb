"""Rules for examples and defaults, which a JSON Schema 2020-12 validator checks, including formats."""

import re
import textwrap
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonpointer import JsonPointer

from codegen.expand import UNION_OF
from openapi.rules.contract import Contract, Part, Problem
from openapi.rules.regex import regex_problem
from openapi.rules.sources import Node


def example(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        if part.kind == "schema" and part.node.is_file and not part.node.get("examples"):
            yield part.node, f"the schema {part.node.name} has no examples"
        # A parameter with `content` has its example there.
        if (part.kind in ("parameter", "header") and "content" not in part.node) or (
            part.kind == "media type" and _is_json(part)
        ):
            forms = {"example", "examples"} & part.node.fields.keys()
            if len(forms) != 1:
                yield (
                    part.node,
                    f"the {part.kind} {part.name} has {'both `example` and `examples`' if forms else 'no example'}",
                )


def example_value(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        for node in schema.children("examples").values():
            yield from _misfits(contract, schema, node, "the example")
    for part in contract.nodes("parameter", "header", "media type"):
        if "schema" in part:
            for node in _examples(contract, part):
                yield from _misfits(contract, contract.target(part["schema"]), node, "the example")
    for scheme in contract.nodes("security scheme"):
        shown, form = scheme.text("x-example"), scheme.text("x-pattern")
        if shown is None or form is None or regex_problem(form) or not re.fullmatch(form, shown):
            yield scheme.nearest("x-example"), "the x-example does not match the x-pattern"


def default_value(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if "default" in schema:
            yield from _misfits(contract, schema, schema["default"], "the default")


def _misfits(contract: Contract, schema: Node, node: Node, what: str) -> Iterator[Problem]:
    validator = _validator(contract)
    for error in validator.iter_errors({_uri(schema): node.value}) if validator else ():
        place = node.nearest(*map(str, error.instance_path[1:]))
        yield place, f"{what} is not valid for its schema: {textwrap.shorten(error.message, 200)}"


@lru_cache(maxsize=1)
def _validator(contract: Contract) -> jsonschema_rs.Draft202012Validator | None:
    """Return one validator for all schemas: compiling each separately takes three times as long.

    It does not allow additional properties, so that it finds misspelled fields in examples.
    """
    closed = {node: _closed(contract, node) for node in contract.sources.files.values()}
    for union in contract.nodes("schema"):
        if UNION_OF in union and union.is_file:
            branches = [{"$ref": _uri(branch)} for branch in contract.branches(union)]
            closed[union] |= {"oneOf": branches}
    references = {uri: {"$ref": uri} for uri in map(_uri, contract.nodes("schema"))}
    try:
        return jsonschema_rs.Draft202012Validator(
            {"properties": references},
            registry=jsonschema_rs.Registry(
                [(_uri(node), schema) for node, schema in closed.items()]
            ),
            validate_formats=True,
        )
    except ValueError:
        return None  # A pattern is not a regular expression. The rule `pattern` reports it.


def _examples(contract: Contract, part: Node) -> Iterator[Node]:
    if "example" in part:
        yield part["example"]
    for node in part.children("examples").values():
        named = contract.target(node)
        if "value" in named:
            yield named["value"]


def _uri(node: Node) -> str:
    pointer = JsonPointer.from_parts(node.pointer).path
    return f"contract:///{quote(node.file)}#{quote(pointer)}"


def _closed(contract: Contract, node: Node) -> Any:
    if isinstance(node.value, list):
        return [_closed(contract, field) for field in node.fields.values()]
    if not isinstance(node.value, dict):
        return node.value
    closed = {key: _closed(contract, field) for key, field in node.fields.items()}
    if node in contract.composed:
        return closed
    if "allOf" in closed:
        return {"unevaluatedProperties": False} | closed
    return {"additionalProperties": False} | closed if "properties" in closed else closed


def _is_json(part: Part) -> bool:
    return part.key.partition(";")[0].strip().endswith(("/json", "+json"))
