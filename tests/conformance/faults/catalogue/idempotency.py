"""Faults in how repeated requests are handled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace as changed
from typing import Any

import msgspec

from azotte_sandbox.context import Call
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Page
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Handler, Seams

Stored = tuple[int, bytes] | None
"""Status and body of the earlier response, if a key has one."""

HEADER = "idempotency-key"
REPLAYED = "idempotent-replayed"
PARAMETER = "/components/parameters/IdempotencyKey"


def compared(sandbox: Seams, seen_as: Callable[[Call], Call]) -> None:
    """Compare a repeated request as if it were another call."""

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, call: Call, db: Connection, key: str, retention_seconds: int) -> Stored:
        stored: Stored = await real(seen_as(call), db, key, retention_seconds)
        return stored


def kept_by(sandbox: Seams, name: Callable[[Call, str], str]) -> None:
    """Keep a response under another key than the one that was sent."""

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, call: Call, db: Connection, key: str, *retention: int) -> Stored:
        stored: Stored = await real(call, db, name(call, key), *retention)
        return stored

    @sandbox.replace("idempotency", "finish")
    async def _(real: Any, call: Call, db: Connection, key: str, *response: Any) -> None:
        await real(call, db, name(call, key), *response)


def kept_in(sandbox: Seams, place: Callable[[World], World]) -> None:
    """Keep keys in another `World` than the one of the request."""

    def moved(call: Call) -> Call:
        return call._replace(context=call.context._replace(world=place(call.context.world)))

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, call: Call, db: Connection, key: str, *retention: int) -> Stored:
        stored: Stored = await real(moved(call), db, key, *retention)
        return stored

    @sandbox.replace("idempotency", "finish")
    async def _(real: Any, call: Call, db: Connection, key: str, *response: Any) -> None:
        await real(moved(call), db, key, *response)


def never_kept(sandbox: Seams) -> None:
    """Keep no responses at all."""

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, *arguments: Any) -> Stored:
        return None

    @sandbox.replace("idempotency", "finish")
    async def _(real: Any, *arguments: Any) -> None:
        pass


@fault("key-ignored", "The idempotency key is ignored.")
def _(sandbox: Seams) -> None:
    never_kept(sandbox)


@fault("body-not-compared", "A key with another body gets the stored response.")
def _(sandbox: Seams) -> None:
    compared(sandbox, lambda call: call._replace(body={}))


@fault("path-not-compared", "A key with another object gets the stored response.")
def _(sandbox: Seams) -> None:
    compared(sandbox, lambda call: call._replace(path={}))


@fault("operation-not-compared", "A key with another operation gets the stored response.")
def _(sandbox: Seams) -> None:
    compared(sandbox, lambda call: call._replace(operation=changed(call.operation, id="any")))


@fault("spelling-compared", "The bytes of the body are compared, not what they mean.")
def _(sandbox: Seams) -> None:
    def as_sent(call: Call) -> Call:
        # As a string its fields stay in the order in which they were sent.
        return call._replace(body={"sent": msgspec.json.encode(call.body).decode()})

    compared(sandbox, as_sent)


@fault("replay-not-marked", "A stored response does not say that it is one.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.set(REPLAYED, None)


@fault("always-marked", "Every response to a request with a key says that it was stored.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.header(HEADER):
            response.set(REPLAYED, "true")


@fault("replay-is-200", "A stored response comes with 200, whatever its status was.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.header(REPLAYED):
            response.status = 200


@fault("shared-by-tenants", "Keys are stored without the tenant.")
def _(sandbox: Seams) -> None:
    kept_in(sandbox, lambda world: World("all", world.environment))


@fault("shared-by-environments", "Keys are stored without the environment.")
def _(sandbox: Seams) -> None:
    kept_in(sandbox, lambda world: World(world.tenant, "all"))


@fault("forgotten-early", "Keys are kept for an hour.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{PARAMETER}/x-retention-seconds", 3600)


@fault("never-forgotten", "Keys are kept forever.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{PARAMETER}/x-retention-seconds", 10**9)


@fault("key-form-unchecked", "A key of any form is accepted.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{PARAMETER}/schema", {"type": "string"})


@fault("long-key-cut", "A key of more than 64 characters does not fit its column.")
def _(sandbox: Seams) -> None:
    def fitting(call: Call, key: str) -> str:
        if len(key) > 64:
            raise RuntimeError("value too long for type character varying(64)")
        return key

    kept_by(sandbox, fitting)


@fault("long-keys-collide", "Of a long key only the beginning counts.")
def _(sandbox: Seams) -> None:
    kept_by(sandbox, lambda call, key: key[:64])


@fault("key-any-case", "Keys that differ only in case are one key.")
def _(sandbox: Seams) -> None:
    kept_by(sandbox, lambda call, key: key.lower())


@fault("scoped-by-operation", "Each operation has keys of its own.")
def _(sandbox: Seams) -> None:
    kept_by(sandbox, lambda call, key: f"{call.operation.id}:{key}")


@fault("scoped-by-path", "Each object has keys of its own.")
def _(sandbox: Seams) -> None:
    kept_by(sandbox, lambda call, key: key + call.path.get("id", ""))


@fault("not-atomic", "The key is looked up before the transaction, and stored after it.")
def _(sandbox: Seams) -> None:
    seen: dict[tuple[str | None, str], Response] = {}
    never_kept(sandbox)

    @sandbox.request
    async def _(request: Request) -> Response | None:
        key = request.header(HEADER)
        if key is None:
            return None
        earlier = seen.get((request.header(sandbox.tenant_header), key))
        if earlier is None:
            await asyncio.sleep(0.01)
            return None
        if (request.path, request.json) != (earlier.request.path, earlier.request.json):
            raise ApiError("idempotency_key_reused", "Another request used this key.")
        return earlier

    @sandbox.response
    def _(response: Response) -> None:
        key = response.request.header(HEADER)
        if key is not None and response.status < 300:
            stored = changed(response)
            stored.set(REPLAYED, "true")
            seen[response.request.header(sandbox.tenant_header), key] = stored


@fault("refusal-burns-key", "A request that is rejected uses up its key.")
def _(sandbox: Seams) -> None:
    burnt: set[tuple[World, str]] = set()

    @sandbox.replace("idempotency", "begin")
    async def _(real: Any, call: Call, db: Connection, key: str, *retention: int) -> Stored:
        if (call.context.world, key) in burnt:
            raise ApiError("idempotency_key_reused", "Another request used this key.")
        stored: Stored = await real(call, db, key, *retention)
        return stored

    @sandbox.around()
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        try:
            return await handler(call, db)
        except ApiError:
            key = (call.context.request or {}).get("idempotency_key")
            if key is not None:
                burnt.add((call.context.world, key))
            raise
