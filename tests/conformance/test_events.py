"""The stream of events: what a consumer can rely on. The server is one that is not there, so that no run takes long."""

import socket
import sys
from pathlib import Path

import pytest

from azotte_conformance import Plan, Server, run
from azotte_conformance.contract import Contract
from azotte_conformance.events import (
    Event,
    FindingReported,
    JobFinished,
    JobStarted,
    RunFinished,
    RunStarted,
)
from azotte_conformance.identities import MAIN, world_of
from azotte_conformance.progress import Progress
from azotte_conformance.result import Result

KEY = "sk_dev_0123456789abcdefghijABCDEFGHIJ"


@pytest.fixture(scope="module")
def stream(contract: Contract, bundle: Path) -> tuple[list[Event], Result]:
    """The events of a run, and what it returned."""
    events: list[Event] = []
    world = world_of(contract, {MAIN: (KEY, "tenant")})
    with socket.socket() as taken:
        # Bound and not listening: nobody else can take the port, and nobody responds.
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        result = run(Plan(bundle, Server(url, world), seed=1, depth="quick"), events.append)
    return events, result


def test_it_starts_with_the_plan_and_ends_with_the_result(
    stream: tuple[list[Event], Result],
) -> None:
    events, result = stream
    assert isinstance(events[0], RunStarted) and events[0].plan.seed == 1
    assert isinstance(events[-1], RunFinished) and events[-1].result is result
    assert sum(isinstance(event, RunStarted | RunFinished) for event in events) == 2


def test_every_job_starts_and_finishes_once(stream: tuple[list[Event], Result]) -> None:
    events, result = stream
    assert isinstance(events[0], RunStarted)
    jobs = [event.job for event in events if isinstance(event, JobStarted)]
    assert set(jobs) <= set(events[0].jobs)
    for job in jobs:
        (start,) = (i for i, e in enumerate(events) if isinstance(e, JobStarted) and e.job == job)
        (end,) = (i for i, e in enumerate(events) if isinstance(e, JobFinished) and e.job == job)
        assert start < end
    assert sorted(jobs) == sorted(name for name, _, _ in result.jobs)


def test_every_finding_is_reported_before_it_is_in_the_result(
    stream: tuple[list[Event], Result],
) -> None:
    events, result = stream
    reported = {event.finding.key for event in events if isinstance(event, FindingReported)}
    keys = [finding.key for finding in result.findings]
    assert len(set(keys)) == len(keys)
    assert {finding.key for finding in result.findings.of("finding")} <= reported


def test_an_unreachable_server_ends_the_run_with_one_statement(
    stream: tuple[list[Event], Result],
) -> None:
    events, result = stream
    assert sum(isinstance(event, FindingReported) for event in events) == 0
    outages = {event.outage for event in events if isinstance(event, JobFinished)}
    assert outages - {None} == {result.outage}
    assert "no connection" in str(result.outage)
    assert result.exit_code == 2


def test_progress_is_made_from_the_events_alone(
    stream: tuple[list[Event], Result], capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(sys.stderr)
    for event in stream[0]:
        progress(event)
    shown = capsys.readouterr().err
    assert "quick run, seed 1" in shown
    assert shown.count("The server cannot be tested any further.") == 1
    assert f"{len(stream[1].jobs)} jobs done" in shown


def test_no_event_shows_a_key(stream: tuple[list[Event], Result]) -> None:
    assert KEY not in repr(stream)
