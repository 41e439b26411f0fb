"""Background tasks: renewals, webhook deliveries and the removal of old records."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from azotte_sandbox import clock, idempotency, logs
from azotte_sandbox.auth import Authenticator
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection
from azotte_sandbox.webhooks.deliver import Dispatcher
from azotte_sandbox.webhooks.outbox import StoredOutbox

CATCH_UP_SECONDS = 1.0
"""Interval between checks for due changes."""
LAST_USED_SECONDS = 30.0
"""Interval at which the last use of keys is stored."""
FORGET_SECONDS = 600.0
"""Interval at which expired idempotency records are removed."""
STOP_SECONDS = 3.0
"""Time that a stop waits for active deliveries."""


@asynccontextmanager
async def background(
    sandbox: Sandbox, authenticator: Authenticator, *, allow_loopback: bool
) -> AsyncGenerator[Dispatcher]:
    """Run the background tasks until the block ends.

    Args:
        sandbox: Where.
        authenticator: Authenticator with the last use of keys.
        allow_loopback: Whether webhooks can be delivered to this machine.

    Yields:
        The dispatcher of webhook deliveries.
    """
    dispatcher = Dispatcher(StoredOutbox(sandbox.store), allow_loopback=allow_loopback)
    deliveries = asyncio.create_task(dispatcher.run())
    tasks = [
        asyncio.create_task(_every(seconds, work))
        for seconds, work in (
            (CATCH_UP_SECONDS, partial(_catch_up, sandbox)),
            (LAST_USED_SECONDS, partial(_store_last_used, sandbox, authenticator)),
            (FORGET_SECONDS, partial(_forget, sandbox)),
        )
    ]
    try:
        yield dispatcher
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await dispatcher.stop(STOP_SECONDS)
        await deliveries
        await _once(partial(_store_last_used, sandbox, authenticator))


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await _once(work)
        await asyncio.sleep(seconds)


async def _once(work: Callable[[], Awaitable[None]]) -> None:
    try:
        await work()
    except Exception as error:  # noqa: BLE001  (the next run may succeed)
        logs.exception(error)


async def _catch_up(sandbox: Sandbox) -> None:
    await clock.catch_up(sandbox.store, sandbox.ids, sandbox.checker)


async def _store_last_used(sandbox: Sandbox, authenticator: Authenticator) -> None:
    used = authenticator.take_used()
    if not used:
        return

    async def work(db: Connection) -> None:
        for key_id, moment in used.items():
            row = await db.fetch_one("SELECT tenant FROM api_key WHERE id = $1", key_id)
            if row is None:  # the tenant was removed
                continue
            now = await clock.read_now(db, row[0])  # earlier if the clock was reset
            await db.execute(
                "UPDATE api_key SET last_used_at = $2"
                " WHERE id = $1 AND COALESCE(last_used_at, 0) < $2",
                key_id,
                min(moment, now),
            )

    await sandbox.store.write(None, work)


async def _forget(sandbox: Sandbox) -> None:
    retention = max(
        operation.idempotency.retention_seconds
        for operation in sandbox.contract.operations.values()
        if operation.idempotency
    )

    async def work(db: Connection) -> None:
        await idempotency.forget_expired(db, retention)

    await sandbox.store.write(None, work)
