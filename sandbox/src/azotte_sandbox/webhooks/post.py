"""Sends one HTTP request to an address that was checked: no name is looked up and no redirect followed here."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Sequence

import h11

from azotte_sandbox.webhooks.target import Target

Headers = list[tuple[str, str]]

_LONGEST_ANSWER = 64 * 1024  # bytes of status line and headers
_CONNECT_SECONDS = 10.0  # to one address, so that the others get their turn
_DRAIN_SECONDS = 1.0


async def post(
    target: Target,
    addresses: Sequence[str],
    tls: ssl.SSLContext | None,
    headers: Headers,
    body: bytes,
) -> tuple[int, str] | None:
    """Post a body on a connection of its own.

    Args:
        target: the URL, taken apart.
        addresses: of its host; the first that can be connected to is used.
        tls: verifies the certificate, which has to be that of the name; no TLS if `None`.
        headers: beside `Host`, `Content-Length` and `Connection`.
        body: the raw body.

    Returns:
        The answer's status and its `Retry-After`, empty without one; `None` if what came was no answer.

    Raises:
        OSError: no address could be connected to, or the connection broke. `ssl.SSLError` is one.
    """
    reader, writer = await _connect(target, addresses, tls)
    try:
        return await _exchange(reader, writer, target, headers, body)
    except h11.RemoteProtocolError:
        return None
    finally:
        writer.close()


async def _connect(
    target: Target, addresses: Sequence[str], tls: ssl.SSLContext | None
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    failure = OSError("no address")
    for address in addresses:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                return await asyncio.open_connection(
                    address, target.port, ssl=tls, server_hostname=target.host if tls else None
                )
        except ssl.SSLError:
            raise
        except OSError as error:
            failure = error
    raise failure


async def _exchange(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    target: Target,
    headers: Headers,
    body: bytes,
) -> tuple[int, str]:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=_LONGEST_ANSWER)
    framing = [
        ("host", target.authority),
        ("content-length", str(len(body))),
        ("connection", "close"),
    ]
    request = h11.Request(method="POST", target=target.path, headers=[*framing, *headers])
    for event in (request, h11.Data(data=body), h11.EndOfMessage()):
        writer.write(connection.send(event) or b"")
    await writer.drain()

    answer = await _next_event(connection, reader)
    while isinstance(answer, h11.InformationalResponse):
        answer = await _next_event(connection, reader)
    if not isinstance(answer, h11.Response):
        raise h11.RemoteProtocolError("closed without an answer")
    # The status decides. The rest is read for the receiver's sake, which might take a reset for an error.
    with contextlib.suppress(OSError, h11.RemoteProtocolError):
        async with asyncio.timeout(_DRAIN_SECONDS):
            while isinstance(await _next_event(connection, reader), h11.Data):
                pass
    retry_after = next((value for name, value in answer.headers if name == b"retry-after"), b"")
    return answer.status_code, retry_after.decode("latin-1")


async def _next_event(connection: h11.Connection, reader: asyncio.StreamReader) -> object:
    while (event := connection.next_event()) is h11.NEED_DATA:
        connection.receive_data(await reader.read(65536))
    return event
