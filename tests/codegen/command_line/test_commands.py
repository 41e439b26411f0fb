"""Commands of constructs that the contract does not have yet."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click
import pytest

from azotte.cli import app, sending, table
from azotte.cli.api_commands import ALL, BODY, COMMON, OperationGroup
from azotte.cli.table import Group
from codegen.command_line.commands import OWN_COMMANDS, NamedGroup, read_groups
from codegen.command_line.options import RESERVED
from codegen.command_line.write import literal
from codegen.model.capabilities import SUPPORTED, Capability
from codegen.model.read import read_api
from tests.codegen.model.documents import document, document_with, with_schema

QUERY = {"in": "query", "name": "x", "schema": {"type": "string"}}


class Calls:
    """Runs the commands of a document, and keeps what the client would be called with."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.called: dict[str, Any] = {}
        monkeypatch.setattr(sending, "call", self._call)

    def __call__(self, contract: dict[str, Any], *arguments: str) -> dict[str, Any]:
        (group,) = read_groups(read_api(contract))
        self.called = {}
        command = OperationGroup(group.name, as_table(group))
        command.main(["a", *arguments], standalone_mode=False)
        return self.called

    def _call(self, resource: str, command: object, arguments: dict[str, Any], _: object) -> None:
        self.called = arguments


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    return Calls(monkeypatch)


def as_table(group: NamedGroup) -> Group:
    """Return a group as the generated module has it."""
    made = eval(literal(group.table), dict(vars(table)))
    assert isinstance(made, Group)
    return made


@pytest.mark.parametrize("capability", SUPPORTED, ids=lambda one: one.construct)
def test_each_construct_has_a_command_with_help(
    capability: Capability, capsys: pytest.CaptureFixture[str]
) -> None:
    for group in read_groups(read_api(document_with(capability))):
        command = OperationGroup(group.name, as_table(group))
        for one in group.table.commands:
            command.main([one.name, "--help"], standalone_mode=False)
            assert "Common options" in capsys.readouterr().out


def test_the_reserved_names_are_those_of_the_program() -> None:
    options = {str(one.name) for one in (*COMMON, ALL, BODY)}
    assert options | {"clear", "help"} == RESERVED
    assert {*app.root.commands} == {*OWN_COMMANDS}


@pytest.mark.parametrize(
    ("schema", "arguments", "value"),
    [
        ({"type": "string"}, "--x a", "a"),
        ({"type": "integer"}, "--x -3", -3),
        ({"type": "number"}, "--x 1.5", 1.5),
        ({"type": "boolean"}, "--x", True),
        ({"type": "boolean"}, "--no-x", False),
        ({"enum": ["a", "b"], "x-open-enum": False}, "--x b", "b"),
        ({"type": "integer", "enum": [1, 2], "x-open-enum": False}, "--x 2", 2),
        ({"type": "integer", "enum": [1, 2], "x-open-enum": True}, "--x 3", 3),
        ({"type": "string", "enum": ["a"], "x-open-enum": True}, "--x z", "z"),
        ({"const": "only"}, "--x only", "only"),
        ({"type": "array", "items": {"type": "integer"}}, "--x 1 --x 2", [1, 2]),
        ({"type": "array", "items": {"type": "boolean"}}, "--x true", [True]),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "--x b --x a", ["b", "a"]),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "--x a=1 --x b=2", {"a": 1, "b": 2}),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "--x a=1=2", {"a": "1=2"}),
        ({"type": ["string", "null"]}, "--x a", "a"),
        ({"type": ["string", "null"]}, "--clear x", None),
        ({}, "--x null", None),
        ({}, "--x '{\"a\": [1]}'", {"a": [1]}),
        ({"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}, "--x '[1]' --x '[2]'", [[1], [2]]),
        ({"oneOf": [{"type": "string"}, {"type": "integer"}]}, "--x 7", 7),
        ({"oneOf": [{"type": "string"}, {"enum": ["a"]}]}, "--x 7", "7"),
        ({"type": "object", "properties": {"y": {"type": "object", "properties": {"z": {"type": "integer"}}}}}, "--x.y.z 1", {"y": {"z": 1}}),
        ({"type": ["object", "null"], "properties": {"y": {"type": "integer"}}}, "--x '{\"k\": 0}' --x.y 1", {"k": 0, "y": 1}),
        ({"type": ["object", "null"], "properties": {"y": {"type": "integer"}}}, "--clear x", None),
    ],
    ids=str,
)  # fmt: skip
def test_a_field_of_the_body(calls: Calls, schema: Any, arguments: str, value: Any) -> None:
    contract = with_schema({"type": "object", "properties": {"x": schema}})
    assert calls(contract, *shlex.split(arguments)) == {"body": {"x": value}}


