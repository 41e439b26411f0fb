"""Structured logs: one JSON object a line, holding nothing but allow-listed fields.

No header, body, path, query or exception text can reach a log through this module: a request is named by
its route template, an exception by its type and its stack. As a second line of defence, whatever looks
like an API key or a signing secret is masked before a line is written.
"""

from __future__ import annotations

import json
import logging
import re
import select
import sys
import time
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import BinaryIO, ClassVar, TypedDict, Unpack

import msgspec


class Fields(TypedDict, total=False):
    """All that a log line may carry beside its time, level and event name."""

    request_id: str
    method: str
    route: str | None
    status: int
    duration_ms: float
    key_id: str | None
    tenant: str | None
    environment: str | None
    operation_id: str | None
    code: str
    client: str | None
    endpoint_id: str
    event_id: str
    event_type: str
    attempt: int
    retry_in: float
    reason: str
    count: int


def configure(stream: BinaryIO | None = None, level: int = logging.INFO) -> None:
    """Write logs as JSON lines, those of every library included.

    Until this is called `request` and `event` write nothing.

    Args:
        stream: where the lines go; the standard error stream if left out.
        level: the lowest level of library messages (`logging.INFO`, ...) that is written.
    """
    _Output.stream = stream or sys.stderr.buffer
    root = logging.getLogger()
    root.handlers[:] = [_LibraryHandler()]
    root.setLevel(level)
    # A library that was set up before, as uvicorn is by its own configuration, would keep its lines and their form.
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.setLevel(logging.NOTSET)
            logger.propagate = True


def request(**fields: Unpack[Fields]) -> None:
    """Write the one line that every answered request gets."""
    requests([fields])


def requests(many: Iterable[Fields]) -> None:
    """Write the lines of several answered requests, as many together as a pipe keeps together.

    Of a longer write other processes of the server, which share the stream, would get into the middle.
    """
    together = b""
    for fields in many:
        line = _line("info", "request", fields)
        if len(together) + len(line) > select.PIPE_BUF:
            _write(together)
            together = b""
        together += line
    _write(together)


def event(name: str, *, level: str = "info", **fields: Unpack[Fields]) -> None:
    """Write something that happened beside the requests: a key's life, a delivery, a start.

    Args:
        name: what happened, a fixed word such as `webhook_delivered`; never text from outside.
        level: `info`, `warning` or `error`.
    """
    _write(_line(level, name, fields))


def exception(error: BaseException, **fields: Unpack[Fields]) -> None:
    """Write an unexpected exception as its type and stack.

    Its message is left out on purpose: it may quote the value that caused it.
    """
    _write(_line("error", "exception", fields, _described(type(error), error.__traceback__)))


class _Output:
    stream: ClassVar[BinaryIO | None] = None


_ALLOWED = frozenset(Fields.__annotations__)
_LONGEST_VALUE = 1024

# What an API key and a signing secret look like; the part that names the kind stays readable.
_SECRET = re.compile(rb"((?:pk|sk)_(?:dev|live)_|whsec_)[A-Za-z0-9+/=_-]+")


def _write(lines: bytes) -> None:
    stream = _Output.stream
    if stream is None:
        return
    try:
        stream.write(lines)
        stream.flush()
    except (OSError, ValueError):
        pass  # a reader that went away, or a full disk, must not fail the request that is being logged


def _line(
    level: str, name: str, fields: Fields, described: dict[str, object] | None = None
) -> bytes:
    line: dict[str, object] = {"time": _now(), "level": level, "event": name}
    if _ALLOWED.issuperset(fields):
        line.update(fields)
    else:
        line.update((field, value) for field, value in fields.items() if field in _ALLOWED)
    if described:
        line.update(described)
    encoded = _encoded(line)
    if len(encoded) > _LONGEST_VALUE:  # a value alone may be longer
        encoded = _encoded(
            {
                field: value[:_LONGEST_VALUE] if isinstance(value, str) else value
                for field, value in line.items()
            }
        )
    # Looking for the plain words first: the expression alone costs more than all the rest of a line.
    if b"k_dev_" in encoded or b"k_live_" in encoded or b"whsec_" in encoded:
        encoded = _SECRET.sub(rb"\1****", encoded)
    return encoded + b"\n"


def _encoded(line: dict[str, object]) -> bytes:
    try:
        encoded = msgspec.json.encode(line)
        if encoded.isascii():
            return encoded
    except UnicodeEncodeError:  # a lone surrogate
        pass
    # Only the standard module escapes every non-ASCII character, and with them U+0085, U+2028 and the
    # surrogates that some readers take for line ends or refuse.
    return json.dumps(line, separators=(",", ":")).encode("ascii")


def _now() -> str:
    second, millisecond = divmod(time.time_ns() // 1_000_000, 1000)
    return f"{_moment(second)}.{millisecond:03}Z"


@lru_cache(maxsize=1)
def _moment(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _described(kind: type[BaseException], trace: TracebackType | None) -> dict[str, object]:
    stack = [
        f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)
    ]
    return {"exception": kind.__name__, "stack": stack}


class _LibraryHandler(logging.Handler):
    """Brings what libraries log (uvicorn, asyncio) into the same form."""

    def emit(self, record: logging.LogRecord) -> None:
        # The template without its arguments: those may hold anything, an address, a header, a URL.
        described: dict[str, object] = {"logger": record.name, "message": str(record.msg)[:200]}
        if record.exc_info and record.exc_info[0]:
            described |= _described(record.exc_info[0], record.exc_info[2])
        _write(_line(record.levelname.lower(), "library", {}, described))
