"""Events reach a real receiver: signed, in order, again and again until they are taken."""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import functools
import hashlib
import hmac
import io
import json
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import AsyncGenerator, Callable, Generator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import trustme
from hypothesis import given, settings
from hypothesis import strategies as st

import azotte.webhooks
from azotte_sandbox import logs
from azotte_sandbox.context import Context
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store import Delivery as StoredDelivery
from azotte_sandbox.store.sqlite import SqliteStore
from azotte_sandbox.webhooks import endpoints
from azotte_sandbox.webhooks.deliver import Backoff, Dispatcher, seconds_until
from azotte_sandbox.webhooks.events import record
from azotte_sandbox.webhooks.outbox import StoredOutbox
from azotte_sandbox.webhooks.sign import FORMS
from tests.sandbox.engines import ON_SQLITE, Engine, PostgresServer
from tests.sandbox.servers import StartServer

WORLD = World("tenant_webhooks", "development")
AT_ONCE = Backoff(first=0)
CUSTOMER = json.loads(Path("generated/openapi.json").read_bytes())["components"]["examples"][
    "Customer"
]["value"]


@dataclass(frozen=True)
class Delivered:
    """A request as the receiver got it."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        event: dict[str, Any] = json.loads(self.body)
        return event

    @property
    def subject(self) -> str:
        return str(self.event["data"]["object"]["id"])


@pytest.fixture
def database(engine: Engine) -> str:
    return engine.new_database()


Script = Callable[[Delivered, int], tuple[int, dict[str, str]]]


@dataclass
class Receiver:
    """An integrator's server; `script` makes each response from the request and its number."""

    script: Script = lambda delivered, number: (200, {})
    received: list[Delivered] = field(default_factory=list[Delivered])
    port: int = 0

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"


@contextlib.contextmanager
def receiving(
    script: Script | None = None, tls: ssl.SSLContext | None = None
) -> Generator[Receiver]:
    receiver = Receiver(script) if script else Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            delivered = Delivered(
                self.path, {name.lower(): value for name, value in self.headers.items()}, body
            )
            receiver.received.append(delivered)
            status, headers = receiver.script(delivered, len(receiver.received))
            with contextlib.suppress(ConnectionError):
                self.send_response(status)
                for name, value in {"content-length": "0", **headers}.items():
                    self.send_header(name, value)
                self.end_headers()

        do_GET = do_POST

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        if tls is not None:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        receiver.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield receiver
        server.shutdown()
        thread.join()


class Sender:
    """A sandbox with an outbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.outbox = StoredOutbox(sandbox.store)

    async def endpoint(self, url: str, form: str = "v1", world: World = WORLD) -> tuple[str, str]:
        async def work(db: Connection) -> tuple[str, str]:
            return await endpoints.add(
                db, self.sandbox.ids, self.sandbox.contract, world, url, form, (), 0
            )

        return await self.sandbox.store.write(None, work)

    async def happen(self, *subjects: str, world: World = WORLD) -> None:
        """Let something happen to each of these customers, one after the other."""

        async def work(db: Connection) -> None:
            context = Context(world, 1, self.sandbox.ids, self.sandbox.checker, None)
            for subject in subjects:
                await record(context, db, "customer.updated", {**CUSTOMER, "id": subject}, CUSTOMER)

        await self.sandbox.store.write(world, work)

    async def run(self, work: Callable[[Connection], Any]) -> Any:
        return await self.sandbox.store.write(None, work)

    async def states(self) -> list[tuple[str, int, str | None]]:
        """State, attempts and last result of every delivery, oldest first."""

        async def work(db: Connection) -> list[tuple[str, int, str | None]]:
            rows = await db.fetch("SELECT state, attempts, last_result FROM delivery ORDER BY id")
            return [(row[0], row[1], row[2]) for row in rows]

        return await self.sandbox.store.read(None, work)

    @contextlib.asynccontextmanager
    async def dispatching(
        self, *, allow_loopback: bool = True, backoff: Backoff = AT_ONCE, **options: Any
    ) -> AsyncGenerator[Dispatcher]:
        dispatcher = Dispatcher(
            self.outbox, allow_loopback=allow_loopback, backoff=backoff, **options
        )
        task = asyncio.create_task(dispatcher.run())
        yield dispatcher
        await dispatcher.stop(patience=1)
        await task

    async def settled(self, state: str = "delivered") -> None:
        """Wait until every delivery has this state."""
        await until(lambda: self._all(state))

    async def _all(self, state: str) -> bool:
        return all(row[0] == state for row in await self.states())


async def until(condition: Callable[[], Any], seconds: float = 10) -> None:
    async with asyncio.timeout(seconds):
        while True:
            met = condition()
            if await met if asyncio.iscoroutine(met) else met:
                return
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def sending(database: str, *, new: bool = True) -> AsyncGenerator[Sender]:
    sandbox = await Sandbox.open(Settings(database))
    if new:
        await sandbox.create_tenant(WORLD.tenant, None, "test")
    yield Sender(sandbox)
    await sandbox.close()


def verifies(secret: str, delivered: Delivered) -> bool:
    """Whether a receiver that knows this secret accepts the platform's header."""
    header = delivered.headers["azotte-signature"]
    signed = delivered.body
    values = [header]
    if not header.startswith("sha256="):
        timestamp, *values = header.split(",")
        seconds = timestamp.removeprefix("t=")
        assert abs(time.time() - int(seconds)) < 300
        signed = seconds.encode() + b"." + signed
    expected = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
    return any(hmac.compare_digest(value.partition("=")[2], expected) for value in values)