@pytest.mark.parametrize(
    ("schema", "arguments"),
    [
        ({"enum": ["a", "b"], "x-open-enum": False}, "--x c"),
        ({"type": "integer", "enum": [1, 2], "x-open-enum": False}, "--x 3"),
        ({"type": "integer", "enum": [1, 2], "x-open-enum": True}, "--x a"),
        ({"type": "array", "items": {"type": "integer"}}, "--x a"),
        ({"type": "object", "additionalProperties": {"type": "integer"}}, "--x a=b"),
        ({}, "--x {"),
        ({"type": "string"}, "--clear x"),
    ],
    ids=str,
)
def test_a_value_of_another_type_is_rejected(calls: Calls, schema: Any, arguments: str) -> None:
    contract = with_schema({"type": "object", "properties": {"x": schema}})
    with pytest.raises(click.UsageError):
        calls(contract, *shlex.split(arguments))
    assert calls.called == {}


def test_a_recursive_object_ends_with_json(calls: Calls) -> None:
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "child": {"$ref": "#/components/schemas/Example"},
        },
    }
    assert calls(with_schema(node), "--name", "a", "--child.child", '{"name": "c"}') == {
        "body": {"name": "a", "child": {"child": {"name": "c"}}}
    }


def test_a_read_only_field_has_no_option(calls: Calls) -> None:
    fields = {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}}
    with pytest.raises(click.NoSuchOption):
        calls(with_schema({"type": "object", "properties": fields}), "--id", "1")


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({"type": "array", "items": {"type": "integer"}}, "[1, 2]", [1, 2]),
        ({"type": "string"}, '"a"', "a"),
        ({}, "{}", {}),
    ],
    ids=str,
)
def test_a_body_that_is_not_an_object(calls: Calls, schema: Any, text: str, value: Any) -> None:
    assert calls(with_schema(schema), "--body", text) == {"body": value}


@pytest.mark.parametrize(
    ("media_type", "value"),
    [("application/pdf", b"\xff\x00"), ("text/csv", "a,b\n")],
)
def test_a_body_that_is_not_json(
    calls: Calls, tmp_path: Path, media_type: str, value: bytes | str
) -> None:
    path = tmp_path / "body"
    path.write_bytes(value if isinstance(value, bytes) else value.encode())
    contract = document({"requestBody": {"required": True, "content": {media_type: {}}}})
    assert calls(contract, "--body", f"@{path}") == {"body": value}
    with pytest.raises(click.UsageError, match="Missing option '--body'"):
        calls(contract)


