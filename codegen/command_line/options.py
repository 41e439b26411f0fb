"""Makes options of parameters and of fields of a body.

Scalars, and arrays and maps of scalars, are options. Fields of nested objects have dotted names. Everything else is JSON.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from codegen.model.names import Language, Scope, snake_case
from codegen.model.operations import Api, Multipart, Parameter
from codegen.model.types import (
    Array,
    Boolean,
    Constant,
    Deprecation,
    Enum,
    Field,
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
from codegen.python.calls import Endpoint

RESERVED = frozenset(
    [
        *("all", "allow", "base_url", "body", "clear", "curl", "help", "output", "profile"),
        *("query", "tenant_id"),
    ]
)
"""Options of every command. `templates/cli/runtime/api_commands.py` defines them."""

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "json", "file"]
Shape: TypeAlias = Literal["one", "list", "map"]

Names: TypeAlias = Mapping[tuple[str, str], str]
"""Arguments by name and location of the parameter."""

_COMMAND_LINE = Language(frozenset(), frozenset())
_DEEPEST = 4


@dataclass(frozen=True)
class Option:
    """A parameter or a field of the body, as in `templates/cli/runtime/table.py`."""

    name: str
    path: tuple[str, ...]
    kind: Kind
    help: str
    shape: Shape = "one"
    values: tuple[str | int, ...] = ()
    is_open: bool = False
    is_required: bool = False
    is_nullable: bool = False
    deprecated: str = ""


@dataclass(frozen=True)
class _Value:
    kind: Kind
    shape: Shape = "one"
    values: tuple[str | int, ...] = ()
    is_open: bool = False


def read_options(
    api: Api,
    parameters: Sequence[Parameter],
    arguments: Names,
    fields: Sequence[Field],
    files: frozenset[str],
) -> tuple[tuple[Option, ...], tuple[Option, ...], tuple[Option, ...]]:
    """Return the positional arguments, the options for parameters, and those for fields of the body.

    Args:
        api: The contract.
        parameters: Parameters of the operation.
        arguments: Their names in the client.
        fields: Fields of the body.
        files: Names of the fields that are the content of a file.
    """
    positional = [one for one in parameters if one.location == "path"]
    others = [one for one in parameters if one.location != "path"]
    fields = [one for one in fields if not one.read_only]
    metavars = _names([arguments[one.name, one.location] for one in positional], frozenset())
    names = _names(
        [*(arguments[one.name, one.location] for one in others), *(one.name for one in fields)],
        RESERVED,
    )

    def of_parameter(name: str, one: Parameter) -> tuple[Option, ...]:
        field = Field(
            name=one.name,
            type=one.type,
            required=one.required,
            deprecation=one.deprecation,
            description=one.description,
        )
        return _options(api, field, name, (arguments[one.name, one.location],), files)

    return (
        tuple(
            option
            for name, one in zip(metavars, positional, strict=True)
            for option in of_parameter(name, one)
        ),
        tuple(
            option
            for name, one in zip(names[: len(others)], others, strict=True)
            for option in of_parameter(name, one)
        ),
        tuple(
            option
            for name, one in zip(names[len(others) :], fields, strict=True)
            for option in _options(api, one, name, (one.name,), files)
        ),
    )


def argument_names(endpoint: Endpoint) -> Names:
    """Return the argument of the client's function for each parameter."""
    in_path, others = iter(endpoint.in_path), iter(endpoint.others)
    return {
        (one.name, one.location): next(in_path if one.location == "path" else others).name
        for one in endpoint.operation.parameters
    }


def files_of(content: object) -> frozenset[str]:
    """Return the fields of a multipart body that are files."""
    parts = content.parts if isinstance(content, Multipart) else ()
    return frozenset(part.name for part in parts if part.kind == "file")


