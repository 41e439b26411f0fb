"""The types of the contract.

`Type` is a closed union: match on it and end with `assert_never`, so that the type checker finds a missing case.

Objects have names. An `Object` is only the type of a `NamedType`, and everything else refers to it with a `Ref`. Recursion is
therefore always through a `Ref`. All other types can be anywhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Json: TypeAlias = Any
"""A JSON value as the contract has it."""

Scalar: TypeAlias = str | int | bool

TextFormat: TypeAlias = Literal[
    "plain", "date-time", "date", "uuid", "decimal", "byte", "binary"
]  # fmt: skip
"""Formats that can have a type of their own in a client. `byte` is base64, and `binary` the content of a file."""


@dataclass(frozen=True)
class Limit:
    """A keyword that restricts values, for example `maxLength`, as the contract has it. Clients do not check it."""

    keyword: str
    value: Json = field(hash=False)


@dataclass(frozen=True)
class Unknown:
    """Any JSON value."""


@dataclass(frozen=True)
class Null:
    """Only `null`. A value that can also be `null` is `Nullable`."""


@dataclass(frozen=True)
class Boolean:
    """`true` or `false`."""


@dataclass(frozen=True)
class Integer:
    """A whole number."""

    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Number:
    """A number, whole or not."""

    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Text:
    """A string. A format without a type of its own (`email`) is one of the limits."""

    format: TextFormat = "plain"
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Constant:
    """A single value. `True` and `1` are different constants."""

    value: Scalar

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constant) and same(self.value, other.value)

    def __hash__(self) -> int:
        return hash((type(self.value), self.value))


@dataclass(frozen=True)
class EnumValue:
    """A value of an enumeration, with its meaning or an empty text."""

    value: Scalar
    description: str = ""


@dataclass(frozen=True)
class Enum:
    """An enumeration of strings, integers or booleans.

    Attributes:
        values: The values, in the order of the contract.
        open: Whether values can be added. Then a client keeps an unknown value that it reads, and sends only known ones.
    """

    values: tuple[EnumValue, ...]
    open: bool


@dataclass(frozen=True)
class Array:
    """An array of any length."""

    items: "Type"
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Map:
    """An object whose names are data: each value has the same type."""

    values: "Type"
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Ref:
    """A reference to a type in `Api.types`."""

    name: str


@dataclass(frozen=True)
class Nullable:
    """A type or `null`. Its type is never `Nullable`, `Null` or `Unknown`, but can refer to a type that is."""

    type: "Type"


@dataclass(frozen=True)
class Variant:
    """A branch of a union.

    Attributes:
        type: Type of the branch: a reference if the union is discriminated.
        tags: Values of the discriminator, one or more if the union is discriminated.
    """

    type: "Type"
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Union:
    """One of several types. A client keeps a value of an unknown variant that it reads.

    Attributes:
        variants: Two or more. None is `Null` or `Nullable`: then the union is in a `Nullable`.
        discriminator: Field that tells the variants apart, or None. It does not have to be in the fields of a variant.
    """

    variants: tuple[Variant, ...]
    discriminator: str | None = None


@dataclass(frozen=True)
class Default:
    """A default. It can be `null`."""

    value: Json = field(hash=False)


@dataclass(frozen=True)
class Deprecation:
    """A deprecation (`deprecated: true`). `x-deprecation` has the details, which are empty texts otherwise.

    Attributes:
        since: Version that deprecated the part.
        sunset: Date after which the part can be removed, `YYYY-MM-DD`.
        replacement: What to use instead: an `operationId`, or the name of a parameter or field.
    """

    since: str = ""
    sunset: str = ""
    replacement: str = ""


@dataclass(frozen=True)
class Field:
    """A field of an object.

    Attributes:
        name: Name in JSON.
        argument: `x-parameter-name`: the name of the client's argument, if the contract gives one.
        required: Whether the field is required. A read-only field is not required in requests.
        read_only: Whether only responses have the field.
        write_only: Whether only requests have the field.
        description: Description of the field, or else of its type.
    """

    name: str
    type: "Type"
    required: bool
    read_only: bool = False
    write_only: bool = False
    default: Default | None = None
    deprecation: Deprecation | None = None
    description: str = ""
    argument: str | None = None
    examples: tuple[Json, ...] = field(default=(), hash=False)


@dataclass(frozen=True)
class Object:
    """An object with named fields. `allOf` is merged into it.

    Attributes:
        fields: The fields, in the order of the contract.
        extra: Type of other fields: `Unknown` if the contract says nothing about them, None if requests must not have them.
            A client keeps unknown fields that it reads in any case.
    """

    fields: tuple[Field, ...]
    extra: "Type | None"
    limits: tuple[Limit, ...] = ()


Type: TypeAlias = (
    Unknown
    | Null
    | Boolean
    | Integer
    | Number
    | Text
    | Constant
    | Enum
    | Array
    | Map
    | Ref
    | Nullable
    | Union
    | Object
)


@dataclass(frozen=True)
class NamedType:
    """A schema of `components`, or an object that the contract has inline.

    Attributes:
        name: Name in `components.schemas`. An inline object is named after its place, for example `CustomerAddress`.
        is_component: Whether the contract has the name.
        sent: Whether requests use the type, directly or not.
        received: Whether responses or events use the type, directly or not.
        extensions: The `x-` fields as they are.
        pointer: Place in the bundle.
    """

    name: str
    type: Type
    is_component: bool
    pointer: str
    title: str = ""
    description: str = ""
    deprecation: Deprecation | None = None
    examples: tuple[Json, ...] = field(default=(), hash=False)
    extensions: Mapping[str, Json] = field(default_factory=dict[str, Json], hash=False)
    sent: bool = False
    received: bool = False


def children(type: Type) -> tuple[Type, ...]:
    """Return the types that a type directly contains."""
    match type:
        case Array(items=inner) | Map(values=inner) | Nullable(type=inner):
            return (inner,)
        case Union(variants=variants):
            return tuple(variant.type for variant in variants)
        case Object(fields=fields, extra=extra):
            return (*(one.type for one in fields), *(() if extra is None else (extra,)))
        case _:
            return ()


def references(type: Type) -> set[str]:
    """Return the names that a type directly refers to."""
    names: set[str] = set()
    left = [type]
    while left:
        one = left.pop()
        if isinstance(one, Ref):
            names.add(one.name)
        left += children(one)
    return names


def same(one: Json, other: Json) -> bool:
    """Whether two scalars are the same JSON value. Python's `True == 1` and `1 == 1.0` do not tell them apart."""
    return type(one) is type(other) and bool(one == other)
