"""Reads the bundled contract at the start. It is the only description of the API that the server has.

`Contract` holds the routes and the operations. `parameters` reads path, query and headers, `bodies` request bodies,
`responses` the success responses, `security` the credentials, and `effect_reader` what an operation does to objects.
`validation` turns a violated rule into the error that names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPMethod, HTTPStatus
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import unquote, unquote_to_bytes, urlsplit

import msgspec
from jsonpointer import resolve_pointer

from azotte_sandbox.contract.bodies import JSON_MEDIA_TYPE, RequestBody, is_json
from azotte_sandbox.contract.deprecation import deprecation_headers
from azotte_sandbox.contract.effect_reader import Effects
from azotte_sandbox.contract.effects import Effect
from azotte_sandbox.contract.paging import LINK_PARAMETER
from azotte_sandbox.contract.parameters import HeaderReader, PathParameter, QueryReader
from azotte_sandbox.contract.responses import Result, Results
from azotte_sandbox.contract.samples import Samples
from azotte_sandbox.contract.security import Credentials, Security
from azotte_sandbox.contract.validation import Schemas, Validator
from azotte_sandbox.json_values import fields_of

METHODS = frozenset({*(method.lower() for method in HTTPMethod), "query"})
MAX_BODY_BYTES = 262_144
_PARAMETER = re.compile(r"\{([^{}]*)\}")
_Segment: TypeAlias = bytes | re.Pattern[bytes] | None
"""Maximum size of a request body whose operation has no `x-max-bytes`."""


class ContractError(Exception):
    """The contract cannot be read, or needs what this server does not have."""


@dataclass(frozen=True, slots=True)
class ErrorKind:
    """Status and type of an error code."""

    status: int
    type: str


@dataclass(frozen=True, slots=True)
class KeyKind:
    """A kind of key (`x-key-kinds`)."""

    prefix: str
    type: str
    environment: str


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate limit."""

    per_minute: int
    burst: int


