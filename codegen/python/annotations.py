"""Says what a type is in Python: as an argument, and as a result."""

import re
from dataclasses import dataclass
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
from codegen.python.views import Views


@dataclass(frozen=True)
class Annotations:
    """Annotations in the modules of the client."""

    api: Api
    views: Views

    def argument(self, type: Type, active: frozenset[str] = frozenset()) -> str:
        """Return the type of an argument. An object can be a model or a dictionary.

        An enumeration is closed here, so that a type checker finds a misspelled value.
        """
        match type:
            case Unknown():
                return "Any"
            case Null():
                return "None"
            case Boolean():
                return "bool"
            case Integer():
                return "int"
            case Number():
                return "float"
            case Text(format=format):
                return "FileContent" if format == "binary" else "str"
            case Constant(value=value):
                return literal([value])
            case Enum(values=values):
                return literal([one.value for one in values])
            case Array(items=items):
                return f"Sequence[{self.argument(items, active)}]"
            case Map(values=values):
                return f"Mapping[str, {self.argument(values, active)}]"
            case Nullable(type=inner):
                return join([self.argument(inner, active), "None"])
            case Union(variants=variants):
                return join([self.argument(one.type, active) for one in variants])
            case Ref(name=name):
                return self._reference(name, active)
            case Object():
                raise AssertionError("an object has a name")
            case _:
                assert_never(type)

    def _reference(self, name: str, active: frozenset[str]) -> str:
        inline = self.views.inline(name)
        if inline is not None:
            return self.argument(inline, active)
        type = self.api.types[name].type
        model = f"models.{self.views.sent(name)}"
        match type:
            case Object():
                return f"{model} | {model.replace('models.', 'typeddicts.')}"
            case Enum(open=False) if not all(isinstance(one.value, bool) for one in type.values):
                return model
            case Map(values=values) if isinstance(self.api.resolve(values), Text | Integer):
                return model
            case _ if name in active:
                return "Any"
            case _:
                return self.argument(type, active | {name})

    def result(self, type: Type) -> str:
        """Return the type of a result or of a part of it."""
        match type:
            case Ref(name=name):
                inline = self.views.inline(name)
                return (
                    f"models.{self.views.received(name)}" if inline is None else self.result(inline)
                )
            case Array(items=items):
                return f"list[{self.result(items)}]"
            case Map(values=values):
                return f"dict[str, {self.result(values)}]"
            case Nullable(type=inner):
                return join([self.result(inner), "None"])
            case Union(variants=variants):
                return join([self.result(one.type) for one in variants])
            case _:
                return plain(type)


def plain(type: Type, *, is_sent: bool = False) -> str:
    """Return the type of a value that contains no other. An open enumeration is closed if the value is only sent."""
    match type:
        case Unknown():
            return "Any"
        case Null():
            return "None"
        case Boolean():
            return "bool"
        case Integer():
            return "int"
        case Number():
            return "float"
        case Text():
            return "str"
        case Constant(value=value):
            return literal([value])
        case Enum(values=values, open=is_open):
            known = literal([one.value for one in values])
            others = (
                dict.fromkeys(_class(one.value) for one in values)
                if is_open and not is_sent
                else {}
            )
            return join([known, *others])
        case _:
            raise AssertionError(f"{type} contains other types")


def literal(values: list[Scalar]) -> str:
    """Return the type of some values. msgspec has no literals that are booleans."""
    if any(isinstance(value, bool) for value in values):
        others = [value for value in values if not isinstance(value, bool)]
        return join(["bool", *([literal(others)] if others else [])])
    return f"Literal[{', '.join(map(repr, values))}]"


def join(annotations: list[str]) -> str:
    """Return a union, each part once, all literals together and `None` last."""
    parts = dict.fromkeys(part for one in annotations for part in split(one))
    if "Any" in parts:
        return "Any"
    literals = [part for part in parts if part.startswith("Literal[")]
    if len(literals) > 1:
        values = dict.fromkeys(
            value for part in literals for value in split(part[len("Literal[") : -1], ", ")
        )
        kept = [f"Literal[{', '.join(values)}]", *(part for part in parts if part not in literals)]
        parts = dict.fromkeys(kept)
    return " | ".join(sorted(parts, key=lambda part: part == "None"))


def split(annotation: str, separator: str = " | ") -> list[str]:
    """Return the parts of a union, or of another list."""
    parts: list[str] = []
    start = depth = index = 0
    while index < len(annotation):
        if string := _STRING.match(annotation, index):
            index = string.end()
        elif depth == 0 and annotation.startswith(separator, index):
            parts.append(annotation[start:index])
            start = index = index + len(separator)
        else:
            depth += (annotation[index] in "[({") - (annotation[index] in "])}")
            index += 1
    return [*parts, annotation[start:]]


def _class(value: Scalar) -> str:
    return type(value).__name__


_STRING = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*\"""")
