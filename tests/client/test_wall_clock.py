"""The machine's clock may be set while a call runs: limits of time do not notice."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler

import pytest

from tests.client.recording import RecordingServer, ScriptedResponse

PROGRAM = """
import asyncio, itertools, sys, time

jumps = itertools.count(step={jump})
time.time = lambda real=time.time: real() + next(jumps)

from azotte import AsyncAzotte, Azotte
from azotte.transports import AiohttpTransport, Urllib3Transport

options = dict(api_key="sk_dev_1234567890abcdef", tenant_id="tenant_1", base_url={url!r}, timeout=30, deadline=60)

async def call(**more):
    async with AsyncAzotte(**options, **more) as azotte:
        return await azotte.customers.list()

if sys.argv[1] == "httpx2":
    page = Azotte(**options).customers.list()
elif sys.argv[1] == "urllib3":
    page = Azotte(**options, transport=Urllib3Transport()).customers.list()
elif sys.argv[1] == "aiohttp":
    page = asyncio.run(call(transport=AiohttpTransport()))
else:
    page = asyncio.run(call())
assert abs(time.time() - time.time()) > 3000, "the clock did not jump"
print(page.data)
"""
PAGE = b'{"object": "list", "data": [], "has_more": false}'


def slowly(handler: BaseHTTPRequestHandler) -> None:
    """Respond in two pieces, so that the client checks the time between them."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(PAGE)))
    handler.end_headers()
    for piece in (PAGE[:20], PAGE[20:]):
        handler.wfile.write(piece)
        handler.wfile.flush()
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.parametrize("jump", [3600, -3600])
@pytest.mark.parametrize("transport", ["httpx2", "urllib3", "aiohttp", "async httpx2"])
def test_a_wall_clock_that_jumps_does_not_end_a_call(
    transport: str, jump: int, server: RecordingServer
) -> None:
    server.script(ScriptedResponse(503, headers={"retry-after": "0"}), ScriptedResponse(raw=slowly))
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(jump=jump, url=server.url), transport],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.stdout == "[]\n", ran.stderr
    assert len(server.received) == 2