# ------------------------------------------------------------------ one delivery


@pytest.mark.parametrize("form", FORMS)
def test_event_is_delivered_once_signed_and_as_it_was_stored(database: str, form: str) -> None:
    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                _, secret = await sender.endpoint(receiver.url("/hook?a=b"), form)
                await sender.happen("cus_a")
                async with sender.dispatching():
                    await sender.settled()
                assert await sender.states() == [("delivered", 1, "200")]
                (delivered,) = receiver.received
        assert delivered.path == "/hook?a=b"
        assert delivered.event["type"] == "customer.updated"
        assert delivered.subject == "cus_a"
        assert delivered.headers["content-type"] == "application/json"
        assert delivered.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert delivered.headers["webhook-id"] == delivered.event["id"]
        assert delivered.headers["azotte-signature"].startswith("sha256=") == (form == "sha256")
        assert verifies(secret, delivered)
        assert not verifies("whsec_other", delivered)
        event = azotte.webhooks.verify(
            delivered.body, delivered.headers["azotte-signature"], secret
        )
        assert event.type == "customer.updated"

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [201, 202, 204, 301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_only_200_acknowledges_a_delivery(database: str, status: int) -> None:
    async def scenario() -> None:
        def script(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            if number > 2:
                return 200, {}
            return status, {"location": "/elsewhere"} if 300 <= status < 400 else {}

        with receiving(script) as receiver:
            async with sending(database) as sender:
                _, secret = await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching():
                    await sender.settled()
                assert await sender.states() == [("delivered", 3, "200")]
        assert [delivered.path for delivered in receiver.received] == ["/hook"] * 3
        assert len({delivered.body for delivered in receiver.received}) == 1
        assert len({delivered.headers["webhook-id"] for delivered in receiver.received}) == 1
        assert all(verifies(secret, delivered) for delivered in receiver.received)

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "response",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"garbage\r\n\r\n", id="garbage"),
        pytest.param(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", id="malformed header"),
        pytest.param(b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000 + b"\r\n\r\n", id="huge header"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", id="half a response"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", id="no final response"),
    ],
)
def test_broken_responses_acknowledge_nothing(database: str, response: bytes) -> None:
    async def scenario() -> None:
        responses = [
            response,
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nbody without an end",
        ]

        async def receiver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(responses.pop(0))
            with contextlib.suppress(ConnectionError):
                await writer.drain()
            writer.close()

        server = await asyncio.start_server(receiver, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        async with server, sending(database) as sender:
            await sender.endpoint(f"http://127.0.0.1:{port}/")
            await sender.happen("cus_a")
            async with sender.dispatching():
                await sender.settled()
            assert await sender.states() == [("delivered", 2, "200")]

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("start", "endless"),
    [
        pytest.param(b"", b"HTTP/1.1 100 Continue\r\n\r\n", id="continue"),
        pytest.param(b"HTTP/1.1 200 OK\r\n", b"x: y\r\n", id="headers"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n", b"body", id="body"),
    ],
)
def test_a_response_without_end_stays_within_its_budget(
    database: str, start: bytes, endless: bytes
) -> None:
    async def scenario() -> tuple[list[tuple[str, int, str | None]], float, int]:
        sent = 0

        async def receiver(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            await reader.readuntil(b"\r\n\r\n")
            writer.write(start)
            with contextlib.suppress(ConnectionError):
                while True:
                    writer.write(endless * 1000)
                    await writer.drain()
                    sent += 1000 * len(endless)
            writer.close()

        server = await asyncio.start_server(receiver, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        used = time.process_time()
        async with server, sending(database) as sender:
            for _ in range(16):
                await sender.endpoint(f"http://127.0.0.1:{port}/")
            await sender.happen("cus_a")
            async with sender.dispatching(backoff=Backoff(first=0, attempts=1)):
                await until(lambda: ended(sender), seconds=60)
            return await sender.states(), time.process_time() - used, sent

    async def ended(sender: Sender) -> bool:
        return all(state[0] != "waiting" for state in await sender.states())

    states, seconds, sent = asyncio.run(scenario())
    if start.endswith(b"\r\n\r\n"):  # the status is known by then
        assert states == [("delivered", 1, "200")] * 16
    else:
        assert states == [("failed", 1, "response_malformed")] * 16
    assert sent < 16 * 16 * 1024 * 1024  # what the system's buffers hold, and no more
    assert seconds < 20


def test_receiver_has_its_time_and_no_more(database: str) -> None:
    async def scenario() -> None:
        released = threading.Event()

        def script(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            if number == 1:
                released.wait(10)
            return 200, {}

        with receiving(script) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching(timeout=0.3):
                    await sender.settled()
                    released.set()
                assert await sender.states() == [("delivered", 2, "200")]

    asyncio.run(scenario())


# ------------------------------------------------------------------ when, and in which order


def test_retry_after_is_respected(database: str) -> None:
    async def scenario() -> None:
        times: list[float] = []

        def script(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            times.append(time.monotonic())
            return (503, {"retry-after": "1"}) if number == 1 else (200, {})

        with receiving(script) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching():
                    await sender.settled()
        assert times[1] - times[0] >= 0.9  # the outbox keeps whole seconds

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("0", 0), ("120", 120), ("", None), ("-1", None), ("1.5", None), ("soon", None), ("²", None)],
)
def test_retry_after_is_read_strictly(value: str, seconds: float | None) -> None:
    assert seconds_until(value) == seconds


def test_retry_after_may_be_a_date() -> None:
    seconds = seconds_until(email.utils.formatdate(time.time() + 60, usegmt=True))
    assert seconds is not None
    assert 58 < seconds <= 60


@settings(deadline=None)
@given(st.text(max_size=40))
def test_retry_after_never_breaks_a_delivery(value: str) -> None:
    seconds = seconds_until(value)
    assert seconds is None or isinstance(seconds, float)


@settings(deadline=None)
@given(st.integers(1, 13))
def test_waits_grow_with_a_spread_up_to_a_day(attempt: int) -> None:
    wait = Backoff().seconds(attempt)
    most = min(5 * 3 ** (attempt - 1), 24 * 3600)
    assert wait is not None
    assert most / 2 <= wait <= most


def test_it_is_retried_for_days() -> None:
    backoff = Backoff()
    waits = [backoff.seconds(attempt) or 0 for attempt in range(1, backoff.attempts)]
    assert sum(waits) > 2 * 24 * 3600
    assert backoff.seconds(backoff.attempts) is None


def test_events_of_one_object_arrive_in_order_and_others_do_not_wait(engine: Engine) -> None:
    database = engine.new_database()

    async def scenario() -> None:
        failures = {"cus_a": 3, "cus_b": 0}

        def script(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            failures[delivered.subject] -= 1
            return (500 if failures[delivered.subject] >= 0 else 200), {}

        with receiving(script) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a", "cus_a", "cus_b", "cus_a", "cus_b")
                async with sender.dispatching():
                    await sender.settled()
                    taken = list(receiver.received)
                stored = await sender.run(_event_ids)
        by_subject: dict[str, list[str]] = {"cus_a": [], "cus_b": []}
        for delivered in taken:
            by_subject[delivered.subject].append(delivered.event["id"])
        a, b = by_subject["cus_a"], by_subject["cus_b"]
        assert a == [stored[0]] * 4 + [stored[1], stored[3]]
        assert b == [stored[2], stored[4]]
        # While the first of one object failed, those of the other went out.
        order = [delivered.subject for delivered in taken]
        assert order.index("cus_b") < len(order) - 1 - order[::-1].index("cus_a")

    asyncio.run(scenario())


async def _event_ids(db: Connection) -> list[str]:
    return [row[0] for row in await db.fetch("SELECT id FROM event ORDER BY seq")]


def test_two_dispatchers_do_not_send_the_same(engine: Engine) -> None:
    database = engine.new_database()

    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen(*(f"cus_{number % 20}" for number in range(60)))
                async with sender.dispatching(), sender.dispatching():
                    await sender.settled()
                assert [row[1] for row in await sender.states()] == [1] * 60
        assert len(receiver.received) == 60

    asyncio.run(scenario())


@pytest.mark.slow
def test_endpoint_that_hangs_does_not_delay_another_tenants(engine: Engine) -> None:
    database = engine.new_database()
    other = World("tenant_other", "development")

    async def scenario() -> None:
        released = threading.Event()

        def hang(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            released.wait(20)
            return 200, {}

        with receiving(hang) as hanging, receiving() as receiver:
            async with sending(database) as sender:
                await sender.sandbox.create_tenant(other.tenant, None, "test")
                await sender.endpoint(hanging.url())
                await sender.endpoint(receiver.url(), world=other)
                await sender.happen(*(f"cus_{number}" for number in range(300)))
                async with sender.dispatching():
                    await until(lambda: bool(hanging.received))
                    await sender.happen("cus_b", world=other)
                    await until(lambda: bool(receiver.received), seconds=3)
                    released.set()
                    await sender.settled()

    asyncio.run(scenario())


@ON_SQLITE
def test_waiting_deliveries_make_no_work(database: str) -> None:
    """Counted in what the database executes: as much for ten that wait as for a thousand."""

    async def work_with(waiting: int) -> int:
        with receiving() as receiver:
            async with sending(f"{database}.{waiting}") as sender:
                work = 0

                def count() -> int:
                    nonlocal work
                    work += 1
                    return 0

                store = sender.sandbox.store
                assert isinstance(store, SqliteStore)
                await sender.endpoint(receiver.url())
                await sender.happen(*["cus_a"] * waiting)
                for connection in (store._reader_connection, store._writer_connection):  # pyright: ignore[reportPrivateUsage]
                    connection.set_progress_handler(count, 1)
                now = int(time.time())
                (first,) = await sender.outbox.claim_due(now, 10, 60)
                assert await sender.outbox.claim_due(now, 10, 60) == []
                await sender.outbox.mark_failed(first, now, now, "status 500")
                (first,) = await sender.outbox.claim_due(now, 10, 60)
                await sender.outbox.mark_delivered(first, now, 200)
                await sender.happen("cus_a")
        return work

    few, many = (asyncio.run(work_with(waiting)) for waiting in (10, 1000))
    assert few == many


@pytest.mark.slow
def test_waiting_deliveries_are_not_read_on_postgresql(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_database()

    async def fill() -> None:
        async with sending(url) as sender:
            await sender.endpoint("https://hooks.example.com/")
            await sender.happen(*["cus_a"] * 2000)

    async def rows_looked_at() -> float:
        async with sending(url, new=False) as sender:

            async def deliver() -> None:
                now = int(time.time())
                (first,) = await sender.outbox.claim_due(now, 10, 60)
                assert await sender.outbox.claim_due(now, 10, 60) == []
                await sender.outbox.mark_delivered(first, now, 200)
                await sender.happen("cus_a")

            await deliver()  # now the statements are prepared
            _, plans = await postgres_server.plans_of(deliver())
        assert len(plans) > 5
        return sum(_rows(plan["Plan"]) for plan in plans)

    asyncio.run(fill())
    postgres_server.run(url, "VACUUM (ANALYZE)")
    postgres_server.explain(url)
    assert asyncio.run(rows_looked_at()) < 100


def _rows(plan: dict[str, Any]) -> float:
    """How many rows the parts of a plan went through."""
    passed: float = plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)
    loops: float = plan["Actual Loops"]
    return passed * loops + sum(_rows(part) for part in plan.get("Plans", ()))


def test_the_database_is_read_only_when_something_may_be_due(database: str) -> None:
    class Counting(StoredOutbox):
        looks = 0

        async def claim_due(self, *arguments: Any, **named: Any) -> Sequence[StoredDelivery]:
            self.looks += 1
            return await super().claim_due(*arguments, **named)

    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                sender.outbox = counting = Counting(sender.sandbox.store)
                await sender.endpoint(receiver.url())
                await sender.happen(*(f"cus_{number}" for number in range(7)))
                started = time.monotonic()
                async with sender.dispatching():
                    await sender.settled()
                    looks = counting.looks
                assert looks <= 1 + (
                    time.monotonic() - started
                )  # without any reason one is made a second

    asyncio.run(scenario())


Step: TypeAlias = tuple[str, int, int]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "happen",
                    "happen",
                    "claim",
                    "delivered",
                    "again",
                    "failed",
                    "late",
                    "replay",
                    "off",
                    "on",
                    "remove",
                    "reset",
                ]
            ),
            st.integers(0, 1),
            st.integers(0, 1),
        ),
        max_size=40,
    )
)
def test_only_the_first_in_line_is_due(steps: list[Step]) -> None:
    now = 1_000_000_000_000

    async def scenario(folder: str) -> None:
        async with sending(f"{folder}/data.db") as sender:
            added = [(await sender.endpoint(f"https://{name}.example/"))[0] for name in "ab"]
            claimed: list[StoredDelivery] = []
            marked: list[StoredDelivery] = []
            waiting: dict[int, StoredDelivery] = {}  # their attempt counts until the next
            for step, which, subject in steps:
                match step:
                    case "happen":
                        await sender.happen(f"cus_{subject}")
                    case "claim":
                        due = await sender.outbox.claim_due(now, 2, 60)
                        claimed += due
                        marked += [waiting.pop(one.id) for one in due if one.id in waiting]
                    case "delivered" | "again" | "failed" if claimed:
                        one = claimed.pop(which % len(claimed))
                        if step == "again":
                            waiting[one.id] = one
                        else:
                            marked.append(one)
                        if step == "delivered":
                            await sender.outbox.mark_delivered(one, now, 200)
                        else:
                            again = now if step == "again" else None
                            await sender.outbox.mark_failed(one, now, again, "status 500")
                    case "late" if marked:
                        before = await sender.states()
                        await sender.outbox.mark_delivered(marked[which % len(marked)], now, 200)
                        assert await sender.states() == before
                    case "replay" if stored := await sender.run(_event_ids):
                        event_id = stored[which % len(stored)]
                        await sender.run(
                            functools.partial(
                                endpoints.replay, tenant=WORLD.tenant, event_id=event_id
                            )
                        )
                    case "off":
                        await sender.outbox.disable_endpoint(added[which], now)
                    case "on" | "remove":
                        change = endpoints.enable if step == "on" else endpoints.remove
                        with contextlib.suppress(endpoints.EndpointError):
                            await sender.run(functools.partial(change, endpoint=added[which]))
                    case "reset":
                        await sender.sandbox.reset(False, "test")
                    case _:
                        pass
                assert await sender.run(_due) == await sender.run(_first_in_line), step

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(scenario(folder))


