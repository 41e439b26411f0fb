"""The data of a tenant: snapshots, seeds and fixtures."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from azotte_sandbox import examples, seeding, tenant_data
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.control.tenants import environment_of, find
from azotte_sandbox.errors import ApiError, OperatorError
from azotte_sandbox.json_values import Json, is_list, is_object
from azotte_sandbox.store import Connection, Row

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall

_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9_]+):([A-Za-z0-9_.]+)\}")
_SELECT = "SELECT id, tenant, name, created FROM snapshot WHERE tenant = $1"


async def create_snapshot(control: Control, call: ControlCall) -> Json:
    tenant, snapshot = call.path["tenant"], control.sandbox.ids.new("snap")

    async def work(db: Connection) -> Json:
        await check_tenant(db, tenant)
        await tenant_data.save(db, tenant, snapshot, call.body.get("name"))
        row = await db.fetch_one(f"{_SELECT} AND id = $2", tenant, snapshot)
        assert row is not None
        return _snapshot(row)

    return await control.sandbox.store.write(None, work)


async def list_snapshots(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        return [_snapshot(row) for row in await db.fetch(f"{_SELECT} ORDER BY created, id", tenant)]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def delete_snapshot(control: Control, call: ControlCall) -> None:
    tenant, snapshot = call.path["tenant"], call.path["snapshot"]

    async def work(db: Connection) -> None:
        await check_tenant(db, tenant)
        row = await db.fetch_one(
            "DELETE FROM snapshot WHERE tenant = $1 AND id = $2 RETURNING id", tenant, snapshot
        )
        if row is None:
            raise tenant_data.missing_snapshot(snapshot)

    await control.sandbox.store.write(None, work)


async def restore_tenant(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]
    keys = control.sandbox.keys(control.actor)

    async def work(db: Connection) -> None:
        await check_tenant(db, tenant)
        await tenant_data.restore(db, keys, tenant, call.body["snapshot"])

    await control.sandbox.store.write(None, work)
    return await find(control, tenant)


async def seed_tenant(control: Control, call: ControlCall) -> Json:
    sandbox, body = control.sandbox, call.body
    world = environment_of(control, call)
    await sandbox.store.read(None, partial(check_tenant, tenant=world.tenant))
    if body.get("examples"):
        await examples.create(sandbox, world)
        ids = [doc["id"] for doc in sandbox.contract.examples.values()]
        return {"customers": 0, "changes": 0, "examples": ids}
    customers = body.get("customers", 100)
    await seeding.seed(sandbox, world, customers, body.get("random_seed", 1))
    changes = await seeding.catch_up(sandbox)
    return {"customers": customers, "changes": changes, "examples": []}


async def create_fixtures(control: Control, call: ControlCall) -> Json:
    world = environment_of(control, call)
    await control.sandbox.store.read(None, partial(check_tenant, tenant=world.tenant))
    results: dict[str, Any] = {}
    performed: list[Json] = []
    for number, fixture in enumerate(call.body["fixtures"], start=1):
        operation = fixture["operation"]
        if operation not in control.sandbox.contract.operations:
            raise OperatorError(
                f"No such operation in fixture {number}: '{operation}'. Use an operationId of the contract."
            )
        path = _filled(fixture.get("path", {}), results)
        for parameter in control.sandbox.contract.operations[operation].path_parameters:
            if parameter not in path:
                raise OperatorError(
                    f"Fixture {number}, {operation}, has no '{parameter}' in 'path'. Add it."
                )
        body = _filled(fixture.get("body", {}), results)
        try:
            reply = await control.app.perform(world, operation, path, body)
        except ApiError as error:
            raise ApiError(
                error.code, f"Fixture {number}, {operation}: {error.message}", error.details
            ) from None
        result: Any = msgspec.json.decode(reply.body) if reply.body else None
        name = fixture.get("name")
        if name is not None:
            results[name] = result
        performed.append({"name": name, "operation": operation, "result": result})
    control.wake()
    return {"object": "list", "data": performed}


OPERATIONS = (
    create_snapshot,
    list_snapshots,
    delete_snapshot,
    restore_tenant,
    seed_tenant,
    create_fixtures,
)


def _filled(value: Any, results: Json) -> Any:
    """Return a value with the fields of earlier results instead of `${name:field}`."""
    if is_object(value):
        return {name: _filled(field, results) for name, field in value.items()}
    if is_list(value):
        return [_filled(item, results) for item in value]
    if not isinstance(value, str):
        return value
    whole = _PLACEHOLDER.fullmatch(value)
    if whole is not None:
        return _field(whole, results)
    return _PLACEHOLDER.sub(lambda match: str(_field(match, results)), value)


def _field(match: re.Match[str], results: Json) -> Any:
    value: Any = results.get(match[1])
    for name in match[2].split("."):
        if is_list(value) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        elif is_object(value) and name in value:
            value = value[name]
        else:
            raise OperatorError(
                f"Unknown value: {match[0]}. Use the name of an earlier fixture and a field of its result."
            )
    return value


def _snapshot(row: Row) -> Json:
    return {
        "id": row[0],
        "object": "snapshot",
        "tenant": row[1],
        "name": row[2],
        "created": row[3],
    }
