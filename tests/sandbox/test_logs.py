"""A log line is one JSON object of known fields, whatever went into it, and holds no secret."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import uvicorn.config
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox import logs
from azotte_sandbox.messages import Request
from tests.sandbox.servers import environment

KEY = "sk_live_4eC39HqLyjWDarjtT1zdp7dcA1b2C3d4e5F6g7"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/=="


class Written(io.BytesIO):
    """Where a test's logs go."""

    def lines(self) -> list[dict[str, Any]]:
        logs.close()  # writes what is queued
        raw = self.getvalue()
        assert raw.endswith(b"\n") or not raw
        # Neither of the two ways to count lines may be led astray.
        assert len(raw.decode("ascii").splitlines()) == raw.count(b"\n")
        return [json.loads(line) for line in raw.splitlines()]


@contextmanager
def unconfigured() -> Generator[None]:
    """Leaves logging as it was: it belongs to the whole process."""
    root = logging.getLogger()
    named = [x for x in root.manager.loggerDict.values() if isinstance(x, logging.Logger)]
    before = [(x, list(x.handlers), x.level, x.propagate) for x in (root, *named)]
    yield
    logs.close()
    for logger, handlers, level, propagate in before:
        logger.handlers[:] = handlers
        logger.setLevel(level)
        logger.propagate = propagate


@pytest.fixture
def written() -> Iterator[Written]:
    stream = Written()
    with unconfigured():
        logs.configure(stream)
        yield stream


def test_request_is_one_line_of_its_fields(written: Written) -> None:
    logs.request(
        request_id="req_1",
        method="GET",
        route="/customers/{id}",
        status=200,
        duration_ms=1.25,
        key_id="key_1",
        tenant="tenant_1",
    )
    (line,) = written.lines()
    moment = datetime.fromisoformat(line.pop("time"))
    assert abs(moment.timestamp() - datetime.now(moment.tzinfo).timestamp()) < 5
    assert moment.utcoffset() is not None
    assert line == {
        "level": "info",
        "event": "request",
        "request_id": "req_1",
        "method": "GET",
        "route": "/customers/{id}",
        "status": 200,
        "duration_ms": 1.25,
        "key_id": "key_1",
        "tenant": "tenant_1",
    }


def test_fields_that_are_not_allowed_are_not_written(written: Written) -> None:
    fields: dict[str, Any] = {"status": 200, "authorization": "Basic x", "headers": {"a": "b"}}
    logs.request(**fields)
    assert written.lines()[0].keys() == {"time", "level", "event", "status"}


@pytest.mark.parametrize("hidden", [KEY, SECRET, "pk_dev_1234567890abcdef"])
def test_secrets_are_masked_wherever_they_stand(written: Written, hidden: str) -> None:
    logs.event("odd", reason=f"no {hidden} here", tenant=hidden)
    logs.event("odd", reason=f"non-ASCII \u2028 {hidden}")
    logging.getLogger("other").warning("sent %s", hidden)
    logging.getLogger("other").warning(f"sent {hidden}")
    with pytest.raises(ValueError, match=re.escape(hidden)) as raised:
        int(hidden)
    logs.exception(raised.value)
    lines = written.lines()
    assert len(lines) == 5
    assert hidden.encode() not in written.getvalue()
    assert re.match(r"no (sk_live_|pk_dev_|whsec_)\*{4} here", lines[0]["reason"])


texts = st.text() | st.sampled_from(["\n", "\r\n", "\u2028", "\x85", '"}\n{"', "\ud800", "\x1b[2J"])


@settings(deadline=None)
@given(reason=texts, tenant=texts, status=st.integers())
def test_any_text_stays_within_its_line(reason: str, tenant: str, status: int) -> None:
    stream = Written()
    with unconfigured():
        logs.configure(stream)
        logs.event("odd", reason=reason, tenant=tenant, status=status)
    (line,) = stream.lines()
    assert line["event"] == "odd"
    assert line["status"] == status
    if "_dev_" not in reason and "_live_" not in reason and "whsec_" not in reason:
        assert line["reason"] == reason


@pytest.mark.parametrize("letter", ["x", "ü", "\ud800"])
def test_a_long_value_is_cut(written: Written, letter: str) -> None:
    logs.event("odd", reason=letter * 5000, tenant="tenant_1")
    (line,) = written.lines()
    assert line["reason"] == letter * 1024
    assert line["tenant"] == "tenant_1"


def test_exception_shows_its_place_and_not_its_message(written: Written) -> None:
    def deep() -> None:
        raise LookupError("alice@example.com\nforged line")

    try:
        deep()
    except LookupError as error:
        logs.exception(error, request_id="req_1")
    (line,) = written.lines()
    assert (line["level"], line["exception"], line["request_id"]) == (
        "error",
        "LookupError",
        "req_1",
    )
    assert line["stack"][-1].endswith(" deep")
    assert b"alice" not in written.getvalue()


