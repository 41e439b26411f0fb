"""The sandbox as an ASGI application. A request passes these steps from top to bottom.

    server          uvicorn, another ASGI server, or a client in this process
    application     `App.__call__`: a request ID, and one response whatever happens
    pages           /healthz and /metrics, without a key; /control, if it is enabled
    HTTPS, route    the client's address, the route and the operation
    authentication  `auth`
    limit           `limits`
    checks          key type, parameters and body, as the contract describes the operation
    handler, store  `handlers` has the function of each operation; it runs as one unit of work
    response check  `contract.checking`
    log             one line, and the metrics

The contract is the table of routes. A framework's router would match the decoded path, in which `%2F` is a separator.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from azotte_sandbox import clock, errors, failures, idempotency, logs, metrics, seeded_ids
from azotte_sandbox.auth import Authenticator, Caller
from azotte_sandbox.background import background
from azotte_sandbox.context import Call, Context, Json, Reply
from azotte_sandbox.contract import Operation, Rate, Route
from azotte_sandbox.contract.bodies import JSON_MEDIA_TYPE, is_json
from azotte_sandbox.documented_headers import documented_headers, is_unchanged
from azotte_sandbox.errors import ApiError
from azotte_sandbox.failures import ConnectionCutError
from azotte_sandbox.handlers import handlers, undescribed
from azotte_sandbox.limits import (
    SECOND,
    Allowance,
    Bucket,
    Limiter,
    MemoryLimiter,
    Unlimited,
    policy,
)
from azotte_sandbox.messages import (
    TRANSPORT_SECURITY_HEADER,
    ClientDisconnectedError,
    Headers,
    Receive,
    Request,
    Response,
    Scope,
    Send,
    cut,
)
from azotte_sandbox.metrics import Metrics
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection, StoreUnavailableError, World
from azotte_sandbox.store.objects import Page
from azotte_sandbox.transport import Peer, Transport

if TYPE_CHECKING:
    from azotte_sandbox.control import Access, Control
    from azotte_sandbox.webhooks.deliver import Dispatcher

UNAVAILABLE_RETRY_SECONDS = 1
PREFLIGHT_SECONDS = 600
"""How long a browser may cache a preflight response."""

EXAMPLE_HEADER = (b"x-sandbox-response", b"example")
"""Header of a response that is the contract's example, because nothing describes the effect of the operation."""
NOBODY = "~"
"""Tenant of requests to operations without authentication. No tenant has this ID."""

Links: TypeAlias = Mapping[str, Mapping[str, Any]]

_LIMITS_HINT = (
    "Start with --limits off for no rate limits, or with other rates: --limits development=1000/100"
)
_JSON_MEDIA_TYPE = JSON_MEDIA_TYPE.encode()
_NO_HEADERS: Mapping[str, Any] = {}
_JSON_HEADERS: Headers = ((b"content-type", _JSON_MEDIA_TYPE),)


def create_app(
    sandbox: Sandbox,
    *,
    limits: str = "off",
    limiter: Limiter | None = None,
    transport: Transport = Transport(),  # noqa: B008  (frozen)
    control: Access | None = None,
) -> App:
    """Return the ASGI application of an opened sandbox.

    Serve it with any ASGI server, mount it in another application, or call it through an ASGI transport. Its lifespan
    runs renewals and webhook deliveries. An application that mounts it enters `App.lifespan` in its own, because
    mounted applications get no lifespan events.

    Args:
        sandbox: Contract and store. It stays open when the application ends.
        limits: The rate limits; see `limits.policy`.
        limiter: Counts requests. Defaults to counting in this process.
        transport: How clients reach the server.
        control: Who can call the control API under /control. Nobody by default.

    Raises:
        LimitsError: The limits are not valid.
    """
    app = App(sandbox, limits, limiter, transport)
    if control is not None:
        # Imported here, because a server without it does not need it.
        from azotte_sandbox.control import Control

        app.control = Control(app, sandbox, control)
    return app


