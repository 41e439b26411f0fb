"""Rate limits of keys and tenants.

The algorithm is GCRA (the generic cell rate algorithm, ITU-T I.371): for each bucket it keeps one number, the time at
which the bucket is full again. Requests come at an even pace, with a burst of `burst` requests.

`MemoryLimiter` counts in this process; `valkey_limiter` counts for any number of processes.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from azotte_sandbox.contract import Contract, Rate
from azotte_sandbox.errors import OperatorError

MINUTE = 60_000_000_000
"""A minute in nanoseconds, the unit of time in this module: integers keep the arithmetic exact."""
SECOND = 1_000_000_000


class Bucket(NamedTuple):
    """A rate limit and the name of what it limits."""

    id: str
    rate: Rate


class Allowance(NamedTuple):
    """The result of a rate limit for a request."""

    limit: int
    """Number of requests that a full bucket allows."""
    remaining: int
    """Number of requests that it allows now."""
    full_in: int
    """Nanoseconds until the bucket is full again."""
    retry_after: int
    """Seconds to wait; 0 if the request passes."""

    @property
    def reset(self) -> int:
        """Time at which the bucket is full again, in Unix seconds."""
        return -(-(time.time_ns() + self.full_in) // SECOND)


class Limiter(Protocol):
    """Counts requests."""

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        """Take one request from each bucket, or from none if one of them is empty.

        Returns:
            The result of the bucket that is closest to empty.
        """
        ...

    async def close(self) -> None:
        """Close the connection to the counters."""
        ...


def check(rate: Rate, full_at: int, now: int) -> tuple[int, Allowance]:
    """GCRA itself: one request at `now` on a bucket that is full again at `full_at`, both in nanoseconds.

    Returns:
        The time at which the bucket is full again after this request, and the result. A rejected request does not
        change the bucket.
    """
    pace = MINUTE // rate.per_minute
    depth = pace * rate.burst
    # Limited to the time that an empty bucket takes to fill, because the limit may have been lowered, or a clock set
    # back.
    ahead = min(max(full_at - now, 0), depth)
    spare = depth - ahead
    if spare >= pace:
        ahead += pace
        remaining, wait = spare // pace - 1, 0
    else:
        remaining, wait = 0, math.ceil((pace - spare) / SECOND)
    return now + ahead, Allowance(rate.burst, remaining, ahead, wait)


def tighter(one: Allowance, other: Allowance) -> Allowance:
    """Return the allowance that is closer to exhausted."""
    if other.retry_after > one.retry_after or other.remaining < one.remaining:
        return other
    return one


class MemoryLimiter:
    """Counts in this process.

    Args:
        largest: The number of buckets to keep.
    """

    def __init__(self, largest: int = 10_000) -> None:
        self._full_at: dict[str, int] = {}
        self._largest = largest

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        # Monotonic: Setting the machine's clock back must not lock anyone out.
        now = time.monotonic_ns()
        checked = [check(rate, self._full_at.get(id_, 0), now) for id_, rate in buckets]
        closest = checked[0][1]
        for _, allowance in checked[1:]:
            closest = tighter(closest, allowance)
        if not closest.retry_after:
            for bucket, (full_at, _) in zip(buckets, checked, strict=True):
                self._full_at[bucket.id] = full_at
            if len(self._full_at) > self._largest:
                self._forget(now)
        return closest

    def _forget(self, now: int) -> None:
        """Forget the buckets that are full, or if none is, those that were added first."""
        kept = {id_: full_at for id_, full_at in self._full_at.items() if full_at > now}
        surplus = max(len(kept) - self._largest * 3 // 4, 0)
        self._full_at = dict(list(kept.items())[surplus:])

    async def close(self) -> None:
        pass


class Unlimited:
    """Allows all requests, with rate limit headers."""

    _MOST = 1_000_000_000

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        del buckets
        return Allowance(self._MOST, self._MOST, 0, 0)

    async def close(self) -> None:
        pass


class LimitsError(OperatorError):
    """The limits are not valid. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rate limits of a server."""

    keys: dict[str, Rate]
    """By environment."""
    tenant: Rate
    failed_attempts: Rate
    """Limit of an address with invalid credentials."""


FAILED_ATTEMPTS = Rate(per_minute=30, burst=30)
RELAXED_FACTOR = 1000
"""`relaxed` allows this many times what the platform does, so that a contract run is not slowed by it."""


def policy(profile: str, contract: Contract) -> Policy | None:
    """Return the limits of a profile; `None` for no limits.

    Args:
        profile: `platform` (the contract's rates), `relaxed`, `off`, or your own rates such as
            `development=100/10,production=1000/50,tenant=2000/100`: requests a minute and, after the slash, the
            burst. Other rates are those of the platform.
        contract: Has the platform's rates.

    Raises:
        LimitsError: The profile is none of these.
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
    for setting in profile.split(","):
        name, _, rate = setting.partition("=")
        per_minute, _, burst = rate.partition("/")
        if name not in rates or not per_minute.isdecimal() or not (burst or "1").isdecimal():
            raise LimitsError(
                f"Invalid limit: {setting!r}. Use platform, relaxed, off, or rates such as"
                f" development=100/10 for {', '.join(rates)}."
            )
        # Ten digits are above every bound; `int` rejects thousands of them with an error of its own.
        rates[name] = checked_rate(int(per_minute[:10]), int((burst or per_minute)[:10]))
    return Policy(
        {environment: rates[environment] for environment in platform.keys},
        rates["tenant"],
        rates["failed_attempts"],
    )


def checked_rate(per_minute: int, burst: int) -> Rate:
    """Return a rate that the arithmetic supports.

    Raises:
        LimitsError: It cannot.
    """
    if not (0 < per_minute <= 100_000_000 and 0 < burst <= 100_000_000):
        raise LimitsError("A limit needs 1 to 100000000 requests a minute, and a burst of as many.")
    return Rate(per_minute, burst)


def _relaxed(rate: Rate) -> Rate:
    per_minute = rate.per_minute * RELAXED_FACTOR
    return Rate(per_minute, per_minute)
