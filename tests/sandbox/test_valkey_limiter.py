"""Limits counted in Valkey: exact whoever counts at the same time, and never gone when the server is."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox import logs, valkey_limiter
from azotte_sandbox.contract import Rate
from azotte_sandbox.limits import (
    MINUTE,
    SECOND,
    Allowance,
    Bucket,
    LimitsError,
    MemoryLimiter,
)
from azotte_sandbox.store import StoreUnavailableError
from azotte_sandbox.store.engines import open_store
from azotte_sandbox.valkey_limiter import ValkeyLimiter
from tests.sandbox.engines import ON_SQLITE, ValkeyServer
from tests.sandbox.servers import (
    TIMEOUT_SECONDS,
    StartServer,
    command,
    environment,
    request,
    run_command,
)

# It needs a Valkey or Redis of its own.
pytestmark = pytest.mark.slow

R = TypeVar("R")

# One a minute: however slow a test is, nothing flows back while it runs.
SLOW = 1


@pytest.fixture
def url(valkey_server: ValkeyServer) -> str:
    return valkey_server.new_database()


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    # So that a machine that is busy with other tests is not taken for a server that is away.
    monkeypatch.setattr(valkey_limiter, "RESPONSE_SECONDS", 20.0)


@pytest.fixture
def logged() -> Iterator[Callable[[], list[str]]]:
    """The events that were logged."""
    stream = io.BytesIO()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    logs.configure(stream)

    def events() -> list[str]:
        logs.close()  # writes what is queued
        logs.configure(stream)
        lines = map(json.loads, stream.getvalue().splitlines())
        return [line["event"] for line in lines if line["event"] != "library"]

    yield events
    logs.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def with_limiters(
    url: str,
    count: int,
    work: Callable[[list[ValkeyLimiter]], Awaitable[R]],
) -> R:
    """Work with limiters that know nothing of each other, as those of several processes."""

    async def opened() -> R:
        limiters = [ValkeyLimiter(url, MemoryLimiter()) for _ in range(count)]
        try:
            return await work(limiters)
        finally:
            for limiter in limiters:
                await limiter.close()

    return asyncio.run(opened())


def passed(allowances: list[Allowance]) -> int:
    return sum(not allowance.retry_after for allowance in allowances)


@settings(max_examples=20, deadline=None)
@given(bursts=st.lists(st.integers(1, 40), min_size=1, max_size=4), processes=st.integers(1, 4))
def test_exactly_as_many_pass_as_may(
    valkey_server: ValkeyServer,
    bursts: list[int],
    processes: int,
) -> None:
    url = valkey_server.new_database()
    buckets = [Bucket(f"key:{number}", Rate(SLOW, burst)) for number, burst in enumerate(bursts, 1)]

    async def hammer(limiters: list[ValkeyLimiter]) -> list[list[Allowance]]:
        return [
            await asyncio.gather(
                *(limiters[n % processes].take((bucket,)) for n in range(2 * bucket.rate.burst))
            )
            for bucket in buckets
        ]

    for bucket, allowances in zip(buckets, with_limiters(url, processes, hammer), strict=True):
        left = sorted((a.remaining for a in allowances if not a.retry_after), reverse=True)
        assert left == list(range(bucket.rate.burst - 1, -1, -1))
        assert passed(allowances) == bucket.rate.burst
        assert {a.retry_after for a in allowances if a.retry_after} == {60}


def test_a_request_takes_from_all_of_its_buckets_or_from_none(url: str) -> None:
    key, tenant = Bucket("key:1", Rate(SLOW, 3)), Bucket("key:2", Rate(2 * SLOW, 6))

    async def ask(limiters: list[ValkeyLimiter]) -> list[Allowance]:
        both = [await limiters[0].take((key, tenant)) for _ in range(5)]
        return [*both, *[await limiters[0].take((tenant,)) for _ in range(4)]]

    responses = with_limiters(url, 1, ask)
    assert [response[:2] for response in responses[:3]] == [(3, 2), (3, 1), (3, 0)]
    assert [response.retry_after for response in responses] == [0, 0, 0, 60, 60, 0, 0, 0, 30]


def test_over_time_exactly_as_many_pass_as_the_rate_allows(url: str) -> None:
    rate = Rate(per_minute=6000, burst=5)
    pace = 60 / rate.per_minute

    async def hammer(limiters: list[ValkeyLimiter]) -> tuple[int, float]:
        begun, count = time.monotonic(), 0
        first_response = 0.0
        while (last_asked := time.monotonic()) - begun < 0.4:
            responses = await asyncio.gather(
                *(one.take((Bucket("key:1", rate),)) for one in limiters)
            )
            first_response = first_response or time.monotonic()
            count += passed(responses)
        at_least = rate.burst + int((last_asked - first_response) / pace)
        at_most = rate.burst + int((time.monotonic() - begun) / pace) + 1
        assert at_least <= count <= at_most
        return count, time.monotonic() - begun

    with_limiters(url, 2, hammer)


def test_a_rejection_says_when_to_retry(url: str) -> None:
    bucket = Bucket("key:1", Rate(per_minute=120, burst=1))

    async def ask(limiters: list[ValkeyLimiter]) -> list[Allowance]:
        responses = [await limiters[0].take((bucket,)) for _ in range(2)]
        await asyncio.sleep(responses[1].retry_after)
        return [*responses, await limiters[0].take((bucket,))]

    responses = with_limiters(url, 1, ask)
    assert [response.retry_after for response in responses] == [0, 1, 0]
    assert responses[0].full_in == SECOND // 2


def test_the_server_forgets_a_bucket_that_is_whole(valkey_server: ValkeyServer, url: str) -> None:
    bucket = Bucket("key:1", Rate(per_minute=60, burst=10))

    async def ask(limiters: list[ValkeyLimiter]) -> None:
        for _ in range(3):
            await limiters[0].take((bucket,))

    with_limiters(url, 1, ask)
    (key,) = valkey_server.run(url, "KEYS", "*")
    assert 2000 < valkey_server.run(url, "PTTL", key) <= 3000


@pytest.mark.parametrize(("seconds_away", "passing"), [(1_000_000, 0), (-1_000_000, 3)])
def test_an_impossible_time_becomes_the_nearest_possible_one(
    valkey_server: ValkeyServer,
    url: str,
    logged: Callable[[], list[str]],
    *,
    seconds_away: int,
    passing: int,
) -> None:
    """As after the server's clock was set: nobody waits longer than a full bucket takes, or has more than that."""
    bucket = Bucket("key:1", Rate(SLOW, 3))

    async def ask(limiters: list[ValkeyLimiter]) -> list[Allowance]:
        await limiters[0].take((bucket,))
        (key,) = valkey_server.run(url, "KEYS", "*")
        valkey_server.run(url, "SET", key, f"{int(time.time()) + seconds_away} 0")
        return [await limiters[0].take((bucket,)) for _ in range(4)]

    responses = with_limiters(url, 1, ask)
    assert passed(responses) == passing
    assert responses[-1].retry_after == 60
    assert logged() == []


