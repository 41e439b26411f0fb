"""The clock of the sandbox: real time plus an offset that only grows and is stored with the data.

Objects, periods, the expiry of keys and the retention of idempotency keys use the clock. Rate limits, webhook
deliveries with their signatures, and logs use real time, because other machines see them.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import cast

from azotte_sandbox.billing import run_due
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import Connection, Store

STEPS_AT_ONCE = 25
"""Number of due changes in a transaction. Requests run between transactions."""
LATEST = 221_845_392_000
"""The year 9000. The contract's times end with the year 9999, and a period that starts before must end before it."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


class ClockError(ValueError):
    """The clock cannot be set to this time. The message says why and what to do."""


async def read_offset(db: Connection) -> int:
    """Return the offset of the clock from real time, in seconds."""
    row = await db.fetch_one("SELECT offset_seconds FROM clock")
    assert row is not None
    return cast("int", row[0])


async def read_now(db: Connection) -> int:
    """Return the time of the clock, in Unix seconds."""
    return int(time.time()) + await read_offset(db)


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


async def catch_up(store: Store, ids: Ids, checker: Checker) -> int:
    """Make the due changes and return their number."""

    async def work(db: Connection) -> int:
        done, _ = await run_due(db, ids, checker, await read_now(db), STEPS_AT_ONCE)
        return done

    total = 0
    while done := await store.write(None, work):
        total += done
        if done < STEPS_AT_ONCE:
            break
    return total


async def move_to(
    store: Store, ids: Ids, checker: Checker, moment: int, progress: Callable[[int], None]
) -> int:
    """Advance the clock, and make all changes that become due.

    The clock advances with the changes, so that no date is later than the clock.

    Args:
        store: Store with the clock.
        ids: Creates the IDs of new objects.
        checker: Checks the events.
        moment: Time to advance to, in Unix seconds.
        progress: Called with each time that the clock reaches.

    Returns:
        The number of changes.

    Raises:
        ClockError: The time is in the past, or too far in the future.
    """
    if moment > LATEST:
        raise ClockError("The clock cannot go beyond the year 9000.")
    target = moment - int(time.time())
    if target < await store.read(None, read_offset):
        raise ClockError(
            "The clock only goes forward. `azotte-sandbox reset` starts over with real time."
        )

    async def work(db: Connection) -> tuple[int, int | None]:
        real = int(time.time())
        done, last = await run_due(db, ids, checker, real + target, STEPS_AT_ONCE)
        finished = done < STEPS_AT_ONCE
        reached = target if finished or last is None else min(last - real, target)
        await db.execute("UPDATE clock SET offset_seconds = $1 WHERE offset_seconds < $1", reached)
        return done, None if finished else last

    total = 0
    while True:
        done, last = await store.write(None, work)
        total += done
        if last is None:
            return total
        progress(last)
