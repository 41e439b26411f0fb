"""Schemas of the contract, compiled, each with the pointer that leads to it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jsonschema_rs

from azotte_conformance.contract.document import SCHEMA_BASE, Document, child
from azotte_conformance.contract.json_values import Json


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken rule of a schema."""

    keyword: str
    """Of JSON Schema, such as `maxLength`."""
    pointer: str
    """Pointer to the rule in the contract."""
    instance: str
    """Pointer to what breaks it."""
    message: str


class Schema:
    """A schema of the contract, compiled."""

    def __init__(self, document: Document, definition: Json, pointer: str) -> None:
        self.pointer = pointer
        self.definition = definition
        """As it is written; `full` has references followed."""
        self.document = document

    @cached_property
    def _validator(self) -> jsonschema_rs.Validator:
        return self.document.validator(self.definition)

    @cached_property
    def full(self) -> Json:
        """The schema itself, references followed. A field beside a reference wins."""
        return self.document.followed(self.definition)

    @cached_property
    def name(self) -> str | None:
        """Its name under `components`, if it is a reference or was reached by one."""
        for where in (self.definition.get("$ref", ""), self.pointer):
            parent, _, name = str(where).rpartition("/")
            if parent.removeprefix("#") == "/components/schemas":
                return name
        return None

    def accepts(self, value: Any) -> bool:
        """Whether a value keeps the schema."""
        return self._validator.is_valid(value)

    def broken(self, value: Any) -> list[Broken]:
        """Every rule that a value breaks, the most specific one of a choice."""
        return [self._broken(error) for error in self._validator.iter_errors(value)]

    def _broken(self, error: jsonschema_rs.ValidationError) -> Broken:
        inner = _most_specific(error)
        location = inner.absolute_keyword_location or ""
        pointer = location.partition("#")[2] if location.startswith(SCHEMA_BASE) else ""
        if not pointer:
            pointer = child(self.pointer, *inner.schema_path)
        instance = child("", *inner.instance_path) if inner.instance_path else ""
        return Broken(inner.kind.name, pointer, instance, _shortened(inner.message))

    @cached_property
    def fields(self) -> dict[str, "Schema"]:
        """The schema's properties, through references and `null` alternatives."""
        owner = self.nonnull
        return {
            name: Schema(self.document, node, child(owner.home, "properties", name))
            for name, node in owner.full.get("properties", {}).items()
        }

    @property
    def home(self) -> str:
        """Where the schema's own keywords stand: the reference's target."""
        reference = self.definition.get("$ref")
        return str(reference).removeprefix("#") if reference else self.pointer

    @cached_property
    def nonnull(self) -> "Schema":
        """The schema without its `null` alternative."""
        for index, branch in enumerate(self.full.get("oneOf", ())):
            rest = [other for other in self.full["oneOf"] if other.get("type") != "null"]
            if len(rest) == 1 and branch is rest[0]:
                return Schema(self.document, branch, f"{self.home}/oneOf/{index}")
        return self

    @property
    def nullable(self) -> bool:
        """Whether `null` keeps the schema."""
        return self.accepts(None)

    @cached_property
    def items(self) -> "Schema | None":
        """What an array's items are."""
        node = self.full.get("items")
        return Schema(self.document, node, f"{self.home}/items") if node else None

    @property
    def types(self) -> tuple[str, ...]:
        """The types that it names, `null` left out."""
        named = self.nonnull.full.get("type", ())
        return tuple(
            name for name in ([named] if isinstance(named, str) else named) if name != "null"
        )

    @cached_property
    def is_code(self) -> bool:
        """Whether it is a string of a narrow form that is neither listed nor text: a currency, a country, a token.

        Which of the strings that match it exist is not in the contract. Only its examples are known to.
        """
        plain = self.nonnull
        if "string" not in plain.types or {"enum", "const", "format"} & plain.full.keys():
            return False
        return not any(plain.accepts(text) for text in _TEXTS)

    @property
    def known_values(self) -> list[Any]:
        """The values of a code that exist for sure."""
        return list(self.nonnull.full.get("examples", ()))

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(self.nonnull.full.get("required", ()))

    @property
    def example(self) -> Any:
        """An example of it, or `None` if the contract has none."""
        for schema in (self.full, self.nonnull.full):
            if "const" in schema:
                return schema["const"]
            for key in ("examples", "enum"):
                if schema.get(key):
                    return schema[key][0]
        return None


_TEXTS = ("Some text", "Some text, 2 lines")
"""Every schema of a text accepts one of these."""


def _most_specific(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of a choice of schemas the error in the one that was meant: the branch that is not about the type."""
    if error.kind.name not in ("oneOf", "anyOf"):
        return error
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.as_dict().get("context", [])
    meant = [errors for errors in branches if errors and errors[0].kind.name != "type"]
    return _most_specific(meant[0][0]) if meant else error


def _shortened(text: str) -> str:
    return text if len(text) <= 200 else f"{text[:150]} … {text[-45:]}"
