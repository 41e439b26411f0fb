# Copied from templates/python/runtime/transports/_loops.py: edit there, not here.
"""One pool of connections for each event loop."""

from __future__ import annotations

import asyncio
import os
from asyncio import AbstractEventLoop
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

T = TypeVar("T")


class PoolPerLoop(Generic[T]):
    """The pools of a transport that is used from several event loops: a connection belongs to the loop that opened it.

    Frameworks that call async code from sync code (Flask, Django) run each call on a loop of its own. A pool is closed when
    its loop shuts down its asynchronous generators, which `asyncio.run` does at its end.
    """

    def __init__(self, open: Callable[[str], T], close: Callable[[T], Awaitable[None]]) -> None:
        """Hold no pool yet.

        Args:
            open: Opens a pool for a URL.
            close: Closes a pool.
        """
        self._open = open
        self._close = close
        self._pools: dict[AbstractEventLoop, tuple[T, AsyncGenerator[T, None]]] = {}

    async def get(self, url: str) -> T:
        """Return the running loop's pool; opened for the first request."""
        loop = asyncio.get_running_loop()
        found = self._pools.get(loop)
        if found is None:
            await self._drop_closed()
            life = self._life(url, loop)
            found = self._pools[loop] = (await anext(life), life)
        return found[0]

    async def close(self) -> None:
        """Close all pools; those of other loops when these run next."""
        await self._drop_closed()
        for loop, (_, life) in list(self._pools.items()):
            if loop is asyncio.get_running_loop():
                await life.aclose()
            else:
                del self._pools[loop]
                with suppress(RuntimeError):  # closed meanwhile
                    loop.call_soon_threadsafe(loop.create_task, _end(life))

    async def _life(self, url: str, loop: AbstractEventLoop) -> AsyncGenerator[T, None]:
        process = os.getpid()
        pool = self._open(url)
        try:
            yield pool
        finally:
            self._pools.pop(loop, None)
            # In a forked child it is the parent's: closing it might tell the server.
            if os.getpid() == process:
                await self._close(pool)

    async def _drop_closed(self) -> None:
        for loop in [loop for loop in list(self._pools) if loop.is_closed()]:
            found = self._pools.pop(loop, None)
            if found:
                with suppress(Exception):  # as much as can be done without its loop
                    await self._close(found[0])


async def _end(life: AsyncGenerator[T, None]) -> None:
    await life.aclose()
