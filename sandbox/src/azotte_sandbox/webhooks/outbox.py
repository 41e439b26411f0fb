"""What waits to be delivered: rows that were written with the events themselves.

A claim moves a delivery's due moment past the lease, so that a process that dies gives it back by doing nothing.
"""

# ruff: noqa: S608  (statements are put together from names in the code and the contract, never from a request)

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from azotte_sandbox.store import Connection, Delivery, Outbox, Store

# Of one object's deliveries to one endpoint only the oldest may go out; one that is on its way still waits.
_OLDEST = (
    "NOT EXISTS (SELECT 1 FROM delivery earlier WHERE earlier.endpoint = delivery.endpoint"
    " AND earlier.subject = delivery.subject AND earlier.state = 'waiting'"
    " AND earlier.id < delivery.id)"
)
# What waits for an endpoint that was switched off waits until it is on again.
_READY = (
    f"state = 'waiting' AND {_OLDEST}"
    " AND endpoint IN (SELECT id FROM webhook_endpoint WHERE disabled = 0)"
)
_DUE = f"SELECT id FROM delivery WHERE due_at <= $1 AND {_READY} ORDER BY due_at, id LIMIT $2"
_CLAIM = "UPDATE delivery SET due_at = $2, attempts = attempts + 1 WHERE id = $1"
_READ = (
    "SELECT webhook_endpoint.id, url, secrets, form, event.id, event.type, body,"
    " attempts FROM delivery JOIN webhook_endpoint ON webhook_endpoint.id = delivery.endpoint"
    " JOIN event ON event.seq = delivery.event_seq WHERE delivery.id = $1"
)


class StoredOutbox(Outbox):
    """The outbox of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim_due(self, now: int, limit: int, lease_seconds: int) -> Sequence[Delivery]:
        async def look(db: Connection) -> Sequence[object]:
            return await db.fetch(_DUE, now, 1)

        async def claim(db: Connection) -> list[Delivery]:
            deliveries: list[Delivery] = []
            for due in await db.fetch(_DUE, now, limit):
                await db.execute(_CLAIM, due[0], now + lease_seconds)
                row = await db.fetch_one(_READ, due[0])
                assert row is not None
                endpoint, url, secrets, form, event, name, body, attempt = row
                deliveries.append(
                    Delivery(
                        id=due[0],
                        endpoint_id=endpoint,
                        url=url,
                        secrets=tuple(secrets.split(" ")),
                        form=form,
                        event_id=event,
                        event_type=name,
                        body=body,
                        attempt=attempt,
                    )
                )
            return deliveries

        # Mostly nothing is due; then nothing is written.
        return await self._store.write(None, claim) if await self._store.read(None, look) else []

    async def mark_delivered(self, delivery: Delivery, now: int, status: int) -> None:
        await self._mark(delivery, "delivered", now, now, str(status))

    async def mark_failed(
        self, delivery: Delivery, now: int, next_attempt_at: int | None, reason: str
    ) -> None:
        state = "failed" if next_attempt_at is None else "waiting"
        await self._mark(delivery, state, now, next_attempt_at or now, reason[:200])

    async def disable_endpoint(self, endpoint_id: str, now: int) -> None:
        async def work(db: Connection) -> None:
            await db.execute("UPDATE webhook_endpoint SET disabled = 1 WHERE id = $1", endpoint_id)

        await self._store.write(None, work)

    async def next_due_at(self) -> int | None:
        async def work(db: Connection) -> int | None:
            row = await db.fetch_one(f"SELECT MIN(due_at) FROM delivery WHERE {_READY}")
            assert row is not None
            return cast("int | None", row[0])

        return await self._store.read(None, work)

    async def _mark(
        self, delivery: Delivery, state: str, now: int, due_at: int, result: str
    ) -> None:
        async def work(db: Connection) -> None:
            # A lease that ran out was given to another; what that one does is what counts then.
            await db.execute(
                "UPDATE delivery SET state = $2, due_at = $3, last_attempt_at = $4,"
                " last_result = $5 WHERE id = $1 AND state = 'waiting' AND attempts = $6",
                delivery.id,
                state,
                due_at,
                now,
                result,
                delivery.attempt,
            )

        await self._store.write(None, work)
