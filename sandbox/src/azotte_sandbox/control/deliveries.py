"""Webhook endpoints, events and their deliveries."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

import msgspec

from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.clock import read_now
from azotte_sandbox.context import Context
from azotte_sandbox.control.tenants import environment_of
from azotte_sandbox.json_values import Json, fields_of
from azotte_sandbox.store import Connection, Row, Value
from azotte_sandbox.webhooks import endpoints, events
from azotte_sandbox.webhooks.endpoints import Endpoint, EndpointError

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall

POLL_SECONDS = 0.1
"""Interval between looks for new attempts. Any server of the data may make them."""


async def create_webhook_endpoint(control: Control, call: ControlCall) -> Json:
    body, world = call.body, environment_of(control, call)

    async def work(db: Connection) -> Json:
        await check_tenant(db, world.tenant)
        endpoint, secret = await endpoints.add(
            db,
            control.sandbox.ids,
            control.sandbox.contract,
            world,
            url=body["url"],
            form=body.get("form", endpoints.FORMS[0]),
            event_types=body.get("events", []),
            now=await read_now(db, world.tenant),
        )
        found = await endpoints.all_endpoints(db, world.tenant)
        return next(_endpoint(each) for each in found if each.id == endpoint) | {"secret": secret}

    return await control.sandbox.store.write(None, work)


async def list_webhook_endpoints(control: Control, call: ControlCall) -> Json:
    tenant = call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        return [_endpoint(each) for each in await endpoints.all_endpoints(db, tenant)]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def delete_webhook_endpoint(control: Control, call: ControlCall) -> None:
    async def work(db: Connection) -> None:
        await endpoints.remove(db, await _own_endpoint(db, call))

    await control.sandbox.store.write(None, work)


async def rotate_webhook_secret(control: Control, call: ControlCall) -> Json:
    async def work(db: Connection) -> Json:
        return {"secret": await endpoints.rotate_secret(db, await _own_endpoint(db, call))}

    return await control.sandbox.store.write(None, work)


async def enable_webhook_endpoint(control: Control, call: ControlCall) -> None:
    async def work(db: Connection) -> None:
        await endpoints.enable(db, await _own_endpoint(db, call))

    await control.sandbox.store.write(None, work)
    control.wake()


async def list_events(control: Control, call: ControlCall) -> Json:
    query, tenant = call.query, call.path["tenant"]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        rows = await db.fetch(
            f"{_EVENT} WHERE tenant = $1 AND environment = COALESCE($2, environment)"
            " AND type = COALESCE($3, type) AND subject = COALESCE($4, subject)"
            " ORDER BY seq DESC LIMIT $5",
            tenant,
            query.get("environment"),
            query.get("type"),
            query.get("subject"),
            query["limit"],
        )
        return [await _event(db, row) for row in rows]

    return {"object": "list", "data": await control.sandbox.store.read(None, work)}


async def get_event(control: Control, call: ControlCall) -> Json:
    async def work(db: Connection) -> Json:
        return await find_event(db, call.path["tenant"], call.path["event"])

    return await control.sandbox.store.read(None, work)


async def send_event(control: Control, call: ControlCall) -> Json:
    body, world, sandbox = call.body, environment_of(control, call), control.sandbox
    name = body["type"]
    endpoints.check_event_types([name], sandbox.contract)
    data: Json = body.get("data", sandbox.contract.event_examples[name]["data"])
    if "object" in body:
        data = data | {"object": fields_of(data.get("object")) | body["object"]}
    subject = str(fields_of(data.get("object")).get("id", name))

    async def work(db: Connection) -> Json:
        await check_tenant(db, world.tenant)
        if (endpoint := body.get("endpoint")) is not None:
            await endpoints.check_owner(db, endpoint, world.tenant)
        now = await read_now(db, world.tenant)
        context = Context(world, now, sandbox.ids, sandbox.checker, None)
        event = events.new(context, name, data)
        schema = sandbox.contract.events[name]
        if body.get("check", True) and not schema.is_valid(event):
            problems = "; ".join(list(schema.problems(event))[:3])
            raise EndpointError(
                f"The contract does not allow this {name} event: {problems}. Change data, or send check: false."
            )
        await events.store(context, db, event, subject, endpoint)
        return await find_event(db, world.tenant, event["id"])

    sent = await sandbox.store.write(None, work)
    control.wake()
    return sent


async def resend_event(control: Control, call: ControlCall) -> Json:
    tenant, event = call.path["tenant"], call.path["event"]
    endpoint: str | None = call.body.get("endpoint")

    async def work(db: Connection) -> int:
        await check_tenant(db, tenant)
        if endpoint is not None:
            await endpoints.check_owner(db, endpoint, tenant)
        return await endpoints.replay(db, tenant, event, endpoint)

    count = await control.sandbox.store.write(None, work)
    control.wake()
    return {"endpoints": count}


async def list_delivery_attempts(control: Control, call: ControlCall) -> Json:
    query, tenant = call.query, call.path["tenant"]
    after: int | None = query.get("after")
    order, first = ("DESC", 0) if after is None else ("ASC", after)
    values: list[Value] = [
        tenant,
        first,
        query.get("environment"),
        query.get("event"),
        query.get("type"),
        query.get("endpoint"),
        int(query["failed"]),
        query["limit"],
    ]

    async def work(db: Connection) -> list[Json]:
        await check_tenant(db, tenant)
        return [_attempt(row) for row in await db.fetch(f"{_ATTEMPTS} {order} LIMIT $8", *values)]

    ends = time.monotonic() + query["wait"]
    while True:
        found = await control.sandbox.store.read(None, work)
        left = ends - time.monotonic()
        if found or left <= 0:
            break
        await asyncio.sleep(min(POLL_SECONDS, left))
    return {"object": "list", "data": sorted(found, key=lambda attempt: int(attempt["id"]))}


OPERATIONS = (
    create_webhook_endpoint,
    list_webhook_endpoints,
    delete_webhook_endpoint,
    rotate_webhook_secret,
    enable_webhook_endpoint,
    list_events,
    get_event,
    send_event,
    resend_event,
    list_delivery_attempts,
)


async def find_event(db: Connection, tenant: str, event: str) -> Json:
    """Return an event of a tenant.

    Raises:
        EndpointError: The event does not exist.
        TenantError: The tenant does not exist.
    """
    await check_tenant(db, tenant)
    row = await db.fetch_one(f"{_EVENT} WHERE tenant = $1 AND id = $2 ORDER BY seq", tenant, event)
    if row is None:
        raise endpoints.missing_event(event)
    return await _event(db, row)


_EVENT = "SELECT seq, id, type, environment, subject, created, body FROM event"
_ATTEMPTS = (
    "SELECT a.id, event.id, event.type, a.environment, delivery.endpoint, webhook_endpoint.url, a.attempt, a.at,"
    " a.duration_ms, a.status, a.reason, a.response, a.retry_at, a.delivered FROM delivery_attempt AS a"
    " JOIN delivery ON delivery.id = a.delivery JOIN event ON event.seq = delivery.event_seq"
    " JOIN webhook_endpoint ON webhook_endpoint.id = delivery.endpoint"
    " WHERE a.tenant = $1 AND a.id > $2 AND a.environment = COALESCE($3, a.environment)"
    " AND event.id = COALESCE($4, event.id) AND event.type = COALESCE($5, event.type)"
    " AND delivery.endpoint = COALESCE($6, delivery.endpoint) AND a.delivered <= 1 - CAST($7 AS BIGINT)"
    " ORDER BY a.id"
)


async def _own_endpoint(db: Connection, call: ControlCall) -> str:
    await check_tenant(db, call.path["tenant"])
    endpoint = call.path["endpoint"]
    await endpoints.check_owner(db, endpoint, call.path["tenant"])
    return endpoint


async def _event(db: Connection, row: Row) -> Json:
    seq, event_id, name, environment, subject, created, body = row
    deliveries = await db.fetch(
        "SELECT id, endpoint, state, attempts, last_result FROM delivery"
        " WHERE event_seq = $1 ORDER BY id",
        seq,
    )
    names = ("id", "endpoint", "state", "attempts", "result")
    return {
        "id": event_id,
        "object": "event",
        "type": name,
        "environment": environment,
        "subject": subject,
        "created": created,
        "body": msgspec.json.decode(body),
        "deliveries": [dict(zip(names, each, strict=True)) for each in deliveries],
    }


def _attempt(row: Row) -> Json:
    number, event, name, environment, endpoint, url, attempt, at, ms, status, reason, body, retry_at, delivered = row  # fmt: skip
    response: Any = body
    return {
        "id": number,
        "object": "delivery_attempt",
        "event": event,
        "type": name,
        "environment": environment,
        "endpoint": endpoint,
        "url": url,
        "attempt": attempt,
        "at": at / 1000,
        "duration_ms": ms,
        "delivered": bool(delivered),
        "status": status,
        "reason": reason,
        "response": response.decode(errors="replace"),
        "retry_at": retry_at,
    }


def _endpoint(endpoint: Endpoint) -> Json:
    return {
        "id": endpoint.id,
        "object": "webhook_endpoint",
        "url": endpoint.url,
        "environment": endpoint.world.environment,
        "form": endpoint.form,
        "events": endpoint.event_types,
        "enabled": endpoint.enabled,
        "waiting": endpoint.waiting,
        "created": endpoint.created,
    }
