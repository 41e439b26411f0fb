"""The API: its operations, events, servers, security and errors.

Each alternative (`Body`, `ResponseContent`, `Pagination`, `SecurityScheme`, ...) is a closed union: match on it and end with
`assert_never`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.model.types import (
    Array,
    Default,
    Deprecation,
    Json,
    NamedType,
    Nullable,
    Object,
    Ref,
    Type,
)

# --- Parameters ---------------------------------------------------------------------------------------------------------------

Location: TypeAlias = Literal["path", "query", "header"]
Style: TypeAlias = Literal["simple", "form", "spaceDelimited", "pipeDelimited", "deepObject"]


@dataclass(frozen=True)
class Styled:
    """A value as text in one of the styles of OpenAPI.

    Scalars and arrays of scalars are `simple` (path, header) or `form` (query): `a=1&a=2` if `explode`, else `a=1,2`. Arrays can
    also be `spaceDelimited` (`a=1%202`) or `pipeDelimited` (`a=1%7C2`). Objects and arrays of anything can be `deepObject`: a pair for
    each scalar, with the field or the index of each level in brackets (`a[b][0][c]=1`). OpenAPI leaves nested values undefined (3.1,
    4.8.12.3); this is what the npm package `qs` and Stripe's libraries write. Null and empty values are omitted. A union is written
    as what its value is.
    """

    style: Style
    explode: bool


@dataclass(frozen=True)
class JsonText:
    """A value as JSON text."""


Encoding: TypeAlias = Styled | JsonText


@dataclass(frozen=True)
class Example:
    """An example. The name is empty if the contract gives none."""

    name: str
    value: Json = field(hash=False)


@dataclass(frozen=True)
class Parameter:
    """A parameter of an operation.

    Attributes:
        name: Name in the request.
        argument: `x-parameter-name`: the name of the client's argument, if the contract gives one.
        examples: Examples of the value, the one to show first.
        extensions: The `x-` fields as they are.
    """

    name: str
    location: Location
    type: Type
    encoding: Encoding
    required: bool
    pointer: str
    argument: str | None = None
    default: Default | None = None
    deprecation: Deprecation | None = None
    description: str = ""
    examples: tuple[Example, ...] = ()
    extensions: Mapping[str, Json] = field(default_factory=dict[str, Json], hash=False)


# --- Contents -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class JsonContent:
    """JSON of any type."""

    media_type: str
    type: Type
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class MergePatch:
    """A JSON merge patch (RFC 7396): a field that is absent keeps its value, and `null` removes it."""

    media_type: str
    type: Type
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class FormField:
    """A field of a form, with how its value is written."""

    name: str
    encoding: Encoding


@dataclass(frozen=True)
class Form:
    """A form (`application/x-www-form-urlencoded`). `type` refers to an object, and has the types of the fields."""

    media_type: str
    type: Ref
    fields: tuple[FormField, ...]
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Part:
    """A part of a multipart body.

    Attributes:
        name: Name of the field.
        kind: `file` is the content of a file, `text` a scalar, and `json` a value as JSON.
        many: Whether the part is repeated for each item of an array.
        media_types: Media types that the contract gives, or none.
    """

    name: str
    kind: Literal["file", "text", "json"]
    many: bool = False
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Multipart:
    """A `multipart/form-data` body. `type` refers to an object, and has the types of the parts."""

    media_type: str
    type: Ref
    parts: tuple[Part, ...]
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class BytesContent:
    """Any bytes, for example a PDF. The media type can have wildcards (`image/*`)."""

    media_type: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class TextContent:
    """Text, for example CSV."""

    media_type: str
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class EventStream:
    """Server-sent events (`text/event-stream`). `type` is that of the data of each event: a `Text`, or else JSON."""

    media_type: str
    type: Type


@dataclass(frozen=True)
class JsonLines:
    """A JSON value on each line. `type` is that of each value."""

    media_type: str
    type: Type


@dataclass(frozen=True)
class Empty:
    """No content."""


BodyContent: TypeAlias = (
    JsonContent | MergePatch | Form | Multipart | BytesContent | TextContent | JsonLines
)
ResponseContent: TypeAlias = (
    JsonContent | BytesContent | TextContent | EventStream | JsonLines | Empty
)


@dataclass(frozen=True)
class Body:
    """A request body: one of several contents, the preferred one first."""

    required: bool
    contents: tuple[BodyContent, ...]
    description: str = ""


@dataclass(frozen=True)
class Header:
    """A header of a response."""

    name: str
    type: Type
    required: bool
    description: str = ""
    deprecation: Deprecation | None = None


@dataclass(frozen=True)
class ErrorCode:
    """An error code (`x-error-codes`) and its meaning."""

    name: str
    description: str


@dataclass(frozen=True)
class Link:
    """A link from a response to an operation. A value can be an expression, for example `$response.body#/id`.

    Attributes:
        name: Name of the link.
        operation: `operationId` of the operation. A link that gives an `operationRef` instead is not read.
        parameters: Values of parameters, by name.
        body: The request body, or None.
    """

    name: str
    operation: str
    parameters: Mapping[str, Json] = field(hash=False)
    body: Json = field(hash=False)


@dataclass(frozen=True)
class Response:
    """A response.

    Attributes:
        status: Status as the contract has it: `200`, `4XX` or `default`.
        code: The status as a number, or None if it is a range or `default`.
        contents: One or more. A response without content is `Empty`.
        error_type: `x-error-type`, or None.
    """

    status: str
    code: int | None
    contents: tuple[ResponseContent, ...]
    pointer: str
    headers: tuple[Header, ...] = ()
    description: str = ""
    error_type: str | None = None
    error_codes: tuple[ErrorCode, ...] = ()
    links: tuple[Link, ...] = ()
    extensions: Mapping[str, Json] = field(default_factory=dict[str, Json], hash=False)


# --- Pagination ---------------------------------------------------------------------------------------------------------------

FieldPath: TypeAlias = tuple[str, ...]
"""The way to a value in a page. The empty path is the page itself, for example a bare array."""


@dataclass(frozen=True)
class ObjectCursor:
    """Pages start after (or end before) the object with an ID (`x-pagination: {style: cursor}`).

    Attributes:
        items: Array of the page.
        item: Type of the items.
        after: Parameter with the ID of the last object of the previous page.
        before: Parameter for the other direction, or None.
        cursor: Field of an item that a parameter takes.
        more: Field of the page that says whether there is another page. If None, the last page has no items.
        limit: Parameter with the number of items.
    """

    items: FieldPath
    item: Type
    after: str
    before: str | None
    cursor: FieldPath
    more: FieldPath | None
    limit: str | None


@dataclass(frozen=True)
class Token:
    """Pages start at a token of the previous page (`x-pagination: {style: token}`).

    Attributes:
        token: Parameter that takes the token.
        next: Field of the page with the token of the next one: absent, null or empty on the last page.
        before: Parameter for the other direction, or None. It takes the token in `previous`.
        previous: Field of the page with the token of the previous one, or None.
        limit: Parameter with the number of items.
    """

    items: FieldPath
    item: Type
    token: str
    next: FieldPath
    before: str | None
    previous: FieldPath | None
    limit: str | None


@dataclass(frozen=True)
class PageNumber:
    """Pages have numbers (`x-pagination: {style: page}`).

    Attributes:
        page: Parameter with the number of the page.
        first: Number of the first page.
        pages: Field of the page with the number of pages, or None.
        total: Field of the page with the number of all items, or None.
        more: Field of the page that says whether there is another page, or None. If `pages`, `total` and `more` are None, the last
            page has no items.
        limit: Parameter with the number of items.
    """

    items: FieldPath
    item: Type
    page: str
    first: int
    pages: FieldPath | None
    total: FieldPath | None
    more: FieldPath | None
    limit: str | None


@dataclass(frozen=True)
class Offset:
    """Pages start at an index (`x-pagination: {style: offset}`). `total` and `more` are as in `PageNumber`."""

    items: FieldPath
    item: Type
    offset: str
    total: FieldPath | None
    more: FieldPath | None
    limit: str | None


@dataclass(frozen=True)
class LinkHeader:
    """The `Link` header (RFC 8288) has the URL of the next page, with `rel="next"` (`x-pagination: {style: link}`)."""

    items: FieldPath
    item: Type
    limit: str | None


Pagination: TypeAlias = ObjectCursor | Token | PageNumber | Offset | LinkHeader

# --- Security -----------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeyKind:
    """A kind of API key (`x-key-kinds`)."""

    prefix: str
    type: str
    environment: str


@dataclass(frozen=True)
class SchemeFacts:
    """What all security schemes have.

    Attributes:
        id: Name in `components.securitySchemes`.
        environment_variable: `x-environment-variable`, or None.
        pattern: `x-pattern` of the value, or None.
        example: `x-example` of the value, or None.
        key_kinds: `x-key-kinds`. The scheme of the API key has some.
        extensions: The `x-` fields as they are.
    """

    id: str
    description: str
    environment_variable: str | None
    pattern: str | None
    example: str | None
    key_kinds: tuple[KeyKind, ...]
    extensions: Mapping[str, Json] = field(hash=False)


@dataclass(frozen=True)
class ApiKey:
    """A value in a header or in the query."""

    facts: SchemeFacts
    location: Literal["header", "query"]
    name: str


@dataclass(frozen=True)
class Bearer:
    """A token in `Authorization: Bearer`. OAuth 2 and OpenID Connect are this too: the caller gets the token."""

    facts: SchemeFacts


@dataclass(frozen=True)
class Basic:
    """A user name and password in `Authorization: Basic`."""

    facts: SchemeFacts


SecurityScheme: TypeAlias = ApiKey | Bearer | Basic


@dataclass(frozen=True)
class Requirement:
    """Security schemes that are required together. Without schemes, the request is anonymous."""

    schemes: tuple[str, ...]


# --- Operations ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Idempotency:
    """The operation accepts an idempotency key. Its header is also one of the parameters."""

    header: str
    retention_seconds: int | None


@dataclass(frozen=True)
class Operation:
    """An operation.

    Attributes:
        id: `operationId`, or a name made of the method and the path.
        method_name: `x-method-name`, or None.
        tag: First tag, or `default`.
        method: HTTP method in uppercase.
        path: Path, with parameters in braces.
        summary: Summary, without a full stop.
        parameters: Parameters of the operation and its path.
        responses: Successes (2xx, 3xx), one or more.
        errors: All other responses.
        security: Alternatives, the preferred one first. Empty if the operation needs no authentication.
        key_types: `x-key-types`.
        extensions: The `x-` fields as they are.
    """

    id: str
    method_name: str | None
    tag: str
    method: str
    path: str
    summary: str
    description: str
    deprecation: Deprecation | None
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    errors: tuple[Response, ...]
    security: tuple[Requirement, ...]
    key_types: tuple[str, ...]
    pagination: Pagination | None
    idempotency: Idempotency | None
    extensions: Mapping[str, Json]
    pointer: str


@dataclass(frozen=True)
class Event:
    """An event that the API sends to a webhook.

    Attributes:
        type: Type of the event, which is its name in `webhooks`.
        payload: Type of the body.
        headers: Header parameters of the delivery.
    """

    type: str
    payload: Type
    tag: str
    summary: str
    description: str
    headers: tuple[Parameter, ...]
    extensions: Mapping[str, Json]
    pointer: str


@dataclass(frozen=True)
class Tag:
    """A group of operations."""

    name: str
    description: str


@dataclass(frozen=True)
class Server:
    """A server.

    Attributes:
        url: Base URL, with the default of each variable.
        description: Description of the server.
        environments: `x-environments`.
    """

    url: str
    description: str
    environments: tuple[str, ...]


@dataclass(frozen=True)
class Info:
    """What the document says about itself."""

    title: str
    version: str
    summary: str
    description: str
    contact: Mapping[str, str]
    license: Mapping[str, str]


@dataclass(frozen=True)
class ErrorFamily:
    """An error type (`x-error-type`) of all responses, with its statuses and codes."""

    type: str
    description: str
    statuses: tuple[int, ...]
    codes: tuple[ErrorCode, ...]


@dataclass(frozen=True)
class StandardHeaders:
    """Names of the headers that clients handle, in lowercase, or None if the contract does not define them."""

    request_id: str | None
    limit: str | None
    remaining: str | None
    reset: str | None
    replayed: str | None
    retry_after: tuple[str, ...]


@dataclass(frozen=True)
class Api:
    """The contract.

    Attributes:
        types: Types by name: the components in the order of the contract, then inline objects.
        security: Security of an operation that does not say otherwise.
        event_union: Name of the union of all events, or None.
        signature: Header parameter that all events share, or None.
        headers: `components.headers`.
        unrouted: Responses that can be sent before an operation is selected (`x-unrouted-responses`).
    """

    openapi: str
    info: Info
    servers: tuple[Server, ...]
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    events: tuple[Event, ...]
    types: Mapping[str, NamedType]
    security_schemes: Mapping[str, SecurityScheme]
    security: tuple[Requirement, ...]
    errors: tuple[ErrorFamily, ...]
    event_union: str | None
    signature: Parameter | None
    headers: tuple[Header, ...]
    standard_headers: StandardHeaders
    unrouted: tuple[Response, ...]

    def resolve(self, type: Type) -> Type:
        """Return the type that a reference, or a chain of references, leads to. Any other type is returned unchanged."""
        return resolve(self.types, type)

    def object_of(self, type: Type) -> Object | None:
        """Return the object that a type is, also if it can be `null`, or None if it is not an object."""
        return object_of(self.types, type)


def resolve(types: Mapping[str, NamedType], type: Type) -> Type:
    """Return the type that a reference leads to."""
    while isinstance(type, Ref):
        type = types[type.name].type
    return type


def without_null(types: Mapping[str, NamedType], type: Type) -> Type:
    """Return the type that a reference leads to, without `null`."""
    type = resolve(types, type)
    while isinstance(type, Nullable):
        type = resolve(types, type.type)
    return type


def object_of(types: Mapping[str, NamedType], type: Type) -> Object | None:
    """Return the object that a type is, also if it can be `null`."""
    found = without_null(types, type)
    return found if isinstance(found, Object) else None


def items_of(types: Mapping[str, NamedType], type: Type) -> Type | None:
    """Return the type of the items of an array, also if it can be `null`."""
    found = without_null(types, type)
    return found.items if isinstance(found, Array) else None
