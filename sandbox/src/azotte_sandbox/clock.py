"""The clock of each tenant: real time plus an offset that is stored with the data, or a time at which it stands still.

Objects, periods, the expiry of keys and the retention of idempotency keys use the clock. Rate limits, webhook
deliveries with their signatures, and logs use real time, because other machines see them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from azotte_sandbox.billing import run_due
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import Connection, Store, Tenant

STEPS_AT_ONCE = 25
"""Number of due changes in a transaction. Requests run between transactions."""
LATEST = 221_845_392_000
"""The year 9000. The contract's times end with the year 9999, and a period that starts before must end before it."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_TENANT = (
    "SELECT offset_seconds, frozen_at,"
    " EXISTS (SELECT 1 FROM id_seed WHERE id_seed.tenant = tenant.id),"
    " EXISTS (SELECT 1 FROM failure WHERE failure.tenant = tenant.id),"
    " EXISTS (SELECT 1 FROM webhook_endpoint AS e WHERE e.tenant = tenant.id AND e.removed = 0)"
    " FROM tenant WHERE id = $1"
)


class ClockError(OperatorError):
    """The clock cannot be set to this time. The message says why and what to do."""


async def read_tenant(db: Connection, tenant: str) -> Tenant:
    """Return the clock of a tenant, and what else its requests depend on. Data of no tenant has real time."""
    row = await db.fetch_one(_TENANT, tenant)
    return (
        Tenant(0, None, is_seeded=False, has_failures=False, has_endpoints=False)
        if row is None
        else Tenant(*row)
    )


async def read_now(db: Connection, tenant: str) -> int:
    """Return the time of a tenant's clock, in Unix seconds."""
    return (await read_tenant(db, tenant)).now()


async def set_now(db: Connection, tenant: str, moment: int, *, frozen: bool) -> None:
    """Set a tenant's clock, without making the changes that become due."""
    await db.execute(
        "UPDATE tenant SET offset_seconds = $2, frozen_at = $3 WHERE id = $1",
        tenant,
        0 if frozen else moment - int(time.time()),
        moment if frozen else None,
    )


def parse_duration(text: str) -> int:
    """Return the seconds of a text such as`30d`, `12h` or `1d12h`.

    Raises:
        ClockError: it is none.
    """
    if not re.fullmatch(r"(?:[0-9]{1,9}[smhdw])+", text, re.ASCII):
        raise ClockError(
            f"{text!r} is not a duration. Write a value such as 30d, 12h, 90m or 1d12h."
        )
    return sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"([0-9]+)([smhdw])", text))


async def tenants_with_due_changes(db: Connection) -> list[str]:
    """Return the tenants with changes that are due."""
    rows = await db.fetch(
        "SELECT id FROM tenant WHERE EXISTS (SELECT 1 FROM subscription"
        " WHERE subscription.tenant = tenant.id"
        " AND due_at <= COALESCE(frozen_at, CAST($1 AS BIGINT) + offset_seconds))",
        int(time.time()),
    )
    return [row[0] for row in rows]


async def catch_up(store: Store, ids: Ids, checker: Checker) -> int:
    """Make the changes that are due for each tenant, and return their number."""
    total = 0
    for tenant in await store.read(None, tenants_with_due_changes):

        async def work(db: Connection, tenant: str = tenant) -> int:
            now = await read_now(db, tenant)
            done, _ = await run_due(db, ids, checker, tenant, now, STEPS_AT_ONCE)
            return done

        while done := await store.write(None, work):
            total += done
            if done < STEPS_AT_ONCE:
                break
    return total


async def move_to(
    store: Store,
    ids: Ids,
    checker: Checker,
    tenant: str,
    moment: int,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Advance a tenant's clock, and make all changes that become due.

    The clock advances with the changes, so that no date is later than the clock.

    Args:
        store: Store with the clock.
        ids: Creates the IDs of new objects.
        checker: Checks the events.
        tenant: Whose clock.
        moment: Time to advance to, in Unix seconds.
        progress: Called with each time that the clock reaches.

    Returns:
        The number of changes.

    Raises:
        ClockError: The time is in the past, or too far in the future.
    """
    if moment > LATEST:
        raise ClockError("The clock cannot go beyond the year 9000.")

    async def check(db: Connection) -> int:
        state = await read_tenant(db, tenant)
        if moment < state.now():
            raise ClockError("The clock only goes forward. A reset starts over with real time.")
        return moment if state.frozen_at is not None else moment - int(time.time())

    # A running clock goes on while it is advanced: it gets an offset, not a time.
    target = await store.read(None, check)

    async def work(db: Connection) -> tuple[int, int | None]:
        is_frozen = (await read_tenant(db, tenant)).frozen_at is not None
        start = 0 if is_frozen else int(time.time())
        done, last = await run_due(db, ids, checker, tenant, start + target, STEPS_AT_ONCE)
        finished = done < STEPS_AT_ONCE
        reached = target if finished or last is None else min(last - start, target)
        column = "frozen_at" if is_frozen else "offset_seconds"
        await db.execute(
            f"UPDATE tenant SET {column} = $2 WHERE id = $1 AND {column} < $2",  # noqa: S608  (a name from above)
            tenant,
            reached,
        )
        return done, None if finished else last

    total = 0
    while True:
        done, last = await store.write(None, work)
        total += done
        if last is None:
            return total
        progress(last)


async def advance(
    store: Store,
    ids: Ids,
    checker: Checker,
    seconds: int,
    progress: Callable[[int], None] = lambda _: None,
) -> int:
    """Advance the clocks of all tenants; see `move_to`.

    Returns:
        The number of changes.
    """

    async def starts(db: Connection) -> list[tuple[str, int]]:
        rows = await db.fetch("SELECT id FROM tenant ORDER BY created, id")
        return [(row[0], await read_now(db, row[0])) for row in rows]

    total = 0
    for tenant, start in await store.read(None, starts):
        total += await move_to(store, ids, checker, tenant, start + seconds, progress)
    return total
