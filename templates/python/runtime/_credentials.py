"""The API key or another secret of a client: a value, or a function that returns it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection
from concurrent.futures import CancelledError, Future
from contextvars import copy_context
from inspect import isawaitable
from threading import Lock, Thread
from typing import Any, TypeAlias

from azotte._base_errors import InvalidArgumentError
from azotte._contract import CREDENTIALS, TENANT_VARIABLE, Credential
from azotte._keys import Key
from azotte._secret import Secret

ApiKey: TypeAlias = str | Secret | Callable[[], str | Secret]
AsyncApiKey: TypeAlias = ApiKey | Callable[[], Awaitable[str | Secret]]


class Credentials:
    """A secret of a client and its views.

    The function runs in its own thread, so that it cannot exceed the deadline of a call. Calls that need the key at the same time
    wait for the same run.

    Attributes:
        key: The key, as far as it is known.
    """

    def __init__(self, credential: Credential, api_key: str | Secret | Callable[[], Any]) -> None:
        """Read the key.

        Args:
            credential: What it is.
            api_key: The key, or a function that returns it.

        Raises:
            InvalidArgumentError: The key is not text.
        """
        self._credential = credential
        self.key: Key | None = None
        self._ask: Callable[[], Any] | None = None
        self._pending: Future[Key] | None = None
        self._lock = Lock()
        try:
            if callable(api_key):
                self._ask = api_key
            else:
                self.key = _key(credential, api_key)
        finally:
            # Not left in this frame, which is part of the traceback of whatever is raised.
            del api_key

    def find(self, stale: Key | None) -> Key | Future[Key]:
        """Return the key, or the future of the running function.

        Args:
            stale: A key that the API rejected. The function, if there is one, is called for another.
        """
        with self._lock:
            if self.key is not None and (self.key is not stale or self._ask is None):
                return self.key
            assert self._ask is not None  # Without a function there is a key from the start.
            if self._pending is None:
                self._pending = Future()
                self._start(self._ask, self._pending)
            return self._pending

    def wait(self, stale: Key | None, seconds: float) -> Key | None:
        """Return the key; `None` if it did not come in time."""
        found = self.find(stale)
        if isinstance(found, Key):
            return found
        try:
            return found.result(seconds)
        except TimeoutError:
            # The function may have raised it.
            if found.done():
                raise
            return None

    def forked(self) -> None:
        """Forget the parent's threads and locks: they do not exist in this process, or are locked for ever."""
        self._pending = None
        self._lock = Lock()

    def _start(self, ask: Callable[[], Any], pending: Future[Key]) -> None:
        def run() -> None:
            try:
                self._settle(pending, _fresh(self._credential, ask()))
            except BaseException as error:  # noqa: BLE001  # it is raised where the key is waited for
                self._settle(pending, error)

        self._run(run)

    def _run(self, run: Callable[[], None]) -> None:
        name = f"azotte-{self._credential.argument.replace('_', '-')}"
        Thread(target=copy_context().run, args=(run,), name=name, daemon=True).start()

    def _settle(self, pending: Future[Key], outcome: Key | BaseException) -> None:
        with self._lock:
            if isinstance(outcome, Key):
                self.key = outcome
            if self._pending is pending:
                self._pending = None
        if isinstance(outcome, Key):
            pending.set_result(outcome)
        else:
            pending.set_exception(outcome)


class AsyncCredentials(Credentials):
    """A secret of an asynchronous client; the function may return an awaitable."""

    async def wait_async(self, stale: Key | None, seconds: float) -> Key | None:
        """Return the key; `None` if it did not come in time."""
        found = self.find(stale)
        if isinstance(found, Key):
            return found
        future = asyncio.wrap_future(found)
        done, _ = await asyncio.wait({future}, timeout=seconds)
        if done:
            return future.result()
        future.add_done_callback(_ignore)
        return None

    def _start(self, ask: Callable[[], Any], pending: Future[Key]) -> None:
        loop = asyncio.get_running_loop()

        def run() -> None:
            try:
                self._settle(pending, _fresh(self._credential, _resolved(ask(), loop)))
            except CancelledError:
                # Its event loop ended.
                name = self._credential.argument
                problem = f"{name} was cancelled before it returned a key; call again"
                self._settle(pending, InvalidArgumentError(problem, name))
            except BaseException as error:  # noqa: BLE001  # it is raised where the key is waited for
                self._settle(pending, error)

        self._run(run)


def chosen(
    security: tuple[tuple[str, ...], ...], secrets: Collection[str], tenant_id: str
) -> tuple[str, ...]:
    """Return the first alternative whose credentials are there.

    Args:
        security: The arguments that are needed together, as alternatives.
        secrets: The arguments of the client that hold secrets.
        tenant_id: The tenant; empty if there is none.

    Raises:
        InvalidArgumentError: There is none.
    """
    available = {*secrets, "tenant_id"} if tenant_id else secrets
    for alternative in security:
        if all(name in available for name in alternative):
            return alternative
    if not security:
        return ()
    missing = next(name for name in security[0] if name not in available)
    credential = CREDENTIALS.get(missing)
    what, variable = (
        (credential.what, credential.variable) if credential else ("tenant", TENANT_VARIABLE)
    )
    raise InvalidArgumentError(
        f"There is no {what}: set the environment variable {variable}, or pass {missing}.", missing
    )


def _resolved(value: object, loop: asyncio.AbstractEventLoop) -> object:
    if isawaitable(value):
        return asyncio.run_coroutine_threadsafe(_awaited(value), loop).result()
    return value


async def _awaited(value: Awaitable[Any]) -> Any:
    return await value


def _ignore(future: asyncio.Future[Key]) -> None:
    if not future.cancelled():
        future.exception()


def _key(credential: Credential, value: str | Secret) -> Key:
    try:
        return Key(Secret(value, credential.argument), credential)
    finally:
        del value


def _fresh(credential: Credential, value: object) -> Key:
    name = credential.argument
    kind = type(value).__name__
    try:
        if isinstance(value, (str, Secret)):
            return Key(Secret(value, name), credential)
        if asyncio.iscoroutine(value):
            value.close()
    finally:
        # It may be the key in a wrapping that we do not know, so no frame below the error keeps it.
        del value
    raise InvalidArgumentError(
        f"{name} returned {kind}; it must return the key, and AsyncAzotte alone awaits it",
        name,
    )
