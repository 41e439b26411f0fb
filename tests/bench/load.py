"""A load of HTTP requests on a server of this machine, and what the server spent on it."""

import asyncio
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import cast

import psutil
import uvloop

CONNECTIONS = 16
"""As many as where the bars come from; a server that shares a commit among writes shares it among these."""
TIMEOUT_SECONDS = 300.0
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *([0-9]+)")


@dataclass(frozen=True)
class Peer:
    """A server under measurement."""

    name: str
    process: subprocess.Popen[bytes]
    port: int

    def cpu_seconds(self) -> float:
        """CPU time that the process and its children have used."""
        parent = psutil.Process(self.process.pid)
        times = [process.cpu_times() for process in (parent, *parent.children(recursive=True))]
        return sum(spent.user + spent.system for spent in times)

    def resident_megabytes(self) -> float:
        parent = psutil.Process(self.process.pid)
        return sum(p.memory_info().rss for p in (parent, *parent.children(recursive=True))) / 1e6

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(TIMEOUT_SECONDS)


def cpu_per_request(peer: Peer, requests: Iterator[bytes], count: int, expected: int) -> float:
    """Send requests over keep-alive connections and return the server's CPU microseconds for each.

    Args:
        peer: The server.
        requests: Whole HTTP/1.1 requests; `count` of them are taken.
        count: How many to send.
        expected: Status that each response must have, so that no error is measured.
    """
    before = peer.cpu_seconds()
    # A load that is dearer than the server would measure how the server falls asleep and wakes.
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_send(peer.port, requests, count, expected))
    return (peer.cpu_seconds() - before) / count * 1e6


async def _send(port: int, requests: Iterator[bytes], count: int, expected: int) -> None:
    batch = [next(requests) for _ in range(count)]
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(TIMEOUT_SECONDS):
        connections: list[_Connection] = []
        for number in range(CONNECTIONS):
            make = partial(_Connection, batch[number::CONNECTIONS], expected, loop.create_future())
            _, connection = await loop.create_connection(make, "127.0.0.1", port)
            connections.append(connection)
        await asyncio.gather(*(connection.done for connection in connections))


class _Connection(asyncio.Protocol):
    """Sends its requests, each after the response to the previous one."""

    def __init__(self, requests: list[bytes], expected: int, done: asyncio.Future[None]) -> None:
        self.done = done
        self._requests = iter(requests)
        self._expected = b"HTTP/1.1 %d " % expected
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        if end and len(body) >= _length(head):
            if not head.startswith(self._expected):
                self._fail(f"{self._expected!r} was expected, not {self._received[:500]!r}")
            self._received = b""
            self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"The server closed the connection: {exc}.")

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)
            self._transport.close()

    def _fail(self, reason: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(reason))


def _length(head: bytes) -> int:
    return int(_LENGTH.findall(head)[0])


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_listening(process: subprocess.Popen[bytes], port: int) -> float:
    """Wait for a server to accept connections; returns how many seconds that took."""
    started = time.monotonic()
    while time.monotonic() - started < TIMEOUT_SECONDS:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with {process.returncode}.")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return time.monotonic() - started
        time.sleep(0.005)
    raise RuntimeError(f"Nothing listens on port {port}.")
