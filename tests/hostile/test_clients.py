"""What the Python client makes of a hostile server, over every transport: a result or a typed error, in time, without the key."""

from __future__ import annotations

import logging
import pickle
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

import pytest

from azotte.errors import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    AzotteError,
    InvalidResponseError,
    RateLimitExceededError,
    UnexpectedResponseError,
    ValidationError,
)
from tests.hostile.clients import ASYNC, KEY, NAMES, call
from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer

TIMEOUT = 1.0
SLACK = 6.0
"""For a machine that is busy; without a deadline the modes take 20 s."""
SILENCE = 6.0
"""Seconds that an event loop may do nothing else; on a quiet machine it is a tenth."""

Outcome = type[AzotteError] | None
OUTCOMES: dict[str, Outcome | tuple[Outcome, ...]] = {
    # None is a result.
    "gzip_bomb": APIConnectionError,
    "gzip_bomb_nested": APIConnectionError,
    "gzip_bomb_members": APIConnectionError,
    "deflate_bomb": APIConnectionError,
    "gzip_twenty_times": APIConnectionError,
    "gzip_members_endless": APIConnectionError,
    "gzip_blocks_endless": APIConnectionError,
    "body_endless": APIConnectionError,
    "chunks_endless": APIConnectionError,
    "chunks_of_one_byte": APIConnectionError,
    "length_of_10_gb": APIConnectionError,
    "length_negative": APIConnectionError,
    "length_twice": APIConnectionError,
    "length_of_26_digits": APIConnectionError,
    "length_not_a_number": APIConnectionError,
    # RFC 9112 6.3: the chunks count. aiohttp is stricter.
    "length_and_chunks": (None, APIConnectionError),
    "chunk_size_negative": APIConnectionError,
    "chunk_size_of_21_digits": APIConnectionError,
    "chunk_size_not_a_number": APIConnectionError,
    "chunk_size_endless": APIConnectionError,
    "chunk_extension_endless": APIConnectionError,
    "chunk_without_line_break": APIConnectionError,
    "trailers_endless": APIConnectionError,
    "headers_endless": APIConnectionError,
    "header_endless": APIConnectionError,
    "header_without_colon": APIConnectionError,
    # http.client lets it pass.
    "header_with_nul": (None, APIConnectionError),
    "status_line_endless": APIConnectionError,
    "status_not_a_number": APIConnectionError,
    "status_out_of_range": UnexpectedResponseError,
    "http_0_9": APIConnectionError,
    "another_protocol": APIConnectionError,
    "interim_endless": APIConnectionError,
    "early_hints_endless": APIConnectionError,
    "early_hints_then_nothing": APITimeoutError,
    "early_hints_then_response": None,
    "switching_protocols": (APIConnectionError, UnexpectedResponseError),
    "silence": APITimeoutError,
    "head_dripping": APITimeoutError,
    "interim_dripping": APITimeoutError,
    "body_dripping": APITimeoutError,
    "chunks_dripping": APITimeoutError,
    "gzip_dripping": APITimeoutError,
    "head_then_nothing": APITimeoutError,
    "close_at_once": APIConnectionError,
    "close_after_request": APIConnectionError,
    # http.client takes the end of the connection for the end of the head.
    "close_in_head": (APIConnectionError, InvalidResponseError),
    "close_in_body": APIConnectionError,
    "close_in_chunk": APIConnectionError,
    "reset_after_request": APIConnectionError,
    "reset_in_body": APIConnectionError,
    "close_after_response": None,
    "two_responses": None,
    "response_before_request": (None, APIConnectionError),
    "redirect_loop": UnexpectedResponseError,
    "redirect_elsewhere": UnexpectedResponseError,
    "html_instead": InvalidResponseError,
    "media_type_wrong": None,
    "media_type_absent": None,
    "html_error": UnexpectedResponseError,
    "error_without_envelope": ValidationError,
    "error_of_wrong_types": ValidationError,
    "success_with_error": InvalidResponseError,
    # aiohttp takes the body for the next response.
    "no_content_with_body": (UnexpectedResponseError, APIConnectionError),
    "head_with_body": None,
    "body_empty": InvalidResponseError,
    "byte_order_mark": (None, InvalidResponseError),
    "utf_16": InvalidResponseError,
    "not_utf_8": InvalidResponseError,
    "json_duplicate_keys": (None, InvalidResponseError),
    "json_deep": InvalidResponseError,
    "json_lone_surrogate": InvalidResponseError,
    "json_nan": InvalidResponseError,
    "json_huge_integer": (None, InvalidResponseError),
    "gzip_members": None,
    "gzip_with_garbage": None,
    "gzip_cut": APIConnectionError,
    "gzip_corrupt": APIConnectionError,
    "gzip_in_name_only": APIConnectionError,
    "deflate_raw": None,
    "coding_unknown": APIConnectionError,
    "key_in_error": APIStatusError,
    "key_in_success": InvalidResponseError,
    "key_in_headers": APIStatusError,
    "key_in_status_line": APIConnectionError,
    "key_in_malformed_header": APIConnectionError,
    "key_in_chunk_size": APIConnectionError,
    "key_at_the_cut": APIConnectionError,
    "escapes_in_error": APIStatusError,
    "escapes_in_status_line": APIConnectionError,
    "retry_after_negative": RateLimitExceededError,
    "retry_after_nonsense": RateLimitExceededError,
    "retry_after_huge": RateLimitExceededError,
    "retry_after_far": RateLimitExceededError,
    "retry_after_past": RateLimitExceededError,
    "date_skewed": RateLimitExceededError,
    "tls_valid": None,
    "tls_wrong_name": APIConnectionError,
    "tls_silent": APITimeoutError,
    "tls_dripping": APIConnectionError,
    "tls_not": APIConnectionError,
    # The JSON is what shows that it was cut.
    "tls_cut": (APIConnectionError, InvalidResponseError),
    "tls_close_after_response": None,
}
BOMBS = [
    "gzip_bomb",
    "gzip_bomb_nested",
    "gzip_bomb_members",
    "deflate_bomb",
    "gzip_members_endless",
    "body_endless",
    "chunks_endless",
    "chunks_of_one_byte",
    "length_of_10_gb",
    "chunk_size_endless",
    "chunk_extension_endless",
    "trailers_endless",
    "headers_endless",
    "header_endless",
    "status_line_endless",
    "interim_endless",
    "json_deep",
]
"""Modes that use as much memory as they are given."""
MOST_MEMORY = 400
"""MiB for the Python process, libraries and all; the limit on a body is 64, and a body is held twice at its end."""


