"""Reads a bundle into the model, once.

Everything that is not supported is rejected, with its place and a remedy, and all rejections of a document are collected. What is left is a
model of the supported operations. OpenAPI 3.0, 3.1 and 3.2 are read.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from codegen.document import METHODS
from codegen.errors import GenerationError
from codegen.model.capabilities import (
    CALLBACK,
    DUPLICATE,
    MALFORMED,
    NO_SUCCESS,
    SERVERS,
    VERSION,
    WEBHOOK,
)
from codegen.model.contents import read_body, read_header, read_response
from codegen.model.operations import (
    Api,
    Body,
    ErrorCode,
    ErrorFamily,
    Event,
    EventStream,
    Form,
    Header,
    Idempotency,
    Info,
    JsonContent,
    JsonLines,
    MergePatch,
    Multipart,
    Operation,
    Pagination,
    Parameter,
    Requirement,
    Response,
    SecurityScheme,
    Server,
    StandardHeaders,
    Tag,
)
from codegen.model.pages import read_pagination
from codegen.model.parameters import read_parameters
from codegen.model.place import Place, RejectedError, Rejection, follow
from codegen.model.schemas import SchemaReader
from codegen.model.security import read_requirements, read_scheme
from codegen.model.types import NamedType, Type, Union, references

IDEMPOTENCY_HEADER = "Idempotency-Key"  # draft-ietf-httpapi-idempotency-key-header
_VERSION = re.compile(r"3\.[012](\..+)?")
_ITEM_FIELDS = ("parameters", "summary", "description", "servers", "additionalOperations", "$ref")
_OPERATION_FIELDS = frozenset(
    [
        *("operationId", "summary", "description", "tags", "deprecated", "security", "externalDocs"),
        *("parameters", "requestBody", "responses", "callbacks", "servers"),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """What was read from a document.

    Attributes:
        api: The model of what is supported.
        rejections: Everything that is not supported.
        operation_count: Number of operations that the document has.
    """

    api: Api
    rejections: tuple[Rejection, ...]
    operation_count: int


def read_api(document: Any) -> Api:
    """Return the model of a document that is supported as a whole.

    Raises:
        GenerationError: Parts of the document are not supported. The message lists all of them.
    """
    reading = read(document)
    if reading.rejections:
        raise GenerationError("\n".join(map(str, reading.rejections)))
    return reading.api


def read(document: Any) -> Reading:
    """Return the model of a document, and all parts that are not supported."""
    reader = _Reader(Place(document, ""))
    if not isinstance(document, dict):
        reader.schemas.rejections.append(
            reader.root.rejection(MALFORMED, "the document is not an object")
        )
        reader.root = reader.schemas.root = Place({}, "")
    return reader.read()


class _Reader:
    def __init__(self, root: Place) -> None:
        self.root = root
        self.schemas = SchemaReader(root)
        self.schemes: dict[str, SecurityScheme] = {}
        self.rejected_schemes: dict[str, Rejection] = {}
        self.count = 0

    def read(self) -> Reading:
        schemas = self.schemas
        with schemas.collecting():
            version = self.root["openapi"]
            if not _VERSION.fullmatch(version.string()):
                raise version.rejected(VERSION, f"the version is {version.value!r}")
        with schemas.collecting():
            schemas.read_components(self._components("schemas"))
        self._read_schemes()
        security: tuple[Requirement, ...] = ()
        with schemas.collecting():
            if found := self.root.get("security"):
                security = self._requirements(found)
        operations = self._operations(security)
        events = self._events()
        unrouted = self._unrouted()
        headers = self._headers()
        types = _with_use(schemas.types, operations, events, unrouted)
        api = Api(
            openapi=str(self.root.value.get("openapi", "")),
            info=self._info(),
            servers=self._servers(),
            tags=self._tags(operations),
            operations=operations,
            events=events,
            types=types,
            security_schemes=self.schemes,
            security=security,
            errors=_families([*unrouted, *(error for one in operations for error in one.errors)]),
            event_union=_event_union(types, events),
            signature=_signature(events),
            headers=headers,
            standard_headers=_standard(headers),
            unrouted=unrouted,
        )
        rejections = dict.fromkeys([*schemas.rejections, *schemas.alternatives])
        return Reading(api, tuple(rejections), self.count)

    # --- Operations -----------------------------------------------------------------------------------------------------------

    def _operations(self, security: tuple[Requirement, ...]) -> tuple[Operation, ...]:
        found: list[Operation] = []
        ids: set[str] = set()
        for path, item, method, place in self._places():
            self.count += 1
            before = len(self.schemas.rejections)
            with self.schemas.collecting():
                operation = self._operation(path, item, method, place, security)
                if operation.id in ids:
                    raise place.rejected(
                        DUPLICATE, f"the operationId {operation.id!r} exists twice"
                    )
                ids.add(operation.id)
                if len(self.schemas.rejections) == before:
                    found.append(operation)
        rejected = _reaching(self.schemas.types, self.schemas.rejected)
        return tuple(one for one in found if not (_names(_used([one])) & rejected))

    def _places(self) -> Iterator[tuple[str, Place, str, Place]]:
        """Yield the path, the path item, the method and the operation."""
        items: list[tuple[str, Place]] = []
        with self.schemas.collecting():
            items = self.root.fields_of("paths")
        for path, reference in items:
            if path.startswith("x-"):
                continue
            with self.schemas.collecting():
                item = follow(self.root, reference)
                if not path.startswith("/"):
                    raise reference.rejected(
                        MALFORMED, f"the path {path!r} does not start with a slash"
                    )
                for key, place in item.items():
                    if key in METHODS:
                        yield path, item, key.upper(), place
                    elif key not in _ITEM_FIELDS and not key.startswith("x-"):
                        with self.schemas.collecting():
                            raise place.rejected(MALFORMED, f"a path has no field {key!r}")
                for key, place in item.fields_of("additionalOperations"):
                    yield path, item, key, place

    def _operation(
        self,
        path: str,
        item: Place,
        method: str,
        place: Place,
        security: tuple[Requirement, ...],
    ) -> Operation:
        schemas = self.schemas
        name = place.text("operationId") or _name_of(method, path)
        self._reject_fields(item, place)
        parameters = read_parameters(schemas, item, place, path, name)
        body: Body | None = None
        with schemas.collecting():
            if found := place.get("requestBody"):
                body = read_body(schemas, found, name)
        responses, errors = self._responses(place, name)
        with schemas.collecting():
            if found := place.get("security"):
                security = self._requirements(found)
        pagination: Pagination | None = None
        with schemas.collecting():
            found = place.get("x-pagination")
            # The page of a rejected schema has no fields to compare with.
            if found and not (_names(_of_responses(responses)) & schemas.rejected):
                pagination = read_pagination(schemas, found, parameters, responses)
        tags = [tag.string() for tag in place.elements_of("tags")]
        return Operation(
            id=name,
            method_name=place.optional_text("x-method-name"),
            tag=tags[0] if tags else "default",
            method=method,
            path=path,
            summary=place.text("summary").strip().rstrip("."),
            description=place.text("description").strip(),
            deprecation=schemas.deprecation(place),
            parameters=parameters,
            body=body,
            responses=responses,
            errors=errors,
            security=security,
            key_types=tuple(kind.string() for kind in place.elements_of("x-key-types")),
            pagination=pagination,
            idempotency=_idempotency(parameters),
            extensions=place.extensions(),
            pointer=place.pointer,
        )

    def _reject_fields(self, item: Place, place: Place) -> None:
        for part in (item, place):
            with self.schemas.collecting():
                own = {_base(server) for server in part.elements_of("servers")}
                if own - {_base(server) for server in self.root.elements_of("servers")}:
                    raise part["servers"].rejected(SERVERS, "it has servers of its own")
        with self.schemas.collecting():
            if place.fields_of("callbacks"):
                raise place["callbacks"].rejected(CALLBACK, "the operation has callbacks")
        for key, inner in place.items():
            with self.schemas.collecting():
                if key not in _OPERATION_FIELDS and not key.startswith("x-"):
                    raise inner.rejected(MALFORMED, f"an operation has no field {key!r}")

    def _responses(
        self, place: Place, name: str
    ) -> tuple[tuple[Response, ...], tuple[Response, ...]]:
        read: list[Response] = []
        declared = [pair for pair in place.fields_of("responses") if not pair[0].startswith("x-")]
        for status, response in declared:
            with self.schemas.collecting():
                read.append(read_response(self.schemas, response, status, name))
        if not any(status[0] in "23d" for status, _ in declared if status):
            raise place.rejected(NO_SUCCESS, "the operation has no success response")
        successes = [one for one in read if one.status[0] in "23"]
        if not successes:  # `default` is the only description of the success then
            successes = [one for one in read if one.status == "default"]
        return tuple(successes), tuple(one for one in read if one not in successes)

    # --- Other parts of the document ------------------------------------------------------------------------------------------

    def _components(self, kind: str) -> Place | None:
        components = self.root.get("components")
        return None if components is None else components.get(kind)

    def _read_schemes(self) -> None:
        with self.schemas.collecting():
            schemes = self._components("securitySchemes")
            for name, place in [] if schemes is None else [*schemes.items()]:
                # A scheme that is not supported rejects the operations that have no other.
                try:
                    self.schemes[name] = read_scheme(follow(self.root, place), name)
                except RejectedError as error:
                    self.rejected_schemes[name] = error.rejection
                    self.schemas.alternatives.append(error.rejection)

    def _requirements(self, place: Place) -> tuple[Requirement, ...]:
        return read_requirements(self.schemas, place, self.schemes, self.rejected_schemes)

    def _events(self) -> tuple[Event, ...]:
        found: list[Event] = []
        with self.schemas.collecting():
            for kind, reference in self.root.fields_of("webhooks"):
                before = len(self.schemas.rejections)
                with self.schemas.collecting():
                    event = self._event(kind, follow(self.root, reference))
                    if len(self.schemas.rejections) == before:
                        found.append(event)
        return tuple(found)

    def _event(self, kind: str, item: Place) -> Event:
        methods = [key for key in item.fields() if key in METHODS]
        if methods != ["post"]:
            raise item.rejected(
                WEBHOOK, f"the webhook {kind} has the methods {', '.join(methods) or 'none'}"
            )
        place = item["post"]
        if "requestBody" not in place:
            raise place.rejected(WEBHOOK, f"the webhook {kind} has no body")
        name = f"{kind}_event"
        body = read_body(self.schemas, place["requestBody"], name)
        payloads = [one.type for one in body.contents if isinstance(one, JsonContent)]
        if len(payloads) != 1:
            raise place.rejected(WEBHOOK, f"the webhook {kind} has a body that is not JSON")
        parameters = read_parameters(self.schemas, item, place, "", name)
        tags = [tag.string() for tag in place.elements_of("tags")]
        return Event(
            type=kind,
            payload=payloads[0],
            tag=tags[0] if tags else "default",
            summary=place.text("summary").strip().rstrip("."),
            description=place.text("description").strip(),
            headers=tuple(one for one in parameters if one.location == "header"),
            extensions=place.extensions(),
            pointer=place.pointer,
        )

    def _unrouted(self) -> tuple[Response, ...]:
        found: list[Response] = []
        with self.schemas.collecting():
            for status, name in self.root.fields_of("x-unrouted-responses"):
                responses = self._components("responses") or Place({}, "/components/responses")
                found.append(read_response(self.schemas, responses[name.string()], status, "Error"))
        return tuple(found)

    def _headers(self) -> tuple[Header, ...]:
        found: list[Header] = []
        with self.schemas.collecting():
            headers = self._components("headers")
            for name, place in [] if headers is None else [*headers.items()]:
                found.append(read_header(self.schemas, place, name, name))
        return tuple(found)

    def _info(self) -> Info:
        with self.schemas.collecting():
            info = self.root["info"]
            return Info(
                title=info.text("title"),
                version=info.text("version"),
                summary=info.text("summary"),
                description=info.text("description"),
                contact={
                    key: place.string()
                    for key, place in info.fields_of("contact")
                    if not key.startswith("x-")
                },
                license={
                    key: place.string()
                    for key, place in info.fields_of("license")
                    if not key.startswith("x-")
                },
            )
        return Info("", "", "", "", {}, {})

    def _servers(self) -> tuple[Server, ...]:
        found: list[Server] = []
        with self.schemas.collecting():
            for place in self.root.elements_of("servers"):
                with self.schemas.collecting():
                    found.append(_server(place))
        return tuple(found)

    def _tags(self, operations: tuple[Operation, ...]) -> tuple[Tag, ...]:
        found: dict[str, Tag] = {}
        with self.schemas.collecting():
            for place in self.root.elements_of("tags"):
                name = place["name"].string()
                found[name] = Tag(name, " ".join(place.text("description").split()))
        for operation in operations:
            found.setdefault(operation.tag, Tag(operation.tag, ""))
        return tuple(found.values())


def _server(place: Place) -> Server:
    variables = {name: inner["default"].string() for name, inner in place.fields_of("variables")}
    url = place["url"].string()
    for name in re.findall(r"\{([^{}]*)\}", url):
        if name not in variables:
            raise place["url"].rejected(
                MALFORMED, f"the variable {{{name}}} of the URL is not defined"
            )
        url = url.replace(f"{{{name}}}", variables[name])
    environments = tuple(one.string() for one in place.elements_of("x-environments"))
    return Server(url, place.text("description"), environments)


def _base(server: Place) -> str:
    """Return the URL of a server without scheme, to compare it with others."""
    return server["url"].string().rstrip("/").removeprefix("https:").removeprefix("http:")


def _name_of(method: str, path: str) -> str:
    return "_".join([method.lower(), *re.findall(r"[A-Za-z0-9]+", path)])


def _idempotency(parameters: tuple[Parameter, ...]) -> Idempotency | None:
    for one in parameters:
        if one.location == "header" and one.name.lower() == IDEMPOTENCY_HEADER.lower():
            seconds = one.extensions.get("x-retention-seconds")
            return Idempotency(one.name, seconds if isinstance(seconds, int) else None)
    return None


# --- Facts about the whole document ---------------------------------------------------------------------------------------------


def _families(errors: Iterable[Response]) -> tuple[ErrorFamily, ...]:
    statuses: dict[str, set[int]] = {}
    descriptions: dict[str, dict[str, None]] = {}
    codes: dict[str, dict[str, ErrorCode]] = {}
    for error in errors:
        if error.error_type is not None and error.code is not None:
            statuses.setdefault(error.error_type, set()).add(error.code)
            descriptions.setdefault(error.error_type, {})[error.description] = None
            known = codes.setdefault(error.error_type, {})
            known.update({code.name: code for code in error.error_codes})
    return tuple(
        ErrorFamily(
            type=kind,
            description="".join(descriptions[kind])
            if len(descriptions[kind]) == 1
            else f"Base class of all errors with the type `{kind}`.",
            statuses=tuple(sorted(statuses[kind])),
            codes=tuple(codes[kind].values()),
        )
        for kind in sorted(statuses)
    )


def _standard(headers: tuple[Header, ...]) -> StandardHeaders:
    names = [header.name.lower() for header in headers]

    def ending(suffix: str) -> str | None:
        return next((name for name in names if name.endswith(suffix)), None)

    return StandardHeaders(
        request_id=ending("-request-id"),
        limit=ending("ratelimit-limit"),
        remaining=ending("ratelimit-remaining"),
        reset=ending("ratelimit-reset"),
        replayed=ending("-replayed"),
        retry_after=tuple(sorted(name for name in names if name.endswith("retry-after"))),
    )


def _event_union(types: dict[str, NamedType], events: tuple[Event, ...]) -> str | None:
    payloads = {event.payload for event in events}
    if not payloads:
        return None
    for name, named in types.items():
        if isinstance(named.type, Union) and {one.type for one in named.type.variants} == payloads:
            return name
    return None


def _signature(events: tuple[Event, ...]) -> Parameter | None:
    found = {event.headers for event in events}
    return next(iter(found))[0] if len(found) == 1 and all(map(len, found)) else None


def _with_use(
    types: dict[str, NamedType],
    operations: tuple[Operation, ...],
    events: tuple[Event, ...],
    unrouted: tuple[Response, ...],
) -> dict[str, NamedType]:
    """Return the types with `sent` and `received`."""
    responses = [
        one for operation in operations for one in (*operation.responses, *operation.errors)
    ]
    read = [*_of_responses([*responses, *unrouted]), *(event.payload for event in events)]
    sent = _reached(types, _names(_sent(operations)))
    received = _reached(types, _names(read))
    return {
        name: replace(named, sent=name in sent, received=name in received)
        for name, named in types.items()
    }


def _used(operations: Iterable[Operation]) -> Iterator[Type]:
    for operation in operations:
        yield from _sent([operation])
        yield from _of_responses([*operation.responses, *operation.errors])


def _sent(operations: Iterable[Operation]) -> Iterator[Type]:
    for operation in operations:
        yield from (parameter.type for parameter in operation.parameters)
        for content in operation.body.contents if operation.body else ():
            if isinstance(content, JsonContent | MergePatch | Form | Multipart | JsonLines):
                yield content.type


def _of_responses(responses: Iterable[Response]) -> Iterator[Type]:
    for response in responses:
        yield from (header.type for header in response.headers)
        for content in response.contents:
            if isinstance(content, JsonContent | EventStream | JsonLines):
                yield content.type


def _names(types: Iterable[Type]) -> set[str]:
    return {name for type in types for name in references(type)}


def _reached(types: dict[str, NamedType], names: set[str]) -> set[str]:
    """Return the names and all that their types refer to."""
    reached: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        if name not in reached and name in types:
            reached.add(name)
            left += references(types[name].type)
    return reached


def _reaching(types: dict[str, NamedType], names: set[str]) -> set[str]:
    """Return the names and all types that refer to them, directly or not."""
    users: dict[str, list[str]] = {}
    for name, named in types.items():
        for used in references(named.type):
            users.setdefault(used, []).append(name)
    reaching: set[str] = set()
    left = [*names]
    while left:
        name = left.pop()
        if name not in reaching:
            reaching.add(name)
            left += users.get(name, ())
    return reaching