async def _due(db: Connection) -> list[int]:
    rows = await db.fetch("SELECT id FROM delivery WHERE due_at IS NOT NULL ORDER BY id")
    return [row[0] for row in rows]


async def _first_in_line(db: Connection) -> list[int]:
    rows = await db.fetch(
        "SELECT MIN(id) FROM delivery WHERE state = 'waiting' GROUP BY endpoint, subject ORDER BY 1"
    )
    return [row[0] for row in rows]


# ------------------------------------------------------------------ the end of trying, and beginning again


def test_failed_deliveries_are_kept_and_can_be_sent_again(database: str) -> None:
    async def scenario() -> None:
        with receiving(lambda delivered, number: (500 if number <= 2 else 200, {})) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching(backoff=Backoff(first=0, attempts=2)) as dispatcher:
                    await sender.settled("failed")
                    assert await sender.states() == [("failed", 2, "status 500")]
                    event_id = receiver.received[0].event["id"]
                    assert (
                        await sender.run(lambda db: endpoints.replay(db, WORLD.tenant, event_id))
                        == 1
                    )
                    dispatcher.wake()
                    await until(lambda: len(receiver.received) == 3)
        assert {delivered.event["id"] for delivered in receiver.received} == {event_id}
        assert {delivered.headers["webhook-id"] for delivered in receiver.received} == {event_id}

    asyncio.run(scenario())


