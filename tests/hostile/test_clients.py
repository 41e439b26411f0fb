"""What the Python client makes of a hostile server, over every transport: a result or a typed error, in time, without the key."""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache
from typing import Any, NamedTuple

import pytest

from azotte import errors
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
from tests.hostile.clients import ASYNC, NAMES, call, call_async
from tests.hostile.conftest import without_settings
from tests.hostile.modes import BOMBS, INTERIM, MODES, OTHERS, TOO_LARGE, api_key
from tests.hostile.observe import Call, Observation
from tests.hostile.server import HostileServer, authority

KEY = "sk_dev_5eCretKEYtobeFOUND"
DEADLINE = 1.0
"""Seconds for calls that may end because of it."""
BOMB_DEADLINE = 0.5
"""The same, for those that cost CPU all the time."""
CONCURRENCY = 16
"""With more of them, a busy machine gets to the deadline before it gets to the point of a mode."""
LONG_DEADLINE = 20.0
"""Seconds for calls that must end by themselves, however busy the machine is."""
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
    "early_hints_16_then_response": None,
    "early_hints_17_then_response": APIConnectionError,
    "early_hints_of_1_mb": APIConnectionError,
    "early_hints_that_do_not_end": APIConnectionError,
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
MOST_MEMORY = 400
"""MiB for the Python process, libraries and all; the limit on a body is 64, and a body is held twice at its end."""
DEFAULTS = ("own_httpx2", "own_async_httpx2")
"""The default transports, which the quick suite tries."""


def transport(name: str, *, is_slow: bool) -> Any:
    # One worker tries a transport, so that its process runs once.
    group = pytest.mark.xdist_group(f"hostile-{name}")
    return pytest.param(name, marks=[group, pytest.mark.slow] if is_slow else group)


EACH = [transport(name, is_slow=name not in DEFAULTS) for name in NAMES]
MOST_SLOWLY = [transport(name, is_slow=name != "own_httpx2") for name in NAMES]
EACH_SLOWLY = [transport(name, is_slow=True) for name in NAMES]


class Run(NamedTuple):
    """What came of calls of several modes over one transport.

    Attributes:
        observations: What came of each call, by the mode.
        requests: How many requests each mode's server got.
        end: How the process ended, and its standard error.
    """

    observations: dict[str, Observation]
    requests: dict[str, int]
    end: str


@pytest.fixture(scope="module")
def together(request: pytest.FixtureRequest) -> Run:
    """Every mode that only costs time, many at the same time."""
    return observe(request.param, OTHERS, concurrency=CONCURRENCY)


@pytest.fixture(scope="module")
def in_turn(request: pytest.FixtureRequest) -> Run:
    """The bombs, one after another, so that each is measured alone."""
    return observe(request.param, BOMBS, concurrency=1)


def observe(name: str, modes: tuple[str, ...], *, concurrency: int) -> Run:
    """Call a server of each mode in a process of its own."""
    with ExitStack() as stack:
        servers = {mode: stack.enter_context(HostileServer(MODES[mode])) for mode in modes}
        calls = [
            Call(mode, server.url, api_key(mode), deadline(mode))
            for mode, server in servers.items()
        ]
        ran = subprocess.run(
            [sys.executable, "-W", "error", "-m", "tests.hostile.observe", name, str(concurrency)],
            input=json.dumps({"authority": authority_pem(), "calls": calls}),
            capture_output=True,
            text=True,
            env=without_settings() | {"PYTHONPATH": os.pathsep.join(sys.path)},
            check=False,
            timeout=300,
        )
    observations = [Observation(**json.loads(line)) for line in ran.stdout.splitlines()]
    return Run(
        {observation.mode: observation for observation in observations},
        {mode: len(server.requests) for mode, server in servers.items()},
        f"{ran.returncode} {ran.stderr}",
    )


def kinds(mode: str) -> tuple[Outcome, ...]:
    allowed = OUTCOMES[mode]
    return allowed if isinstance(allowed, tuple) else (allowed,)


def deadline(mode: str) -> float:
    may_time_out = any(kind and issubclass(APITimeoutError, kind) for kind in kinds(mode))
    if mode in TOO_LARGE or mode in INTERIM or not may_time_out:
        return LONG_DEADLINE
    return BOMB_DEADLINE if mode in BOMBS else DEADLINE


def test_every_mode_has_its_outcome() -> None:
    assert OUTCOMES.keys() == MODES.keys()