def test_every_mode_has_its_outcome() -> None:
    assert OUTCOMES.keys() == MODES.keys()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hostile", MODES, indirect=True)
def test_a_call_ends_in_a_result_or_a_typed_error(
    hostile: HostileServer, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    outcome = call(name, hostile.url, timeout=TIMEOUT, deadline=TIMEOUT)
    allowed = OUTCOMES[hostile.mode.name]
    kinds = allowed if isinstance(allowed, tuple) else (allowed,)
    errors = tuple(kind for kind in kinds if kind is not None)
    if isinstance(outcome.result, Exception):
        assert isinstance(outcome.result, errors), repr(outcome.result)
        assert KEY not in shown(outcome.result)
    else:
        assert None in kinds, outcome.result
    assert KEY not in caplog.text
    assert outcome.seconds < TIMEOUT + SLACK
    assert outcome.longest_silence < SILENCE
    # Nobody else gets the key: a redirect is not followed, and one call is one request.
    assert len(hostile.requests) <= 1


def shown(error: Exception) -> str:
    """Everything that prints, logs or stores an error may show of it."""
    tracing = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in tracing.stack:
        if "hostile" in Path(frame.filename).parts:
            frame.locals = None  # our own, which made the client
    pickled = pickle.dumps(error).decode("latin-1")
    return "".join([*tracing.format(), repr(error), str(error), repr(vars(error)), pickled])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "hostile",
    [
        "close_after_response",
        "two_responses",
        "tls_close_after_response",
        "response_before_request",
    ],
    indirect=True,
)
def test_a_connection_that_is_no_good_is_not_used_again(hostile: HostileServer, name: str) -> None:
    """Closed meanwhile, or with another response on it, which the next caller would get."""

    def use(client: Any) -> list[bool]:
        return [client.bundles.list().has_more for _ in range(3)]

    async def use_async(client: Any) -> list[bool]:
        return [(await client.bundles.list()).has_more for _ in range(3)]

    chosen = use_async if name in ASYNC else use
    outcome = call(name, hostile.url, chosen, timeout=TIMEOUT, max_retries=1)
    if hostile.mode.name == "response_before_request" and isinstance(
        outcome.result, APIConnectionError
    ):
        return
    assert outcome.result == [False] * 3


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is Unix's")
@pytest.mark.parametrize("name", NAMES)
def test_memory_stays_within_bounds(name: str) -> None:
    program = f"""
import resource, sys
from tests.hostile.clients import call
for url in sys.argv[1:]:
    call({name!r}, url, timeout=2.0, deadline=2.0)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
    servers = [HostileServer(MODES[mode]) for mode in BOMBS]
    try:
        run = subprocess.run(
            [sys.executable, "-c", program, *(server.url for server in servers)],
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": ":".join(sys.path)},
            check=True,
            timeout=120,
        )
    finally:
        for server in servers:
            server.close()
    assert int(run.stdout) < MOST_MEMORY


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("hostile", ["head_with_body", "gzip_members"], indirect=True)
def test_the_limit_can_be_set(hostile: HostileServer, name: str) -> None:
    error = call(name, hostile.url, max_response_bytes=48).result
    assert isinstance(error, APIConnectionError) and "raise max_response_bytes" in str(error)
    assert not isinstance(call(name, hostile.url, max_response_bytes=200).result, Exception)


def test_the_program_prints_the_url_and_ends_with_its_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile", "head_with_body"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdin
        url = process.stdout.readline().strip()
        assert not isinstance(call("own_httpx2", url).result, Exception)
        process.stdin.close()
        assert process.wait(10) == 0
