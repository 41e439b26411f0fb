"""Runs the server: the application under uvicorn, and beside it what happens by itself."""

from __future__ import annotations

import asyncio
import gc
import signal
import socket
import tempfile
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

import uvicorn

from azotte_sandbox import clock, idempotency, logs
from azotte_sandbox.app import App
from azotte_sandbox.auth import Authenticator
from azotte_sandbox.contract import Contract
from azotte_sandbox.limits import (
    Limiter,
    LimitsError,
    SharedMemoryLimiter,
    Unlimited,
    policy,
)
from azotte_sandbox.metrics import Metrics
from azotte_sandbox.protocol import Limits, server_config
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection
from azotte_sandbox.store.engines import sqlite_path
from azotte_sandbox.tls import EventLoop, Transport, is_loopback
from azotte_sandbox.webhooks.deliver import Dispatcher
from azotte_sandbox.webhooks.outbox import StoredOutbox
from azotte_sandbox.workers import run_in_processes

CATCH_UP_SECONDS = 1.0
"""How often is looked whether time has made something due."""
LAST_USED_SECONDS = 30.0
"""How often the moments of the keys' last use are stored."""
FORGET_SECONDS = 600.0
"""How often idempotency records that are too old are removed."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What the server needs to know beside the sandbox's settings."""

    host: str
    transport: Transport
    limits: str = "platform"
    workers: int = 1
    limiter: str | None = None
    """The URL of the server that counts requests; this machine counts if left out."""
    protocol: Limits = Limits()  # noqa: RUF009  (frozen)


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 lets the system choose one.

    Raises:
        OSError: the address is taken, or not of this machine.
    """
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def run(settings: Settings, contract: Contract, serving: Serving, listener: socket.socket) -> None:
    """Serve until told to stop.

    Args:
        settings: where the store is.
        contract: what is served.
        serving: how to serve.
        listener: where.
    """
    logs.configure()
    metrics = Metrics(contract.operations, serving.workers)
    with _limits_file(settings.database) as limits_file:
        work = partial(_run_worker, settings, contract, serving, listener, limits_file, metrics)
        if serving.workers == 1:
            work(0)
        else:
            run_in_processes(serving.workers, work)


def _run_worker(
    settings: Settings,
    contract: Contract,
    serving: Serving,
    listener: socket.socket,
    limits_file: Path,
    metrics: Metrics,
    number: int,
) -> None:
    metrics.count_as(number)
    with asyncio.Runner(loop_factory=EventLoop) as runner:
        runner.run(_serve(settings, contract, serving, listener, limits_file, metrics))


async def _serve(
    settings: Settings,
    contract: Contract,
    serving: Serving,
    listener: socket.socket,
    limits_file: Path,
    metrics: Metrics,
) -> None:
    sandbox = await Sandbox.open(settings, contract)
    limiter = _limiter(serving, limits_file)
    # A proxy in front lets others in.
    private = is_loopback(serving.host) and not serving.transport.trusted_proxies
    authenticator = Authenticator(sandbox.contract, sandbox.store, imported_keys=private)
    app = App(
        contract=sandbox.contract,
        store=sandbox.store,
        authenticator=authenticator,
        transport=serving.transport,
        limiter=limiter,
        policy=policy(serving.limits, sandbox.contract),
        checker=sandbox.checker,
        ids=sandbox.ids,
        metrics=metrics,
    )
    server = uvicorn.Server(
        server_config(
            cast("Any", app),
            sandbox.contract.errors,
            serving.protocol,
            metrics=metrics,
            ssl_context=serving.transport.ssl_context,
            lifespan="off",
        )
    )

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises the signal again when it is done; without a handler that would end the process before the
    # store is closed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    dispatcher = Dispatcher(StoredOutbox(sandbox.store), allow_loopback=private)
    deliveries = asyncio.create_task(dispatcher.run())
    tasks = [
        asyncio.create_task(_every(seconds, work))
        for seconds, work in (
            (CATCH_UP_SECONDS, partial(_catch_up, sandbox)),
            (LAST_USED_SECONDS, partial(_store_last_used, sandbox, authenticator)),
            (FORGET_SECONDS, partial(_forget, sandbox)),
        )
    ]
    # What is there now stays: the collector need not look at it again with every request's garbage.
    gc.collect()
    gc.freeze()
    try:
        await server.serve([listener])
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await dispatcher.stop()
        await deliveries
        await _store_last_used(sandbox, authenticator)
        await limiter.close()
        await sandbox.close()


def _limiter(serving: Serving, limits_file: Path) -> Limiter:
    if serving.limits == "off":
        return Unlimited()
    local = SharedMemoryLimiter(limits_file)
    return local if serving.limiter is None else limiter_on_server(serving.limiter, local)


def limiter_on_server(url: str, fallback: Limiter) -> Limiter:
    """What counts requests for several machines.

    Args:
        url: the server's.
        fallback: counts while the server is away.

    Raises:
        LimitsError: the URL names no server, or a package is missing.
    """
    try:
        from azotte_sandbox.limits_valkey import ValkeyLimiter
    except ModuleNotFoundError as error:
        raise LimitsError(
            "A limiter on a server needs one more package: pip install 'azotte-sandbox[redis]'."
        ) from error
    return ValkeyLimiter(url, fallback)


@contextmanager
def _limits_file(database: str) -> Generator[Path]:
    """Where this machine counts: beside the data, or while the server runs if those are not in a file."""
    path = sqlite_path(database)
    if path is not None:
        yield path.with_name(path.name + "-limits")
        return
    with tempfile.TemporaryDirectory(prefix="azotte-sandbox-") as folder:
        yield Path(folder) / "limits"


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    """Do something again and again; what goes wrong is logged and tried again."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001  (the next time may be better)
            logs.exception(error)
        await asyncio.sleep(seconds)


async def _catch_up(sandbox: Sandbox) -> None:
    async def is_due(db: Connection) -> bool:
        row = await db.fetch_one(
            "SELECT 1 FROM subscription WHERE due_at <= $1 LIMIT 1", await clock.read_now(db)
        )
        return row is not None

    if await sandbox.store.read(None, is_due):
        await clock.catch_up(sandbox.store, sandbox.ids, sandbox.checker)


async def _store_last_used(sandbox: Sandbox, authenticator: Authenticator) -> None:
    used = authenticator.take_used()
    if not used:
        return

    async def work(db: Connection) -> None:
        now = await clock.read_now(db)  # earlier than the moments if the clock was reset since
        for key_id, moment in used.items():
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
        await idempotency.forget_expired(db, await clock.read_now(db), retention)

    await sandbox.store.write(None, work)