def test_replay_has_the_same_event_and_a_new_time(database: str) -> None:
    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                _, secret = await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching() as dispatcher:
                    await sender.settled()
                    # Signatures have whole seconds.
                    await asyncio.sleep(1.01 - time.time() % 1)
                    event_id = receiver.received[0].event["id"]
                    await sender.run(lambda db: endpoints.replay(db, WORLD.tenant, event_id))
                    dispatcher.wake()
                    await until(lambda: len(receiver.received) == 2)
        first, second = receiver.received
        assert first.body == second.body
        assert first.headers["azotte-signature"] != second.headers["azotte-signature"]
        assert verifies(secret, first)
        assert verifies(secret, second)

    asyncio.run(scenario())


def test_during_a_rotation_both_secrets_verify(database: str) -> None:
    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                endpoint, old = await sender.endpoint(receiver.url())
                new = await sender.run(lambda db: endpoints.rotate_secret(db, endpoint))
                await sender.happen("cus_a")
                async with sender.dispatching():
                    await sender.settled()
        (delivered,) = receiver.received
        assert delivered.headers["azotte-signature"].count("v1=") == 2
        assert delivered.headers["webhook-signature"].count("v1,") == 2
        assert old != new
        for secret in (old, new):
            assert verifies(secret, delivered)
            azotte.webhooks.verify(delivered.body, delivered.headers["azotte-signature"], secret)

    asyncio.run(scenario())


