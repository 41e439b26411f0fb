"""Structured logs: one line an event, as a JSON object or as text for a terminal, with allow-listed fields only.

No header, body, path, query or exception text can reach a log through this module: a request is named by its route
template, an exception by its type and its stack. As a second line of defence, whatever looks like an API key or a
signing secret is masked before a line is written.

Logging never blocks: lines are queued, and a thread writes them. If the reader stops or the disk is full, lines are
dropped. Their number is logged when writing works again.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from types import TracebackType
from typing import Any, Protocol, TypedDict, Unpack

import msgspec


class Fields(TypedDict, total=False):
    """The fields that a log line can have besides time, level and event name."""

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
    response: str
    client: str | None
    endpoint_id: str
    event_id: str
    event_type: str
    attempt: int
    retry_in: float
    reason: str
    hint: str
    count: int


class Format(Enum):
    """How lines are written."""

    JSON = "json"
    TEXT = "text"
    """For people: a request as `17:02:11 GET /customers 200 1.9 ms request_id=req_…`."""


class Stream(Protocol):
    """Where lines go."""

    def write(self, lines: Any, /) -> int | None:
        """Write bytes, or some of them, and return the number of bytes written."""
        ...


def configure(
    stream: Stream | None = None,
    level: int = logging.WARNING,
    log_format: Format = Format.JSON,
) -> None:
    """Write logs, those of every library included.

    Until this is called `request` and `event` write nothing.

    Args:
        stream: Where the lines go. Defaults to the standard error stream.
        level: The lowest level of library messages (`logging.INFO`, ...) that is written. What uvicorn says below
            `logging.WARNING` is that it starts and stops.
        log_format: How lines are written.
    """
    global _writer, _encode_line  # noqa: PLW0603  (like logging itself, there is one for the process)
    if _writer is not None:
        _writer.close(_CLOSE_SECONDS)
    # Not the buffered stream: a thread that waits in it holds a lock that the interpreter needs when it exits.
    _writer = _Writer(stream or open(sys.stderr.fileno(), "wb", buffering=0, closefd=False))  # noqa: SIM115
    _encode_line = _as_text if log_format is Format.TEXT else _encoded
    root = logging.getLogger()
    root.handlers[:] = [_LibraryHandler()]
    root.setLevel(level)
    # A library that was configured before, as uvicorn is by its own configuration, would keep its handlers and format.
    for logger in root.manager.loggerDict.values():
        if isinstance(logger, logging.Logger):
            logger.handlers.clear()
            logger.setLevel(logging.NOTSET)
            logger.propagate = True


def close() -> None:
    """Write what is queued, as far as that is possible within a second, and stop logging."""
    global _writer  # noqa: PLW0603  (as above)
    if _writer is not None:
        _writer.close(_CLOSE_SECONDS)
        _writer = None


def request(**fields: Unpack[Fields]) -> None:
    """Log a request."""
    _log("info", "request", fields)


def event(name: str, *, level: str = "info", **fields: Unpack[Fields]) -> None:
    """Log an event outside requests, such as a delivery.

    Args:
        name: What happened, a fixed word such as `webhook_delivered`; never text from outside.
        level: `info`, `warning` or `error`.
    """
    _log(level, name, fields)


def exception(error: BaseException, **fields: Unpack[Fields]) -> None:
    """Log an unexpected exception as its type and stack.

    The message is not logged, because it may contain the value that caused it.
    """
    _log("error", "exception", fields, _described(type(error), error.__traceback__))


class _Writer:
    """Writes lines in a thread, so that logging never waits for the reader of the log.

    The thread gathers lines for a moment between two writes: waking it for each would cost more than the rest of a line.

    Args:
        stream: File to write to.
    """

    _MOST_LINES = 10_000
    _GATHER_SECONDS = 0.02

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self._lines: deque[bytes] = deque()
        self._dropped = 0
        self._waiting = threading.Event()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="logs", daemon=True)
        self._thread.start()

    def put(self, line: bytes) -> None:
        if len(self._lines) >= self._MOST_LINES:
            self._dropped += 1
            return
        self._lines.append(line)
        self._waiting.set()

    def close(self, seconds: float) -> None:
        """Stop after writing what is queued, or after this time."""
        self._closing.set()
        self._waiting.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._closing.is_set() or self._lines:
            self._waiting.wait()
            self._closing.wait(self._GATHER_SECONDS)
            self._waiting.clear()
            lines = b"".join(self._lines.popleft() for _ in range(len(self._lines)))
            if self._dropped:
                lines += _line("warning", "log_lines_dropped", {"count": self._dropped})
                self._dropped = 0
            try:
                while lines:
                    lines = lines[self._stream.write(lines) :]
            except (OSError, ValueError):
                pass  # the reader is gone or the disk is full: later lines may work again


_writer: _Writer | None = None
_CLOSE_SECONDS = 1.0
_ALLOWED = frozenset(Fields.__annotations__)
_LONGEST_VALUE = 1024
_PLAIN_WORD = re.compile(r"[!#-<>-~]+", re.ASCII)
_KNOWN_LOCALLY = ("operation_id", "client", "tenant", "environment", "key_id")
"""Fields that text lines omit, because they repeat on every line of a local log."""

_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0 +-]*[\d*]*(?:\.[\d*]+)?[a-zA-Z]")
"""Matches the placeholders of a message that is logged without its arguments."""

# Matches API keys and signing secrets. The part that names the kind stays readable.
_SECRET = re.compile(rb"((?:pk|sk)_(?:dev|live)_|whsec_)[A-Za-z0-9+/=_-]+")


def _log(level: str, name: str, fields: Fields, described: dict[str, object] | None = None) -> None:
    if _writer is not None:
        _writer.put(_line(level, name, fields, described))


def _line(
    level: str, name: str, fields: Fields, described: dict[str, object] | None = None
) -> bytes:
    line: dict[str, object] = {"time": _now(), "level": level, "event": name}
    line.update((field, value) for field, value in fields.items() if field in _ALLOWED)
    if described:
        line.update(described)
    encoded = _encode_line(line)
    if len(encoded) > _LONGEST_VALUE:  # a value alone may be longer
        encoded = _encode_line(
            {
                field: value[:_LONGEST_VALUE] if isinstance(value, str) else value
                for field, value in line.items()
            }
        )
    # A fast check first, because the expression costs more than the rest of a line.
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
    # Only the standard library escapes every non-ASCII character, and with them U+0085, U+2028 and the surrogates that
    # some readers take for line ends or reject.
    return json.dumps(line, separators=(",", ":")).encode("ascii")


def _as_text(line: dict[str, object]) -> bytes:
    rest = dict(line)
    words = [str(rest.pop("time"))[11:19]]
    level, name = rest.pop("level"), rest.pop("event")
    if level != "info":
        words.append(str(level).upper())
    if name == "request":
        words += (_word(rest.pop(field, "-")) for field in ("method", "route", "status"))
        words.append(f"{rest.pop('duration_ms', 0):.1f} ms")
        for field in _KNOWN_LOCALLY:
            rest.pop(field, None)
    else:
        words.append(_word(name))
    words += (f"{field}={_word(value)}" for field, value in rest.items() if value is not None)
    return " ".join(words).encode("ascii")


def _word(value: object) -> str:
    """Return a value as text that neither ends the line nor moves the cursor."""
    if value is None:
        return "-"
    text = str(value)
    return text if _PLAIN_WORD.fullmatch(text) else json.dumps(text)


_encode_line: Callable[[dict[str, object]], bytes] = _encoded


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
    """Formats the logs of libraries (uvicorn, asyncio) in the same way."""

    def emit(self, record: logging.LogRecord) -> None:
        # The template without its arguments: those may hold anything, an address, a header, a URL.
        template = str(record.msg)
        if record.args:
            template = _PLACEHOLDER.sub("…", template)
        described: dict[str, object] = {"logger": record.name, "message": template[:200]}
        if record.exc_info and record.exc_info[0]:
            described |= _described(record.exc_info[0], record.exc_info[2])
        _log(record.levelname.lower(), "library", {}, described)
