"""API keys of a tenant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from azotte_sandbox import kept_keys, limits
from azotte_sandbox import keys as lifecycle
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.clock import parse_duration, read_now
from azotte_sandbox.control.tenants import environment_of, key_document
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.json_values import Json
from azotte_sandbox.keys import ApiKeyError, IssuedKey, Keys
from azotte_sandbox.store import Connection, StoredKey

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def create_key(control: Control, call: ControlCall) -> Json:
    body, world = call.body, environment_of(control, call)
    keys = control.sandbox.keys(control.actor)
    kind = keys.kind(body.get("type", "secret"), world.environment)
    per_minute, burst = body.get("per_minute"), body.get("burst")
    if per_minute is None and burst is not None:
        raise OperatorError("A burst needs a rate. Send per_minute too.")
    rate = None
    if per_minute is not None:
        rate = limits.checked_rate(per_minute, per_minute if burst is None else burst)
    lifetime = parse_duration(body["expires_in"]) if "expires_in" in body else None

    async def work(db: Connection) -> IssuedKey:
        await check_tenant(db, world.tenant)
        now = await read_now(db, world.tenant)
        expires_at = None if lifetime is None else now + lifetime
        return await keys.create(
            db, world.tenant, kind, now, name=body.get("name"), expires_at=expires_at, rate=rate
        )

    return key_document(await control.sandbox.store.write(None, work))


async def import_key(control: Control, call: ControlCall) -> Json:
    tenant, body = call.path["tenant"], call.body
    keys = control.sandbox.keys(control.actor)

    async def work(db: Connection) -> IssuedKey:
        await check_tenant(db, tenant)
        now = await read_now(db, tenant)
        return await keys.import_literal(db, tenant, body["key"], now, name=body.get("name"))

    return key_document(await control.sandbox.store.write(None, work))


async def list_keys(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        now = await read_now(db, tenant)
        return [_document(key, now) for key in await lifecycle.all_keys(db, tenant)]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def rotate_key(control: Control, call: ControlCall) -> Json:
    tenant, key = call.path["tenant"], call.path["key"]
    keys = control.sandbox.keys(control.actor)
    overlap = parse_duration(call.body.get("overlap", "24h"))

    async def work(db: Connection) -> IssuedKey:
        await _check(db, keys, tenant, key)
        new = await keys.rotate(db, key, await read_now(db, tenant), overlap)
        await kept_keys.replace(db, key, new)
        return new

    return key_document(await control.sandbox.store.write(None, work))


async def revoke_key(control: Control, call: ControlCall) -> None:
    tenant, key = call.path["tenant"], call.path["key"]
    keys = control.sandbox.keys(control.actor)

    async def work(db: Connection) -> None:
        await _check(db, keys, tenant, key)
        await keys.revoke(db, key, await read_now(db, tenant), call.body.get("reason"))

    await control.sandbox.store.write(None, work)


async def list_key_audit(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        return [
            {
                "at": at,
                "environment": environment,
                "key": key,
                "action": action,
                "actor": actor,
                "details": msgspec.json.decode(details),
            }
            for at, _, environment, key, action, actor, details in await lifecycle.audit_trail(
                db, tenant
            )
        ]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


OPERATIONS = (create_key, import_key, list_keys, rotate_key, revoke_key, list_key_audit)


async def _check(db: Connection, keys: Keys, tenant: str, key: str) -> None:
    await check_tenant(db, tenant)
    if (await keys.find(db, key)).tenant != tenant:
        raise ApiKeyError(f"No such key: '{key}'. It belongs to another tenant.", 404)


def _document(key: StoredKey, now: int) -> Json:
    return {
        "id": key.id,
        "object": "api_key",
        "public_part": key.public_part.decode(),
        "type": key.type,
        "environment": key.environment,
        "name": key.name,
        "state": _state(key, now),
        "created": key.created,
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "replaced_by": key.replaced_by,
    }


def _state(key: StoredKey, now: int) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.is_good(now):
        return "expired"
    return "replaced" if key.replaced_by else "good"