def test_endpoint_that_is_gone_is_switched_off(engine: Engine) -> None:
    database = engine.new_database()

    async def scenario() -> None:
        with receiving(lambda delivered, number: (410, {})) as gone, receiving() as other:
            async with sending(database) as sender:
                await sender.endpoint(gone.url())
                await sender.endpoint(other.url())
                await sender.happen("cus_a", "cus_a", "cus_b")
                async with sender.dispatching():
                    await until(lambda: len(other.received) == 3)
                    await until(lambda: bool(gone.received))
                    before = len(gone.received)
                    await sender.happen("cus_c")
                    await until(lambda: len(other.received) == 4)
        # What was on its way already may still have come.
        assert len(gone.received) == before <= 2
        assert "cus_c" not in {delivered.subject for delivered in gone.received}

    asyncio.run(scenario())


def test_events_while_an_endpoint_is_off_are_sent_when_it_is_on_again(engine: Engine) -> None:
    database = engine.new_database()

    async def scenario() -> None:
        with receiving(lambda delivered, number: (410 if number == 1 else 200, {})) as receiver:
            async with sending(database) as sender:
                endpoint, _ = await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching() as dispatcher:
                    await sender.settled("failed")
                    await sender.happen("cus_a", "cus_a")
                    dispatcher.wake()
                    await asyncio.sleep(0.1)
                    assert len(receiver.received) == 1
                    await sender.run(functools.partial(endpoints.enable, endpoint=endpoint))
                    dispatcher.wake()
                    await until(lambda: len(receiver.received) == 3)
                stored = await sender.run(_event_ids)
        assert [delivered.event["id"] for delivered in receiver.received] == stored

    asyncio.run(scenario())


