"""Transports send requests with an HTTP library.

| class | library | install |
| --- | --- | --- |
| `Httpx2Transport`, `AsyncHttpx2Transport` | httpx2, the default | |
| `Urllib3Transport` | urllib3, about three quarters of the CPU per call | `pip install 'azotte[urllib3]'` |
| `AiohttpTransport` | aiohttp, less than half of the CPU per call | `pip install 'azotte[aiohttp]'` |

Your own transport is any object with `send`, `close` and `verified`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from azotte.transports._protocol import (
    AsyncTransport,
    HttpRequest,
    HttpResponse,
    Transport,
    TransportError,
)

if TYPE_CHECKING:
    from azotte.transports._aiohttp import AiohttpTransport
    from azotte.transports._httpx2 import AsyncHttpx2Transport, Httpx2Transport
    from azotte.transports._urllib3 import Urllib3Transport

__all__ = [
    "AiohttpTransport",
    "AsyncHttpx2Transport",
    "AsyncTransport",
    "HttpRequest",
    "HttpResponse",
    "Httpx2Transport",
    "Transport",
    "TransportError",
    "Urllib3Transport",
]

_HOMES = {
    "AiohttpTransport": "_aiohttp",
    "AsyncHttpx2Transport": "_httpx2",
    "Httpx2Transport": "_httpx2",
    "Urllib3Transport": "_urllib3",
}


if not TYPE_CHECKING:  # a type checker would take it for any name at all

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'azotte.transports' has no attribute {name!r}")
        value: object = getattr(import_module(f"azotte.transports.{home}"), name)
        globals()[name] = value
        return value
