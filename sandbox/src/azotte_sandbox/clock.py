"""The sandbox's clock: the real time and an offset that only grows, kept with the data.

Everything the platform dates follows it: objects, periods, keys' expiry, the memory of idempotency keys. What other
machines see does not: rate limits, deliveries of webhooks and their signatures, logs.
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
"""How many due steps share a transaction, so that requests get their turn between."""
LATEST = 221_845_392_000
"""The year 9000: the contract's times end with 9999, and a period may begin before and end after."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}


class ClockError(ValueError):
    """The clock can not be moved as asked; the message says why and what to do."""


async def read_offset(db: Connection) -> int:
    """How far the clock is ahead of real time, in seconds."""
    row = await db.fetch_one("SELECT offset_seconds FROM clock")
    assert row is not None
    return cast("int", row[0])


async def read_now(db: Connection) -> int:
    """The clock, in Unix seconds."""
    return int(time.time()) + await read_offset(db)


def parse_duration(text: str) -> int:
    """Seconds in a text such as `30d`, `12h` or `1d12h`.

    Raises:
        ClockError: it is none.
    """
    if not re.fullmatch(r"(?:[0-9]{1,9}[smhdw])+", text, re.ASCII):
        raise ClockError(f"{text!r} is no duration. Write 30d, 12h, 90m or 1d12h.")
    return sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"([0-9]+)([smhdw])", text))


async def catch_up(store: Store, ids: Ids, checker: Checker) -> int:
    """Do what has become due by itself; how many steps that were."""

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
    """Move the clock forward, through everything that becomes due on the way.

    The clock moves with the work, so that nothing is ever dated later than the clock says.

    Args:
        store: where the clock is.
        ids: makes identifiers of what comes into being.
        checker: checks the events that are told.
        moment: where to, in Unix seconds.
        progress: is told the clock as it moves.

    Returns:
        How many steps were done.

    Raises:
        ClockError: the moment is in the past, or too far.
    """
    if moment > LATEST:
        raise ClockError("The clock can not go beyond the year 9000.")
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