def test_delivery_lost_in_a_crash_is_sent_when_its_lease_ends(engine: Engine) -> None:
    database = engine.new_database()

    async def scenario() -> None:
        with receiving() as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a", "cus_a")
                claimed = await sender.outbox.claim_due(int(time.time()), 10, lease_seconds=1)
                assert len(claimed) == 1  # the second waits for the first
                async with sender.dispatching():
                    await sender.settled()
                assert [row[1] for row in await sender.states()] == [2, 1]

    asyncio.run(scenario())


def test_stop_waits_then_breaks_off_and_loses_nothing(database: str) -> None:
    async def scenario() -> None:
        released = threading.Event()

        def script(delivered: Delivered, number: int) -> tuple[int, dict[str, str]]:
            if number == 1:
                released.wait(10)
            return 200, {}

        with receiving(script) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.happen("cus_a")
                async with sender.dispatching() as dispatcher:
                    await until(lambda: len(receiver.received) == 1)
                    started = time.monotonic()
                    await dispatcher.stop(patience=0.1)
                    assert time.monotonic() - started < 2
                    released.set()
                assert (await sender.states())[0][0] == "waiting"
                async with sender.dispatching():
                    await sender.settled()
        assert len(receiver.received) == 2

    asyncio.run(scenario())


def test_response_from_before_a_reset_does_not_acknowledge_later_events(database: str) -> None:
    async def scenario() -> None:
        async with sending(database) as sender:
            await sender.endpoint("https://hooks.example.com/")
            await sender.happen("cus_a")
            now = int(time.time())
            (old,) = await sender.outbox.claim_due(now, 1, 60)
            await sender.sandbox.reset(False, "test")
            await sender.happen("cus_b")
            (new,) = await sender.outbox.claim_due(now, 1, 60)
            await sender.outbox.mark_delivered(old, now, 200)
            assert [row[0] for row in await sender.states()] == ["waiting"]
            await sender.outbox.mark_delivered(new, now, 200)
            assert [row[0] for row in await sender.states()] == ["delivered"]

    asyncio.run(scenario())


