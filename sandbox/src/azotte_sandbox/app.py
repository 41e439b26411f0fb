"""One request, from its headers to its answer: id, route, key, limit, checks, handler, checks, headers."""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from typing import Any, TypeAlias, cast

import msgspec

from azotte_sandbox import errors, idempotency, logs
from azotte_sandbox.auth import Authenticator, Caller
from azotte_sandbox.context import Call, Context, Json
from azotte_sandbox.contract import JSON_MEDIA_TYPE, Contract, Operation, Rate, Route
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.contract.validation import JsonValue
from azotte_sandbox.errors import ApiError
from azotte_sandbox.handlers import handlers
from azotte_sandbox.ids import Ids
from azotte_sandbox.limits import Allowance, Bucket, Limiter, Policy, bucket_id
from azotte_sandbox.metrics import CONTENT_TYPE as METRICS_CONTENT_TYPE
from azotte_sandbox.metrics import UNROUTED, Metrics
from azotte_sandbox.protocol import (
    TRANSPORT_SECURITY_HEADER,
    Answer,
    ClientGoneError,
    Request,
)
from azotte_sandbox.store import Connection, Store, StoreUnavailableError
from azotte_sandbox.store.objects import Page
from azotte_sandbox.tls import Peer, Transport

Headers: TypeAlias = tuple[tuple[bytes, bytes], ...]

UNAVAILABLE_RETRY_SECONDS = 1
PREFLIGHT_SECONDS = 600
"""How long a browser may remember what it may ask."""

_JSON_MEDIA_TYPE = JSON_MEDIA_TYPE.encode()
_JSON_HEADERS: Headers = ((b"content-type", _JSON_MEDIA_TYPE),)


@dataclass(slots=True)
class Exchange:
    """What is known of a request so far; errors are answered with as much as there is."""

    request_id: str
    request: Request
    peer: Peer
    route: Route | None = None
    operation: Operation | None = None
    caller: Caller | None = None
    allowance: Allowance | None = None
    replayed: bool = False
    error: str | None = None


