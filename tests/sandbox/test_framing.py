"""No malformed message is accepted, no client may take its time or more than its share.

Raw bytes over real sockets against the edge with a small application that records what reaches it.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from azotte_sandbox import protocol
from azotte_sandbox.protocol import SECURITY_HEADERS, Limits
from tests.sandbox.edge_server import Recorder, serving
from tests.sandbox.framing_cases import ACCEPTED, REFUSED
from tests.sandbox.raw_http import Address, Answer, Connection, exchange, request

QUICK = Limits(receive_seconds=0.4, idle_seconds=0.4, send_seconds=0.4)


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Address, Recorder]]:
    app = Recorder()
    with serving(app) as address:
        yield address, app


@pytest.fixture(scope="module")
def quick() -> Iterator[tuple[Address, Recorder]]:
    app = Recorder()
    with serving(app, QUICK) as address:
        yield address, app


def assert_refusal(answer: Answer, status: int, code: str) -> None:
    assert (answer.status, answer.error["code"]) == (status, code)
    assert answer.error["type"] == ("api_error" if status == 503 else "validation_error")
    assert answer.error["message"]
    assert answer.error["request_id"] == answer.header("x-request-id")
    assert answer.error["request_id"].startswith("req_")
    assert answer.header("content-type") == "application/json"
    assert answer.header("connection") == "close"
    assert answer.header("server") is None
    assert answer.header("date")
    for name, value in SECURITY_HEADERS:
        assert answer.header(name.decode()) == value.decode()


# ------------------------------------------------------------------ malformed messages


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [pytest.param(*case[1:], id=case[0]) for case in REFUSED],
)
def test_malformed_message_is_refused_and_the_connection_closed(
    served: tuple[Address, Recorder], message: bytes, status: int, code: str
) -> None:
    address, app = served
    app.received.clear()
    # What follows a malformed message is never taken for a request.
    answers = exchange(address, message + request("/smuggled"))
    assert len(answers) == 1
    assert_refusal(answers[0], status, code)
    assert app.received == []


@pytest.mark.parametrize(
    ("message", "status", "code"),
    [pytest.param(*case[1:], id=case[0]) for case in REFUSED if len(case[1]) < 1000],
)
def test_malformed_message_is_refused_in_whatever_pieces_it_comes(
    served: tuple[Address, Recorder], message: bytes, status: int, code: str
) -> None:
    address, app = served
    app.received.clear()
    answers = exchange(address, *(message[i : i + 1] for i in range(len(message))))
    assert [answer.status for answer in answers] == [status]
    assert answers[0].error["code"] == code
    assert app.received == []


@pytest.mark.parametrize(
    ("message", "method", "target", "body"),
    [pytest.param(*case[1:], id=case[0]) for case in ACCEPTED],
)
@pytest.mark.parametrize("piecewise", [False, True], ids=["whole", "bytewise"])
def test_well_formed_message_is_answered_and_the_connection_stays(
    *,
    served: tuple[Address, Recorder],
    message: bytes,
    method: str,
    target: str,
    body: str,
    piecewise: bool,
) -> None:
    address, _ = served
    pieces = [message[i : i + 1] for i in range(len(message))] if piecewise else [message]
    with Connection(address) as connection:
        connection.send(*pieces)
        answer = connection.answer(to_head=method == "HEAD")
        assert answer is not None
        assert answer.status == 200
        assert answer.header("server") is None
        if method != "HEAD":
            seen = json.loads(answer.body)
            assert (seen["method"], seen["path"], seen["body"]) == (method, target, body)
            names = list(seen["headers"])
            assert "x-trailer" not in names
            assert "upgrade" not in names
        if b"HTTP/1.0" not in message:
            connection.send(request("/next"))
            following = connection.answer()
            assert following is not None
            assert json.loads(following.body)["path"] == "/next"


def test_values_of_a_header_that_came_several_times_are_joined_in_their_order(
    served: tuple[Address, Recorder],
) -> None:
    """So that nobody believes the first `X-Forwarded-For`, which a client can forge, and leaves out a proxy's."""
    with Connection(served[0]) as connection:
        connection.send(request("/", ["X-Hop: 1", "x-other: 2", "X-HOP:", "x-hop: 3, 4"]))
        answer = connection.answer()
    assert answer is not None
    assert json.loads(answer.body)["headers"]["x-hop"] == "1, , 3, 4"


