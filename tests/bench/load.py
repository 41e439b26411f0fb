"""A load of HTTP requests on a server of this machine, and what the server spent on it."""

import asyncio
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import psutil

CONNECTIONS = 16
"""As many as where the bars come from; a server that shares a commit among writes shares it among these."""
TIMEOUT_SECONDS = 60.0


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
        expected: The status that every answer must have, so that no error page is measured.
    """
    before = peer.cpu_seconds()
    asyncio.run(_send(peer.port, requests, count, expected))
    return (peer.cpu_seconds() - before) / count * 1e6


async def _send(port: int, requests: Iterator[bytes], count: int, expected: int) -> None:
    batch = [next(requests) for _ in range(count)]
    async with asyncio.timeout(TIMEOUT_SECONDS):
        await asyncio.gather(
            *(
                _connection(port, batch[number::CONNECTIONS], expected)
                for number in range(CONNECTIONS)
            )
        )


async def _connection(port: int, requests: list[bytes], expected: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        writer.write(request)
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        body = await reader.readexactly(length)
        status = int(head.split(b" ", 2)[1])
        if status != expected:
            raise RuntimeError(f"{expected} was expected, not {status}: {body[:500].decode()}")
    writer.close()
    await writer.wait_closed()


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
