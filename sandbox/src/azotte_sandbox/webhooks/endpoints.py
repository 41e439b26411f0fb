"""Webhook endpoints, which the command line manages, and their deliveries."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.contract import Contract
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import Connection, Row, World
from azotte_sandbox.webhooks.events import INSERT_DELIVERY
from azotte_sandbox.webhooks.sign import new_secret
from azotte_sandbox.webhooks.target import TargetRefusedError, check

FORMS = ("v1", "sha256")
"""Forms of signatures. The first one includes the time, so that a receiver can detect a replay."""


class EndpointError(OperatorError):
    """An endpoint or event is unknown or invalid. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint, without its secrets."""

    id: str
    world: World
    url: str
    form: str
    event_types: tuple[str, ...]
    """Event types to deliver; all if empty."""
    created: int
    enabled: bool
    """Whether it receives events. The events of a disabled endpoint wait, for example after it returned 410."""
    waiting: int
    """Number of waiting deliveries."""


async def add(
    db: Connection,
    ids: Ids,
    contract: Contract,
    world: World,
    url: str,
    form: str,
    event_types: Sequence[str],
    now: int,
) -> tuple[str, str]:
    """Add an endpoint.

    Returns:
        The ID and the signing secret of the endpoint.

    Raises:
        EndpointError: The URL is not allowed, or an event type is unknown.
        TenantError: The tenant does not exist.
    """
    try:
        # Only the server that delivers knows whether this machine is allowed.
        check(url, allow_loopback=True)
    except TargetRefusedError as refused:
        raise EndpointError(str(refused)) from refused
    check_event_types(event_types, contract)
    await check_tenant(db, world.tenant)
    endpoint, secret = ids.new("we"), new_secret()
    await db.execute(
        "INSERT INTO webhook_endpoint"
        " (id, tenant, environment, url, form, secrets, event_types, created, disabled, removed)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0)",
        endpoint,
        *world,
        url,
        form,
        secret,
        ",".join(event_types) or None,
        now,
    )
    return endpoint, secret


def check_event_types(names: Sequence[str], contract: Contract) -> None:
    """Check that the contract has event types.

    Raises:
        EndpointError: It does not have one of them.
    """
    for name in names:
        if name not in contract.events:
            raise EndpointError(
                f"No such event type: {name!r}. The event types are {', '.join(contract.events)}."
            )


async def check_owner(db: Connection, endpoint: str, tenant: str) -> None:
    """Check that an endpoint belongs to a tenant.

    Raises:
        EndpointError: It does not.
    """
    row = await db.fetch_one(
        "SELECT 1 FROM webhook_endpoint WHERE id = $1 AND tenant = $2 AND removed = 0",
        endpoint,
        tenant,
    )
    if row is None:
        raise _no_endpoint(endpoint)


async def all_endpoints(db: Connection, tenant: str | None = None) -> list[Endpoint]:
    """Return all endpoints, or those of a tenant, oldest first."""
    rows = await db.fetch(
        "SELECT id, tenant, environment, url, form, event_types, created, disabled,"
        " (SELECT COUNT(*) FROM delivery WHERE endpoint = webhook_endpoint.id"
        "  AND state = 'waiting')"
        " FROM webhook_endpoint WHERE removed = 0 AND tenant = COALESCE($1, tenant)"
        " ORDER BY created, id",
        tenant,
    )
    return [
        Endpoint(
            row[0],
            World(row[1], row[2]),
            row[3],
            row[4],
            tuple(row[5].split(",")) if row[5] else (),
            row[6],
            not row[7],
            row[8],
        )
        for row in rows
    ]


async def rotate_secret(db: Connection, endpoint: str) -> str:
    """Create a new signing secret for an endpoint. Deliveries are also signed with the previous one.

    Raises:
        EndpointError: The endpoint does not exist.
    """
    row = await db.fetch_one(
        "SELECT secrets FROM webhook_endpoint WHERE id = $1 AND removed = 0 /* FOR UPDATE */",
        endpoint,
    )
    if row is None:
        raise _no_endpoint(endpoint)
    secret = new_secret()
    before = row[0].split(" ")[0]
    await db.execute(
        "UPDATE webhook_endpoint SET secrets = $2 WHERE id = $1", endpoint, f"{secret} {before}"
    )
    return secret


async def enable(db: Connection, endpoint: str) -> None:
    """Enable an endpoint, and deliver the waiting events.

    Raises:
        EndpointError: The endpoint does not exist.
    """
    row = await db.fetch_one(
        "UPDATE webhook_endpoint SET disabled = 0 WHERE id = $1 AND removed = 0 RETURNING id",
        endpoint,
    )
    if row is None:
        raise _no_endpoint(endpoint)


async def remove(db: Connection, endpoint: str) -> None:
    """Remove an endpoint and its waiting deliveries.

    Raises:
        EndpointError: The endpoint does not exist.
    """
    row = await db.fetch_one(
        "UPDATE webhook_endpoint SET removed = 1, secrets = '' WHERE id = $1 AND removed = 0"
        " RETURNING id",
        endpoint,
    )
    if row is None:
        raise _no_endpoint(endpoint)
    await db.execute(
        "UPDATE delivery SET state = 'dropped', due_at = NULL"
        " WHERE endpoint = $1 AND state = 'waiting'",
        endpoint,
    )


async def recent_events(db: Connection, world: World, limit: int) -> Sequence[Row]:
    """Return the events of a tenant and environment with their deliveries, newest first.

    Returns:
        For each delivery the ID, type, object and time of the event, and the endpoint, state, attempts and last result.
        For an event without deliveries the latter are `None`.
    """
    return await db.fetch(
        "SELECT event.id, event.type, event.subject, event.created,"
        " delivery.endpoint, delivery.state, delivery.attempts, delivery.last_result"
        " FROM (SELECT * FROM event WHERE tenant = $1 AND environment = $2"
        "  ORDER BY seq DESC LIMIT $3) AS event"
        " LEFT JOIN delivery ON delivery.event_seq = event.seq"
        " ORDER BY event.seq DESC, delivery.id",
        *world,
        limit,
    )


async def replay(db: Connection, tenant: str, event_id: str, only: str | None = None) -> int:
    """Deliver an event again, and return the number of endpoints.

    Args:
        db: Connection of the unit of work.
        tenant: Whose event.
        event_id: ID of the event.
        only: ID of the only endpoint to deliver to. By default all that receive its type.

    Raises:
        EndpointError: The event does not exist.
    """
    row = await db.fetch_one(
        "SELECT seq, environment, type, subject FROM event WHERE tenant = $1 AND id = $2",
        tenant,
        event_id,
    )
    if row is None:
        raise missing_event(event_id)
    seq, environment, name, subject = row
    endpoints = await db.fetch(
        "SELECT id, event_types FROM webhook_endpoint"
        " WHERE tenant = $1 AND environment = $2 AND disabled = 0 AND removed = 0",
        tenant,
        environment,
    )
    wanted = [
        endpoint
        for endpoint, types in endpoints
        if endpoint == only or (only is None and (types is None or name in types.split(",")))
    ]
    for endpoint in wanted:
        await db.execute(INSERT_DELIVERY, endpoint, seq, subject, int(time.time()))
    return len(wanted)


def missing_event(event_id: str) -> EndpointError:
    """Return the error for an event that does not exist."""
    return EndpointError(f"No such event: '{event_id}'. Run `azotte-sandbox webhooks events`.", 404)


def _no_endpoint(endpoint: str) -> EndpointError:
    return EndpointError(
        f"No such endpoint: '{endpoint}'. Run `azotte-sandbox webhooks list`.", 404
    )
