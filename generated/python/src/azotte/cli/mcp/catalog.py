# Copied from templates/cli/runtime/mcp/catalog.py: edit there, not here.
"""The operations that a key can call, from the tables of the command line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

from azotte._contract import KeyKind
from azotte._operation import Operation
from azotte.cli.groups import GROUPS
from azotte.cli.table import Command, Group, Option

Schema: TypeAlias = dict[str, Any]

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_TYPES = {"text": "string", "integer": "integer", "number": "number", "boolean": "boolean"}


class Entry(NamedTuple):
    """An operation.

    Attributes:
        group: Name of its group on the command line.
        about: Description of the group.
        command: What the command line knows of it.
        module: The module of `azotte.api` that makes its calls.
    """

    group: str
    about: str
    command: Command
    module: Any

    @property
    def operation(self) -> Operation[Any]:
        """What the client knows of it."""
        operation: Operation[Any] = self.module.OPERATION
        return operation

    @property
    def is_read(self) -> bool:
        """Whether it changes nothing."""
        return self.operation.method in _READS

    @property
    def has_files(self) -> bool:
        """Whether it takes or returns something else than JSON or text, which no tool can carry."""
        body = self.command.body
        takes = body is not None and (
            body.kind == "bytes" or any(field.kind == "file" for field in body.fields)
        )
        return takes or self.operation.has_streams

    @property
    def line(self) -> str:
        """The operation on one line."""
        kind = "read" if self.is_read else "write"
        return f"{self.operation.id} ({kind}): {self.command.summary}"

    @property
    def arguments(self) -> Schema:
        """JSON Schema of the arguments."""
        command = self.command
        schema = _object((*command.arguments, *command.options))
        if command.body:
            schema["properties"]["body"] = (
                _object(command.body.fields) if command.body.kind == "json" else {"type": "string"}
            )
            if command.body.is_required:
                schema["required"].append("body")
        return schema


class Catalog:
    """The operations of the contract."""

    def __init__(self, kind: KeyKind) -> None:
        """Read the operations.

        Args:
            kind: Kind of the key that calls them.
        """
        self._kind = kind
        self._entries = {entry.operation.id: entry for entry in _entries()}

    def find(self, id: str) -> Entry:
        """Return an operation.

        Raises:
            LookupError: The operation does not exist, or the key cannot call it. The message is for the agent.
        """
        entry = self._entries.get(id)
        if entry is None:
            raise LookupError(f"No such operation: {id!r}. Find its ID with search_operations.")
        if not self._can_call(entry):
            types = " or ".join(entry.operation.key_types)
            raise LookupError(
                f"{id} needs a {types} key, and this server has a {self._kind.type} key. Ask the user for another key."
            )
        return entry

    def search(self, text: str) -> list[Entry]:
        """Return the operations whose names or descriptions have words of a text, the best first; without words, all."""
        words = _words(text)
        reachable = [entry for entry in self._entries.values() if self._can_call(entry)]
        if not words:
            return reachable
        scores = {entry.operation.id: _score(entry, words) for entry in reachable}
        found = [entry for entry in reachable if scores[entry.operation.id]]
        return sorted(found, key=lambda entry: -scores[entry.operation.id])

    def _can_call(self, entry: Entry) -> bool:
        return not entry.operation.key_types or self._kind.type in entry.operation.key_types


def _entries() -> Iterator[Entry]:
    for name, module in GROUPS.items():
        group: Group = import_module(f"azotte.cli.groups.{module}").GROUP
        for command in group.commands:
            calls = import_module(f"azotte.api.{group.resource}.{command.operation}")
            yield Entry(name, group.help, command, calls)


def _score(entry: Entry, words: set[str]) -> int:
    title = _words(f"{entry.operation.id} {entry.command.summary}")
    rest = _words(f"{entry.command.help} {entry.about}")
    return 4 * len(words & title) + len(words & rest)


def _words(text: str) -> set[str]:
    """Return the words of a text in the singular, without short ones such as articles."""
    words = re.findall(r"[^\W_]{3,}", text.lower())
    return {word.removesuffix("s") for word in words}


def _object(options: Sequence[Option]) -> Schema:
    """Return the schema of an object whose fields are options."""
    schema: Schema = {"type": "object", "properties": {}, "required": []}
    for option in options:
        *parents, name = option.path
        target = schema
        for parent in parents:
            target = target["properties"].setdefault(parent, {"type": "object"})
            target.setdefault("properties", {})
        target["properties"].setdefault(name, {}).update(_value(option))
        if option.is_required:
            target["required"].append(name)
    return schema | {"additionalProperties": False}


def _value(option: Option) -> Schema:
    one: Schema = {}
    if option.kind in _TYPES:
        one["type"] = _TYPES[option.kind]
    if option.values:
        # An enumeration that can grow accepts other values too.
        one["examples" if option.is_open else "enum"] = list(option.values)
    shapes: dict[str, Schema] = {
        "one": one,
        "list": {"type": "array", "items": one},
        "map": {"type": "object", "additionalProperties": one},
    }
    value = shapes[option.shape]
    if option.is_nullable and value:
        value = {"anyOf": [value, {"type": "null"}]}
    about: Schema = {"description": option.help} if option.help else {}
    return about | value | ({"deprecated": True} if option.deprecated else {})
