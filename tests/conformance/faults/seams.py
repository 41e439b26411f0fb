"""The named places of a sandbox where a fault can be put in.

The sandbox knows nothing of faults. `Seams` replaces some of its functions while it is entered: what builds the
application, the handlers and the store, and whatever a fault names itself. A name that the sandbox no longer has is a
`MisfitError` that says which.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import json
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import replace as changed
from types import ModuleType
from typing import Any, Self, TypeAlias, TypeVar

import azotte_sandbox
from azotte_sandbox.auth import digest, public_part
from azotte_sandbox.context import Call
from azotte_sandbox.contract import Contract
from azotte_sandbox.errors import ApiError
from azotte_sandbox.ids import SeededIds
from azotte_sandbox.store import Connection, Delivery, Store, StoredKey, Tenant, World
from azotte_sandbox.store.objects import Page, Table
from tests.conformance.faults.exchange import (
    Json,
    Receive,
    Request,
    Respond,
    Response,
    Scope,
    Send,
    wrapped,
)

Handler: TypeAlias = Callable[[Call, Connection], Awaitable[bytes | Page]]

PACKAGE = azotte_sandbox.__name__

F = TypeVar("F", bound=Callable[..., Any])

_CALL: ContextVar[Call | None] = ContextVar("call", default=None)


class MisfitError(Exception):
    """The sandbox has changed, so that it lacks a place that a fault names."""


class Seams:
    """The places of the sandbox in this process, open to faults until the block ends.

    Raises:
        MisfitError: the sandbox lacks a place, or a fault names one that it lacks.
    """

    def __init__(self) -> None:
        self._undo: list[Callable[[], None]] = []
        self._on_request: list[Callable[[Request], Any]] = []
        self._on_response: list[Callable[[Response], Any]] = []
        self._around: dict[str | None, list[Callable[..., Awaitable[Any]]]] = defaultdict(list)
        self._creates: list[tuple[str, Callable[[Json], None]]] = []
        self._changes: list[tuple[str, tuple[str, ...], Callable[[Json, Json], None]]] = []
        self._events: list[Callable[[Json], None]] = []
        self._documents: list[Callable[[Json], None]] = []
        self._schema: list[str] = []
        self._store: Store | None = None
        self._contract: Contract | None = None
        self._ids = SeededIds("faults")
        self.used_keys: dict[str, StoredKey] = {}
        """The keys that requests were made with, by their ids."""

    def __enter__(self) -> Self:
        try:
            self._open()
        except BaseException:
            self._close()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    # What a fault may change.

    def request(self, change: Callable[[Request], Any]) -> Callable[[Request], Any]:
        """Change every request as it enters, or respond to it with an `ApiError` or a `Response`."""
        self._on_request.append(change)
        return change

    def response(self, change: Callable[[Response], Any]) -> Callable[[Response], Any]:
        """Change every response as it leaves."""
        self._on_response.append(change)
        return change

    def objects(self, *kinds: str) -> Callable[[Callable[[Json], None]], Callable[[Json], None]]:
        """Change the objects in responses, of these kinds or of all."""

        def add(change: Callable[[Json], None]) -> Callable[[Json], None]:
            def change_chosen(thing: Json) -> None:
                if not kinds or thing.get("object") in kinds:
                    change(thing)

            self._on_response.append(lambda response: response.change_objects(change_chosen))
            return change

        return add

    def around(self, *operations: str) -> Callable[[F], F]:
        """Wrap the handlers of operations, of all if none is named: `async (handler, call, db) -> result`.

        Raises:
            MisfitError: the contract has no such operation.
        """

        def add(wrapper: F) -> F:
            for operation in operations or (None,):
                self._around[operation].append(wrapper)
            return wrapper

        return add

    def before(self, *operations: str) -> Callable[[F], F]:
        """Run `async (call, db)` before the handler of operations, in its transaction."""

        def add(first: F) -> F:
            async def wrapper(handler: Handler, call: Call, db: Connection) -> bytes | Page:
                await first(call, db)
                return await handler(call, db)

            self.around(*operations)(wrapper)
            return first

        return add

    def creates(self, kind: str) -> Callable[[Callable[[Json], None]], Callable[[Json], None]]:
        """Change the document of each new object of a kind before it is stored."""

        def add(change: Callable[[Json], None]) -> Callable[[Json], None]:
            self._creates.append((kind, change))
            return change

        return add

    def changes(
        self, kind: str, *operations: str
    ) -> Callable[[Callable[[Json, Json], None]], Callable[[Json, Json], None]]:
        """Change a changed document before it is stored, given the stored one; by these operations or whatever does it."""

        def add(change: Callable[[Json, Json], None]) -> Callable[[Json, Json], None]:
            self._changes.append((kind, operations, change))
            return change

        return add

    def event(self, change: Callable[[Json], None]) -> Callable[[Json], None]:
        """Change each event as it is delivered."""
        self._events.append(change)
        return change

    def contract(self, pointer: str, value: Any) -> None:
        """Build the sandbox from a contract that has another value there; `...` for none."""
        self._documents.append(lambda document: _put(document, pointer, value))

    def document(self, change: Callable[[Json], None]) -> Callable[[Json], None]:
        """Build the sandbox from a changed contract."""
        self._documents.append(change)
        return change

    def schema(self, *statements: str) -> None:
        """Change the database's schema once it is migrated. A statement must also work when it was run before."""
        self._schema += statements

    def replace(self, module: str, name: str) -> Callable[[F], F]:
        """Replace a function, or a method as `Class.method`; the replacement gets the real one before the arguments.

        Raises:
            MisfitError: there is no such function, or it has parameters that the replacement does not take.
        """
        owner, attribute, real = _find(module, name)

        def put(replacement: F) -> F:
            _check_parameters(real, replacement, f"{module}.{name}")

            @functools.wraps(real)
            def replaced(*arguments: Any, **options: Any) -> Any:
                return replacement(real, *arguments, **options)

            self._set(owner, attribute, real, replaced)
            return replacement

        return put

    def value(self, module: str, name: str, change: Callable[[Any], Any]) -> None:
        """Change a constant.

        Raises:
            MisfitError: there is no such constant.
        """
        owner, attribute, real = _find(module, name)
        self._set(owner, attribute, real, change(real))

    # What a fault may look up.

    @property
    def call(self) -> Call | None:
        """The call whose handler is running; `None` where time does something."""
        return _CALL.get()

    def doing(self, *operations: str) -> bool:
        """Return whether the handler of one of these operations is running."""
        call = _CALL.get()
        return call is not None and call.operation.id in operations

    @property
    def store(self) -> Store:
        """The store that was opened last."""
        assert self._store is not None, "no store is open"
        return self._store

    @property
    def served(self) -> Contract:
        """The contract that was read last."""
        assert self._contract is not None, "no contract is read"
        return self._contract

    @property
    def key_header(self) -> str:
        return self.served.key_header.decode()

    @property
    def tenant_header(self) -> str:
        return self.served.tenant_header.decode()

    async def stored_key(self, request: Request) -> StoredKey | None:
        """Return the key that a request carries as it is stored, whether it is good or not."""
        sent = (request.header(self.key_header) or "").encode("latin-1")
        for key, _ in await self.store.find_keys(public_part(sent)):
            if key.hash == digest(sent):
                return key
        return None

    async def worlds(self, db: Connection) -> list[World]:
        """Return every tenant's environments."""
        rows = await db.fetch("SELECT DISTINCT tenant, environment FROM api_key")
        return [World(*row) for row in rows]

    # How it is done.

    def _open(self) -> None:
        @self.replace("contract", "Contract.__init__")
        def _(real: Any, contract: Contract, document: Json) -> None:
            if self._documents:
                document = json.loads(json.dumps(document))
            for change in self._documents:
                change(document)
            real(contract, document)
            self._contract = contract

        app, attribute, real_call = _find("app", "App.__call__")

        # Written out, because a server tells from the signature what an application is.
        @functools.wraps(real_call)
        async def call(app: Any, scope: Scope, receive: Receive, send: Send) -> None:
            await wrapped(functools.partial(real_call, app), self._handle)(scope, receive, send)

        self._set(app, attribute, real_call, call)

        @self.replace("handlers", "handlers")
        def _(real: Any, *arguments: Any, **options: Any) -> dict[str, Handler]:
            found: dict[str, Handler] = real(*arguments, **options)
            if unknown := self._around.keys() - found.keys() - {None}:
                raise MisfitError(f"the contract has no operation {', '.join(map(str, unknown))}")
            return {operation: self._wrapped(operation, real) for operation, real in found.items()}

        @self.replace("store.engines", "open_store")
        async def _(real: Any, *arguments: Any, **options: Any) -> Store:
            store: Store = await real(*arguments, **options)
            self._store = store

            async def change(db: Connection) -> None:
                for statement in self._schema:
                    await db.execute(statement)

            if self._schema:
                await store.write(None, change)
            return store

        @self.replace("store.sqlite", "SqliteStore.find_keys")
        async def _(real: Any, *arguments: Any) -> Sequence[tuple[StoredKey, Tenant]]:
            found: Sequence[tuple[StoredKey, Tenant]] = await real(*arguments)
            self.used_keys.update({key.id: key for key, _ in found})
            return found

        @self.replace("store.objects", "Table.insert")
        async def _(
            real: Any, table: Table, db: Connection, world: World, doc: Json, **columns: Any
        ) -> bytes:
            for kind, change in self._creates:
                if doc["object"] == kind:
                    change(doc)
            body: bytes = await real(table, db, world, doc, **columns)
            return body

        @self.replace("store.objects", "Table.update")
        async def _(
            real: Any, table: Table, db: Connection, world: World, doc: Json, **columns: Any
        ) -> bytes:
            for kind, operations, change in self._changes:
                if doc["object"] == kind and (not operations or self.doing(*operations)):
                    change(doc, json.loads(await table.get(db, world, doc["id"])))
            body: bytes = await real(table, db, world, doc, **columns)
            return body

        @self.replace("webhooks.outbox", "StoredOutbox.claim_due")
        async def _(real: Any, *arguments: Any, **options: Any) -> list[Delivery]:
            claimed = await real(*arguments, **options)
            return [self._delivered(delivery) for delivery in claimed]

    def _wrapped(self, operation: str, real: Handler) -> Handler:
        handler = real
        for wrapper in (*self._around[None], *self._around[operation]):
            handler = functools.partial(wrapper, handler)

        async def handle(call: Call, db: Connection) -> bytes | Page:
            token = _CALL.set(call)
            try:
                return await handler(call, db)
            finally:
                _CALL.reset(token)

        return handle

    async def _handle(self, request: Request, respond: Respond) -> Response:
        response: Response | None = None
        try:
            for change in self._on_request:
                early = await _awaited(change(request))
                if isinstance(early, Response):
                    return early
        except ApiError as error:
            response = self.error_response(request, error)
        if response is None:
            response = await respond()
        for edit in self._on_response:
            await _awaited(edit(response))
        return response

    def error_response(self, request: Request, error: ApiError) -> Response:
        """Return the response to a request that ends with an error."""
        kind = self.served.errors[error.code]
        response = Response(request, kind.status)
        response.set("content-type", "application/json")
        request_id = self._ids.new("req")
        response.set("x-request-id", request_id)
        body = {"code": error.code, "message": error.message, "type": kind.type}
        body["request_id"] = request_id
        response.json = {"error": body | ({"details": error.details} if error.details else {})}
        response.set("content-length", str(len(response.body)))
        return response

    def _delivered(self, delivery: Delivery) -> Delivery:
        if not self._events:
            return delivery
        event = json.loads(delivery.body)
        for change in self._events:
            change(event)
        body = json.dumps(event, separators=(",", ":"), ensure_ascii=False)
        return changed(delivery, body=body.encode())

    def _set(self, owner: Any, attribute: str, real: Any, value: Any) -> None:
        """Replace an attribute, in every module that imported it by name too."""
        setattr(owner, attribute, value)
        self._undo.append(functools.partial(setattr, owner, attribute, real))
        if isinstance(owner, ModuleType):
            _exchange(real, value)
            # Modules that were loaded since have the replacement.
            self._undo.append(functools.partial(_exchange, value, real))

    def _close(self) -> None:
        while self._undo:
            self._undo.pop()()


