"""Names the classes of the types, with the views of requests and of responses.

A type with read-only or write-only fields that is both sent and received has two classes: `Customer` as responses have it, and
`CustomerInput` as requests have it.
"""

from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from codegen.model.names import PYTHON, Scope, pascal_case
from codegen.model.operations import (
    Api,
    EventStream,
    JsonContent,
    JsonLines,
    Operation,
    Response,
)
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
    Text,
    Type,
    Union,
    Unknown,
    references,
)

View: TypeAlias = Literal["sent", "received"]

# Names that a model module imports or that annotations use.
_RESERVED = frozenset(
    [
        *("Annotated", "Any", "ClassVar", "Field", "Literal", "Model", "NotRequired", "TYPE_CHECKING"),
        *("TypeAlias", "TypeAliasType", "TypedDict", "UNSET", "UnsetType", "field", "one_of"),
        *PYTHON.builtins,
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Declaration:
    """A class or alias of the model modules.

    Attributes:
        name: Name of the class or alias.
        named: The type.
        view: Whether it is the type as it is sent or as it is received.
        unknown: Name of the class of unknown variants, or None if the type is not a discriminated union that is received.
    """

    name: str
    named: NamedType
    view: View
    unknown: str | None = None


@dataclass(frozen=True)
class Views:
    """The declarations of the types of an API."""

    api: Api
    declarations: tuple[Declaration, ...] = field(init=False)
    _received: dict[str, str] = field(init=False)
    _sent: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        types = self.api.types
        declared = [name for name, named in types.items() if not _is_inline(named.type)]
        scope = Scope(PYTHON, "pascal", _RESERVED)
        received = dict(zip(declared, scope.names(declared), strict=True))
        sent = dict(received)
        two = [name for name in declared if name in _differing(self.api)]
        sent |= {name: scope.name(f"{received[name]}Input") for name in two}
        declarations: list[Declaration] = []
        for name in declared:
            named = types[name]
            view: View = "sent" if named.sent and not named.received else "received"
            is_discriminated = isinstance(named.type, Union) and named.type.discriminator
            unknown = scope.name(f"Unknown{received[name]}") if is_discriminated else None
            declarations.append(Declaration(received[name], named, view, unknown))
            if name in two:
                declarations.append(Declaration(sent[name], named, "sent"))
        object.__setattr__(self, "_received", received)
        object.__setattr__(self, "_sent", sent)
        object.__setattr__(self, "declarations", tuple(declarations))

    def name(self, name: str, view: View) -> str:
        """Return the class or alias of a type in a view."""
        return (self._sent if view == "sent" else self._received)[name]

    def sent(self, name: str) -> str:
        """Return the class or alias of a type in requests."""
        return self._sent[name]

    def received(self, name: str) -> str:
        """Return the class or alias of a type in responses."""
        return self._received[name]

    def inline(self, name: str) -> Type | None:
        """Return the type that is written instead of a name, or None if the name is declared."""
        return None if name in self._received else self.api.types[name].type


def with_named_unions(api: Api) -> Api:
    """Return the API with a name for each union that contains more than scalars.

    Such a union needs a declaration that says how to tell its variants apart.
    """
    return _Namer(api).named()


class _Namer:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._scope = Scope(PYTHON, "pascal", api.types)
        self._added: dict[str, NamedType] = {}
        self._names: dict[Type, str] = {}

    def named(self) -> Api:
        types = {
            name: replace(named, type=self._top(named)) for name, named in self._api.types.items()
        }
        operations = tuple(map(self._operation, self._api.operations))
        return replace(self._api, types={**types, **self._added}, operations=operations)

    def _top(self, named: NamedType) -> Type:
        self._owner = named
        if isinstance(named.type, Union):
            variants = (
                replace(one, type=self._inner(one.type, f"{named.name}_variant{number}"))
                for number, one in enumerate(named.type.variants, 1)
            )
            return replace(named.type, variants=tuple(variants))
        return self._inner(named.type, f"{named.name}_value")

    def _inner(self, type: Type, hint: str) -> Type:
        match type:
            case Union() if not is_scalar_union(self._api, type):
                name = self._names.get(type)
                if name is None:
                    name = self._names[type] = self._scope.name(pascal_case(hint))
                    named = replace(
                        self._owner,
                        name=name,
                        type=type,
                        is_component=False,
                        description="",
                        deprecation=None,
                    )
                    self._added[name] = named
                    self._added[name] = replace(named, type=self._top(named))
                return Ref(name)
            case Array(items=items):
                return replace(type, items=self._inner(items, hint))
            case Map(values=values):
                return replace(type, values=self._inner(values, hint))
            case Nullable(type=inner):
                return Nullable(self._inner(inner, hint))
            case Object(fields=fields):
                owner = self._owner
                read: list[Field] = []
                for one in fields:
                    self._owner = owner
                    read.append(
                        replace(one, type=self._inner(one.type, f"{owner.name}_{one.name}"))
                    )
                return replace(type, fields=tuple(read))
            case _:
                return type

    def _operation(self, operation: Operation) -> Operation:
        self._owner = NamedType(operation.id, Unknown(), False, operation.pointer, received=True)
        responses = tuple(self._response(one, operation.id) for one in operation.responses)
        return replace(operation, responses=responses)

    def _response(self, response: Response, hint: str) -> Response:
        contents = tuple(
            replace(one, type=self._inner(one.type, f"{hint}_result"))
            if isinstance(one, JsonContent | EventStream | JsonLines)
            else one
            for one in response.contents
        )
        return replace(response, contents=contents)


def is_scalar_union(api: Api, type: Union) -> bool:
    """Whether all variants of a union are scalars, so that the type of the value tells them apart."""
    return all(_is_scalar(api, one.type) for one in type.variants)


def _is_scalar(api: Api, type: Type) -> bool:
    match api.resolve(type):
        case Boolean() | Integer() | Number() | Text() | Constant() | Enum() | Null():
            return True
        case Nullable(type=inner):
            return _is_scalar(api, inner)
        case Union(variants=variants):
            return all(_is_scalar(api, one.type) for one in variants)
        case _:
            return False


def _is_inline(type: Type) -> bool:
    match type:
        case Nullable(type=inner):
            return _is_inline(inner)
        case Unknown() | Null() | Boolean() | Integer() | Number() | Text() | Constant():
            return True
        case _:
            return False


def _differing(api: Api) -> set[str]:
    """Return the types that are sent and received, and that have other fields in requests than in responses."""
    found = {
        name
        for name, named in api.types.items()
        if isinstance(named.type, Object)
        and any(one.read_only or one.write_only for one in named.type.fields)
    }
    before = -1
    while before != len(found):
        before = len(found)
        found |= {name for name, named in api.types.items() if references(named.type) & found}
    return {name for name in found if api.types[name].sent and api.types[name].received}