@given(per_minute=st.integers(1, 100_000_000), burst=st.integers(1, 10_000))
@settings(max_examples=30, deadline=None)
def test_every_rate_is_counted_as_on_one_machine(
    valkey_server: ValkeyServer,
    per_minute: int,
    burst: int,
) -> None:
    """The moment in the server is the one that the arithmetic of `limits` gives, to the nanosecond."""
    url = valkey_server.new_database()
    bucket = Bucket("key:1", Rate(per_minute, burst))

    async def ask(limiters: list[ValkeyLimiter]) -> Allowance:
        return await limiters[0].take((bucket,))

    earliest = time.time_ns()
    allowance = with_limiters(url, 1, ask)
    latest = time.time_ns()
    pace = MINUTE // per_minute
    assert allowance[:2] == (burst, burst - 1)
    assert allowance.full_in == pace
    if pace > 5 * SECOND:  # else it may be forgotten already
        (key,) = valkey_server.run(url, "KEYS", "*")
        seconds, rest = map(int, valkey_server.run(url, "GET", key).split())
        whole_at = seconds * SECOND + rest
        assert earliest - 1000 <= whole_at - pace <= latest
        assert (whole_at - pace) % 1000 == 0  # the server's clock counts microseconds


def test_requests_that_come_together_share_round_trips(
    valkey_server: ValkeyServer, url: str
) -> None:
    async def hammer(limiters: list[ValkeyLimiter]) -> None:
        await asyncio.gather(
            *(limiters[0].take((Bucket("key:1", Rate(60, 60)),)) for _ in range(128))
        )

    valkey_server.run(url, "CONFIG", "RESETSTAT")
    with_limiters(url, 1, hammer)
    assert valkey_server.run(url, "INFO", "commandstats")["cmdstat_evalsha"]["calls"] <= 3


