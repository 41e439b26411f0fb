"""Faults in the rate limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

from azotte_sandbox.contract import Rate
from azotte_sandbox.limits import Allowance, Bucket
from azotte_sandbox.store import StoredKey
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams

LIMIT = "x-ratelimit-limit"
REMAINING = "x-ratelimit-remaining"
RESET = "x-ratelimit-reset"
RETRY_AFTER = "retry-after"
RETRY_AFTER_TOO = "x-ratelimit-retry-after"


def checked_as(
    sandbox: Seams, change: Callable[[int, int, Allowance], tuple[int, Allowance]]
) -> None:
    """Change what the limit says to a request: when the bucket is full again without it and with it, and the rest."""

    @sandbox.replace("limits", "check")
    def _(real: Any, rate: Rate, full_at: int, now: int) -> tuple[int, Allowance]:
        after, allowance = real(rate, full_at, now)
        return change(full_at, after, allowance)


def counted_by(sandbox: Seams, name: Callable[[StoredKey], str]) -> None:
    """Count the requests of a key in another bucket than its own."""

    @sandbox.replace("limits", "MemoryLimiter.take")
    async def _(real: Any, limiter: object, buckets: Sequence[Bucket]) -> Allowance:
        own = {f"key:{key.id}": name(key) for key in sandbox.used_keys.values()}
        renamed = [bucket._replace(id=own.get(bucket.id, bucket.id)) for bucket in buckets]
        allowance: Allowance = await real(limiter, renamed)
        return allowance


@fault("no-limit", "Requests are not limited.")
def _(sandbox: Seams) -> None:
    checked_as(sandbox, lambda before, after, said: (after, said._replace(retry_after=0)))


@fault("limit-per-tenant", "A key that used up its limit blocks the tenant's other keys too.")
def _(sandbox: Seams) -> None:
    counted_by(sandbox, lambda key: f"key:{key.tenant}")


@fault("limit-by-address", "The limit is the address's, not the key's.")
def _(sandbox: Seams) -> None:
    # All requests of a run come from one address. Keys with another rate keep buckets of their own.
    counted_by(sandbox, lambda key: f"address:{key.per_minute}")


@fault("remaining-stands-still", "Remaining is always the limit.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.set(REMAINING, response.header(LIMIT))


@fault("reset-is-relative", "Reset is the number of seconds that are left.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.header(RESET):
            response.set(RESET, "1")


@fault("reset-milliseconds", "Reset is in milliseconds.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if reset := response.header(RESET):
            response.set(RESET, f"{reset}000")


@fault("retry-after-zero", "Retry-After is 0.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 429:
            response.set(RETRY_AFTER, "0")
            response.set(RETRY_AFTER_TOO, "0")


@fault("retry-after-missing", "A 429 has no Retry-After.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 429:
            response.set(RETRY_AFTER, None)


@fault("retry-after-milliseconds", "Retry-After is in milliseconds.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 429 and (wait := response.header(RETRY_AFTER)):
            response.set(RETRY_AFTER, f"{wait}000")
            response.set(RETRY_AFTER_TOO, f"{wait}000")


@fault("retry-after-differs", "The two headers name different times.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 429:
            response.set(RETRY_AFTER_TOO, "60")


@fault("limit-figure", "The limit is another one than documented.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if limit := response.header(LIMIT):
            response.set(LIMIT, str(int(limit) * 60))


@fault("limit-counts-the-minute", "The limit is that of a minute, and Remaining counts the burst.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("limits", "check")
    def _(real: Any, rate: Rate, full_at: int, now: int) -> tuple[int, Allowance]:
        after, allowance = real(rate, full_at, now)
        return after, allowance._replace(limit=rate.per_minute)


@fault("no-burst", "Bursts are not allowed.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("limits", "check")
    def _(real: Any, rate: Rate, full_at: int, now: int) -> tuple[int, Allowance]:
        result: tuple[int, Allowance] = real(Rate(rate.per_minute, 2), full_at, now)
        return result


@fault("rate-headers-on-success-only", "Errors have no rate limit headers.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status in (404, 409, 422):
            for name in (LIMIT, REMAINING, RESET):
                response.set(name, None)


@fault("writes-not-counted", "Only reads are counted.")
def _(sandbox: Seams) -> None:
    method: ContextVar[str] = ContextVar("method", default="GET")

    @sandbox.request
    def _(request: Request) -> None:
        method.set(request.method)

    def check(before: int, after: int, said: Allowance) -> tuple[int, Allowance]:
        if method.get() in ("GET", "HEAD"):
            return after, said
        return before, said._replace(retry_after=0)

    checked_as(sandbox, check)


@fault("remaining-above-limit", "Limit and Remaining are swapped.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        limit, remaining = response.header(LIMIT), response.header(REMAINING)
        response.set(LIMIT, remaining)
        response.set(REMAINING, limit)
