"""The queue of deliveries: rows that are written with the events.

For each endpoint and object, only the oldest delivery has a due time, so that waiting deliveries cost nothing. A claim
moves the due time to the end of the lease, so that the delivery of a crashed process becomes due again. The end of a
delivery makes the next one due.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from azotte_sandbox.store import NOTHING_MORE, Attempt, Connection, Delivery, Outbox, Store

MOST_TO_ONE = 16
"""Maximum number of active deliveries to one endpoint, so that an endpoint that does not respond cannot hold more."""

# The deliveries of a disabled endpoint wait until it is enabled.
_ENDPOINTS_DUE = (
    "SELECT id FROM (SELECT id, (SELECT MIN(due_at) FROM delivery"
    " WHERE endpoint = webhook_endpoint.id AND due_at IS NOT NULL) AS due_at"
    " FROM webhook_endpoint WHERE disabled = 0 AND removed = 0) AS waiting"
    " WHERE due_at <= $1 ORDER BY due_at"
)
_DUE = "SELECT id FROM delivery WHERE endpoint = $1 AND due_at <= $2 ORDER BY due_at, id LIMIT $3"
_NEXT = (
    "UPDATE delivery SET due_at = $3 WHERE id = (SELECT MIN(id) FROM delivery"
    " WHERE endpoint = $1 AND subject = $2 AND state = 'waiting') RETURNING id"
)
_CLAIM = "UPDATE delivery SET due_at = $2, attempts = attempts + 1 WHERE id = $1"
_READ = (
    "SELECT webhook_endpoint.id, url, secrets, form, event.id, event.type, body,"
    " attempts FROM delivery JOIN webhook_endpoint ON webhook_endpoint.id = delivery.endpoint"
    " JOIN event ON event.seq = delivery.event_seq WHERE delivery.id = $1"
)

_KEEP_ATTEMPT = (
    "INSERT INTO delivery_attempt (tenant, environment, delivery, attempt, at, duration_ms, delivered, status, reason,"
    " response, retry_at) SELECT tenant, environment, CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT),"
    " CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), $8, $9, CAST($10 AS BIGINT)"
    " FROM webhook_endpoint WHERE id = $1"
)


class StoredOutbox(Outbox):
    """The outbox of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def claim_due(
        self, now: int, limit: int, lease_seconds: int, in_flight: Mapping[str, int] = {}
    ) -> Sequence[Delivery]:
        async def look(db: Connection) -> list[str]:
            found = [row[0] for row in await db.fetch(_ENDPOINTS_DUE, now)]
            open_ = [each for each in found if in_flight.get(each, 0) < MOST_TO_ONE]
            # Endpoints with the fewest active deliveries come first.
            return sorted(open_, key=lambda each: in_flight.get(each, 0))

        async def claim(db: Connection) -> list[Delivery]:
            deliveries: list[Delivery] = []
            for endpoint in await look(db):
                most = min(limit - len(deliveries), MOST_TO_ONE - in_flight.get(endpoint, 0))
                for row in await db.fetch(_DUE, endpoint, now, most):
                    deliveries.append(await claim_one(db, row[0]))
            return deliveries

        async def claim_one(db: Connection, id_: int) -> Delivery:
            await db.execute(_CLAIM, id_, now + lease_seconds)
            row = await db.fetch_one(_READ, id_)
            assert row is not None
            endpoint, url, secrets, form, event, name, body, attempt = row
            return Delivery(
                id=id_,
                endpoint_id=endpoint,
                url=url,
                secrets=tuple(secrets.split(" ")),
                form=form,
                event_id=event,
                event_type=name,
                body=body,
                attempt=attempt,
            )

        # Usually nothing is due. Then nothing is written.
        return await self._store.write(None, claim) if await self._store.read(None, look) else []

    async def mark_delivered(
        self, delivery: Delivery, now: int, status: int, attempt: Attempt = NOTHING_MORE
    ) -> bool:
        return await self._mark(delivery, "delivered", now, None, str(status), attempt)

    async def mark_failed(
        self,
        delivery: Delivery,
        now: int,
        next_attempt_at: int | None,
        reason: str,
        attempt: Attempt = NOTHING_MORE,
    ) -> bool:
        state = "failed" if next_attempt_at is None else "waiting"
        return await self._mark(delivery, state, now, next_attempt_at, reason[:200], attempt)

    async def disable_endpoint(self, endpoint_id: str, now: int) -> None:
        async def work(db: Connection) -> None:
            await db.execute("UPDATE webhook_endpoint SET disabled = 1 WHERE id = $1", endpoint_id)

        await self._store.write(None, work)

    async def _mark(
        self,
        delivery: Delivery,
        state: str,
        now: int,
        due_at: int | None,
        result: str,
        attempt: Attempt,
    ) -> bool:
        async def work(db: Connection) -> bool:
            # If the lease has expired, another process has the delivery, and its result counts.
            row = await db.fetch_one(
                "UPDATE delivery SET state = $2, due_at = $3, last_attempt_at = $4,"
                " last_result = $5 WHERE id = $1 AND state = 'waiting' AND attempts = $6"
                " RETURNING endpoint, subject",
                delivery.id,
                state,
                due_at,
                now,
                result,
                delivery.attempt,
            )
            if row is None:
                return False
            await db.execute(
                _KEEP_ATTEMPT,
                row[0],
                delivery.id,
                delivery.attempt,
                time.time_ns() // 1_000_000,
                attempt.duration_ms,
                int(state == "delivered"),
                attempt.status,
                result,
                attempt.response,
                due_at,
            )
            if due_at is not None:
                return due_at <= now
            return await db.fetch_one(_NEXT, *row, now) is not None

        return await self._store.write(None, work)
