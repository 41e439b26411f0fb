"""Who is told: the endpoints of a world, added and removed on the command line, and what they were sent."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from azotte_sandbox.contract import Contract
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import Connection, Row, World
from azotte_sandbox.webhooks.events import INSERT_DELIVERY
from azotte_sandbox.webhooks.sign import new_secret
from azotte_sandbox.webhooks.target import TargetRefusedError, check

FORMS = ("v1", "sha256")
"""How deliveries are signed; the first has a time in it, so that a replay can be told."""


class EndpointError(Exception):
    """It can not be done as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint, without its secrets."""

    id: str
    world: World
    url: str
    form: str
    event_types: tuple[str, ...]
    """What it is told; everything if empty."""
    created: int
    enabled: bool
    """Whether it is told now; for one that is switched off, as by answering 410, everything waits."""
    waiting: int
    """How many deliveries wait for it."""


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
        Its id and its signing secret.

    Raises:
        EndpointError: the URL can never be sent to, an event's name is wrong, or there is no such tenant.
    """
    try:
        # Whether this machine may be told is known to the server that sends, and not here.
        check(url, allow_loopback=True)
    except TargetRefusedError as refused:
        raise EndpointError(str(refused)) from refused
    for name in event_types:
        if name not in contract.events:
            raise EndpointError(
                f"There is no event {name!r}. The events are {', '.join(contract.events)}."
            )
    if await db.fetch_one("SELECT 1 FROM tenant WHERE id = $1", world.tenant) is None:
        raise EndpointError(
            f"There is no tenant {world.tenant}. See `azotte-sandbox tenants list`."
        )
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


async def all_endpoints(db: Connection) -> list[Endpoint]:
    """Every endpoint, oldest first."""
    rows = await db.fetch(
        "SELECT id, tenant, environment, url, form, event_types, created, disabled,"
        " (SELECT COUNT(*) FROM delivery WHERE endpoint = webhook_endpoint.id"
        "  AND state = 'waiting')"
        " FROM webhook_endpoint WHERE removed = 0 ORDER BY created, id"
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
    """Give an endpoint a new signing secret; deliveries are signed with the one before as well.

    Raises:
        EndpointError: there is no such endpoint.
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
    """Switch an endpoint on again; what waited for it is sent.

    Raises:
        EndpointError: there is no such endpoint.
    """
    row = await db.fetch_one(
        "UPDATE webhook_endpoint SET disabled = 0 WHERE id = $1 AND removed = 0 RETURNING id",
        endpoint,
    )
    if row is None:
        raise _no_endpoint(endpoint)


async def remove(db: Connection, endpoint: str) -> None:
    """Tell an endpoint nothing any more, not even what waits for it.

    Raises:
        EndpointError: there is no such endpoint.
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
    """A world's events with their deliveries, newest first.

    Returns:
        For each delivery the event's id, type, object and moment, and the endpoint, state, attempts and last result;
        for an event without one those are `None`.
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


async def replay(db: Connection, event_id: str) -> int:
    """Send an event again, to every endpoint of its world that wants its type; how many those are.

    Raises:
        EndpointError: there is no such event.
    """
    row = await db.fetch_one(
        "SELECT seq, tenant, environment, type, subject FROM event WHERE id = $1", event_id
    )
    if row is None:
        raise EndpointError(f"There is no event {event_id}. See `azotte-sandbox webhooks events`.")
    seq, tenant, environment, name, subject = row
    endpoints = await db.fetch(
        "SELECT id, event_types FROM webhook_endpoint"
        " WHERE tenant = $1 AND environment = $2 AND disabled = 0 AND removed = 0",
        tenant,
        environment,
    )
    wanted = [each[0] for each in endpoints if each[1] is None or name in each[1].split(",")]
    for endpoint in wanted:
        await db.execute(INSERT_DELIVERY, endpoint, seq, subject, int(time.time()))
    return len(wanted)


def _no_endpoint(endpoint: str) -> EndpointError:
    return EndpointError(f"There is no endpoint {endpoint}. See `azotte-sandbox webhooks list`.")