def test_libraries_write_in_the_same_form_and_without_their_values(written: Written) -> None:
    logger = logging.getLogger("uvicorn.error")
    logger.warning("Exceeded the limit of %d: %.2f", 42, 43.5)
    logger.info("too fine")
    try:
        int("value")
    except ValueError:
        logger.exception("Exception in ASGI application\n")
    exceeded, failed = written.lines()
    assert exceeded["event"] == "library"
    assert exceeded["logger"] == "uvicorn.error"
    assert exceeded["message"] == "Exceeded the limit of …: …"
    assert (failed["level"], failed["exception"]) == ("error", "ValueError")


def test_a_library_that_was_set_up_before_writes_in_the_same_form_too() -> None:
    stream = Written()
    with unconfigured():
        logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
        logs.configure(stream)
        logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
        logging.getLogger("uvicorn.access").info("too fine")
    (line,) = stream.lines()
    assert (line["event"], line["message"]) == ("library", "Invalid HTTP request received.")


def test_nothing_is_written_before_logging_is_configured() -> None:
    script = "from azotte_sandbox import logs; logs.request(status=200)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_log_that_cannot_be_written_fails_nothing(written: Written) -> None:
    written.close()
    logs.request(status=200)


def test_request_does_not_show_its_key() -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": KEY.encode()}

    scope = {
        "method": "GET",
        "path": f"/{KEY}",
        "query_string": KEY.encode(),
        "scheme": "http",
        "headers": [(b"x-api-key", KEY.encode())],
    }
    shown = Request(scope, receive)
    assert KEY not in f"{shown} {shown!r} {[shown]}"


# ------------------------------------------------------------------ text for a terminal


def as_text(write: Callable[[], None]) -> str:
    """What is written as text, without the time."""
    stream = Written()
    with unconfigured():
        logs.configure(stream, log_format=logs.Format.TEXT)
        write()
        logs.close()
    text = stream.getvalue().decode("ascii")
    assert re.match(r"\d\d:\d\d:\d\d ", text)
    return text[9:]


def test_request_is_a_line_for_people() -> None:
    text = as_text(
        lambda: logs.request(
            request_id="req_1",
            method="GET",
            route="/customers/{id}",
            operation_id="get_customer",
            status=404,
            duration_ms=1.25,
            client="127.0.0.1",
            key_id="key_1",
            tenant="tenant_1",
            environment="development",
            code="resource_missing",
        )
    )
    assert text == "GET /customers/{id} 404 1.2 ms request_id=req_1 code=resource_missing\n"


def test_event_is_a_line_for_people() -> None:
    text = as_text(
        lambda: logs.event("webhook_failed", level="warning", attempt=2, reason="no reply in time")
    )
    assert text == 'WARNING webhook_failed attempt=2 reason="no reply in time"\n'


@settings(deadline=None)
@given(method=texts, reason=texts)
def test_any_text_stays_within_its_line_for_people(method: str, reason: str) -> None:
    text = as_text(lambda: logs.request(method=method, route=None, status=200, reason=reason))
    assert text.endswith("\n")
    assert text[:-1].isprintable()


@pytest.mark.parametrize("hidden", [KEY, SECRET])
def test_secrets_are_masked_in_lines_for_people(hidden: str) -> None:
    text = as_text(lambda: logs.event("odd", reason=f"no {hidden} here", tenant=hidden))
    assert hidden not in text
    assert "****" in text


# ------------------------------------------------------------------ a reader that does not read


def test_logging_never_waits_and_says_how_much_was_lost(written: Written) -> None:
    released = threading.Event()

    class Stuck(Written):
        def write(self, data: Any, /) -> int:
            assert released.wait(20)
            return super().write(data)

    stuck = Stuck()
    logs.configure(stuck)
    started = time.monotonic()
    for number in range(30_000):
        logs.request(status=number)
    assert time.monotonic() - started < 15
    released.set()
    logs.close()
    lines = stuck.lines()
    told = [line["status"] for line in lines if line["event"] == "request"]
    assert told == list(range(len(told)))
    assert sum(line["count"] for line in lines if line["event"] == "log_lines_dropped") == (
        30_000 - len(told)
    )


def test_a_stream_that_takes_a_part_at_a_time_gets_the_whole() -> None:
    class Slow(Written):
        def write(self, data: Any, /) -> int:
            return super().write(data[:7])

    stream = Slow()
    with unconfigured():
        logs.configure(stream)
        for number in range(50):
            logs.request(status=number)
    assert [line["status"] for line in stream.lines()] == list(range(50))