class App:
    """The sandbox as the application behind the HTTP edge.

    Args:
        contract: what is served.
        store: where data is kept.
        authenticator: tells who calls.
        transport: tells where a request comes from, and whether it has to be HTTPS.
        limiter: counts requests.
        policy: how many each may make; `None` for no limits.
        checker: holds answers against the contract.
        ids: makes identifiers.
        metrics: counts what is done.
    """

    def __init__(
        self,
        *,
        contract: Contract,
        store: Store,
        authenticator: Authenticator,
        transport: Transport,
        limiter: Limiter,
        policy: Policy | None,
        checker: Checker,
        ids: Ids,
        metrics: Metrics,
    ) -> None:
        self._contract = contract
        self._store = store
        self._authenticator = authenticator
        self._transport = transport
        self._limiter = limiter
        self._policy = policy
        self._checker = checker
        self._ids = ids
        self._metrics = metrics
        self._answered: list[tuple[Exchange, int, float]] = []
        self._handlers = handlers(contract)
        secret = "|".join(re.escape(kind.prefix) for kind in contract.key_kinds)
        self._secret = re.compile(f"({secret}|whsec_)[A-Za-z0-9]+")
        self._preflight_headers = ", ".join(
            name.decode() for name in (contract.key_header, contract.tenant_header, b"content-type")
        ).encode()

    async def __call__(self, request: Request) -> Answer:
        """The answer to a request, whatever it is.

        Raises:
            ClientGoneError: there is nobody left to answer.
        """
        started = time.perf_counter()
        peer = self._transport.peer(request.address, request.scheme, request.headers)
        exchange = Exchange(self._ids.new("req"), request, peer)
        try:
            answer = await self._answer(exchange)
        except ClientGoneError:
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the client gets an answer)
            answer = self._failure(exchange, error)
        self._record(exchange, answer.status, time.perf_counter() - started)
        return Answer(answer.status, answer.body, self._headers(exchange, answer.headers))

    async def _answer(self, exchange: Exchange) -> Answer:
        request = exchange.request
        path = request.path
        if not path.startswith(self._contract.bases):
            return self._own_page(exchange, path)
        if self._transport.https_required and not exchange.peer.secure:
            raise ApiError(
                "https_required", "Use https. A key that was sent in clear should be rotated."
            )
        route, parameters = self._contract.find(path) or (None, {})
        exchange.route = route
        method = "GET" if request.method == "HEAD" else request.method
        if route is not None:
            if method == "OPTIONS":
                return self._options(exchange, route)
            exchange.operation = route.operations.get(method)
        caller = await self._authenticate(exchange)
        await self._limit(exchange, caller)
        if route is None:
            raise self._no_path()
        operation = exchange.operation
        if operation is None:
            raise ApiError(
                "method_not_allowed",
                f"This path has no such method. It has {route.allow.decode()}.",
                headers=((b"allow", route.allow),),
            )
        self._check_key_type(exchange, caller, operation)
        key = _idempotency_key(exchange, operation)
        for name, schema in operation.path_parameters.items():
            if not schema.is_valid(parameters[name]):
                raise errors.missing()
        query = operation.query.read(request.query)
        body = await _body(request, operation) if operation.body else {}
        context = Context(
            caller.world,
            caller.now,
            self._ids,
            self._checker,
            {"id": exchange.request_id, "idempotency_key": key},
        )
        call = Call(operation, context, parameters, query, body)
        return Answer(operation.success, await self._perform(exchange, call, key), _JSON_HEADERS)

    async def _authenticate(self, exchange: Exchange) -> Caller:
        try:
            exchange.caller = await self._authenticator.caller(exchange.request.headers)
        except ApiError:
            if self._policy is not None:
                bucket = Bucket(
                    bucket_id("address", exchange.peer.address), self._policy.failed_attempts
                )
                allowance = await self._limiter.take((bucket,))
                if allowance.retry_after:
                    exchange.allowance = allowance
                    raise _too_many(allowance) from None
            raise
        return exchange.caller

    async def _limit(self, exchange: Exchange, caller: Caller) -> None:
        buckets: tuple[Bucket, ...] = ()
        if self._policy is not None:
            stored = caller.key
            rate = self._policy.keys[caller.world.environment]
            if stored.per_minute is not None:
                rate = Rate(stored.per_minute, stored.burst or stored.per_minute)
            buckets = (
                Bucket(bucket_id("key", stored.id), rate),
                Bucket(bucket_id("tenant", *caller.world), self._policy.tenant),
            )
        exchange.allowance = await self._limiter.take(buckets)
        if exchange.allowance.retry_after:
            raise _too_many(exchange.allowance)

    def _check_key_type(self, exchange: Exchange, caller: Caller, operation: Operation) -> None:
        if caller.key.type not in operation.key_types:
            needed = " or ".join(operation.key_types)
            raise ApiError(
                "insufficient_permissions",
                f"This operation needs a {needed} key. Call it from your server.",
                {"required_permissions": list(operation.key_types)},
            )
        if b"origin" in exchange.request.headers and caller.key.type == "secret":
            raise ApiError(
                "insufficient_permissions",
                "A secret key came from a browser, where everyone can read it. Rotate it, and use a"
                " publishable key there.",
                {"required_permissions": ["publishable"]},
            )

    async def _perform(self, exchange: Exchange, call: Call, key: str | None) -> bytes:
        operation = call.operation
        handler = self._handlers[operation.id]

        async def work(db: Connection) -> bytes:
            if key is not None and operation.idempotency is not None:
                stored = await idempotency.begin(
                    call, db, key, operation.idempotency.retention_seconds
                )
                if stored is not None:
                    exchange.replayed = True
                    return stored
            result = await handler(call, db)
            if isinstance(result, Page):
                self._checker.page(operation, result)
                body = result.encode()
            else:
                self._checker.answer(operation, result)
                body = result
            if key is not None:
                await idempotency.finish(call, db, key, body)
            return body

        if operation.method == "GET":
            return await self._store.read(call.context.world, work)
        return await self._store.write(call.context.world, work)

    def _own_page(self, exchange: Exchange, path: bytes) -> Answer:
        """The pages beside the contract, for those who run the server."""
        if path in (b"/healthz", b"/metrics") and exchange.request.method not in ("GET", "HEAD"):
            raise ApiError(
                "method_not_allowed",
                "This path has no such method. It has GET, HEAD.",
                headers=((b"allow", b"GET, HEAD"),),
            )
        if path == b"/healthz":
            return Answer(200, b'{"status":"ok"}', _JSON_HEADERS)
        if path == b"/metrics":
            return Answer(200, self._metrics.text(), ((b"content-type", METRICS_CONTENT_TYPE),))
        raise self._no_path()

    def _no_path(self) -> ApiError:
        return ApiError(
            "resource_missing",
            f"There is no such path. The paths of this API begin with {self._contract.bases[0].decode()}.",
        )

    def _options(self, exchange: Exchange, route: Route) -> Answer:
        headers = [(b"allow", route.allow)]
        if route.browser is not None and b"origin" in exchange.request.headers:
            headers += [
                (b"access-control-allow-methods", route.browser.methods),
                (b"access-control-allow-headers", self._preflight_headers),
                (b"access-control-max-age", str(PREFLIGHT_SECONDS).encode()),
            ]
        return Answer(204, b"", tuple(headers))

    def _failure(self, exchange: Exchange, error: Exception) -> Answer:
        """The answer to a request that was not done."""
        if isinstance(error, StoreUnavailableError):
            logs.event(
                "store_unavailable",
                level="error",
                request_id=exchange.request_id,
                reason=str(error),
            )
            wait = str(UNAVAILABLE_RETRY_SECONDS).encode()
            error = ApiError(
                "service_unavailable",
                "The server can not answer now. Try again in a second.",
                headers=((b"retry-after", wait), (b"x-ratelimit-retry-after", wait)),
            )
        if not isinstance(error, ApiError):
            logs.exception(error, request_id=exchange.request_id)
            error = ApiError(
                "internal_error",
                "The server failed. Try again, and quote the request id if it stays.",
            )
        kind = self._contract.errors[error.code]
        exchange.error = error.code
        body: Json = {
            "code": error.code,
            "message": error.message,
            "type": kind.type,
            "request_id": exchange.request_id,
        }
        if error.details:
            body["details"] = error.details
        # A key that was sent in the wrong place must not be sent back.
        text = self._secret.sub(r"\1****", msgspec.json.encode({"error": body}).decode())
        encoded = text.encode()
        try:
            if exchange.operation is None:
                self._checker.unrouted_error(encoded)
            else:
                self._checker.error(exchange.operation, kind.status, encoded)
        except Exception as broken:
            if error.code == "internal_error":
                raise
            return self._failure(exchange, broken)
        return Answer(kind.status, encoded, (*_JSON_HEADERS, *error.headers))

    def _headers(self, exchange: Exchange, own: Headers) -> Headers:
        headers = [*own, (b"x-request-id", exchange.request_id.encode())]
        if exchange.peer.secure:
            headers.append(TRANSPORT_SECURITY_HEADER)
        allowance = exchange.allowance
        if allowance is not None:
            headers += (
                (b"x-ratelimit-limit", b"%d" % allowance.limit),
                (b"x-ratelimit-remaining", b"%d" % allowance.remaining),
                (b"x-ratelimit-reset", b"%d" % allowance.reset),
            )
        if exchange.replayed:
            headers.append((b"idempotent-replayed", b"true"))
        browser = exchange.route.browser if exchange.route is not None else None
        if browser is not None and b"origin" in exchange.request.headers:
            headers += (
                (b"access-control-allow-origin", b"*"),
                (b"access-control-expose-headers", browser.readable),
            )
        return tuple(headers)

    def _record(self, exchange: Exchange, status: int, seconds: float) -> None:
        """Count and log a request at the end of the next turn of the event loop, when its answer has been written.

        One right after the other, those of a turn cost half of what each between two requests would.
        """
        self._answered.append((exchange, status, seconds))
        if len(self._answered) == 1:
            loop = asyncio.get_running_loop()
            loop.call_soon(loop.call_soon, self._record_all)

    def _record_all(self) -> None:
        answered, self._answered = self._answered, []
        for exchange, status, seconds in answered:
            self._metrics.request(_operation_id(exchange), status, seconds)
        logs.requests(_logged(*each) for each in answered)


