"""Sends the deliveries of the outbox until endpoints accept them.

An endpoint accepts a delivery with status 200 within 30 seconds. The platform's documentation allows no other status,
so 202 and 204 are failures too. Redirects are not followed. Otherwise the delivery is retried with increasing delays,
with the same event ID and body and a new signature. An endpoint that returns 410 is disabled. A delivery can arrive
twice, for example after a crash. The events of an object arrive in order.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import functools
import math
import random
import ssl
import time
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from azotte_sandbox import logs
from azotte_sandbox.store import Attempt, Delivery, Outbox, StoreUnavailableError
from azotte_sandbox.webhooks.outbox import MOST_TO_ONE
from azotte_sandbox.webhooks.sign import signature_headers
from azotte_sandbox.webhooks.target import Resolver, TargetRefusedError, resolve

TIMEOUT_SECONDS = 30.0  # documented: maximum time until the response


@dataclass(frozen=True, slots=True)
class Backoff:
    """The delays between the attempts of a delivery, in seconds."""

    first: float = 5.0
    factor: float = 3.0
    longest: float = 24 * 3600.0
    attempts: int = 14  # the last attempt is after about five days

    def seconds(self, attempt: int) -> float | None:
        """Return the delay after an attempt, or `None` after the last one.

        Random in the upper half, so that deliveries that failed together are not retried together.
        """
        if attempt >= self.attempts:
            return None
        wait = min(self.first * self.factor ** (attempt - 1), self.longest)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311  (spreads load, hides nothing)


class Dispatcher:
    """Delivers due events while `run` is running.

    Args:
        outbox: where deliveries wait.
        allow_loopback: Whether to deliver to this machine, with or without TLS.
        backoff: Delays between attempts.
        timeout: Maximum time of an attempt, in seconds.
        resolver: Returns the addresses of a name. Defaults to the system's resolver.
        tls: Verifies certificates of receivers. Defaults to the system's authorities.
    """

    def __init__(
        self,
        outbox: Outbox,
        *,
        allow_loopback: bool,
        backoff: Backoff = Backoff(),
        timeout: float = TIMEOUT_SECONDS,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._outbox = outbox
        self._allow_loopback = allow_loopback
        self._backoff = backoff
        self._timeout = timeout
        self._resolver = resolver
        self._tls = tls
        self._wake = asyncio.Event()
        self._stopping = False
        self._in_flight: set[asyncio.Task[bool]] = set()
        self._to_each: Counter[str] = Counter()

    def wake(self) -> None:
        """Check for due deliveries now instead of within a second."""
        self._wake.set()

    async def run(self) -> None:
        """Deliver until `stop` is called."""
        while not self._stopping:
            self._wake.clear()
            try:
                await self._start_due()
            except StoreUnavailableError as error:
                logs.event("webhook_outbox_unavailable", level="error", reason=str(error))
            except Exception as error:  # noqa: BLE001  (whatever it is, the next look may find it gone)
                logs.exception(error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _LOOK_SECONDS)

    async def stop(self, patience: float = 5.0) -> None:
        """Start no more attempts, and wait for the active ones.

        Args:
            patience: Seconds until they are cancelled. They are retried after the next start.
        """
        self._stopping = True
        self._wake.set()
        if self._in_flight:
            await asyncio.wait(self._in_flight, timeout=patience)
        for task in self._in_flight:
            task.cancel()
        await asyncio.gather(*self._in_flight, return_exceptions=True)

    async def _start_due(self) -> None:
        free = _MOST_IN_FLIGHT - len(self._in_flight)
        if free <= 0:
            return
        lease = int(self._timeout) + _LEASE_SPARE_SECONDS
        to_each = Counter(self._to_each)
        claimed = await self._outbox.claim_due(int(time.time()), free, lease, to_each)
        for delivery in claimed:
            task = asyncio.create_task(self._attempt(delivery))
            self._in_flight.add(task)
            self._to_each[delivery.endpoint_id] += 1
            task.add_done_callback(functools.partial(self._done, delivery.endpoint_id))
        # If the limit was reached, more deliveries may be due, and finished attempts have made room.
        to_each.update(delivery.endpoint_id for delivery in claimed)
        if len(claimed) == free or any(
            to_each[delivery.endpoint_id] >= MOST_TO_ONE for delivery in claimed
        ):
            self._wake.set()

    def _done(self, endpoint: str, task: asyncio.Task[bool]) -> None:
        # Deliveries above the limit can start now.
        held_back = (
            len(self._in_flight) >= _MOST_IN_FLIGHT or self._to_each[endpoint] >= MOST_TO_ONE
        )
        self._in_flight.discard(task)
        self._to_each -= Counter((endpoint,))  # removes the endpoint at zero
        if task.cancelled():
            return
        if error := task.exception():
            logs.exception(error)  # its lease ends, and it is retried
        if held_back or (not error and task.result()):
            self._wake.set()

    async def _attempt(self, delivery: Delivery) -> bool:
        """Send a delivery and store the result. Return whether another one is due."""
        started = time.monotonic()
        from azotte_sandbox.webhooks.post import BadResponseError

        try:
            async with asyncio.timeout(self._timeout):
                outcome = await self._send(delivery)
        except TimeoutError:
            outcome = _Outcome(None, "timeout")
        except TargetRefusedError:
            outcome = _Outcome(None, "target_rejected")
        except ssl.SSLCertVerificationError:
            outcome = _Outcome(None, "certificate_not_trusted")
        except OSError:
            outcome = _Outcome(None, "connection_failed")
        except BadResponseError:
            outcome = _Outcome(None, "response_malformed")
        except asyncio.CancelledError:
            now = int(time.time())
            await self._outbox.mark_failed(delivery, now, now, "interrupted by a stop")
            raise
        return await self._settle(delivery, outcome, time.monotonic() - started)

    async def _send(self, delivery: Delivery) -> _Outcome:
        # Imported here, because a server without webhooks does not need the client.
        from azotte_sandbox.webhooks.post import post

        target, addresses = await resolve(
            delivery.url, allow_loopback=self._allow_loopback, resolver=self._resolver
        )
        headers = [
            ("content-type", "application/json"),
            ("user-agent", "azotte-sandbox"),
            *signature_headers(
                delivery.form, delivery.secrets, delivery.event_id, delivery.body, int(time.time())
            ),
        ]
        if target.secure and self._tls is None:
            self._tls = ssl.create_default_context()
        tls = self._tls if target.secure else None
        status, retry_after, body = await post(target, addresses, tls, headers, delivery.body)
        return _Outcome(status, f"status {status}", seconds_until(retry_after), body)

    async def _settle(self, delivery: Delivery, outcome: _Outcome, seconds: float) -> bool:
        now = int(time.time())
        attempt = Attempt(outcome.status, round(seconds * 1000), outcome.body)
        told: logs.Fields = {
            "endpoint_id": delivery.endpoint_id,
            "event_id": delivery.event_id,
            "event_type": delivery.event_type,
            "attempt": delivery.attempt,
            "duration_ms": round(seconds * 1000, 3),
            "reason": outcome.reason,
        }
        if outcome.status is not None:
            told["status"] = outcome.status
        if outcome.status == _TAKEN:
            due = await self._outbox.mark_delivered(delivery, now, _TAKEN, attempt)
            logs.event("webhook_delivered", **told)
            return due
        wait = self._backoff.seconds(delivery.attempt)
        if wait is not None and outcome.retry_after is not None:
            wait = max(wait, min(outcome.retry_after, self._backoff.longest))
        if outcome.status == _GONE:
            await self._outbox.disable_endpoint(delivery.endpoint_id, now)
            logs.event("webhook_endpoint_disabled", level="warning", **told)
            wait = None
        next_attempt_at = None if wait is None else now + math.ceil(wait)
        due = await self._outbox.mark_failed(
            delivery, now, next_attempt_at, outcome.reason, attempt
        )
        if wait is not None:
            told["retry_in"] = round(wait, 3)
        logs.event("webhook_failed", level="warning", **told)
        return due


def seconds_until(retry_after: str) -> float | None:
    """Read `Retry-After` as seconds from now; `None` if it is neither of its two forms (RFC 9110 10.2.3)."""
    if retry_after.isascii() and retry_after.isdigit():
        return float(retry_after[:10])
    try:
        return email.utils.parsedate_to_datetime(retry_after).timestamp() - time.time()
    except (ValueError, OverflowError):
        return None


_TAKEN = 200
_GONE = 410
_LOOK_SECONDS = 1.0
_LEASE_SPARE_SECONDS = 60
_MOST_IN_FLIGHT = 256


class _Outcome(NamedTuple):
    """The result of an attempt."""

    status: int | None
    reason: str
    retry_after: float | None = None
    body: bytes = b""