@settings(max_examples=300, deadline=None)
@given(data=st.binary(min_size=1, max_size=80))
def test_random_bytes_never_reach_the_application(
    served: tuple[Address, Recorder], data: bytes
) -> None:
    address, app = served
    app.received.clear()
    answers = exchange(address, data + b"\r\n\r\n\r\n\r\n")
    assert [answer.status for answer in answers] == [400]
    assert app.received == []


MESSAGE = request("/x", ["x-api-key: sk_dev_1", "x-tn: t"], b'{"a": 1}', "POST")


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, len(MESSAGE) - 1), byte=st.integers(0, 255))
def test_one_changed_byte_gives_one_answer_and_never_an_error_of_the_server(
    quick: tuple[Address, Recorder], at: int, byte: int
) -> None:
    address, _ = quick
    message = MESSAGE[:at] + bytes([byte]) + MESSAGE[at + 1 :]
    with Connection(address) as connection:
        connection.send(message)
        connection.socket.shutdown(socket.SHUT_WR)
        statuses = [answer.status for answer in connection.answers()]
    # Without its length the body is taken for the next message, and that is malformed.
    assert statuses in ([], [200], [400], [413], [200, 400])


# ------------------------------------------------------------------ limits


def test_limits_are_exact(served: tuple[Address, Recorder]) -> None:
    address, _ = served
    limits = Limits()
    # With Host there is one header more.
    for count, status in ((limits.header_count - 1, 200), (limits.header_count, 431)):
        headers = [f"x-{number}: v" for number in range(count)]
        assert _status(address, request("/", headers)) == status
    overhead = len("Host: localhost\r\nx: \r\n")
    for size, status in ((limits.header_bytes, 200), (limits.header_bytes + 1, 431)):
        assert _status(address, request("/", [f"x: {'v' * (size - overhead)}"])) == status
    for size, status in ((limits.url_bytes, 200), (limits.url_bytes + 1, 414)):
        assert _status(address, request("/" + "p" * (size - 1))) == status
    for size, status in ((limits.body_bytes, 200), (limits.body_bytes + 1, 413)):
        assert _status(address, request("/", body=b"b" * size, method="POST")) == status
        assert _status(address, _chunked(b"b" * size)) == status