def _exchange(old: Any, new: Any) -> None:
    """Put one object in the place of another in all modules of the sandbox."""
    for name, module in list(sys.modules.items()):
        if name == PACKAGE or name.startswith(f"{PACKAGE}."):
            for attribute, held in list(vars(module).items()):
                if held is old:
                    setattr(module, attribute, new)


def _check_parameters(
    real: Callable[..., Any], replacement: Callable[..., Any], place: str
) -> None:
    """Check that a replacement can be called as the real function is.

    Otherwise the sandbox fails with a 500, and the fault would be found for that.

    Raises:
        MisfitError: It cannot.
    """
    by_place: list[str] = []
    by_name: list[str] = []
    for parameter in inspect.signature(real).parameters.values():
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
            by_place.append(parameter.name)
        elif parameter.kind is parameter.KEYWORD_ONLY:
            by_name.append(parameter.name)
    try:
        inspect.signature(replacement).bind(real, *by_place, **dict.fromkeys(by_name))
    except TypeError as error:
        raise MisfitError(f"The replacement of {place} does not fit: {error}.") from None


def _find(module: str, name: str) -> tuple[Any, str, Any]:
    """Return what holds a name, the attribute, and what it is now."""
    try:
        owner: Any = importlib.import_module(f"{PACKAGE}.{module}")
    except ModuleNotFoundError:
        raise MisfitError(
            f"{PACKAGE} has no module {module}: fit the fault to the sandbox"
        ) from None
    *classes, attribute = name.split(".")
    for part in classes:
        owner = getattr(owner, part, None)
    if attribute not in vars(owner or object):
        raise MisfitError(f"{PACKAGE}.{module} has no {name}: fit the fault to the sandbox")
    return owner, attribute, inspect.getattr_static(owner, attribute)


def _put(document: Json, pointer: str, value: Any) -> None:
    *path, last = (part.replace("~1", "/") for part in pointer.strip("/").split("/"))
    node: Any = document
    for part in path:
        if part not in node:
            raise MisfitError(f"the contract has no {pointer}: fit the fault to it")
        node = node[part]
    if value is not ...:
        node[last] = value
    elif last in node:
        del node[last]
    else:
        raise MisfitError(f"the contract has no {pointer}: fit the fault to it")


async def _awaited(result: Any) -> Any:
    return await result if inspect.isawaitable(result) else result
