"""Tenants with everything that belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azotte_sandbox.catalogue import missing_tenant
from azotte_sandbox.control.clocks import clock_of
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.json_values import Json
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.store import Connection, Row, Tenant, World

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def create_tenant(control: Control, call: ControlCall) -> Json:
    body = call.body
    issued = await control.sandbox.create_tenant(
        body.get("id"),
        body.get("name"),
        control.actor,
        moment=body.get("time"),
        frozen=body.get("frozen", False),
        seed=body.get("ids_seed"),
        snapshot=body.get("snapshot"),
    )
    created = await find(control, issued[0].world.tenant)
    return created | {"keys": [key_document(key) for key in issued]}


async def list_tenants(control: Control, call: ControlCall) -> Json:
    del call

    async def work(db: Connection) -> list[Json]:
        return [_document(row) for row in await db.fetch(f"{_SELECT} ORDER BY created, id")]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def get_tenant(control: Control, call: ControlCall) -> Json:
    return await find(control, call.path["tenant"])


async def delete_tenant(control: Control, call: ControlCall) -> None:
    await control.sandbox.remove_tenant(call.path["tenant"])


async def reset_tenant(control: Control, call: ControlCall) -> Json:
    await control.sandbox.reset_tenant(call.path["tenant"], control.actor)
    return await find(control, call.path["tenant"])


OPERATIONS = (create_tenant, list_tenants, get_tenant, delete_tenant, reset_tenant)


async def find(control: Control, tenant: str) -> Json:
    """Return a tenant.

    Raises:
        TenantError: The tenant does not exist.
    """

    async def work(db: Connection) -> Row | None:
        return await db.fetch_one(f"{_SELECT} WHERE id = $1", tenant)

    row = await control.sandbox.store.read(None, work)
    if row is None:
        raise missing_tenant(tenant)
    return _document(row)


def environment_of(control: Control, call: ControlCall) -> World:
    """Return the tenant of a call and the environment that its body names, `development` by default.

    Raises:
        OperatorError: The contract has no such environment.
    """
    environments = control.sandbox.environments
    environment = call.body.get("environment", environments[0])
    if environment not in environments:
        raise OperatorError(
            f"No such environment: '{environment}'. Use {' or '.join(environments)}."
        )
    return World(call.path["tenant"], environment)


def key_document(issued: IssuedKey) -> Json:
    """Return a new key, with its secret."""
    return {
        "id": issued.id,
        "object": "api_key",
        "key": issued.secret,
        "type": issued.kind.type,
        "environment": issued.kind.environment,
        "expires_at": issued.expires_at,
    }


_SELECT = "SELECT id, name, created, offset_seconds, frozen_at FROM tenant"


def _document(row: Row) -> Json:
    tenant = Tenant(row[3], row[4], is_seeded=False, has_failures=False, has_endpoints=False)
    return {
        "id": row[0],
        "object": "tenant",
        "name": row[1],
        "created": row[2],
        "clock": clock_of(tenant),
    }
