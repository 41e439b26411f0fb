"""Describes types in words, and lists the fields of objects."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import assert_never

from codegen.model.operations import Api, without_null
from codegen.model.texts import markdown_code
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Default,
    Deprecation,
    Enum,
    Field,
    Integer,
    Json,
    Limit,
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

_FORMATS = {
    "plain": "string",
    "date-time": "date and time",
    "date": "date",
    "uuid": "UUID",
    "decimal": "decimal number as a string",
    "byte": "Base64 string",
    "binary": "file",
}
_RANGES = (
    ("minLength", "maxLength", "characters"),
    ("minItems", "maxItems", "items"),
    ("minProperties", "maxProperties", "entries"),
    ("minimum", "maximum", ""),
)
_SIZES = ("int32", "int64", "float", "double")
_LARGEST = 10**11
"""A bound above it says nothing to a reader."""


@dataclass(frozen=True)
class TypeText:
    """Writes types of an API as Markdown.

    Attributes:
        pages: Path of the page of each type that has one.
        owner: Whether to show the evidence for types that are not documented.
    """

    api: Api
    pages: Mapping[str, str]
    owner: bool = False

    def words(self, type: Type) -> str:
        """Return a type in words, for example "array of strings"."""
        match type:
            case Unknown():
                return "any JSON value"
            case Null():
                return "`null`"
            case Boolean():
                return "boolean"
            case Integer():
                return "integer"
            case Number():
                return "number"
            case Text(format=format):
                return _FORMATS[format]
            case Constant(value=value):
                return code(value)
            case Enum():
                return "enum"
            case Array(items=items):
                return f"array of {self.words(items)}"
            case Map(values=values):
                return f"map of {self.words(values)}"
            case Ref(name=name):
                if name in self.pages:
                    return f"[{name}](/{self.pages[name]})"
                return self.words(self.api.types[name].type)
            case Nullable(type=inner):
                return f"{self.words(inner)} or `null`"
            case Union(variants=variants):
                return " or ".join(dict.fromkeys(self.words(one.type) for one in variants))
            case Object():
                return "object"
            case _:
                assert_never(type)

    def rows(self, type: Type, *, sent: bool) -> str:
        """Return the fields of an object as a list, the required ones first.

        Args:
            type: The object, or a reference to it.
            sent: Whether requests have it, or else responses.
        """
        found = self.api.object_of(type)
        lines = [] if found is None else [*self._fields(found, sent, 0, frozenset())]
        return "\n".join(lines)

    def parameter(
        self,
        name: str,
        type: Type,
        required: bool,
        description: str,
        default: Default | None,
        deprecation: Deprecation | None,
    ) -> str:
        """Return one entry of a list of parameters."""
        return "\n".join(
            self._entry(
                name, type, required, True, description, default, deprecation, 0, frozenset()
            )
        )

    def _fields(
        self, found: Object, sent: bool, depth: int, inside: frozenset[str]
    ) -> Iterator[str]:
        shown = [one for one in found.fields if not (one.read_only if sent else one.write_only)]
        # The order of the contract, but what is required comes first.
        for one in sorted(shown, key=lambda one: not one.required):
            yield from self._field(one, sent, depth, inside)

    def _field(self, one: Field, sent: bool, depth: int, inside: frozenset[str]) -> Iterator[str]:
        yield from self._entry(
            one.name,
            one.type,
            one.required,
            sent,
            one.description,
            one.default,
            one.deprecation,
            depth,
            inside,
        )

    def _entry(
        self,
        name: str,
        type: Type,
        required: bool,
        sent: bool,
        description: str,
        default: Default | None,
        deprecation: Deprecation | None,
        depth: int,
        inside: frozenset[str],
    ) -> Iterator[str]:
        indent = "  " * depth
        # Readers of responses only need to know which fields can be missing.
        presence = (
            ("**required**" if required else "optional")
            if sent
            else ("" if required else "optional")
        )
        facts = [f"*{self.words(type)}*", presence, *map(str, self._limits(type))]
        line = f"{indent}- `{name}` {', '.join(fact for fact in facts if fact)}"
        if deprecation is not None:
            line += f", **{deprecated(deprecation)}**"
        yield line
        text = " ".join(description.split()) + self._evidence(type)
        if default is not None and "default" not in text.lower():
            text = f"{text} Defaults to {code(default.value)}.".strip()
        if text:
            yield ""
            yield f"{indent}  {text}"
        yield ""
        yield from self._inner(type, sent, depth + 1, inside)

    def _inner(self, type: Type, sent: bool, depth: int, inside: frozenset[str]) -> Iterator[str]:
        """Yield the values of an enumeration, or the fields of an object that has no page."""
        indent = "  " * depth
        match type:
            case Ref(name=name):
                if name not in self.pages and name not in inside:
                    yield from self._inner(self.api.types[name].type, sent, depth, inside | {name})
            case Enum(values=values, open=open):
                for value in values:
                    meaning = (
                        f": {' '.join(value.description.split())}" if value.description else ""
                    )
                    yield f"{indent}- {code(value.value)}{meaning}"
                if open and not sent:
                    yield f"{indent}- Other values can be added. Keep values that you do not know."
                yield ""
            case Object():
                yield from self._fields(type, sent, depth, inside)
            case Array(items=inner) | Map(values=inner) | Nullable(type=inner):
                yield from self._inner(inner, sent, depth, inside)
            case Union(variants=variants):
                for variant in variants:
                    if self.api.object_of(variant.type) is not None and len(variants) > 1:
                        tags = f" {listed(map(code, variant.tags), 'or')}" if variant.tags else ""
                        rows = [*self._inner(variant.type, sent, depth + 1, inside)]
                        if rows:
                            yield f"{indent}- If it is {self.words(variant.type)}{tags}:"
                            yield ""
                            yield from rows
                    else:
                        yield from self._inner(variant.type, sent, depth, inside)
            case Unknown() | Null() | Boolean() | Integer() | Number() | Text() | Constant():
                pass
            case _:
                assert_never(type)

    def _evidence(self, type: Type) -> str:
        if isinstance(type, Nullable):
            return self._evidence(type.type)
        if not self.owner or not isinstance(type, Ref):
            return ""
        return evidence(self.api.types[type.name].extensions)

    def _limits(self, type: Type) -> Iterator[str]:
        bare = without_null(self.api.types, type)
        limits = bare.limits if isinstance(bare, Integer | Number | Text | Array | Map) else ()
        yield from limit_words(limits)


def limit_words(limits: tuple[Limit, ...]) -> Iterator[str]:
    """Yield limits in words."""
    by_keyword = {one.keyword: one.value for one in limits}
    for low, high, counted in _RANGES:
        least, most = by_keyword.get(low), by_keyword.get(high)
        unit = f" {counted}" if counted else ""
        if most is not None and most > _LARGEST:
            most = None
        if least is not None and least == most:
            yield f"{least}{unit}"
        elif most is not None:
            yield f"{least} to {most}{unit}" if least else f"up to {most}{unit}"
        elif least:
            yield f"{least}{unit} or more"
    if by_keyword.get("format", "int64") not in _SIZES:
        yield f"format {code(by_keyword['format'])}"
    if by_keyword.get("uniqueItems"):
        yield "each once"


def evidence(extensions: Mapping[str, Json]) -> str:
    """Return the mark of a part that is not documented."""
    mark = extensions.get("x-evidence", "documented")
    return "" if mark == "documented" else f" *({mark})*"


def deprecated(deprecation: Deprecation) -> str:
    """Return a deprecation in words."""
    words = "deprecated" + (f" since {deprecation.since}" if deprecation.since else "")
    if deprecation.replacement:
        words += f", use `{deprecation.replacement}` instead"
    return words + (f", can be removed after {deprecation.sunset}" if deprecation.sunset else "")


def code(value: Json | Scalar) -> str:
    """Return a value as a code span: a string as it is, anything else as JSON."""
    return markdown_code(value if isinstance(value, str) and value else json.dumps(value))


def listed(items: "Iterator[str] | map[str]", word: str) -> str:
    """Return a list in words: "a, b or c"."""
    *first, last = items
    return f"{', '.join(first)} {word} {last}" if first else last