def test_while_the_server_is_away_this_machine_counts(
    valkey_server: ValkeyServer,
    url: str,
    logged: Callable[[], list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(valkey_limiter, "RETRY_SECONDS", 0.05)
    bucket = Bucket("key:1", Rate(SLOW, 3))

    async def ask(limiters: list[ValkeyLimiter]) -> None:
        (limiter,) = limiters
        assert not (await limiter.take((bucket,))).retry_after
        valkey_server.stop()
        try:
            responses = [await limiter.take((bucket,)) for _ in range(5)]
            await asyncio.sleep(0.06)  # the server is called again, and is still away
            responses += [await limiter.take((bucket,)) for _ in range(5)]
            assert passed(responses) == 3
            assert logged() == ["limiter_unavailable"]
        finally:
            valkey_server.start()
        await asyncio.sleep(0.06)
        responses = [await limiter.take((bucket,)) for _ in range(5)]
        assert passed(responses) == 3
        assert logged() == ["limiter_unavailable", "limiter_available"]

    with_limiters(url, 1, ask)


def test_a_server_that_does_not_respond_is_waited_for_once(
    logged: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(valkey_limiter, "RESPONSE_SECONDS", 0.1)
    bucket = Bucket("key:1", Rate(SLOW, 3))

    async def run() -> None:
        async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read()
            writer.close()

        silent = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
        port = silent.sockets[0].getsockname()[1]
        limiter = ValkeyLimiter(f"redis://127.0.0.1:{port}/0", MemoryLimiter())
        try:
            begun = time.monotonic()
            responses = [await limiter.take((bucket,)) for _ in range(20)]
            assert time.monotonic() - begun < 1
            assert passed(responses) == 3
            assert logged() == ["limiter_unavailable"]
        finally:
            await limiter.close()
            silent.close()
            await silent.wait_closed()

    asyncio.run(run())


@pytest.mark.parametrize("url", ["localhost:6379", "http://localhost", "redis://localhost:port/0"])
def test_a_url_that_names_no_server_is_rejected(url: str) -> None:
    with pytest.raises(LimitsError, match="valkey://host"):
        ValkeyLimiter(url, MemoryLimiter())


def test_a_url_may_say_valkey(valkey_server: ValkeyServer) -> None:
    url = valkey_server.new_database().replace("redis://", "valkey://")

    async def ask(limiters: list[ValkeyLimiter]) -> list[Allowance]:
        return [await limiters[0].take((Bucket("key:1", Rate(SLOW, 1)),)) for _ in range(2)]

    assert passed(with_limiters(url, 1, ask)) == 1
    assert valkey_server.run(url, "DBSIZE") == 1


# ------------------------------------------------------------------ in the program


@ON_SQLITE
def test_a_server_whose_limiter_is_away_still_limits(start_server: StartServer) -> None:
    nowhere = ("--limiter", "redis://127.0.0.1:1/0")
    server = start_server("--limits", f"development={SLOW}/3,tenant={SLOW}/100", *nowhere)
    tenant = server.create_tenant()
    statuses = [
        request("GET", f"{server.url}/v1/bundles", headers=tenant.headers()).status_code
        for _ in range(5)
    ]
    assert statuses == [200, 200, 200, 429, 429]
    server.stop()
    assert [line["event"] for line in server.log_lines()].count("limiter_unavailable") == 1


def test_an_invalid_limiter_is_an_error(tmp_path: Path) -> None:
    done = subprocess.run(
        command(str(tmp_path / "sandbox.db"), "serve", "--port", "0", "--limiter", "localhost:1"),
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert done.returncode == 1
    assert "Write it as valkey://host:6379/0" in done.stderr


def test_a_missing_package_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("azotte_sandbox.store.postgres", "azotte_sandbox.valkey_limiter"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    for missing in ("asyncpg", "redis.asyncio"):
        monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(StoreUnavailableError, match=r"pip install 'azotte-sandbox\[postgres\]'"):
        asyncio.run(open_store("postgresql://localhost/none"))
    done = run_command(str(tmp_path / "x.db"), "serve", "--limiter", "redis://localhost")
    assert done.exit_code == 1
    assert "pip install 'azotte-sandbox[redis]'" in done.stderr


def test_clients_of_servers_are_loaded_only_if_used() -> None:
    code = (
        "import sys, azotte_sandbox.cli, azotte_sandbox.server, azotte_sandbox.store.sqlite;"
        " print(sorted({'asyncpg', 'redis'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
