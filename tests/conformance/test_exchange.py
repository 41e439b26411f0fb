"""A request is shown so that it can be made again, and so that no secret is seen."""

import http.server
import pickle
import subprocess
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.json_text import json_body
from azotte_conformance.masking import Hidden, Masker
from azotte_conformance.reproduction import curl, script
from azotte_conformance.session import Session

SECRET = "sk_dev_0123456789abcdefghijABCDEFGHIJ"
KEY = Hidden(SECRET, "$AZOTTE_API_KEY")
Received = list[tuple[str, str, dict[str, str], bytes]]


@pytest.fixture(scope="module")
def recorder() -> Iterator[tuple[str, Received]]:
    """A server that keeps what it is sent, and responds with an ID."""
    received: Received = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def _take(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            received.append((self.command, self.path, dict(self.headers), body))
            response = b'{"id":"cus_made"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(response)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(response)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_HEAD = do_OPTIONS = _take

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}", received
    server.shutdown()
    server.server_close()


def shell(text: str, url: str) -> str:
    done = subprocess.run(
        ["bash", "-euc", text],
        env={"PATH": "/usr/bin:/bin", "URL": url, "AZOTTE_API_KEY": SECRET},
        capture_output=True,
        check=True,
        timeout=10,
    )
    return done.stdout.decode()


BODIES = (
    None,
    b"",
    b'{"a":"it\'s $HOME `id` \\n"}',
    json_body({"name": "日本語 👩‍👩‍👧"}),
    b'{"a":"\xff\xfe"}',
    b"\x01\x02'\\",
)


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "PATCH"])
def test_the_curl_line_sends_the_same_request(
    recorder: tuple[str, Received], method: str, body: bytes | None
) -> None:
    url, received = recorder
    headers = (("x-api-key", KEY), ("x-tn", 'a"b$c'), ("X-Empty", ""))
    request = Request(method, "/things/a%20b?expand%5B%5D=x&q=%27", headers, body)
    shell(curl(request), url)
    sent_method, target, sent_headers, sent_body = received[-1]
    assert (sent_method, target) == (method, request.target)
    assert sent_headers["x-api-key"] == SECRET
    assert sent_headers["x-tn"] == 'a"b$c'
    assert sent_headers["X-Empty"] == ""
    assert sent_body == (body or b"")


def test_a_script_fills_in_values_of_earlier_responses(recorder: tuple[str, Received]) -> None:
    url, received = recorder
    made = Request("POST", "/customers", (("x-api-key", KEY),), b"{}")
    used = Request("POST", "/customers/cus_first/x", (), json_body({"customer": "cus_first"}))
    steps = [
        Exchange(made, 201, (), b'{"id":"cus_first"}', 0.0, 0.0),
        Exchange(used, 500, (), b"", 0.0, 0.0),
    ]
    text = script(steps)
    assert "cus_first" not in text
    try:
        shell("command -v jq", url)
    except subprocess.CalledProcessError:
        pytest.skip("jq is not installed")
    shell(text, url)
    assert received[-1][1] == "/customers/cus_made/x"
    assert received[-1][3] == b'{"customer":"cus_made"}'


@given(st.text(max_size=30), st.integers(0, len(SECRET) - 16))
def test_no_secret_gets_through_the_masker(around: str, cut: int) -> None:
    masker = Masker([(SECRET, "$AZOTTE_API_KEY")], r"^(pk|sk)_(dev|live)_[A-Za-z0-9]+$")
    for text in (around + SECRET + around, SECRET[: len(SECRET) - cut], f"{SECRET}0"):
        assert SECRET not in masker(text)
        assert SECRET[7:] not in masker(text)


def test_a_hidden_value_is_never_shown() -> None:
    for shown in (repr(KEY), f"{[KEY]}", curl(Request("GET", "/", (("k", KEY),)))):
        assert SECRET not in shown
    assert pickle.loads(pickle.dumps(KEY)).shown == KEY.shown
    assert KEY == SECRET


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf{}", b'{"a":1,"a":2}', b'{"a":NaN}', b"\xff"])
def test_ambiguous_json_is_not_json(body: bytes) -> None:
    exchange = Exchange(Request("GET", "/"), 200, (), body, 0.0, 0.0)
    assert exchange.json is None


def test_an_id_of_dots_is_sent_as_it_is(session: Session) -> None:
    operation = session.contract.operations["get_customer"]
    request = session.request(operation, id="..")
    assert request.path == "/customers/%2E%2E"
    assert "--path-as-is" in curl(request)
    assert "--path-as-is" not in curl(session.request(operation, id="cus_1.2"))