@pytest.mark.parametrize("piece", [1_000_000, 4096, 100])
@pytest.mark.parametrize(
    ("start", "endless", "status", "code"),
    [
        pytest.param(b"G", b"E", 414, "uri_too_long", id="method"),
        pytest.param(b"GET /", b"p", 414, "uri_too_long", id="url"),
        pytest.param(b"GET / HTTP/1.1\r\nx", b"n", 431, "headers_too_large", id="header-name"),
        pytest.param(b"GET / HTTP/1.1\r\nx:", b"v", 431, "headers_too_large", id="header-value"),
        pytest.param(b"GET / HTTP/1.1\r\n", b"a: b\r\n", 431, "headers_too_large", id="headers"),
    ],
)
def test_endless_head_is_refused_before_it_ends(
    *,
    served: tuple[Address, Recorder],
    piece: int,
    start: bytes,
    endless: bytes,
    status: int,
    code: str,
) -> None:
    address, _ = served
    stream = start + endless * (max(piece, 100_000) // len(endless))
    answers = exchange(address, *(stream[i : i + piece] for i in range(0, len(stream), piece)))
    assert len(answers) == 1
    assert_refusal(answers[0], status, code)


CHUNKED_HEAD = request("/", ["Transfer-Encoding: chunked"])


@pytest.mark.parametrize(
    "stream",
    [
        pytest.param(CHUNKED_HEAD + b"ffffffffffffffff\r\n" + b"b" * 3_000_000, id="chunk"),
        pytest.param(CHUNKED_HEAD + (b"1000\r\n" + b"b" * 4096 + b"\r\n") * 700, id="chunks"),
        pytest.param(CHUNKED_HEAD + b"1;" + b"e" * 3_000_000, id="extension"),
        pytest.param(CHUNKED_HEAD + b"0\r\nx: " + b"t" * 3_000_000, id="trailer"),
        pytest.param(CHUNKED_HEAD + b"0\r\n" + b"x: t\r\n" * 500_000, id="trailers"),
    ],
)
def test_endless_chunked_body_is_refused(served: tuple[Address, Recorder], stream: bytes) -> None:
    address, app = served
    app.received.clear()
    answers = exchange(address, stream)
    assert len(answers) == 1
    assert_refusal(answers[0], 413, "body_too_large")
    assert app.received == []


def test_declared_body_is_refused_before_it_is_sent(served: tuple[Address, Recorder]) -> None:
    address, _ = served
    headers = ["Content-Length: 9999999999", "Expect: 100-continue"]
    answers = exchange(address, request("/", headers))
    assert [answer.status for answer in answers] == [413]


def test_client_that_asks_first_is_told_to_continue(served: tuple[Address, Recorder]) -> None:
    address, _ = served
    with Connection(address) as connection:
        connection.send(request("/", ["Content-Length: 2", "Expect: 100-continue"]))
        connection.receive()
        assert connection.unread == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.send(b"ok")
        answer = connection.answer()
    assert answer is not None
    assert json.loads(answer.body)["body"] == "ok"


def test_client_of_http_1_0_is_not_told_to_continue(served: tuple[Address, Recorder]) -> None:
    """It would take that for the answer (RFC 9110 10.1.1)."""
    head = b"POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    with Connection(served[0]) as connection:
        connection.send(head, b"ok", pause=0.1)
        assert connection.receive()
        assert connection.unread.startswith(b"HTTP/1.1 200 OK\r\n")


# ------------------------------------------------------------------ time


def test_slow_header_is_refused_at_the_deadline(quick: tuple[Address, Recorder]) -> None:
    address, _ = quick
    start = time.monotonic()
    lines = [b"GET / HTTP/1.1\r\n", *[b"a: b\r\n"] * 20]
    answers = exchange(address, *lines, pause=0.03)
    assert len(answers) == 1
    assert_refusal(answers[0], 408, "request_timeout")
    assert QUICK.receive_seconds <= time.monotonic() - start < 5


@pytest.mark.parametrize("head", [request("/", ["Content-Length: 99"]), CHUNKED_HEAD + b"63\r\n"])
def test_slow_body_is_refused_at_the_deadline(quick: tuple[Address, Recorder], head: bytes) -> None:
    address, app = quick
    app.received.clear()
    answers = exchange(address, head, *[b"b"] * 20, pause=0.03)
    assert len(answers) == 1
    assert_refusal(answers[0], 408, "request_timeout")
    assert app.received == []


def test_silent_connections_are_closed_without_an_answer(quick: tuple[Address, Recorder]) -> None:
    address, _ = quick
    with Connection(address) as silent, Connection(address) as blank, Connection(address) as idle:
        blank.send(b"\r\n")
        idle.send(request())
        assert idle.answer()
        for connection in (silent, blank, idle):
            connection.closed_after()


@pytest.mark.parametrize("dribble", [b"\r\n", b"G"])
def test_idle_connection_does_not_stay_open_by_a_byte(
    quick: tuple[Address, Recorder], dribble: bytes
) -> None:
    address, _ = quick
    with Connection(address) as connection:
        connection.send(request())
        assert connection.answer()
        connection.send(dribble)
        answers = connection.answers()
    assert [answer.status for answer in answers] == ([] if dribble == b"\r\n" else [408])


def test_deadline_holds_after_an_early_answer(quick: tuple[Address, Recorder]) -> None:
    address, _ = quick
    with Connection(address) as connection:
        connection.send(request("/early", ["Content-Length: 9"]))
        answer = connection.answer()
        assert answer is not None
        assert answer.status == 200
        connection.send(*[b"b"] * 4, pause=0.05)
        assert connection.answers() == []
    with Connection(address) as connection:  # and a body that does come leads to the next request
        connection.send(request("/early", ["Content-Length: 3"]))
        assert connection.answer()
        connection.send(b"abc" + request("/next"))
        answer = connection.answer()
        assert answer is not None
        assert json.loads(answer.body)["path"] == "/next"
        connection.closed_after()


def test_slow_application_is_not_the_clients_fault(quick: tuple[Address, Recorder]) -> None:
    address, app = quick
    app.release.clear()
    with Connection(address) as connection:
        connection.send(request("/wait"))
        assert app.waiting.wait(5)
        threading.Timer(3 * QUICK.receive_seconds, app.release.set).start()
        answer = connection.answer()
    assert answer is not None
    assert answer.status == 200


def test_client_that_does_not_read_is_let_go() -> None:
    app = Recorder()
    limits = Limits(receive_seconds=0.3, send_seconds=0.3)
    with serving(app, limits) as address, socket.create_connection(address) as client:
        client.settimeout(0.1)
        big = request("/", body=b"b" * 200_000, method="POST")
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:  # until its answers fill every buffer
            try:
                client.sendall(big)
            except (ConnectionResetError, BrokenPipeError):
                break  # aborted by the server
            except TimeoutError:
                continue
        else:
            pytest.fail("the server still holds the connection")


# ------------------------------------------------------------------ pipelines and order


def test_pipelined_requests_are_answered_in_order(served: tuple[Address, Recorder]) -> None:
    address, _ = served
    with Connection(address) as connection:
        connection.send(b"".join(request(f"/{number}") for number in range(50)))
        answers = [connection.answer() for _ in range(50)]
    paths = [json.loads(answer.body)["path"] for answer in answers if answer]
    assert paths == [f"/{number}" for number in range(50)]


def test_refusal_never_overtakes_an_earlier_answer(served: tuple[Address, Recorder]) -> None:
    address, app = served
    app.release.clear()
    app.waiting.clear()
    with Connection(address) as connection:
        connection.send(request("/wait") + b"\0 malformed\r\n\r\n")
        assert app.waiting.wait(5)
        connection.socket.settimeout(0.2)
        with pytest.raises(TimeoutError):
            connection.answer()
        connection.socket.settimeout(10)
        app.release.set()
        assert [answer.status for answer in connection.answers()] == [200, 400]


def test_client_that_has_no_more_to_send_gets_what_it_asked_for(
    served: tuple[Address, Recorder],
) -> None:
    address, app = served
    app.release.clear()
    app.waiting.clear()
    with Connection(address) as connection:
        connection.send(request("/first") + request("/wait") + request("/last"))
        connection.socket.shutdown(socket.SHUT_WR)
        assert app.waiting.wait(5)
        time.sleep(0.1)
        app.release.set()
        paths = [json.loads(answer.body)["path"] for answer in connection.answers()]
    assert paths == ["/first", "/wait", "/last"]


def test_client_that_went_away_takes_nobody_elses_answer_with_it() -> None:
    """The answers of one turn of the event loop are written together."""
    app = Recorder()
    with serving(app) as address, contextlib.ExitStack() as connections:
        clients = [connections.enter_context(Connection(address)) for _ in range(6)]
        for client in clients:
            app.waiting.clear()
            client.send(request("/wait"))
            assert app.waiting.wait(5)
        for client in clients[::2]:
            at_once = struct.pack("ii", 1, 0)
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
            client.socket.close()
        app.release.set()
        answers = [client.answer() for client in clients[1::2]]
    assert [answer and answer.status for answer in answers] == [200, 200, 200]


def test_message_right_behind_a_chunked_one_is_left_to_be_sent_again(
    served: tuple[Address, Recorder],
) -> None:
    address, app = served
    app.received.clear()
    answers = exchange(address, _chunked(b"first") + request("/second"))
    assert [json.loads(answer.body)["body"] for answer in answers] == ["first"]
    assert answers[0].header("connection") == "close"
    assert app.received == ["POST /"]


# ------------------------------------------------------------------ load


def assert_accepted_soon(address: Address) -> None:
    """What has ended is no longer counted, if not in the same instant."""
    for _ in range(100):
        if _status(address, request()) == 200:
            return
        time.sleep(0.01)
    pytest.fail("what has ended still counts")


def test_connections_over_the_cap_are_told_to_come_back() -> None:
    with serving(Recorder(), Limits(connections=3)) as address:
        held = [Connection(address) for _ in range(3)]
        for connection in held:
            connection.send(request())
            assert connection.answer()
        answers = exchange(address, request())
        assert len(answers) == 1
        assert_refusal(answers[0], 503, "service_unavailable")
        assert answers[0].header("retry-after") == "1"
        for connection in held:
            connection.socket.close()
        assert_accepted_soon(address)


def test_requests_over_the_concurrency_cap_are_told_to_come_back() -> None:
    app = Recorder()
    with (
        serving(app, Limits(concurrent_requests=1)) as address,
        Connection(address) as busy,
        Connection(address) as other,
    ):
        busy.send(request("/wait"))
        assert app.waiting.wait(5)
        other.send(request())
        answer = other.answer()
        assert answer is not None
        assert (answer.status, answer.error["code"]) == (503, "service_unavailable")
        assert answer.header("retry-after") == "1"
        app.release.set()
        assert busy.answer()
        assert_accepted_soon(address)


def test_a_pipeline_counts_once_against_the_concurrency_cap() -> None:
    with (
        serving(Recorder(), Limits(concurrent_requests=1)) as address,
        Connection(address) as connection,
    ):
        connection.send(request() * 5)
        answers = [connection.answer() for _ in range(5)]
    assert [answer and answer.status for answer in answers] == [200] * 5


# ------------------------------------------------------------------ answers and the end


@pytest.mark.parametrize("path", ["/broken", "/broken-header"])
def test_application_that_fails_is_told_of_and_nothing_of_it_is_shown(
    served: tuple[Address, Recorder], path: str
) -> None:
    answers = exchange(served[0], request(path))
    assert [(answer.status, answer.error["code"]) for answer in answers] == [
        (500, "internal_error")
    ]
    assert answers[0].header("connection") == "close"
    assert answers[0].header("x-forged") is None
    assert "LookupError" not in answers[0].body.decode()


def test_failure_of_a_head_request_has_no_body(served: tuple[Address, Recorder]) -> None:
    with Connection(served[0]) as connection:
        connection.send(request("/broken", method="HEAD"))
        answer = connection.answer(to_head=True)
        assert answer is not None
        assert answer.status == 500
        connection.closed_after()
        assert not connection.unread


def test_application_that_is_cancelled_leaves_no_connection_open(
    served: tuple[Address, Recorder],
) -> None:
    with Connection(served[0]) as connection:
        connection.send(request("/cancelled"))
        connection.closed_after()


def test_last_answer_arrives_whole_though_the_client_sends_on(
    served: tuple[Address, Recorder],
) -> None:
    """A reset, for what the server did not read, could take the answer with it (RFC 9112 9.6)."""
    head = request("/early", ["Connection: close", "Content-Length: 200000"])
    with socket.create_connection(served[0], timeout=10) as client:
        client.sendall(head)
        time.sleep(0.1)
        for _ in range(20):
            client.sendall(b"b" * 10_000)
            time.sleep(0.005)
        received = b"".join(iter(lambda: client.recv(65536), b""))
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")


def test_last_answer_arrives_whole_however_slowly_it_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(protocol, "_LINGER_SECONDS", 0.1)
    with (
        serving(Recorder(), send_buffer=4096) as address,
        Connection(address, buffer=4096) as connection,
    ):
        connection.send(request("/", body=b"b" * 250_000, method="POST") + b"\0\r\n\r\n")
        time.sleep(0.5)
        assert [answer.status for answer in connection.answers()] == [200, 400]


def test_answer_before_a_message_that_is_left_arrives_whole(
    served: tuple[Address, Recorder],
) -> None:
    big = request("/", body=b"b" * 250_000, method="POST")
    with Connection(served[0], buffer=4096) as connection:
        connection.send(big + _chunked(b"c") + request("/left"))
        time.sleep(0.2)
        connection.send(request("/left") * 100)
        assert [answer.status for answer in connection.answers()] == [200, 200]


def test_stop_finishes_what_is_in_flight_and_takes_nothing_more() -> None:
    app = Recorder()
    with contextlib.ExitStack() as connections:
        with serving(app) as address:
            busy = connections.enter_context(Connection(address))
            idle = connections.enter_context(Connection(address))
            busy.send(request("/wait") + request("/too-late"))
            assert app.waiting.wait(5)
            threading.Timer(0.3, app.release.set).start()
        answers = busy.answers()
        assert [answer.status for answer in answers] == [200]
        assert answers[0].header("connection") == "close"
        idle.closed_after()
        assert app.received == ["GET /wait"]
        with pytest.raises(ConnectionRefusedError):
            Connection(address)


def _status(address: Address, message: bytes) -> int:
    with Connection(address) as connection:
        connection.send(message)
        answer = connection.answer()
    assert answer is not None
    return answer.status


def _chunked(body: bytes) -> bytes:
    head = request("/", ["Transfer-Encoding: chunked"]).replace(b"GET", b"POST", 1)
    return head + b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
