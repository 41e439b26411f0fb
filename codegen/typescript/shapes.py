"""Writes what the client checks of responses and events: `src/shapes.ts`.

A type is a text: `string`, `integer`, `number`, `boolean`, `object`, `unknown` or a name, followed by `[]` (an array of it), `{}` (a
map of it) and `?` (it or null), to be read from the left. That of an optional field starts with `?`. The check accepts every value that the contract allows, now or later: new fields,
enum values and variants.
"""

from collections.abc import Iterable
from typing import assert_never

from codegen.model.operations import Api
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Enum,
    Integer,
    Map,
    Null,
    Nullable,
    Number,
    Object,
    Ref,
    Scalar,
    Text,
    Type,
    Union,
    Unknown,
)
from codegen.typescript.literals import Code, Value, literal
from codegen.typescript.names import PackageNames
from codegen.typescript.types import fields_of


class Shapes:
    """The shapes of a package: those that it refers to, by name.

    Attributes:
        has_unions: Whether one of the noted shapes is a union.
    """

    def __init__(self, api: Api, names: PackageNames) -> None:
        self._api = api
        self._names = names
        self.has_unions = False
        self._named: dict[str, Value] = {}
        self._unions: dict[Union, str] = {}
        self._open: set[str] = set()
        self._recursive: set[str] = set()

    def of(self, type: Type) -> str:
        """Return the shape of a type, and note the ones that it refers to."""
        match type:
            case Unknown() | Null():
                return "unknown"
            case Boolean():
                return "boolean"
            case Integer():
                return "integer"
            case Number():
                return "number"
            case Text():
                return "string"
            case Constant(value=value):
                return _kind([value])
            case Enum(values=values):
                return _kind(one.value for one in values)
            case Array(items=items):
                return f"{self.of(items)}[]"
            case Map(values=values):
                return f"{self.of(values)}{{}}"
            case Nullable(type=inner):
                shape = self.of(inner)
                return shape if shape == "unknown" else f"{shape}?"
            case Ref(name=name):
                return self._reference(name)
            case Union():
                return self._union(type)
            case Object():
                return "object"
            case _:
                assert_never(type)

    def all(self) -> dict[str, Value]:
        """Return the shapes that were noted, by name."""
        return dict(sorted(self._named.items()))

    def _reference(self, name: str) -> str:
        type = self._api.types[name].type
        match type:
            case Object():
                shape = self._names.types[name]
                if shape not in self._named:
                    # Noted before its fields: it can contain itself.
                    self._named[shape] = {}
                    self._named[shape] = {
                        one.name: ("" if one.required else "?") + self.of(one.type)
                        for one in fields_of(type, "received")
                    }
                return shape
            case Array() | Map() | Nullable():
                return self._alias(name, self._names.types[name])
            case Union():
                return self._union(type, self._names.types[name])
            case _:
                return self.of(type)

    def _alias(self, name: str, shape: str) -> str:
        """Return the shape that a type stands for, or its name if the type contains itself."""
        if shape in self._named:
            return shape
        if name in self._open:
            self._recursive.add(name)
            return shape
        self._open.add(name)
        inner = self.of(self._api.types[name].type)
        self._open.remove(name)
        if name not in self._recursive:
            return inner
        self._named[shape] = inner
        return shape

    def _union(self, union: Union, name: str = "") -> str:
        if union.discriminator is None:
            # A value that fits no variant can be of a new one.
            return "unknown"
        if union in self._unions:
            return self._unions[union]
        # The names of types are identifiers, so this one is free.
        shape = name or f"Union {len(self._unions) + 1}"
        self._unions[union] = shape
        self._named[shape] = []
        variants = {tag: self.of(one.type) for one in union.variants for tag in one.tags}
        self.has_unions = True
        self._named[shape] = Code(f"union({literal(union.discriminator)}, {literal(variants)})")
        return shape


def _kind(values: Iterable[Scalar]) -> str:
    kinds = {type(value) for value in values}
    if kinds == {str}:
        return "string"
    if kinds == {int}:
        return "integer"
    return "boolean" if kinds == {bool} else "unknown"
