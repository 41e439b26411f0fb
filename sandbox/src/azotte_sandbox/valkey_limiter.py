"""Counts rate limits in Valkey or Redis, exactly for any number of processes and machines.

A script on the server decides, with exclusive access and the server's clock, so the number of processes and their
clocks do not matter. Tokens are not handed out in advance, because a token that one process holds would be missing in
another, and `remaining` would be an estimate. Requests that arrive during a round trip share the next one, which
reduces the cost under load.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import reduce
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from azotte_sandbox import logs
from azotte_sandbox.batches import Batches
from azotte_sandbox.limits import (
    MINUTE,
    SECOND,
    Allowance,
    Bucket,
    Limiter,
    LimitsError,
    check,
    tighter,
)

RESPONSE_SECONDS = 1.0
"""Maximum time until the server responds."""
RETRY_SECONDS = 1.0
"""Time of local counting before the next attempt to reach the server."""
LARGEST_BATCH = 64
"""Maximum number of requests in a round trip."""

# `limits.check` decides. This script does the same atomically, and returns what it saw. A double is exact for 104 days
# of nanoseconds only, so a time has seconds and nanoseconds, and the arithmetic uses the distance of a bucket from now.
# KEYS: all buckets. ARGV: for each request the number of its buckets, and for each bucket pace and depth.
_TAKE = """
local time = redis.call('TIME')
local now_seconds, now_rest = tonumber(time[1]), tonumber(time[2]) * 1000
local seen, key, argument = {time[1], time[2]}, 0, 0

local function next_argument()
    argument = argument + 1
    return tonumber(ARGV[argument])
end

while key < #KEYS do
    local buckets, passes = {}, true
    for _ = 1, next_argument() do
        key = key + 1
        local pace, depth, ahead = next_argument(), next_argument(), 0
        local whole_at = redis.call('GET', KEYS[key])
        if whole_at then
            local seconds, rest = string.match(whole_at, '(%d+) (%d+)')
            ahead = (seconds - now_seconds) * 1e9 + (rest - now_rest)
            ahead = math.min(math.max(ahead, 0), depth)
        end
        passes = passes and depth - ahead >= pace
        seen[#seen + 1] = ahead
        buckets[#buckets + 1] = {KEYS[key], ahead + pace}
    end
    if passes then
        for _, bucket in ipairs(buckets) do
            local rest = now_rest + bucket[2]
            local whole_at = string.format('%.0f %.0f', now_seconds + math.floor(rest / 1e9), rest % 1e9)
            redis.call('SET', bucket[1], whole_at, 'PX', string.format('%.0f', math.ceil(bucket[2] / 1e6)))
        end
    end
end
return seen
"""


class ValkeyLimiter:
    """Buckets in a Valkey or Redis server.

    While the server is unavailable, the fallback counts, with full buckets at the start, and retries every second. Both
    changes are logged once.

    Args:
        url: `valkey://` or `redis://`, with `s` at the end of the scheme for TLS. Deployments that share a server need
            different database numbers, as in `valkey://host:6379/1`.
        fallback: Counts on this machine. It is closed with this limiter.

    Raises:
        LimitsError: The URL is invalid.
    """

    def __init__(self, url: str, fallback: Limiter) -> None:
        scheme, separator, rest = url.partition("://")
        try:
            self._server = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  (untyped options)
                scheme.replace("valkey", "redis") + separator + rest,
                socket_timeout=RESPONSE_SECONDS,
                socket_connect_timeout=RESPONSE_SECONDS,
                retry=Retry(NoBackoff(), 0),  # a script that may have run must not run again
            )
        except ValueError as error:
            raise LimitsError("Invalid limiter URL. Write it as valkey://host:6379/0.") from error
        self._script = self._server.register_script(_TAKE)
        self._fallback = fallback
        self._batches = Batches(self._take, LARGEST_BATCH)
        self._away = False
        self._try_again_at = 0.0

    async def take(self, buckets: Sequence[Bucket]) -> Allowance:
        if self._away:
            now = time.monotonic()
            if now < self._try_again_at:
                return await self._fallback.take(buckets)
            # This request retries; others do not wait for it.
            self._try_again_at = now + RETRY_SECONDS
        try:
            allowance = await self._batches.ask(buckets)
        except (RedisError, OSError) as error:
            self._try_again_at = time.monotonic() + RETRY_SECONDS
            if not self._away:
                self._away = True
                logs.event("limiter_unavailable", level="error", reason=type(error).__name__)
            return await self._fallback.take(buckets)
        if self._away:
            self._away = False
            logs.event("limiter_available")
        return allowance

    async def close(self) -> None:
        await self._server.aclose()
        await self._fallback.close()

    async def _take(self, requests: list[Sequence[Bucket]]) -> list[Allowance]:
        keys: list[str] = []
        arguments: list[int] = []
        for buckets in requests:
            arguments.append(len(buckets))
            for bucket in buckets:
                pace = MINUTE // bucket.rate.per_minute
                keys.append(f"{{azotte-sandbox}}:{bucket.id}")
                arguments += (pace, pace * bucket.rate.burst)
        seconds, microseconds, *ahead = map(
            int, cast("list[bytes | int]", await self._script(keys, arguments))
        )
        now = seconds * SECOND + microseconds * 1000
        seen = iter(ahead)
        return [
            reduce(tighter, (check(bucket.rate, now + next(seen), now)[1] for bucket in buckets))
            for buckets in requests
        ]
