"""Faults in the rate limit."""

from tests.contract.faults.changes import Answer, Source
from tests.contract.faults.fault import fault, wire


def no_rate_headers_on_errors(answer: Answer) -> None:
    if answer.status in (404, 409, 422):
        for name in ("limit", "remaining", "reset"):
            answer.set(f"x-ratelimit-{name}", None)


def mix_up(answer: Answer) -> None:
    limit, left = answer.header("x-ratelimit-limit"), answer.header("x-ratelimit-remaining")
    if limit and left:
        answer.set("x-ratelimit-limit", left)
        answer.set("x-ratelimit-remaining", limit)


FAULTS = [
    fault(
        "no-limit",
        "nobody counts",
        Source(
            "app",
            "        if exchange.allowance.retry_after:\n            raise _too_many(exchange.allowance)",
            "        pass",
        ),
    ),
    fault(
        "limit-per-tenant",
        "a key that used up its limit takes the tenant's other keys with it",
        Source("app", 'bucket_id("key", stored.id)', 'bucket_id("key", stored.tenant)'),
    ),
    fault(
        "remaining-stands-still",
        "Remaining is always the limit",
        Source("app", 'b"%d" % allowance.remaining', 'b"%d" % allowance.limit'),
    ),
    fault(
        "reset-is-relative",
        "Reset is the seconds that are left",
        Source("app", 'b"%d" % allowance.reset', 'b"%d" % 1'),
    ),
    fault(
        "retry-after-zero",
        "Retry-After says now",
        Source("app", "    wait = str(allowance.retry_after).encode()", '    wait = b"0"'),
    ),
    fault(
        "retry-after-missing",
        "the 429 has no Retry-After",
        Source(
            "app",
            '        headers=((b"retry-after", wait), (b"x-ratelimit-retry-after", wait)),\n    )\n\n\ndef _idempotency_key',
            '        headers=((b"x-ratelimit-retry-after", wait),),\n    )\n\n\ndef _idempotency_key',
        ),
    ),
    fault(
        "retry-after-milliseconds",
        "Retry-After is in milliseconds",
        Source(
            "app",
            "    wait = str(allowance.retry_after).encode()",
            "    wait = str(allowance.retry_after * 1000).encode()",
        ),
    ),
    fault(
        "limit-figure",
        "the limit is another one than documented",
        Source(
            "limits",
            "return whole_at, Allowance(rate.per_minute, remaining,",
            "return whole_at, Allowance(rate.per_minute * 60, remaining,",
        ),
    ),
    fault(
        "no-burst",
        "requests have to come evenly",
        Source("limits", "depth = pace * rate.burst", "depth = pace * 2"),
    ),
    wire(
        "rate-headers-on-success-only",
        "errors have no rate limit headers",
        no_rate_headers_on_errors,
    ),
    fault(
        "writes-not-counted",
        "only reads are counted",
        Source(
            "app",
            "        await self._limit(exchange, caller)\n        if route is None:",
            '        if method == "GET":\n            await self._limit(exchange, caller)\n        if route is None:',
        ),
    ),
    wire(
        "retry-after-differs",
        "the two headers say different times",
        lambda a: a.set("x-ratelimit-retry-after", "60") if a.status == 429 else None,
    ),
    wire("remaining-above-limit", "Limit and Remaining are mixed up", mix_up),
    wire(
        "reset-milliseconds",
        "Reset is in milliseconds",
        lambda a: (
            a.set("x-ratelimit-reset", (a.header("x-ratelimit-reset") or "") + "000")
            if a.header("x-ratelimit-reset")
            else None
        ),
    ),
    fault(
        "limit-by-address",
        "the limit is the address's, not the key's",
        Source(
            "app",
            'bucket_id("key", stored.id)',
            'bucket_id("key", str(exchange.peer.address), str(stored.per_minute))',
        ),
    ),
]
