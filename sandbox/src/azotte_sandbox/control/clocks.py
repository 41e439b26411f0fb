"""The clock of each tenant."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from azotte_sandbox import clock
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.clock import ClockError, parse_duration
from azotte_sandbox.json_values import Json
from azotte_sandbox.store import Connection, Tenant

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def get_clock(control: Control, call: ControlCall) -> Json:
    return clock_of(await _tenant(control, call.path["tenant"]))


async def move_clock(control: Control, call: ControlCall) -> Json:
    sandbox, tenant_id, body = control.sandbox, call.path["tenant"], call.body
    tenant = await _tenant(control, tenant_id)
    moment = body.get("to")
    if "advance" in body and moment is not None:
        raise ClockError("Both advance and to are given. Send one of them.")
    if "advance" in body:
        moment = tenant.now() + parse_duration(body["advance"])
    changes = 0
    if moment is not None:
        changes = await clock.move_to(
            sandbox.store, sandbox.ids, sandbox.checker, tenant_id, moment
        )
    frozen = body.get("frozen")
    if frozen is not None:

        async def work(db: Connection) -> None:
            now = await clock.read_now(db, tenant_id)
            await clock.set_now(db, tenant_id, now, frozen=frozen)

        await sandbox.store.write(None, work)
    control.wake()
    return clock_of(await _tenant(control, tenant_id)) | {"changes": changes}


async def advance_clocks(control: Control, call: ControlCall) -> Json:
    sandbox = control.sandbox
    seconds = parse_duration(call.body["advance"])
    changes = await clock.advance(sandbox.store, sandbox.ids, sandbox.checker, seconds)
    control.wake()
    return {"changes": changes}


OPERATIONS = (get_clock, move_clock, advance_clocks)


def clock_of(tenant: Tenant) -> Json:
    """Return the clock of a tenant."""
    now = tenant.now()
    return {
        "now": now,
        "offset_seconds": now - int(time.time()),
        "frozen": tenant.frozen_at is not None,
    }


async def _tenant(control: Control, tenant_id: str) -> Tenant:
    async def work(db: Connection) -> Tenant:
        await check_tenant(db, tenant_id)
        return await clock.read_tenant(db, tenant_id)

    return await control.sandbox.store.read(None, work)
