# Copied from templates/python/runtime/transports/_connect.py: edit there, not here.
"""Connects within a time limit, name lookup included."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import suppress
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def connect_within(seconds: float, connect: Callable[[], T], close: Callable[[T], object]) -> T:
    """Return what a function connects.

    It runs in a thread, because the operating system's name lookup has no timeout. A connection that comes later is closed.

    Args:
        seconds: How long it may take.
        connect: Makes a connection.
        close: Closes one.

    Raises:
        TimeoutError: There is no connection in time.
    """
    future: Future[T] = Future()

    def run() -> None:
        try:
            connection = connect()
        except BaseException as error:  # noqa: BLE001  # raised where the connection is waited for
            with suppress(InvalidStateError):
                future.set_exception(error)
            return
        try:
            future.set_result(connection)
        except InvalidStateError:
            close(connection)

    Thread(target=run, name="azotte-connect", daemon=True).start()
    wait({future}, seconds)
    if future.cancel():
        raise TimeoutError
    return future.result()