@pytest.mark.parametrize("mode", OTHERS)
@pytest.mark.parametrize("together", MOST_SLOWLY, indirect=True)
def test_a_call_ends_in_a_result_or_a_typed_error(together: Run, mode: str) -> None:
    check(together, mode)


@pytest.mark.parametrize("mode", BOMBS)
@pytest.mark.parametrize("in_turn", EACH_SLOWLY, indirect=True)
def test_a_bomb_ends_in_a_typed_error(in_turn: Run, mode: str) -> None:
    check(in_turn, mode)
    if mode in TOO_LARGE:
        assert "raise max_response_bytes" in in_turn.observations[mode].text


def check(run: Run, mode: str) -> None:
    assert mode in run.observations, run.end
    observation = run.observations[mode]
    if observation.kind:
        kind = getattr(errors, observation.kind, None)
        allowed = tuple(kind for kind in kinds(mode) if kind is not None)
        assert isinstance(kind, type) and issubclass(kind, allowed), observation.text
    else:
        assert None in kinds(mode), observation.text
    if mode in INTERIM:
        # The limit ends the call, not the deadline.
        assert observation.kind == "APIConnectionError", observation.text
    assert not observation.is_key_shown
    assert not observation.is_key_logged
    assert observation.seconds < deadline(mode) + SLACK
    assert observation.longest_silence < SILENCE
    # Nobody else gets the key: a redirect is not followed, and one call is one request.
    assert run.requests[mode] <= 1


@pytest.mark.parametrize("together", MOST_SLOWLY, indirect=True)
def test_nothing_is_left_open(together: Run) -> None:
    assert together.end == "0 "


@pytest.mark.parametrize("in_turn", EACH_SLOWLY, indirect=True)
def test_bombs_leave_nothing_open(in_turn: Run) -> None:
    assert in_turn.end == "0 "


@pytest.mark.skipif(sys.platform == "win32", reason="the resource module is Unix's")
@pytest.mark.parametrize("in_turn", EACH_SLOWLY, indirect=True)
def test_memory_stays_within_bounds(in_turn: Run) -> None:
    used = {mode: observation.memory for mode, observation in in_turn.observations.items()}
    assert used.keys() == set(BOMBS), in_turn.end
    assert 0 < max(used.values()) < MOST_MEMORY, used


@pytest.mark.parametrize("name", EACH)
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
def test_a_broken_connection_is_not_used_again(hostile: HostileServer, name: str) -> None:
    """Closed meanwhile, or with another response on it, which the next caller would get."""

    def use(client: Any) -> list[bool]:
        return [client.bundles.list().has_more for _ in range(3)]

    async def use_async(client: Any) -> list[bool]:
        return [(await client.bundles.list()).has_more for _ in range(3)]

    # Its second request gets no response: such a call waits until its deadline.
    may_fail = hostile.mode.name == "response_before_request"
    outcome = result(
        name,
        hostile.url,
        use_async if name in ASYNC else use,
        deadline=DEADLINE / 2 if may_fail else LONG_DEADLINE,
        max_retries=1,
    )
    if may_fail and isinstance(outcome, APIConnectionError):
        return
    assert outcome == [False] * 3


@pytest.mark.parametrize("name", EACH)
@pytest.mark.parametrize("hostile", ["head_with_body", "gzip_members"], indirect=True)
def test_the_limit_can_be_set(hostile: HostileServer, name: str) -> None:
    error = result(name, hostile.url, max_response_bytes=48)
    assert isinstance(error, APIConnectionError) and "raise max_response_bytes" in str(error)
    assert not isinstance(result(name, hostile.url, max_response_bytes=200), Exception)


def test_the_program_prints_the_url_and_ends_with_its_input() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.hostile", "head_with_body"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout and process.stdin
        url = process.stdout.readline().strip()
        assert not isinstance(result("own_httpx2", url), Exception)
        process.stdin.close()
        assert process.wait(10) == 0


def result(name: str, url: str, use: Callable[[Any], Any] | None = None, **options: Any) -> object:
    """List bundles, or use the client in another way; returns the result or the exception."""
    use = use or (lambda client: client.bundles.list())
    options = {"api_key": KEY, "base_url": url, "max_retries": 0, **options}
    if name in ASYNC:
        return asyncio.run(call_async(name, trust(), use, **options))
    return call(name, trust(), use, **options)


@cache
def trust() -> ssl.SSLContext:
    """Return a context that trusts the authority of the TLS modes."""
    return ssl.create_default_context(cadata=authority_pem())


def authority_pem() -> str:
    return authority().cert_pem.bytes().decode()
