"""How often a key and a tenant may call.

The algorithm is GCRA (the generic cell rate algorithm, ITU-T I.371): of each bucket it keeps one number, the moment
at which the bucket is whole again. Requests come at an even pace, and `burst` of them may come at once.

`SharedMemoryLimiter` keeps the numbers in a file that every process on the machine maps, under one lock: exact for
as many processes as there are. Other engines keep the protocol `Limiter`.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, Protocol

from azotte_sandbox.contract import Contract, Rate

MINUTE = 60_000_000_000
"""A minute in nanoseconds, the unit of time in here: integers keep the arithmetic exact."""
SECOND = 1_000_000_000


class Bucket(NamedTuple):
    """Something that is limited, and by how much."""

    id: int
    """64 bits that name it; see `bucket_id`."""
    rate: Rate


class Allowance(NamedTuple):
    """What a limit says to one request."""

    limit: int
    """Requests a minute."""
    remaining: int
    """How many more may come right now."""
    reset: int
    """When the bucket is whole again, in Unix seconds."""
    retry_after: int
    """Seconds to wait; 0 if the request may pass."""


class Limiter(Protocol):
    """Counts requests."""

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        """Take one request out of every bucket, or, if one of them has none left, out of none.

        Returns:
            What the bucket that is closest to being used up says.
        """
        ...

    async def close(self) -> None:
        """Let go of what it counts in."""
        ...


@lru_cache(maxsize=16384)
def bucket_id(kind: str, *parts: str) -> int:
    """64 bits that name a bucket, such as a key's or a tenant's."""
    name = "\0".join((kind, *parts)).encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") or 1


def look(rate: Rate, whole_at: int, now: int) -> tuple[int, Allowance]:
    """GCRA itself: one request at `now` on a bucket that is whole again at `whole_at`, both in nanoseconds.

    Returns:
        When the bucket is whole again after this request, and what the limit says to it. A request that may not
        pass leaves the bucket as it is.
    """
    pace = MINUTE // rate.per_minute
    depth = pace * rate.burst
    spare = depth - (whole_at - now)
    if spare > depth:
        whole_at, spare = now, depth
    elif spare < 0:
        # A clock that was set back must not lock anyone out for longer than a full bucket takes.
        whole_at, spare = now + depth, 0
    if spare >= pace:
        whole_at += pace
        remaining, wait = spare // pace - 1, 0
    else:
        remaining, wait = 0, math.ceil((pace - spare) / SECOND)
    return whole_at, Allowance(rate.per_minute, remaining, -(-whole_at // SECOND), wait)


class SharedMemoryLimiter:
    """Buckets in a file that every process on this machine maps.

    A table of sets of eight slots, each slot a bucket's id and the moment it is whole again. A slot whose moment has
    passed says the same as no slot, so it is free for another bucket; only if all eight of a set are in use does the
    one that is whole first give way.

    Args:
        path: the file; made where missing.
    """

    _SETS = 8192
    _WAYS = 8
    _SET = struct.Struct("<" + "Qq" * _WAYS)
    _SLOT = struct.Struct("<Qq")

    def __init__(self, path: Path) -> None:
        size = self._SETS * self._SET.size
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.ftruncate(self._file, size)
        self._table = mmap.mmap(self._file, size)

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            now = time.time_ns()
            looks: list[tuple[int, int, int]] = []
            closest: Allowance | None = None
            for id_, rate in buckets:
                at, whole_at = self._find(id_, now)
                whole_at, allowance = look(rate, whole_at, now)
                looks.append((at, id_, whole_at))
                closest = allowance if closest is None else tighter(closest, allowance)
            assert closest is not None
            if not closest.retry_after:
                for at, id_, whole_at in looks:
                    self._SLOT.pack_into(self._table, at, id_, whole_at)
            return closest
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _find(self, wanted: int, now: int) -> tuple[int, int]:
        """Where the bucket's slot is, or can be, and when the bucket is whole again."""
        start = wanted % self._SETS * self._SET.size
        slots = self._SET.unpack_from(self._table, start)
        ids = slots[::2]
        if wanted in ids:
            way = ids.index(wanted)
            return start + way * self._SLOT.size, slots[2 * way + 1]
        moments = slots[1::2]
        return start + moments.index(min(moments)) * self._SLOT.size, now

    def clear(self) -> None:
        """Make every bucket whole."""
        self._table[:] = bytes(len(self._table))

    async def close(self) -> None:
        self._table.close()
        os.close(self._file)


def tighter(one: Allowance, other: Allowance) -> Allowance:
    """Of what two limits say, what the one says that is closer to being used up."""
    if other.retry_after > one.retry_after or other.remaining < one.remaining:
        return other
    return one


class Unlimited:
    """Lets everything pass; the headers still say so."""

    _MOST = 1_000_000_000

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        del buckets
        return Allowance(self._MOST, self._MOST, int(time.time()), 0)

    async def close(self) -> None:
        pass


class LimitsError(ValueError):
    """Limits can not be as asked; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Who may call how often."""

    keys: dict[str, Rate]
    """By environment."""
    tenant: Rate
    failed_attempts: Rate
    """Of one address with bad credentials."""


FAILED_ATTEMPTS = Rate(per_minute=30, burst=30)
RELAXED_FACTOR = 1000
"""`relaxed` allows so many times what the platform does, so that a contract run is not slowed by it."""


def policy(profile: str, contract: Contract) -> Policy | None:
    """The limits of a profile; `None` for no limits.

    Args:
        profile: `platform` (the contract's figures), `relaxed`, `off`, or own figures as
            `development=100/10,production=1000/50,tenant=2000/100`: requests a minute and, after the slash, how many
            may come at once. What is left out is as on the platform.
        contract: has the platform's figures.

    Raises:
        LimitsError: the profile is none of these.
    """
    platform = Policy(contract.key_rates, contract.tenant_rate, FAILED_ATTEMPTS)
    if profile == "off":
        return None
    if profile == "platform":
        return platform
    if profile == "relaxed":
        return Policy(
            {environment: _relaxed(rate) for environment, rate in platform.keys.items()},
            _relaxed(platform.tenant),
            _relaxed(platform.failed_attempts),
        )
    rates = {**platform.keys, "tenant": platform.tenant, "failed_attempts": FAILED_ATTEMPTS}
    for figure in profile.split(","):
        name, _, rate = figure.partition("=")
        per_minute, _, burst = rate.partition("/")
        if name not in rates or not per_minute.isdecimal() or not (burst or "1").isdecimal():
            raise LimitsError(
                f"{figure!r} is no limit. Use platform, relaxed, off, or figures such as"
                f" development=100/10 for {', '.join(rates)}."
            )
        # Of more digits than the most that is allowed has, ten say enough; of thousands `int` makes no number.
        rates[name] = checked_rate(int(per_minute[:10]), int((burst or per_minute)[:10]))
    return Policy(
        {environment: rates[environment] for environment in platform.keys},
        rates["tenant"],
        rates["failed_attempts"],
    )


def checked_rate(per_minute: int, burst: int) -> Rate:
    """A rate that the arithmetic can carry.

    Raises:
        LimitsError: it can not.
    """
    if not (0 < per_minute <= 100_000_000 and 0 < burst <= 100_000_000):
        raise LimitsError("A limit needs 1 to 100000000 requests a minute, and as many at once.")
    return Rate(per_minute, burst)


def _relaxed(rate: Rate) -> Rate:
    per_minute = rate.per_minute * RELAXED_FACTOR
    return Rate(per_minute, per_minute)