def _operation_id(exchange: Exchange) -> str:
    return exchange.operation.id if exchange.operation else UNROUTED


def _logged(exchange: Exchange, status: int, seconds: float) -> logs.Fields:
    fields: logs.Fields = {
        "request_id": exchange.request_id,
        "method": exchange.request.method,
        "route": exchange.route.path if exchange.route else None,
        "operation_id": _operation_id(exchange),
        "status": status,
        "duration_ms": round(seconds * 1000, 3),
        "client": exchange.peer.address,
    }
    if exchange.caller is not None:
        fields["key_id"] = exchange.caller.key.id
        fields["tenant"], fields["environment"] = exchange.caller.world
    if exchange.error is not None:
        fields["code"] = exchange.error
    return fields


def _too_many(allowance: Allowance) -> ApiError:
    wait = str(allowance.retry_after).encode()
    return ApiError(
        "rate_limit_exceeded",
        f"Too many requests. Try again in {allowance.retry_after} seconds.",
        headers=((b"retry-after", wait), (b"x-ratelimit-retry-after", wait)),
    )


def _idempotency_key(exchange: Exchange, operation: Operation) -> str | None:
    rule = operation.idempotency
    if rule is None:
        return None
    sent = exchange.request.headers.get(rule.header)
    if sent is None:
        return None
    key = sent.decode("latin-1")
    if not rule.key.is_valid(key):
        raise ApiError(
            "malformed_request",
            f"{rule.header.decode()} must be 1 to 255 printable ASCII characters without spaces.",
            {"field": rule.header.decode(), "constraint": "pattern"},
        )
    return key


