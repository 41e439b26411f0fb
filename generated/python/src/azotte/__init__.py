# Generated from openapi/ and templates/python/package_init.py.jinja: edit there, not here.
"""The Azotte API for Python.

    from azotte import Azotte

    azotte = Azotte()  # AZOTTE_API_KEY and AZOTTE_TENANT_ID
    for subscription in azotte.subscriptions.list(status="active"):
        print(subscription.id)

Everything here is imported when it is first used, so `import azotte` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from azotte import api, auth, errors, events, models, transports, webhooks
    from azotte._client import AsyncAzotte, Azotte
    from azotte._contract import VERSION as __version__  # noqa: N811  # the name that tools look for
    from azotte._idempotency import new_idempotency_key
    from azotte._json import convert, decode, encode
    from azotte._msgspec_base import UNSET, UnsetType
    from azotte._operation import Call, Operation
    from azotte._pages import AsyncPage, AsyncPages, Page
    from azotte._response import RateLimit, Response
    from azotte._secret import Secret

__all__ = [
    "UNSET",
    "AsyncAzotte",
    "AsyncPage",
    "AsyncPages",
    "Azotte",
    "Call",
    "Operation",
    "Page",
    "RateLimit",
    "Response",
    "Secret",
    "UnsetType",
    "__version__",
    "api",
    "auth",
    "convert",
    "decode",
    "encode",
    "errors",
    "events",
    "models",
    "new_idempotency_key",
    "transports",
    "webhooks",
]

_MODULES = frozenset({"api", "auth", "errors", "events", "models", "transports", "webhooks"})
_HOMES = {
    "UNSET": "_msgspec_base",
    "AsyncAzotte": "_client",
    "AsyncPage": "_pages",
    "AsyncPages": "_pages",
    "Azotte": "_client",
    "Call": "_operation",
    "Operation": "_operation",
    "Page": "_pages",
    "RateLimit": "_response",
    "Response": "_response",
    "Secret": "_secret",
    "UnsetType": "_msgspec_base",
    "convert": "_json",
    "decode": "_json",
    "encode": "_json",
    "new_idempotency_key": "_idempotency",
}


if not TYPE_CHECKING:  # a type checker would take it for any name at all

    def __getattr__(name: str) -> object:
        if name == "__version__":
            return import_module("azotte._contract").VERSION
        if name in _MODULES:
            return import_module(f"azotte.{name}")
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module 'azotte' has no attribute {name!r}")
        value: object = getattr(import_module(f"azotte.{home}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted(__all__)
