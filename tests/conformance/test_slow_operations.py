"""A slow operation is reported immediately, and tried less."""

import io
import time
from collections.abc import Callable

import pytest

from azotte_conformance.contract import Contract
from azotte_conformance.events import Event, OperationSlow
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.progress import Progress
from azotte_conformance.schemathesis_adapter import run as generate
from azotte_conformance.session import Session
from azotte_conformance.slow_operations import SlowOperations
from tests.conformance.independent.application import Application
from tests.conformance.independent.platform import Json, Place
from tests.conformance.independent.running import Running, running

SLOW = "list_customers"
PAUSE = 1.1


class SlowList(Application):
    """One list takes longer than a second."""

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        if operation["operationId"] == SLOW:
            time.sleep(PAUSE)
        return super().perform(operation, place, id, query, body)


def session_on(
    contract: Contract,
    server: Running,
    slow: SlowOperations,
    on_event: Callable[[Event], None] = lambda _: None,
) -> Session:
    return Session(
        contract,
        server.world,
        server.url,
        job="test",
        seed=1,
        began=time.monotonic(),
        live=True,
        slow=slow,
        on_event=on_event,
    )


def call_until_used_up(session: Session) -> tuple[int, str]:
    """How often a job called the slow list, and why it did not go on."""
    for count in range(20):
        try:
            session.call(session.contract.operations[SLOW])
        except CannotRun as reason:
            return count, str(reason)
    pytest.fail("The job called the slow list 20 times.")


def test_a_job_waits_a_limited_time_for_a_slow_operation(contract: Contract) -> None:
    events: list[Event] = []
    slow = SlowOperations("quick")
    slow.allowance = 3 * PAUSE
    with running(contract, SlowList) as server:
        count, reason = call_until_used_up(session_on(contract, server, slow, events.append))
        assert count == 3
        assert f"{SLOW} takes 1." in reason
        # The next job has its own time, and the other operations have no limit.
        session = session_on(contract, server, slow, events.append)
        assert session.call(contract.operations["list_bundles"]).ok
        assert call_until_used_up(session)[0] == 3
    (event,) = [event for event in events if isinstance(event, OperationSlow)]
    assert event.operation == SLOW and event.seconds >= PAUSE


def test_one_slow_response_is_not_a_slow_operation() -> None:
    slow = SlowOperations("quick")
    assert not any(slow.add(SLOW, seconds) for seconds in (5.0, 0.1, 5.0, 0.1))
    assert slow.used_up(SLOW) is None


def test_a_slow_operation_gets_fewer_generated_examples(contract: Contract) -> None:
    slow = SlowOperations("quick")
    slow.seconds[SLOW] = 2.5
    with running(contract) as server:
        session = session_on(contract, server, slow)
        generate(session, ("fuzzing",), 8)
    usual = len(session.latencies["list_payments"])
    assert 0 < len(session.latencies[SLOW]) < usual
    assert any(SLOW in what and "2.5 seconds" in why for what, why in session.skipped)


def test_a_slow_operation_is_shown_once_and_at_once() -> None:
    stream = io.StringIO()
    progress = Progress(stream)
    for job in ("writes", "states"):
        progress(OperationSlow(job, SLOW, 2.5, 20.0))
    assert stream.getvalue() == (
        f"{SLOW} takes 2.5 seconds: each job tries it for up to 20 seconds only\n"
    )
