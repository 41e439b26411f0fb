"""Writes types of the model in TypeScript.

A type has two views. The view of responses has no write-only fields, and allows values that the contract does not know yet. An open
enumeration has `(string & {})`, and a discriminated union has a variant with an unknown discriminator. The view of requests has no
read-only fields, and only the known values and variants.
"""

from collections.abc import Mapping
from typing import Literal, TypeAlias, assert_never

from codegen.model.operations import Api
from codegen.model.texts import typescript_string
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Enum,
    Field,
    Integer,
    Map,
    NamedType,
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
    Variant,
    children,
    references,
)
from codegen.typescript.imports import Imports
from codegen.typescript.literals import key
from codegen.typescript.names import PackageNames

_INHERITED = (
    *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
    *("toLocaleString", "toString", "valueOf"),
)

View: TypeAlias = Literal["sent", "received"]


def is_declared(named: NamedType) -> bool:
    """Whether a type has a declaration. Scalars without values of their own are written where they are used."""
    return not isinstance(
        named.type, Text | Integer | Number | Boolean | Null | Unknown | Constant | Ref
    )


def differing_types(types: Mapping[str, NamedType]) -> list[str]:
    """Return the types that are sent and received, each in another form."""
    both = {name: named for name, named in types.items() if named.sent and named.received}
    found = {name for name, named in both.items() if _has_views(named.type)}
    while more := {
        name for name, named in both.items() if name not in found and found & references(named.type)
    }:
        found |= more
    return [name for name in types if name in found and is_declared(types[name])]


def views_of(named: NamedType, *, is_differing: bool) -> tuple[View, ...]:
    """Return the views in which a type is declared."""
    if is_differing:
        return ("received", "sent")
    return ("sent",) if named.sent and not named.received else ("received",)


def fields_of(type: Object, view: View) -> list[Field]:
    """Return the fields of an object in a view."""
    return [one for one in type.fields if not (one.read_only if view == "sent" else one.write_only)]


class TypeWriter:
    """Writes the types of one file."""

    def __init__(self, api: Api, names: PackageNames, imports: Imports, *, is_models: bool) -> None:
        self._api = api
        self._names = names
        self._imports = imports
        self._is_models = is_models

    def name(self, name: str, view: View) -> str:
        """Return the name of a declared type, and import it if it is from another file."""
        names = self._names
        found = names.inputs.get(name, names.types[name]) if view == "sent" else names.types[name]
        return found if self._is_models else self._imports.model(found)

    def text(self, type: Type, view: View) -> str:
        """Return a type."""
        match type:
            case Unknown():
                return "unknown"
            case Null():
                return "null"
            case Boolean():
                return "boolean"
            case Integer() | Number():
                return "number"
            case Text(format="binary") if view == "sent":
                return self._imports.type("Uploadable")
            case Text():
                return "string"
            case Constant(value=value):
                return scalar(value)
            case Enum():
                return _enum(type, view)
            case Array(items=items):
                return f"({self.text(items, view)})[]"
            case Map(values=values):
                return f"{{ [key: string]: {self.text(values, view)} }}"
            case Ref(name=name):
                named = self._api.types[name]
                return self.name(name, view) if is_declared(named) else self.text(named.type, view)
            case Nullable(type=inner):
                return f"{self.text(inner, view)} | null"
            case Union():
                return self._union(type, view)
            case Object():
                return self.object(type, view)
            case _:
                assert_never(type)

    def object(self, type: Object, view: View) -> str:
        """Return the fields of an object, in braces and without comments."""
        fields = [f"{self.field(one, view)};" for one in fields_of(type, view)]
        return f"{{ {' '.join([*fields, *self.other_fields(type, view)])} }}"

    def field(self, field: Field, view: View) -> str:
        """Return a field with its type."""
        text = self.text(field.type, view)
        if field.required:
            return f"{key(field.name)}: {text}"
        # Every object inherits these: without the field, the value is that of `Object`.
        inherited = f" | Object['{field.name}']" if field.name in _INHERITED else ""
        return f"{key(field.name)}?: {text}{inherited}"

    def other_fields(self, type: Object, view: View) -> list[str]:
        """Return the index signature of an object whose other fields have a type."""
        if type.extra is None or isinstance(type.extra, Unknown):
            return []
        # An index signature holds for the named fields too.
        kinds = [self.text(one.type, view) for one in fields_of(type, view)]
        kinds = list(dict.fromkeys([self.text(type.extra, view), *kinds]))
        return [f"[key: string]: {' | '.join([*kinds, 'undefined'])};"]

    def _union(self, union: Union, view: View) -> str:
        texts = [self._variant(one, union.discriminator, view) for one in union.variants]
        if union.discriminator is not None and view == "received":
            # No known value has this form, so that a known discriminator tells the type.
            texts.append(
                f"{{ {key(union.discriminator)}: `unknown ${{string}}`; [key: string]: unknown }}"
            )
        return " | ".join(dict.fromkeys(texts))

    def _variant(self, variant: Variant, discriminator: str | None, view: View) -> str:
        text = self.text(variant.type, view)
        if discriminator is None or self._says(variant, discriminator, view):
            return text
        tags = " | ".join(map(typescript_string, variant.tags))
        return f"({text} & {{ {key(discriminator)}: {tags} }})"

    def _says(self, variant: Variant, discriminator: str, view: View) -> bool:
        """Whether the type of the variant says which values the discriminator has."""
        found = self._api.object_of(variant.type)
        for field in fields_of(found, view) if found else ():
            if field.name == discriminator and field.required:
                type = self._api.resolve(field.type)
                values = (
                    {type.value}
                    if isinstance(type, Constant)
                    else {one.value for one in type.values}
                    if isinstance(type, Enum) and not (type.open and view == "received")
                    else set[Scalar]()
                )
                return values == set(variant.tags)
        return False


def scalar(value: Scalar) -> str:
    """Return the type of a constant."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return typescript_string(value) if isinstance(value, str) else str(value)


def _enum(enum: Enum, view: View) -> str:
    texts = [scalar(one.value) for one in enum.values]
    if enum.open and view == "received":
        # TypeScript reduces `'a' | string` to `string`; `'a' | (string & {})` keeps the known values for completion.
        kinds = {type(one.value) for one in enum.values}
        texts += [
            text
            for kind, text in ((str, "(string & {})"), (int, "(number & {})"), (bool, "boolean"))
            if kind in kinds
        ]
    return " | ".join(dict.fromkeys(texts))


def _has_views(type: Type) -> bool:
    """Whether a type differs between requests and responses, without the types that it refers to."""
    match type:
        case Enum(open=is_open):
            return is_open
        case Text(format=name):
            return name == "binary"
        case Union(discriminator=discriminator) if discriminator is not None:
            return True
        case Object(fields=fields) if any(one.read_only or one.write_only for one in fields):
            return True
        case _:
            return any(map(_has_views, children(type)))