# ------------------------------------------------------------------ with the whole server


@pytest.mark.slow
def test_server_sends_events_of_its_api_and_sends_them_again(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    with receiving(
        lambda delivered, number: (503 if number == 1 else 200, {"retry-after": "0"})
    ) as receiver:
        added = server.run("webhooks", "add", receiver.url(), "--tenant", tenant.id)
        secret = added.split()[0]
        server.issued.append(secret)
        created = tenant.client().post("/customers", json={"email": "ada@example.com"})
        _wait(lambda: len(receiver.received) == 1)
        customer = created.json()
        first = receiver.received[0]
        assert first.event["type"] == "customer.created"
        assert first.event["data"]["object"] == customer
        assert first.event["request"]["id"] == created.headers["x-request-id"]
        assert verifies(secret, first)
        # The first retry would come after seconds, a replay comes immediately: it waits for the one before it.
        server.run("webhooks", "resend", first.event["id"])
        _wait(lambda: len(receiver.received) == 3)
    assert {delivered.body for delivered in receiver.received} == {first.body}
    server.stop()
    told = [line["event"] for line in server.log_lines() if line["event"].startswith("webhook")]
    assert told == ["webhook_failed", "webhook_delivered", "webhook_delivered"]


@pytest.mark.slow
def test_every_event_of_the_contract_can_be_received(start_server: StartServer) -> None:
    server = start_server("--limits", "off")
    tenant = server.create_tenant()
    api = tenant.client()

    def post(path: str, **body: Any) -> str:
        response = api.post(path, json=body)
        assert response.is_success, response.text
        return str(response.json()["id"])

    with receiving() as receiver:
        added = server.run("webhooks", "add", receiver.url(), "--tenant", tenant.id)
        secret = added.split()[0]
        server.issued.append(secret)
        ada = post("/customers", email="ada@example.com")
        assert api.put(f"/customers/{ada}", json={"name": "Ada"}).is_success
        trial = post("/subscriptions", customer=ada, plan="plan_basic")
        assert api.put(f"/subscriptions/{trial}", json={"metadata": {"a": "b"}}).is_success
        running = post("/subscriptions", customer=ada, plan="plan_pro")
        post(f"/subscriptions/{running}/pause")
        post(f"/subscriptions/{running}/resume")
        paid = {"customer": ada, "amount": 100, "currency": "usd"}
        disputed = post("/payments", **paid, payment_method="tok_disputed")
        post("/payments", **paid, payment_method="tok_declined")
        post(f"/payments/{post('/payments', **paid, payment_method='tok_visa')}/refund")
        server.run("clock", "advance", "31d")
        assert api.delete(f"/customers/{ada}").is_success
        wanted = set(server.do(_event_types))
        _wait(lambda: {delivered.event["type"] for delivered in receiver.received} >= wanted)
    assert {delivered.event["type"] for delivered in receiver.received} == wanted
    for delivered in receiver.received:
        signature = delivered.headers["azotte-signature"]
        event = azotte.webhooks.verify(delivered.body, signature, secret)
        assert not isinstance(event, azotte.webhooks.UnknownEvent)
    told = [d.event["type"] for d in receiver.received if d.subject == disputed]
    assert told == ["payment.succeeded", "payment.disputed"]


async def _event_types(sandbox: Sandbox) -> list[str]:
    return list(sandbox.contract.events)


def _wait(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


# ------------------------------------------------------------------ where to


def test_this_machine_gets_no_deliveries_unless_allowed(database: str) -> None:
    async def scenario() -> None:
        async def rebinding(host: str, port: int) -> Sequence[str]:
            return ["127.0.0.1"]

        with receiving() as receiver:
            async with sending(database) as sender:
                await sender.endpoint(receiver.url())
                await sender.endpoint(f"https://hooks.example.com:{receiver.port}/")
                await sender.happen("cus_a")
                once = Backoff(first=0, attempts=1)
                async with sender.dispatching(
                    allow_loopback=False, resolver=rebinding, backoff=once
                ):
                    await sender.settled("failed")
                assert [row[2] for row in await sender.states()] == ["target_rejected"] * 2
        assert receiver.received == []

    asyncio.run(scenario())


def test_https_receiver_is_connected_by_address_and_verified_by_name(
    database: str, tmp_path: Path
) -> None:
    async def scenario() -> None:
        authority = trustme.CA()
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = tmp_path / "hooks.pem"
        issued = authority.issue_cert("hooks.example.com")
        issued.private_key_and_cert_chain_pem.write_to_path(str(certificate))
        server.load_cert_chain(certificate)
        names: list[str | None] = []
        server.sni_callback = lambda connection, name, context: names.append(name)
        trusting = ssl.create_default_context(cadata=authority.cert_pem.bytes().decode())

        async def resolver(host: str, port: int) -> Sequence[str]:
            return ["::1", "127.0.0.1"]  # nobody listens on the first

        with receiving(tls=server) as receiver:
            async with sending(database) as sender:
                await sender.endpoint(f"https://hooks.example.com:{receiver.port}/")
                await sender.happen("cus_a")
                async with sender.dispatching(resolver=resolver, tls=trusting):
                    await sender.settled()
                (delivered,) = receiver.received
                assert delivered.headers["host"] == f"hooks.example.com:{receiver.port}"
                assert set(names) == {"hooks.example.com"}

                await sender.run(
                    lambda db: endpoints.replay(db, WORLD.tenant, delivered.event["id"])
                )
                once = Backoff(first=0, attempts=1)
                async with sender.dispatching(resolver=resolver, backoff=once):
                    await until(lambda: _last(sender, "certificate_not_trusted"))
                await sender.endpoint(f"https://other.example.com:{receiver.port}/")
                await sender.happen("cus_b")
                async with sender.dispatching(resolver=resolver, backoff=once, tls=trusting):
                    await until(lambda: _last(sender, "certificate_not_trusted"))
        assert len(receiver.received) == 2

    asyncio.run(scenario())


async def _last(sender: Sender, result: str) -> bool:
    return (await sender.states())[-1][2] == result


def test_an_unreachable_receiver_is_a_failure_like_any_other(database: str) -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]

        async def unknown(host: str, port: int) -> Sequence[str]:
            raise socket.gaierror("Name or service not known")

        async with sending(database) as sender:
            await sender.endpoint(f"http://127.0.0.1:{port}/")
            await sender.endpoint("https://hooks.example.com/")
            await sender.happen("cus_a")
            once = Backoff(first=0, attempts=1)
            async with sender.dispatching(resolver=unknown, backoff=once):
                await sender.settled("failed")
            assert [row[2] for row in await sender.states()] == ["connection_failed"] * 2

    asyncio.run(scenario())


# ------------------------------------------------------------------ what is written of it


def test_log_contains_each_attempt_and_no_secret(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = io.BytesIO()
    logs.configure(written)
    secret = ""

    async def scenario() -> None:
        nonlocal secret
        with receiving(lambda delivered, number: (500 if number == 1 else 200, {})) as receiver:
            async with sending(database) as sender:
                _, secret = await sender.endpoint(receiver.url("/hook?token=hush"))
                await sender.happen("cus_a")
                async with sender.dispatching():
                    await sender.settled()

    asyncio.run(scenario())
    logs.close()  # writes what is queued
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    told = [(line["event"], line["attempt"], line["status"]) for line in lines if "attempt" in line]
    assert told == [("webhook_failed", 1, 500), ("webhook_delivered", 2, 200)]
    for hidden in (secret, "hush", "whsec_", CUSTOMER["email"]):
        assert hidden.encode() not in written.getvalue()
