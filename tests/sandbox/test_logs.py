"""A log line is one JSON object of known fields, whatever went into it, and holds no secret."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
import select
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
import uvicorn.config
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox import logs
from azotte_sandbox.protocol import Limits, Request
from tests.sandbox.edge_server import Recorder, serving
from tests.sandbox.raw_http import exchange, request
from tests.sandbox.servers import environment

KEY = "sk_live_4eC39HqLyjWDarjtT1zdp7dcA1b2C3d4e5F6g7"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw+/=="


class Written(io.BytesIO):
    """Where a test's logs go."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[bytes] = []

    def write(self, data: Any, /) -> int:
        self.writes.append(bytes(data))
        return super().write(data)

    def lines(self) -> list[dict[str, Any]]:
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


def test_lines_are_written_together_as_far_as_a_pipe_keeps_them_together(written: Written) -> None:
    numbers = list(range(100))
    logs.requests({"request_id": f"req_{number}", "route": "/" * number} for number in numbers)
    assert [line["request_id"] for line in written.lines()] == [f"req_{n}" for n in numbers]
    assert len(written.writes) < 10
    for together in written.writes:
        assert together.endswith(b"\n")
        assert len(together) <= select.PIPE_BUF


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


def test_what_is_not_allowed_is_left_out(written: Written) -> None:
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
    assert hidden.encode() not in written.getvalue()
    assert re.match(r"no (sk_live_|pk_dev_|whsec_)\*{4} here", written.lines()[0]["reason"])


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


def test_exception_shows_where_it_came_from_and_not_what_it_said(written: Written) -> None:
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
    logger.info("Started server process [%d]", 42)
    logger.debug("too fine")
    try:
        int("value")
    except ValueError:
        logger.exception("Exception in ASGI application\n")
    started, failed = written.lines()
    assert started["event"] == "library"
    assert started["logger"] == "uvicorn.error"
    assert started["message"] == "Started server process [%d]"
    assert (failed["level"], failed["exception"]) == ("error", "ValueError")


def test_a_library_that_was_set_up_before_writes_in_the_same_form_too() -> None:
    stream = Written()
    with unconfigured():
        logging.config.dictConfig(uvicorn.config.LOGGING_CONFIG)
        logs.configure(stream)
        logging.getLogger("uvicorn.error").info("Started")
        logging.getLogger("uvicorn.access").debug("too fine")
    (line,) = stream.lines()
    assert (line["event"], line["message"]) == ("library", "Started")


def test_nothing_is_written_before_it_is_asked_for() -> None:
    script = "from azotte_sandbox import logs; logs.request(status=200)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment(), capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_log_that_cannot_be_written_fails_nothing(written: Written) -> None:
    written.close()
    logs.request(status=200)


def test_request_does_not_show_its_key() -> None:
    async def body() -> bytes:
        return KEY.encode()

    key = KEY.encode()
    shown = Request("GET", b"/" + key, key, {b"x-api-key": key}, "127.0.0.1", "http", body)
    assert KEY not in f"{shown} {shown!r} {[shown]}"


def test_refusals_at_the_edge_are_logged_without_what_was_sent(written: Written) -> None:
    with serving(Recorder(), Limits()) as address:
        hostile = [f"x-api-key: {KEY}", f"x-api-key: {KEY}", "x-tn: t\x0bforged"]
        answers = exchange(address, request("/customers/alice", hostile))
    refusals = [line for line in written.lines() if line["event"] == "request"]
    assert [(line["status"], line["code"]) for line in refusals] == [(400, "malformed_request")]
    assert refusals[0]["request_id"] == answers[0].header("x-request-id")
    for hidden in (KEY, "alice", "forged"):
        assert hidden.encode() not in written.getvalue()