def test_a_file_of_a_multipart_body(calls: Calls, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(b"png")
    fields = {
        "logo": {"type": "string", "format": "binary"},
        "title": {"type": "string"},
    }
    media = {"multipart/form-data": {"schema": {"type": "object", "properties": fields}}}
    contract = document({"requestBody": {"content": media}})
    given = calls(contract, "--logo", str(path), "--title", "Logo")
    assert given == {"body": {"logo": path, "title": "Logo"}}


def test_parameters_of_each_location(calls: Calls) -> None:
    contract = document(
        {
            "parameters": [
                {**QUERY, "name": "created[gte]", "schema": {"type": "integer"}},
                {"in": "header", "name": "X-Trace", "required": True, "schema": {"type": "string"}},
                {
                    **QUERY,
                    "name": "filter",
                    "style": "deepObject",
                    "explode": True,
                    "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
                },
            ]
        }
    )
    given = calls(contract, "--created-gte", "1", "--x-trace", "t", "--filter.a", "2")
    assert given == {"created_gte": 1, "x_trace": "t", "filter": {"a": 2}}
    with pytest.raises(click.UsageError, match="Missing") as raised:
        calls(contract)
    assert "Missing option '--x-trace'." in raised.value.format_message()


def test_names_that_the_program_has_itself(calls: Calls) -> None:
    names = ("query", "body", "help", "query-value", "no_paid", "paid", "class", "@type")
    schemas = {"paid": {"type": "boolean"}, "no_paid": {"type": "boolean"}}
    fields = {name: schemas.get(name, {"type": "string"}) for name in names}
    given = calls(
        with_schema({"type": "object", "properties": fields}),
        *("--query-value", "1", "--query-value-2", "2", "--body-value", "3", "--help-value", "4"),
        *("--no-paid", "--paid-value", "--class", "5", "--type", "6"),
    )
    assert given == {
        "body": {
            "query": "1",
            "query-value": "2",
            "body": "3",
            "help": "4",
            "no_paid": True,
            "paid": True,
            "class": "5",
            "@type": "6",
        }
    }


def test_a_tag_with_the_name_of_an_own_command_gets_another(calls: Calls) -> None:
    contract = document({"tags": ["login"]})
    names = [group.name for group in read_groups(read_api(contract))]
    assert "login" not in names
    assert len(set(names)) == 2


def test_texts_survive() -> None:
    text = 'Quotes "\'""", a \\ and\n\nother\u2028lines'
    contract = document(
        {"summary": text, "description": text, "parameters": [{**QUERY, "description": text}]}
    )
    (group,) = read_groups(read_api(contract))
    made = as_table(group).commands[0]
    assert (made.summary, made.help) == (text, text)
    assert made.options[0].help == " ".join(text.split())


def test_a_deprecated_operation_and_option_say_so(
    calls: Calls, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = document(
        {
            "deprecated": True,
            "x-deprecation": {"since": "2.0.0", "sunset": "2027-01-01", "replacement": "other"},
            "parameters": [{**QUERY, "deprecated": True}],
        }
    )
    calls(contract, "--help")
    shown = " ".join(capsys.readouterr().out.split())
    assert "DEPRECATED: since 2.0.0, use other instead" in shown
    calls(contract, "--x", "a")
    assert "is deprecated" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({"x": "a b"}, "default a --x 'a b'"),
        ({"x": None}, "default a --clear x"),
        ({"n": 1, "on": False}, "default a --n 1 --no-on"),
        ({"tags": ["a", "b"]}, "default a --tags a --tags b"),
        ({"map": {"k": "v"}}, "default a --map k=v"),
        ({"sub": {"y": 1}}, "default a --sub.y 1"),
        ({"any": [1]}, "default a --any '[1]'"),
        ({"unknown": 1}, "default a --body '{\"unknown\": 1}'"),
        ({"sub": {}}, "default a --body '{\"sub\": {}}'"),
        ({}, "default a --body '{}'"),
    ],
    ids=str,
)
def test_an_example_is_a_command_that_sends_it(calls: Calls, value: Any, line: str) -> None:
    fields: dict[str, Any] = {
        "x": {"type": ["string", "null"]},
        "n": {"type": "integer"},
        "on": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "map": {"type": "object", "additionalProperties": {"type": "string"}},
        "sub": {"type": "object", "properties": {"y": {"type": "integer"}}},
        "any": {},
    }
    contract = with_schema({"type": "object", "properties": fields})
    media = contract["paths"]["/a"]["post"]["requestBody"]["content"]["application/json"]
    media["examples"] = {"one": {"value": value}}
    (group,) = read_groups(read_api(contract))
    (example,) = group.table.commands[0].examples
    assert example == line
    assert calls(contract, *shlex.split(example)[2:]) == {"body": value}