async def _body(request: Request, operation: Operation) -> Json:
    """The body, decoded and checked."""
    body = await request.body()
    if not body and not operation.body_required:
        return {}
    media_type = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if (body and media_type != _JSON_MEDIA_TYPE) or b"content-encoding" in request.headers:
        raise ApiError(
            "unsupported_media_type",
            f"Send the body as {JSON_MEDIA_TYPE}, without a content coding.",
        )
    value = decode_json(body)
    assert operation.body is not None
    operation.body.check(value)
    if b"\\u0000" in body and _has_nul(value):
        # The contract's patterns forbid it; a text that has none must not reach a database that does.
        raise ApiError(
            "invalid_format",
            "A text of the body has the character U+0000. Leave it out.",
            {"constraint": "no_nul"},
        )
    return cast("Json", value)


def decode_json(body: bytes) -> Any:
    """A JSON text (RFC 8259), as I-JSON (RFC 7493) narrows it: UTF-8, no member twice, no lone surrogate.

    Raises:
        ApiError: `malformed_request`.
    """
    try:
        value = _DECODER.decode(body)
        # msgspec keeps the last of two members with one name. The standard module alone can tell; by now the text
        # is known to hold nothing that it is lenient about.
        _DUPLICATES.decode(body.decode())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = (
            error.args[0] if isinstance(error, _DuplicateError) else "The body is not valid JSON."
        )
        raise ApiError("malformed_request", f"{reason} Send one JSON object.") from None
    return value


def _whole_if_whole(number: str) -> int | float:
    # JSON has one kind of number: 1.0 and 1e2 are integers, and are kept as such.
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError("The number is too large.")
    return int(value) if value.is_integer() else value


_DECODER = msgspec.json.Decoder(float_hook=_whole_if_whole)


class _DuplicateError(ValueError):
    pass


def _refuse_duplicates(members: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(members)
    if len(value) != len(members):
        names = [name for name, _ in members]
        twice = next(name for name in names if names.count(name) > 1)
        raise _DuplicateError(f"The body has the member {twice[:64]!r} twice.")
    return value


_DUPLICATES = json.JSONDecoder(object_pairs_hook=_refuse_duplicates)


def _has_nul(value: JsonValue) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in name or _has_nul(member) for name, member in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
