"""Requests that fail on purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from azotte_sandbox import failures
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.control.tenants import environment_of
from azotte_sandbox.failures import Rule
from azotte_sandbox.json_values import Json
from azotte_sandbox.store import Connection

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def create_failure(control: Control, call: ControlCall) -> Json:
    body = call.body
    world = environment_of(control, call)
    rule = failures.complete(
        msgspec.convert({n: v for n, v in body.items() if n in Rule.__struct_fields__}, Rule),
        control.sandbox.contract,
    )
    failure_id, times = control.sandbox.ids.new("fail"), body.get("times")

    async def work(db: Connection) -> None:
        await check_tenant(db, world.tenant)
        await failures.add(db, world, failure_id, rule, times)

    await control.sandbox.store.write(None, work)
    return _document(failure_id, world.environment, times, rule)


async def list_failures(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        return [_document(*each) for each in await failures.of_tenant(db, tenant)]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def delete_failures(control: Control, call: ControlCall) -> None:
    await _remove(control, call, None)


async def delete_failure(control: Control, call: ControlCall) -> None:
    await _remove(control, call, call.path["failure"])


OPERATIONS = (create_failure, list_failures, delete_failures, delete_failure)


async def _remove(control: Control, call: ControlCall, failure_id: str | None) -> None:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> None:
        await check_tenant(db, tenant)
        await failures.remove(db, tenant, failure_id)

    await control.sandbox.store.write(None, work)


def _document(failure_id: str, environment: str, times: int | None, rule: Rule) -> Json:
    fields: Json = msgspec.to_builtins(rule)
    return {
        "id": failure_id,
        "object": "failure",
        "environment": environment,
        "times": times,
        **fields,
    }