@dataclass(slots=True)
class Exchange:
    """The state of a request."""

    request_id: str
    request: Request
    peer: Peer
    route: Route | None = None
    operation: Operation | None = None
    caller: Caller | None = None
    allowance: Allowance | None = None
    replayed: bool = False
    error: str | None = None
    failure: str | None = None
    """ID of the failure rule that applies."""
    loses_response: bool = False


class App:
    """The application. `create_app` makes one."""

    def __init__(
        self, sandbox: Sandbox, limits: str, limiter: Limiter | None, transport: Transport
    ) -> None:
        self._sandbox = sandbox
        self._contract = contract = sandbox.contract
        self._handlers = handlers(contract)
        self._undescribed = undescribed(contract)
        self._transport = transport
        self._authenticator = Authenticator(
            contract, sandbox.store, imported_keys=transport.private
        )
        self._policy = policy(limits, contract)
        self._limiter = Unlimited() if self._policy is None else limiter or MemoryLimiter()
        self._metrics = Metrics()
        self.control: Control | None = None
        self._dispatcher: Dispatcher | None = None
        prefixes = "|".join(re.escape(kind.prefix) for kind in contract.key_kinds)
        self.secret = re.compile(f"({prefixes}|whsec_)[A-Za-z0-9+/=]+".encode())
        """Matches API keys and signing secrets. The part that names the kind is a group."""
        # If such a header is repeated, different servers use different values.
        self._sent_once = {
            *(contract.key_header, contract.tenant_header, b"content-type", b"authorization"),
            *(rule.header for op in contract.operations.values() if (rule := op.idempotency)),
        }
        self._preflight_headers = b", ".join(
            (contract.key_header, contract.tenant_header, b"content-type")
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one ASGI connection."""
        match scope["type"]:
            case "http":
                await self._http(scope, receive, send)
            case "lifespan":
                await receive()
                async with self.lifespan():
                    await send({"type": "lifespan.startup.complete"})
                    await receive()
                await send({"type": "lifespan.shutdown.complete"})
            case _:
                await send({"type": "websocket.close"})

    @asynccontextmanager
    async def lifespan(self) -> AsyncGenerator[None]:
        """Run renewals and webhook deliveries until the block ends."""
        async with background(
            self._sandbox, self._authenticator, allow_loopback=self._transport.private
        ) as dispatcher:
            self._dispatcher = dispatcher
            yield
        self._dispatcher = None

    def wake(self) -> None:
        """Check for due deliveries now instead of within a second."""
        if self._dispatcher is not None:
            self._dispatcher.wake()

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        request = Request(scope, receive)
        peer = self._transport.peer(request.address, request.scheme, request.headers)
        if self.control is not None and self.control.serves(request.path):
            await self.control(
                request, send, secure=peer.secure or not self._transport.https_required
            )
            return
        exchange = Exchange(self._sandbox.ids.new("req"), request, peer)
        try:
            response = await self._respond(exchange)
        except ClientDisconnectedError:
            return
        except ConnectionCutError:
            response = None
        except Exception as error:  # noqa: BLE001  (whatever it is, the client gets a response)
            response = self._failure(exchange, error)
        seconds = time.perf_counter() - started
        headers = self._headers(exchange)
        if self.control is not None:
            self._keep(exchange, response, headers, seconds)
        if response is None:
            self._record(exchange, 0, seconds)
            cut(scope)
            return
        await response.send(send, headers, to_head=request.method == "HEAD")
        self._record(exchange, response.status, time.perf_counter() - started)

    async def _respond(self, exchange: Exchange) -> Response:
        request = exchange.request
        if not request.path.startswith(self._contract.bases):
            return self._page(request)
        if self._transport.https_required and not exchange.peer.secure:
            raise ApiError(
                "https_required",
                "HTTPS required. Rotate this key, because it was sent unencrypted.",
            )
        self._check_headers(request)
        exchange.route, parameters = self._contract.find(request.path) or (None, {})
        if exchange.route is not None:
            if request.method == "OPTIONS":
                return self._options(exchange.route, request)
            method = "GET" if request.method == "HEAD" else request.method
            exchange.operation = exchange.route.operations.get(method)
        caller = await self._authenticate(exchange)
        await self._limit(exchange, caller)
        operation = self._operation(exchange)
        if caller is not None:
            self._check_key_type(request, caller, operation)
        key = _idempotency_key(request, operation)
        path = _path_values(operation, parameters)
        query = operation.query.read(request.query)
        headers = _NO_HEADERS
        if not operation.headers.is_empty:
            headers = operation.headers.read(request.headers)
        body, media_type = await _body(request, operation)
        if caller is not None and caller.tenant.has_failures:
            await self._fail(exchange, caller, operation)
        world, now = self._nobody() if caller is None else caller[1:3]
        context = Context(
            world,
            now,
            self._sandbox.ids,
            self._sandbox.checker,
            {"id": exchange.request_id, "idempotency_key": key},
        )
        accept = request.headers.get(b"accept", b"")
        call = Call(operation, context, path, query, body, headers, media_type, accept)
        seeded = caller is not None and caller.tenant.is_seeded
        response = self._success(exchange, call, *await self._perform(exchange, call, key, seeded))
        if caller is not None and caller.tenant.has_endpoints and operation.method != "GET":
            self.wake()
        if exchange.loses_response:
            raise ConnectionCutError
        return response

    # ---------------------------------------------------------------- before the operation

    def _page(self, request: Request) -> Response:
        """Return a page for the operator of the server."""
        if request.path not in (b"/healthz", b"/metrics"):
            raise self._no_path()
        if request.method not in ("GET", "HEAD"):
            raise _method_not_allowed(request.method, request.path.decode(), ["GET"], b"GET, HEAD")
        if request.path == b"/healthz":
            return Response(200, b'{"status":"ok"}', _JSON_HEADERS)
        return Response(200, self._metrics.text(), ((b"content-type", metrics.CONTENT_TYPE),))

    def _check_headers(self, request: Request) -> None:
        for name in request.repeated & self._sent_once:
            raise ApiError("malformed_request", f"Repeated header: {name.decode()}. Send it once.")

    def _options(self, route: Route, request: Request) -> Response:
        headers = [(b"allow", route.allow)]
        if route.browser is not None and b"origin" in request.headers:
            headers += [
                (b"access-control-allow-methods", route.browser.methods),
                (b"access-control-allow-headers", self._preflight_headers),
                (b"access-control-max-age", b"%d" % PREFLIGHT_SECONDS),
            ]
        return Response(204, b"", tuple(headers))

    async def _authenticate(self, exchange: Exchange) -> Caller | None:
        operation = exchange.operation
        needed = self._contract.credentials if operation is None else operation.credentials
        try:
            exchange.caller = await self._authenticator.caller(exchange.request.headers, needed)
        except ApiError:
            if self._policy is not None:
                bucket = Bucket(f"address:{exchange.peer.address}", self._policy.failed_attempts)
                allowance = await self._limiter.take((bucket,))
                if allowance.retry_after:
                    exchange.allowance = allowance
                    raise _too_many(allowance) from None
            raise
        return exchange.caller

    def _nobody(self) -> tuple[World, int]:
        """Return the tenant, environment and time of a request without credentials."""
        return World(NOBODY, self._sandbox.environments[0]), int(time.time())

    async def _fail(self, exchange: Exchange, caller: Caller, operation: Operation) -> None:
        """Let a request fail, if a rule of its tenant applies."""

        async def work(db: Connection) -> tuple[str, failures.Rule] | None:
            return await failures.take(db, caller.world, caller.key.id, operation)

        found = await self._sandbox.store.write(caller.world, work)
        if found is None:
            return
        exchange.failure, rule = found
        await asyncio.sleep(rule.latency_ms / 1000)
        exchange.loses_response = rule.type is failures.Kind.LOSE_RESPONSE
        if rule.type is failures.Kind.RATE_LIMIT and exchange.allowance is not None:
            exchange.allowance = exchange.allowance._replace(
                remaining=0, full_in=rule.retry_after * SECOND, retry_after=rule.retry_after
            )
        if (effect := rule.effect) is not None:
            raise effect

    async def _limit(self, exchange: Exchange, caller: Caller | None) -> None:
        buckets: tuple[Bucket, ...] = ()
        if self._policy is not None and caller is None:
            buckets = (Bucket(f"address:{exchange.peer.address}", self._policy.tenant),)
        elif self._policy is not None and caller is not None:
            stored = caller.key
            rate = self._policy.keys[caller.world.environment]
            if stored.per_minute is not None:
                rate = Rate(stored.per_minute, stored.burst or stored.per_minute)
            buckets = (
                Bucket(f"key:{stored.id}", rate),
                Bucket(
                    f"tenant:{caller.world.tenant}:{caller.world.environment}", self._policy.tenant
                ),
            )
        exchange.allowance = await self._limiter.take(buckets)
        if exchange.allowance.retry_after:
            raise _too_many(exchange.allowance)

    def _operation(self, exchange: Exchange) -> Operation:
        # After authentication, so that a client without a key cannot find out which paths exist.
        if exchange.route is None:
            raise self._no_path()
        if exchange.operation is None:
            raise _method_not_allowed(
                exchange.request.method,
                self._contract.bases[0].decode() + exchange.route.path.removeprefix("/"),
                [*exchange.route.operations],
                exchange.route.allow,
            )
        return exchange.operation

    def _check_key_type(self, request: Request, caller: Caller, operation: Operation) -> None:
        if caller.key.type not in operation.key_types:
            needed = " or ".join(operation.key_types)
            raise ApiError(
                "insufficient_permissions",
                f"This operation requires a {needed} key. Call it from your server with such a key.",
                {"required_permissions": list(operation.key_types)},
            )
        if b"origin" in request.headers and caller.key.type == "secret":
            raise ApiError(
                "insufficient_permissions",
                "Secret key sent from a browser, where everyone can read it. Rotate the key, and use a publishable key"
                " in browsers.",
                {"required_permissions": ["publishable"]},
            )

    def _no_path(self) -> ApiError:
        base = self._contract.bases[0].decode()
        return ApiError("resource_missing", f"No such path. Paths of this API start with {base}.")

    # ---------------------------------------------------------------- the operation

    async def perform(self, world: World, operation_id: str, path: Json, body: Any) -> Reply:
        """Perform an operation as a request of a tenant and environment does, without a key.

        Args:
            world: The tenant and environment.
            operation_id: The operation.
            path: Texts of the path parameters, by name.
            body: The request body.

        Raises:
            ApiError: The operation rejects it.
        """
        operation = self._contract.operations[operation_id]
        tenant = await self._sandbox.store.read(
            None, partial(clock.read_tenant, tenant=world.tenant)
        )
        sent: Any = {}
        media_type = ""
        if operation.body is not None:
            sent, media_type = operation.body.read(msgspec.json.encode(body), _JSON_MEDIA_TYPE)
        request_id = self._sandbox.ids.new("req")
        context = Context(
            world,
            tenant.now(),
            self._sandbox.ids,
            self._sandbox.checker,
            {"id": request_id, "idempotency_key": None},
        )
        values = _path_values(operation, path)
        query = operation.query.read(b"")
        call = Call(operation, context, values, query, sent, {}, media_type)
        return (await self._perform(None, call, None, tenant.is_seeded))[0]

    async def _perform(
        self, exchange: Exchange | None, call: Call, key: str | None, seeded: bool
    ) -> tuple[Reply, Links]:
        operation, world = call.operation, call.context.world
        handler = self._handlers[operation.id]
        checker = self._sandbox.checker

        async def work(db: Connection) -> tuple[Reply, Links]:
            if key is not None and operation.idempotency is not None:
                stored = await idempotency.begin(
                    call, db, key, operation.idempotency.retention_seconds
                )
                if stored is not None:
                    if exchange is not None:
                        exchange.replayed = True
                    return Reply(stored[1], stored[0]), {}
            if seeded and operation.method != "GET":
                ids = await seeded_ids.load(db, world, self._sandbox.ids)
                seeded_call = call._replace(context=call.context._replace(ids=ids))
                result = await handler(seeded_call, db)
                await seeded_ids.store(db, world, ids)
            else:
                result = await handler(call, db)
            links: Links = {}
            if isinstance(result, Page):
                checker.page(operation, result)
                links = result.links
                result = result.encode()
            elif not isinstance(result, Reply):
                checker.response(operation, result)
            elif result.media_type is None or is_json(result.media_type):
                checker.response(operation, result.body, result.status)
            reply = result if isinstance(result, Reply) else Reply(result, operation.success)
            if key is not None:
                await idempotency.finish(call, db, key, reply.status, reply.body)
            return reply, links

        if operation.method == "GET":
            return await self._sandbox.store.read(call.context.world, work)
        return await self._sandbox.store.write(call.context.world, work)

    # ---------------------------------------------------------------- the response

    def _success(self, exchange: Exchange, call: Call, reply: Reply, links: Links) -> Response:
        """Return the response to a request that succeeded."""
        operation, request = call.operation, exchange.request
        if (
            operation.result.is_plain
            and reply.status == operation.success
            and reply.media_type is None
        ):
            return Response(reply.status, reply.body, _JSON_HEADERS)
        result = operation.results.get(reply.status, operation.result)
        documented = documented_headers(result, request, call, reply.body, links)
        if not result.media:
            return Response(reply.status, b"", documented)
        if HTTPStatus.NOT_MODIFIED in operation.results and is_unchanged(documented, request):
            return Response(HTTPStatus.NOT_MODIFIED, b"", documented)
        media_type = (reply.media_type or result.media[0].type).encode()
        return Response(reply.status, reply.body, ((b"content-type", media_type), *documented))

    def _failure(self, exchange: Exchange, error: Exception) -> Response:
        """Return the response to a failed request."""
        if isinstance(error, StoreUnavailableError):
            logs.event(
                "store_unavailable",
                level="error",
                request_id=exchange.request_id,
                reason=str(error),
            )
            error = ApiError(
                "service_unavailable",
                f"Service unavailable. Retry in {_seconds(UNAVAILABLE_RETRY_SECONDS)}.",
                headers=_retry_after(UNAVAILABLE_RETRY_SECONDS),
            )
        if not isinstance(error, ApiError):
            logs.exception(error, request_id=exchange.request_id)
            error = ApiError(
                "internal_error",
                "Internal server error. Retry the request, and contact support with the request ID if it fails again.",
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
        # The response must not repeat a key that was sent in the wrong place.
        encoded = self.secret.sub(rb"\1****", msgspec.json.encode({"error": body}))
        try:
            if exchange.operation is None:
                self._sandbox.checker.unrouted_error(encoded)
            else:
                self._sandbox.checker.error(exchange.operation, kind.status, encoded)
        except Exception as broken:
            if error.code == "internal_error":
                raise
            return self._failure(exchange, broken)
        return Response(kind.status, encoded, (*_JSON_HEADERS, *error.headers))

    def _headers(self, exchange: Exchange) -> Headers:
        headers = [(b"x-request-id", exchange.request_id.encode())]
        if exchange.peer.secure:
            headers.append(TRANSPORT_SECURITY_HEADER)
        if exchange.operation is not None:
            headers += exchange.operation.deprecation
            if exchange.operation.id in self._undescribed and exchange.error is None:
                headers.append(EXAMPLE_HEADER)
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

    def _keep(
        self, exchange: Exchange, response: Response | None, headers: Headers, seconds: float
    ) -> None:
        """Keep a request for the control API."""
        assert self.control is not None
        request, caller = exchange.request, exchange.caller
        self.control.requests.add(
            request.headers.items(),
            id=exchange.request_id,
            at=time.time() - seconds,
            duration_ms=round(seconds * 1000, 3),
            method=request.method,
            path=request.path + (b"?" + request.query if request.query else b""),
            operation=exchange.operation.id if exchange.operation else None,
            tenant=caller.world.tenant if caller else None,
            environment=caller.world.environment if caller else None,
            key=caller.key.id if caller else None,
            client=exchange.peer.address,
            request_body=request.received,
            status=response.status if response else None,
            error=exchange.error,
            response_headers=(*response.headers, *headers) if response else (),
            response_body=response.body if response else b"",
            replayed=exchange.replayed,
            failure=exchange.failure,
        )

    def _record(self, exchange: Exchange, status: int, seconds: float) -> None:
        operation = exchange.operation.id if exchange.operation else metrics.UNROUTED
        self._metrics.request(operation, status, seconds)
        fields: logs.Fields = {
            "request_id": exchange.request_id,
            "method": exchange.request.method,
            "route": exchange.route.path if exchange.route else None,
            "operation_id": operation,
            "status": status,
            "duration_ms": round(seconds * 1000, 3),
            "client": exchange.peer.address,
        }
        if exchange.caller is not None:
            fields["key_id"] = exchange.caller.key.id
            fields["tenant"], fields["environment"] = exchange.caller.world
        if exchange.error is not None:
            fields["code"] = exchange.error
        elif operation in self._undescribed:
            fields["response"] = "example"
        if exchange.error == "rate_limit_exceeded":
            fields["hint"] = _LIMITS_HINT
        logs.request(**fields)


def _too_many(allowance: Allowance) -> ApiError:
    unit = "second" if allowance.retry_after == 1 else "seconds"
    return ApiError(
        "rate_limit_exceeded",
        f"Rate limit exceeded. Retry in {allowance.retry_after} {unit}.",
        headers=_retry_after(allowance.retry_after),
    )


def _retry_after(seconds: int) -> Headers:
    wait = b"%d" % seconds
    return (b"retry-after", wait), (b"x-ratelimit-retry-after", wait)


def _seconds(count: int) -> str:
    return f"{count} second" if count == 1 else f"{count} seconds"


def _method_not_allowed(method: str, path: str, methods: list[str], allow: bytes) -> ApiError:
    return ApiError(
        "method_not_allowed",
        f"Method {method[:16]} not allowed for {path}. Use {' or '.join(methods)}.",
        headers=((b"allow", allow),),
    )


def _idempotency_key(request: Request, operation: Operation) -> str | None:
    rule = operation.idempotency
    sent = None if rule is None else request.headers.get(rule.header)
    if rule is None or sent is None:
        return None
    key = sent.decode("latin-1")
    if not rule.key.is_valid(key):
        raise ApiError(
            "malformed_request",
            "Invalid idempotency key. Send 1 to 255 printable ASCII characters without spaces.",
            {"field": rule.header.decode(), "constraint": "pattern"},
        )
    return key


def _path_values(operation: Operation, parameters: dict[str, str]) -> dict[str, Any]:
    """Return the values of the path parameters.

    Raises:
        ApiError: `resource_missing`, because nothing has an ID that the contract does not allow.
    """
    values: dict[str, Any] = {}
    for name, parameter in operation.path_parameters.items():
        try:
            values[name] = parameter.read(parameters[name])
        except ValueError:
            raise errors.missing(parameter.kind, parameters[name]) from None
    return values


async def _body(request: Request, operation: Operation) -> tuple[Any, str]:
    """Return the decoded and checked request body, and its media type."""
    allowed = operation.body
    if allowed is None:
        return {}, ""
    body = await request.body(allowed.max_bytes)
    if not body and not allowed.required:
        return allowed.absent, ""
    if b"content-encoding" in request.headers:
        raise ApiError(
            "unsupported_media_type",
            f"Unsupported content encoding. Send the body as {allowed.media_types} without one.",
        )
    return allowed.read(body, request.headers.get(b"content-type", b""))