@dataclass(frozen=True, slots=True)
class IdempotencyRule:
    """The idempotency key of an operation."""

    header: bytes
    key: Validator
    retention_seconds: int


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the contract."""

    id: str
    method: str
    path: str
    key_types: tuple[str, ...]
    credentials: tuple[Credentials, ...]
    """Alternative credentials, one of which a request needs; none if it needs no authentication."""
    path_parameters: dict[str, PathParameter]
    query: QueryReader
    headers: HeaderReader
    body: RequestBody | None
    body_example: Any
    """An example of the request body, if it is JSON."""
    idempotency: IdempotencyRule | None
    success: int
    results: dict[int, Result]
    """The success responses by status."""
    items: Validator | None
    """Schema of the objects in a page, if the operation returns a list."""
    responses: dict[int, Validator | None]
    """The schema of the JSON body for each status; None for any other body."""
    deprecation: tuple[tuple[bytes, bytes], ...]
    """Headers of the responses of a deprecated operation."""
    effect: Effect
    """What the operation does to objects, as far as the contract says."""

    @property
    def result(self) -> Result:
        """The usual success response."""
        return self.results[self.success]


@dataclass(frozen=True, slots=True)
class BrowserAccess:
    """Access of browser pages from other origins to a path."""

    methods: bytes
    """Methods that accept publishable keys, for `Access-Control-Allow-Methods`."""
    readable: bytes
    """Documented headers of their responses, for `Access-Control-Expose-Headers`."""


@dataclass(frozen=True, slots=True)
class Route:
    """One path of the contract and its operations by method."""

    path: str
    operations: dict[str, Operation]
    allow: bytes
    """Methods of the path, for the `Allow` header."""
    browser: BrowserAccess | None
    """Access of browser pages, or `None` if no operation accepts publishable keys."""


class Contract:
    """The contract, ready to serve.

    Args:
        document: The bundled OpenAPI document.

    Raises:
        ContractError: The document has no value that the server requires.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        try:
            self._read(document)
        except (KeyError, TypeError, ValueError) as error:
            raise ContractError(
                f"The contract cannot be read ({type(error).__name__}: {error})."
                " Is it the bundled openapi.json?"
            ) from error
        # They are no longer needed, and take as much memory as what was read.
        del self._document, self._schemas, self._samples, self._results, self._effects

    @classmethod
    def load(cls, path: Path | None = None) -> Contract:
        """Return the contract of a file. Defaults to the built-in contract.

        Raises:
            ContractError: the file cannot be read.
        """
        try:
            return cls(msgspec.json.decode(_find(path).read_bytes()))
        except (OSError, msgspec.DecodeError) as error:
            raise ContractError(f"The contract cannot be read: {error}") from error

    def _read(self, document: dict[str, Any]) -> None:
        self._document = document
        self._schemas = Schemas(document)
        self._samples = Samples(self._schemas)
        self._results = Results(self._schemas, self._samples, self._resolve)
        self._security = Security(document)
        key, tenant = self._security.key, self._security.tenant
        self.credentials = self._security.alternatives(document)
        """What a request needs whose operation says nothing about it."""
        self.key_header: bytes = key["name"].encode()
        self.tenant_header: bytes = tenant["name"].encode()
        self.key_pattern = re.compile(key["x-pattern"].encode())
        self.tenant_pattern = re.compile(tenant["x-pattern"])
        self.key_kinds = tuple(KeyKind(**kind) for kind in key["x-key-kinds"])
        self.key_rates = {
            environment: _rate(rate) for environment, rate in key["x-rate-limits"].items()
        }
        self.tenant_rate = _rate(tenant["x-rate-limits"])

        server = urlsplit(str(document["servers"][0]["url"])).path.rstrip("/")
        # The documentation's HTTP sample uses /api, too.
        self.bases = tuple(base.encode() + b"/" for base in (server, "/api" + server))
        self._fixed: dict[bytes, Route] = {}
        """Routes without parameters, by path."""
        self._routes: dict[int, list[tuple[tuple[_Segment, ...], tuple[str, ...], Route]]] = {}
        self.operations: dict[str, Operation] = {}
        effects = Effects(document, self._schemas, self._samples, self._resolve)
        self.resources = effects.resources
        """The kinds of objects, by name."""
        self._effects = effects.by_operation
        for path, item in document["paths"].items():
            self._add_route(path, self._resolve(item))

        self.examples = dict(self._example_objects())
        """An object of each kind from the examples, by its `object`."""
        self.errors = dict(self._error_kinds())
        self.error_response = self._schemas.of({"$ref": "#/components/schemas/ErrorResponse"})
        self.events = {
            name: self._schemas.of(_json_schema(self._resolve(item)["post"]["requestBody"]) or {})
            for name, item in document.get("webhooks", {}).items()
        }
        self.event_examples = {
            name: self._example(self._resolve(item)["post"]["requestBody"])
            for name, item in document.get("webhooks", {}).items()
        }
        """An example of each event."""

    def _add_route(self, path: str, item: dict[str, Any]) -> None:
        operations = {
            method.upper(): self._operation(path, method, operation, item.get("parameters", []))
            for method, operation in item.items()
            if method in METHODS
        }
        route = Route(
            path,
            operations,
            ", ".join([*_with_head(operations), "OPTIONS"]).encode(),
            self._browser_access(item, operations),
        )
        segments = path.strip("/").split("/")
        names = tuple(_PARAMETER.findall(path))
        pattern = tuple(map(_segment_pattern, segments))
        if not names:
            self._fixed |= {base + "/".join(segments).encode(): route for base in self.bases}
        routes = self._routes.setdefault(len(segments), [])
        # `{id}:archive` before `{id}`, which accepts the same text.
        is_mixed = any(isinstance(one, re.Pattern) for one in pattern)
        routes.insert(0 if is_mixed else len(routes), (pattern, names, route))
        self.operations.update({operation.id: operation for operation in operations.values()})

    def _browser_access(
        self, item: dict[str, Any], operations: dict[str, Operation]
    ) -> BrowserAccess | None:
        public = [
            method
            for method, operation in operations.items()
            if "publishable" in operation.key_types
        ]
        if not public:
            return None
        readable = {
            name.lower(): None
            for method in public
            for response in item[method.lower()]["responses"].values()
            for name in self._resolve(response).get("headers", {})
        }
        return BrowserAccess(", ".join(_with_head(public)).encode(), ", ".join(readable).encode())

    def _operation(
        self, path: str, method: str, operation: dict[str, Any], shared: list[dict[str, Any]]
    ) -> Operation:
        parameters = self._parameters(operation, shared)
        request = self._resolve(operation.get("requestBody", {}))
        responses = {
            int(status): self._resolve(response)
            for status, response in operation["responses"].items()
            if status.isdigit()
        }
        results = {
            status: self._results.read(status, response)
            for status, response in responses.items()
            if status < HTTPStatus.BAD_REQUEST
        }
        # A redirect is what succeeds only if nothing else does.
        success = min(results, key=lambda status: (status >= HTTPStatus.MULTIPLE_CHOICES, status))
        types = dict.fromkeys(kind.type for kind in self.key_kinds)
        effect = self._effects[method, path]
        return Operation(
            id=operation.get("operationId", f"{method} {path}"),
            method=method.upper(),
            path=path,
            key_types=tuple(operation.get("x-key-types", types)),
            credentials=self._security.alternatives(operation, self.credentials),
            path_parameters={
                node["name"]: PathParameter(node, self._schemas)
                for node in parameters
                if node["in"] == "path"
            },
            query=QueryReader(_query(parameters, effect), self._schemas),
            headers=HeaderReader(
                [p for p in parameters if p["in"] == "header" and "x-retention-seconds" not in p],
                self._schemas,
            ),
            body=RequestBody(
                request,
                responses.get(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {}).get(
                    "x-max-bytes", MAX_BODY_BYTES
                ),
                self._schemas,
            )
            if request
            else None,
            body_example=self._example(request),
            idempotency=self._idempotency(parameters),
            success=success,
            results=results,
            items=self._items(effect),
            responses={
                status: None
                if (schema := _json_schema(response)) is None
                else self._schemas.of(schema)
                for status, response in responses.items()
            },
            deprecation=deprecation_headers(operation),
            effect=effect,
        )

    def _parameters(
        self, operation: dict[str, Any], shared: list[dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """Return the parameters of an operation; its own ones replace those of the path."""
        nodes = [self._resolve(p) for p in [*shared, *operation.get("parameters", [])]]
        for node in nodes:
            if node["in"] == "cookie":
                raise ValueError(
                    f"the parameter {node['name']} is in a cookie; send it in a header or in the query"
                )
        return list({(node["in"], node["name"]): node for node in nodes}.values())

    def _items(self, effect: Effect) -> Validator | None:
        return None if effect.paging is None else self._schemas.of(effect.paging.item)

    def _idempotency(self, parameters: list[dict[str, Any]]) -> IdempotencyRule | None:
        for parameter in parameters:
            if parameter["in"] == "header" and "x-retention-seconds" in parameter:
                return IdempotencyRule(
                    header=parameter["name"].lower().encode(),
                    key=self._schemas.of(parameter["schema"]),
                    retention_seconds=parameter["x-retention-seconds"],
                )
        return None

    def _example(self, body: dict[str, Any]) -> Any:
        """Return an example of a JSON body, or None if it has another media type."""
        for media_type, content in self._resolve(body).get("content", {}).items():
            if is_json(media_type):
                for example in content.get("examples", {}).values():
                    return self._resolve(example).get("value")
                return self._samples.of(content.get("schema", {}))
        return None

    def _example_objects(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for item in self._document["paths"].values():
            reads = self._resolve(item).get("get", {}).get("responses", {})
            for response in map(self._resolve, reads.values()):
                content = response.get("content", {}).get(JSON_MEDIA_TYPE, {})
                for example in content.get("examples", {}).values():
                    value: object = self._resolve(example).get("value")
                    for doc in map(fields_of, fields_of(value).get("data", [value])):
                        if "id" in doc and "object" in doc:
                            yield doc["object"], doc

    def _error_kinds(self) -> Iterator[tuple[str, ErrorKind]]:
        """Yield each error code with its status and type."""
        for item in self._document["paths"].values():
            for method, operation in self._resolve(item).items():
                if method in METHODS:
                    yield from self._codes(operation["responses"])
        yield from self._codes(self._document.get("x-unrouted-responses", {}))

    def _codes(self, responses: dict[str, Any]) -> Iterator[tuple[str, ErrorKind]]:
        named = self._document["components"]["responses"]
        for status, response in responses.items():
            # The bundler replaces a reference in an unknown place with the name of the component.
            body = named[response] if isinstance(response, str) else self._resolve(response)
            if "x-error-type" in body:
                for code in body.get("x-error-codes", {}):
                    yield code, ErrorKind(int(status), body["x-error-type"])

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        """Return the target of a reference, or the node itself."""
        while "$ref" in node:
            node = resolve_pointer(self._document, unquote(node["$ref"].removeprefix("#")))
        return node

    def find(self, raw_path: bytes) -> tuple[Route, dict[str, str]] | None:
        """Return the route of a raw path, and the values of its parameters.

        Each segment is percent-decoded once, after the split, so that `%2F` cannot split a segment.
        """
        if (fixed := self._fixed.get(raw_path)) is not None:
            return fixed, {}
        for base in self.bases:
            if raw_path.startswith(base):
                segments = raw_path[len(base) :].split(b"/")
                break
        else:
            return None
        if b"%" in raw_path:
            segments = [unquote_to_bytes(segment) for segment in segments]
        for pattern, names, route in self._routes.get(len(segments), ()):
            values: list[bytes] = []
            for wanted, segment in zip(pattern, segments, strict=True):
                if wanted is None:
                    values.append(segment)
                elif isinstance(wanted, bytes):
                    if wanted != segment:
                        break
                elif (found := wanted.fullmatch(segment)) is not None:
                    values += found.groups()
                else:
                    break
            else:
                try:
                    return route, dict(zip(names, map(bytes.decode, values), strict=True))
                except UnicodeDecodeError:
                    return None
        return None


def _segment_pattern(segment: str) -> _Segment:
    """Return what a segment of a path has to be: a text, a pattern with a group for each parameter, or None for anything."""
    if _PARAMETER.fullmatch(segment):
        return None
    texts = [re.escape(text.encode()) for text in _PARAMETER.split(segment)[::2]]
    return segment.encode() if len(texts) == 1 else re.compile(b"(.+?)".join(texts), re.DOTALL)


def _find(path: Path | None) -> Path:
    if path is not None:
        return path
    installed = Path(str(resources.files("azotte_sandbox") / "openapi.json"))
    # In a checkout it is in generated/.
    checkout = Path(__file__).parents[4] / "generated" / "openapi.json"
    return installed if installed.exists() else checkout


def _query(parameters: list[dict[str, Any]], effect: Effect) -> list[dict[str, Any]]:
    """Return the query parameters, with the one that only the links between pages have."""
    nodes = [node for node in parameters if node["in"] == "query"]
    names = {node["name"] for node in nodes}
    if effect.paging is not None and effect.paging.token == LINK_PARAMETER not in names:
        nodes.append({"name": LINK_PARAMETER, "in": "query", "schema": {"type": "string"}})
    return nodes


def _with_head(methods: Iterable[str]) -> Iterator[str]:
    for method in methods:
        yield method
        if method == "GET":
            yield "HEAD"


def _json_schema(body: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of a body in JSON, or None if it is none."""
    for media_type, content in body.get("content", {}).items():
        if is_json(media_type):
            schema: dict[str, Any] = content.get("schema", {})
            return schema
    return None


def _rate(rate: dict[str, int]) -> Rate:
    # Without a burst the requests of a minute can arrive at the same time.
    return Rate(rate["per_minute"], rate.get("burst", rate["per_minute"]))