def _options(
    api: Api,
    field: Field,
    name: str,
    path: tuple[str, ...],
    files: frozenset[str],
    parents: tuple[str, ...] = (),
) -> tuple[Option, ...]:
    """Return the option for a value, or those for the fields of an object."""
    inner = api.object_of(field.type)
    reference = _reference(api, field.type)
    if inner and inner.fields and reference not in parents and len(parents) < _DEEPEST:
        fields = [one for one in inner.fields if not one.read_only]
        names = _names([one.name for one in fields], frozenset())
        nested = [
            option
            for part, one in zip(names, fields, strict=True)
            for option in _options(
                api, one, f"{name}.{part}", (*path, one.name), files, (*parents, reference)
            )
        ]
        if not _is_nullable(api, field.type):
            return tuple(nested)
        # The object as a whole too, because it can be null.
        return (_option(field, name, path, _Value("json"), is_nullable=True), *nested)
    value = _Value("file") if path[-1] in files else _value(api, field.type)
    if field.name in files and isinstance(api.resolve(field.type), Array):
        value = _Value("file", "list")
    return (_option(field, name, path, value, _is_nullable(api, field.type)),)


def _option(
    field: Field, name: str, path: tuple[str, ...], value: _Value, is_nullable: bool
) -> Option:
    return Option(
        name=name,
        path=path,
        kind=value.kind,
        help=" ".join(field.description.split()),
        shape=value.shape,
        values=value.values,
        is_open=value.is_open,
        # A nested field is required only if its object is given.
        is_required=field.required and len(path) == 1,
        is_nullable=is_nullable,
        deprecated=deprecation_text(field.deprecation),
    )


def deprecation_text(deprecation: Deprecation | None) -> str:
    """Return what a command says about a deprecation, or an empty text."""
    if deprecation is None:
        return ""
    since = f"since {deprecation.since}" if deprecation.since else ""
    instead = f"use {deprecation.replacement} instead" if deprecation.replacement else ""
    return ", ".join(filter(None, (since, instead))) or "it can be removed"


def _value(api: Api, type: Type) -> _Value:
    resolved = api.resolve(type)
    match resolved:
        case Text():
            return _Value("text")
        case Boolean():
            return _Value("boolean")
        case Integer():
            return _Value("integer")
        case Number():
            return _Value("number")
        case Constant(value=value):
            return _enumeration([value], is_open=False)
        case Enum(values=values, open=is_open):
            return _enumeration([one.value for one in values], is_open)
        case Array(items=items):
            return _many(_value(api, items), "list")
        case Map(values=values):
            return _many(_value(api, values), "map")
        case Object(fields=(), extra=extra) if extra is not None:
            return _many(_value(api, extra), "map")
        case Nullable(type=inner):
            return _value(api, inner)
        case Union(variants=variants):
            kinds = {_value(api, variant.type).kind for variant in variants}
            return _Value("text") if kinds == {"text"} else _Value("json")
        case Unknown() | Null() | Object() | Ref():
            return _Value("json")
        case _:
            assert_never(resolved)


def _enumeration(values: Iterable[Scalar], is_open: bool) -> _Value:
    values = list(values)
    if all(isinstance(one, str) for one in values):
        return _Value("text", values=tuple(map(str, values)), is_open=is_open)
    if all(isinstance(one, bool) for one in values):
        return _Value("boolean")
    if all(isinstance(one, int) and not isinstance(one, bool) for one in values):
        return _Value("integer", values=tuple(map(int, values)), is_open=is_open)
    return _Value("json")


def _many(value: _Value, shape: Shape) -> _Value:
    """Return a list or a map of values."""
    if value.shape != "one":
        return _Value("json", shape)
    return _Value(value.kind, shape, value.values, value.is_open)


def _is_nullable(api: Api, type: Type) -> bool:
    return isinstance(api.resolve(type), Nullable)


def _reference(api: Api, type: Type) -> str:
    """Return the name of the object that a type refers to."""
    while not isinstance(type, Ref):
        if not isinstance(type, Nullable):
            return ""
        type = type.type
    target = api.types[type.name].type
    return type.name if isinstance(target, Object) else _reference(api, target)


def _names(wires: Sequence[str], reserved: frozenset[str]) -> tuple[str, ...]:
    """Return a name on the command line for each name of the contract."""
    taken = {snake_case(wire) for wire in wires}

    def wish(wire: str) -> str:
        name = snake_case(wire)
        # A boolean has the option --no-NAME too.
        is_taken = name in reserved or f"no_{name}" in taken
        return f"{name}_value" if is_taken else wire

    names = Scope(_COMMAND_LINE, "snake", reserved).names([wish(wire) for wire in wires])
    return tuple(name.strip("_").replace("_", "-") for name in names)
