# Copied from templates/python/runtime/_function_styles.py: edit there, not here.
"""An operation as plain functions: made from the one function that builds its calls.

Each takes the client and then what `call` takes. The types come from `call` too, so that its arguments are written once.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from azotte._copied_signature import positional, takes
from azotte._operation import Call
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._client import AsyncAzotte, Azotte

P = ParamSpec("P")
T = TypeVar("T")

_SYNC = positional("client", "Azotte")
_ASYNC = positional("client", "AsyncAzotte")


def sync(call: Callable[P, Call[T]]) -> Callable[Concatenate[Azotte, P], T]:
    """Return a function that makes the call and returns its result."""

    @takes(call, _SYNC)
    def sync(client: Azotte, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return client.send(call(*args, **kwargs)).result

    return sync


def sync_detailed(
    call: Callable[P, Call[T]],
) -> Callable[Concatenate[Azotte, P], Response[T]]:
    """Return a function that makes the call and returns the whole response."""

    @takes(call, _SYNC, returns="Response[{}]".format)
    def sync_detailed(client: Azotte, /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        return client.send(call(*args, **kwargs))

    return sync_detailed


def asyncio(
    call: Callable[P, Call[T]],
) -> Callable[Concatenate[AsyncAzotte, P], Coroutine[Any, Any, T]]:
    """Return a coroutine function that makes the call and returns its result."""

    @takes(call, _ASYNC)
    async def asyncio(client: AsyncAzotte, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return (await client.send(call(*args, **kwargs))).result

    return asyncio


def asyncio_detailed(
    call: Callable[P, Call[T]],
) -> Callable[Concatenate[AsyncAzotte, P], Coroutine[Any, Any, Response[T]]]:
    """Return a coroutine function that makes the call and returns the whole response."""

    @takes(call, _ASYNC, returns="Response[{}]".format)
    async def asyncio_detailed(
        client: AsyncAzotte, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        return await client.send(call(*args, **kwargs))

    return asyncio_detailed
