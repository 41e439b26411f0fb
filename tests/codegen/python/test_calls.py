"""Every construct of operations, over every transport, against a server that records what it is sent."""

from __future__ import annotations

import asyncio
import email
import email.policy
import io
import json
import warnings
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.client.recording import Received, RecordingServer, ScriptedResponse, json_response
from tests.client.styles import KEY, TENANT, TLS

TRANSPORTS = ("Httpx2Transport", "Urllib3Transport", "AsyncHttpx2Transport", "AiohttpTransport")


class Caller:
    """Makes calls with a new client of a transport."""

    def __init__(self, package: Any, transport: str, url: str) -> None:
        self.package = package
        self.asynchronous = transport.startswith("A")
        self._make = getattr(import_module(f"{package.__name__}.transports"), transport)
        self._options = {"api_key": KEY, "tenant_id": TENANT, "base_url": url, "max_retries": 0}

    def __call__(
        self, use: Callable[[Any], Any], read: Callable[[Any], Any] | None = None, **options: Any
    ) -> Any:
        """Return the result of a call.

        Args:
            use: Makes the call with a client.
            read: Reads a stream: with `AsyncAzotte`, its result is awaited.
            options: Other arguments of the client.
        """
        settings = {**self._options, **options}
        if not self.asynchronous:
            with self.package.Azotte(transport=self._make(verify=TLS), **settings) as client:
                result = use(client)
                return result if read is None else read(result)
        return asyncio.run(self._call(settings, use, read))

    async def _call(self, settings: Any, use: Any, read: Any) -> Any:
        async with self.package.AsyncAzotte(transport=self._make(verify=TLS), **settings) as client:
            result = await use(client)
            return result if read is None else await read(result)

    def items(self, stream: Any) -> Any:
        """Return all items of a stream; to be awaited if it is asynchronous."""
        return self._async_items(stream) if self.asynchronous else [*stream]

    async def _async_items(self, stream: Any) -> list[Any]:
        return [item async for item in stream]


@pytest.fixture(params=TRANSPORTS)
def call(request: pytest.FixtureRequest, package: Any, server: RecordingServer) -> Caller:
    return Caller(package, request.param, server.url)


def sent(server: RecordingServer) -> Received:
    (received,) = server.received
    return received


STYLES: list[tuple[dict[str, Any], str]] = [
    ({"active": True}, "active=true"),
    ({"active": False}, "active=false"),
    ({"rate": 1.5}, "rate=1.5"),
    ({"level": 3}, "level=3"),
    ({"level": None}, ""),
    ({"state": "open"}, "state=open"),
    ({"many": [1, 2]}, "many=1&many=2"),
    ({"commas": ["a", "b,c"]}, "commas=a,b%2Cc"),
    ({"spaces": ["a", "b"]}, "spaces=a%20b"),
    ({"pipes": ["a", "b"]}, "pipes=a%7Cb"),
    ({"deep": {"a": "x&y", "b": True}}, "deep%5Ba%5D=x%26y&deep%5Bb%5D=true"),
    ({"nulls": ["a", None, "b"]}, "nulls=a&nulls=b"),
    ({"json": {"a": "x"}}, "json=%7B%22a%22%3A%22x%22%7D"),
    ({"either": 1}, "either=1"),
    ({"either": "one"}, "either=one"),
    ({"type": "t", "self_": "s"}, "type=t&self=s"),
    ({"foo_bar": "b", "foo_bar_2": "c"}, "fooBar=c&foo_bar=b"),
    ({"page_size": 20}, "page_size=20"),
]


@pytest.mark.parametrize(("arguments", "query"), STYLES, ids=[query for _, query in STYLES])
def test_a_query_parameter_has_its_style(
    call: Caller, server: RecordingServer, arguments: dict[str, Any], query: str
) -> None:
    call(lambda client: client.shapes.send([1], True, "n", 1, x_dry_run=True, **arguments))
    assert sent(server).query == query


DEEP = json.loads(Path(__file__).parent.with_name("deep-object.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", DEEP["cases"], ids=lambda case: case["name"])
def test_a_deep_object_has_brackets(
    package: Any, server: RecordingServer, case: dict[str, Any]
) -> None:
    call = Caller(package, "Httpx2Transport", server.url)
    call(lambda client: client.shapes.send([1], True, "n", 1, x_dry_run=True, a=case["value"]))
    assert sent(server).query == case["query"]


def test_models_in_a_deep_object_have_brackets(package: Any, server: RecordingServer) -> None:
    call = Caller(package, "Httpx2Transport", server.url)
    pydantic = import_module(f"{package.__name__}.models.pydantic")
    value = [package.models.Line(id="1"), pydantic.Line(id="2")]
    call(lambda client: client.shapes.send([1], True, "n", 1, x_dry_run=True, a=value))
    assert sent(server).query == "a%5B0%5D%5Bid%5D=1&a%5B1%5D%5Bid%5D=2"


def test_a_deep_object_that_contains_itself_is_rejected(
    package: Any, server: RecordingServer
) -> None:
    call = Caller(package, "Httpx2Transport", server.url)
    value: list[Any] = []
    value.append(value)
    with pytest.raises(package.errors.InvalidArgumentError, match="a is nested too deep"):
        call(lambda client: client.shapes.send([1], True, "n", 1, x_dry_run=True, a=value))


def test_a_path_parameter_is_written_by_its_type(call: Caller, server: RecordingServer) -> None:
    call(lambda client: client.shapes.send([1, 2], False, "a b", 2, x_dry_run=True))
    assert sent(server).path == "/v1/styles/1,2/false/a%20b/2"


def test_a_header_parameter_is_written_by_its_type(call: Caller, server: RecordingServer) -> None:
    call(
        lambda client: client.shapes.send(
            [1], True, "n", 1, x_dry_run=True, x_ids=[1, 2], x_filter={"a": "é"}
        )
    )
    headers = sent(server).headers
    assert headers["x-dry-run"] == "true"
    assert headers["x-ids"] == "1,2"
    assert headers["x-filter"] == r'{"a":"\u00e9"}'


def test_a_body_that_is_an_array(call: Caller, server: RecordingServer) -> None:
    server.script(json_response({"a": {"id": "1", "new": [1]}}))
    line = call.package.models.Line(id="1")
    result = call(lambda client: client.shapes.send_array(body=[line, {"id": "2"}]))
    assert sent(server).body == b'[{"id":"1"},{"id":"2"}]'
    assert sent(server).headers["content-type"] == "application/json"
    assert result["a"].id == "1" and result["a"].extra == {"new": [1]}


def test_a_body_that_is_a_union(call: Caller, server: RecordingServer) -> None:
    models = call.package.models
    server.script(json_response({"kind": "coin", "name": "x"}))
    source = models.Card(kind="card", last4="4242")
    result = call(lambda client: client.shapes.send_union(body=source))
    assert json.loads(sent(server).body) == {"kind": "card", "last4": "4242"}
    assert isinstance(result, models.UnknownSource)
    assert call.package.encode(result) == b'{"kind":"coin","name":"x"}'


def test_an_optional_body_that_is_a_map(call: Caller, server: RecordingServer) -> None:
    server.script(json_response(5))
    assert call(lambda client: client.shapes.send_map(body={"a": {"id": "1"}})) == 5
    assert sent(server).body == b'{"a":{"id":"1"}}'
    server.script(json_response(5))
    call(lambda client: client.shapes.send_map())
    assert sent(server).body == b""


def test_a_merge_patch_distinguishes_null_from_absent(
    call: Caller, server: RecordingServer
) -> None:
    server.script(json_response({"id": "a", "owner": {"name": "o"}}))
    call(lambda client: client.shapes.patch(note=None))
    assert (sent(server).method, sent(server).body) == ("PATCH", b'{"note":null}')
    assert sent(server).headers["content-type"] == "application/merge-patch+json"


def test_only_fields_of_the_request_are_arguments(call: Caller, server: RecordingServer) -> None:
    account = {"id": "a", "owner": {"name": "o", "joined": "2026-01-01T00:00:00Z"}, "level": 9}
    server.script(json_response(account, status=201))
    result = call(lambda client: client.shapes.create(secret="s", owner={"name": "o"}, level=2))
    assert json.loads(sent(server).body) == {"secret": "s", "owner": {"name": "o"}, "level": 2}
    assert (result.id, result.level, result.owner.joined) == ("a", 9, "2026-01-01T00:00:00Z")
    assert not hasattr(result, "secret")
    assert not hasattr(call.package.models.AccountInput(secret="s", owner=None), "id")


@pytest.mark.parametrize("status", [202, 303])
def test_other_successes_have_no_result(call: Caller, server: RecordingServer, status: int) -> None:
    server.script(ScriptedResponse(status, b"", {"location": "/elsewhere"}))
    arguments: dict[str, Any] = {"secret": "s", "owner": {"name": "o"}}
    response = call(lambda client: client.shapes.with_detail.create(**arguments))
    assert (response.status, response.result) == (status, None)
    assert len(server.received) == 1


def test_documented_headers_are_typed(call: Caller, server: RecordingServer) -> None:
    account = {"id": "a", "owner": {"name": "o"}}
    server.script(json_response(account, 201, **{"etag": '"1"', "x-total": "7"}))
    arguments: dict[str, Any] = {"secret": "s", "owner": {"name": "o"}}
    response = call(lambda client: client.shapes.with_detail.create(**arguments))
    module = import_module(f"{call.package.__name__}.api.shapes.create_account")
    headers = response.read_headers(module.ResponseHeaders)
    assert (headers.location, headers.etag, headers.x_total) == (None, '"1"', 7)


def test_a_form(call: Caller, server: RecordingServer) -> None:
    call(
        lambda client: client.shapes.send_form(
            name="a b&c",
            active=True,
            many=[1, 2],
            commas=["x", "y"],
            filter={"a": "1"},
            deep={"b": True},
        )
    )
    assert sent(server).headers["content-type"] == "application/x-www-form-urlencoded"
    assert sent(server).body == (
        b"name=a%20b%26c&active=true&many=1&many=2&commas=x,y"
        b"&filter=%7B%22a%22%3A%221%22%7D&deep%5Bb%5D=true"
    )


@pytest.mark.parametrize("kind", ["path", "file", "bytes", "pipe"])
def test_files(call: Caller, server: RecordingServer, tmp_path: Path, kind: str) -> None:
    content = bytes(range(256)) * 1000
    path = tmp_path / 'a"b.pdf'
    path.write_bytes(content)

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with path.open("rb") as file:
        given = {"path": path, "file": file, "bytes": content, "pipe": Pipe(content)}[kind]
        call(
            lambda client: client.shapes.send_files(
                file=given, more=[b"1", b"2"], title="t", details={"a": "x"}
            )
        )
    received = sent(server)
    assert int(received.headers["content-length"]) == len(received.body)
    head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + received.body, policy=email.policy.HTTP)
    parts = [
        (part.get_param("name", header="content-disposition"), part.get_content_type(), part)
        for part in message.iter_parts()
    ]
    assert [(name, kind) for name, kind, _ in parts] == [
        ("file", "application/pdf"),
        ("more", "application/octet-stream"),
        ("more", "application/octet-stream"),
        ("title", "text/plain"),
        ("details", "application/json"),
    ]
    assert [part.get_payload(decode=True) for _, _, part in parts] == [
        *(content, b"1", b"2", b"t", b'{"a":"x"}'),
    ]
    expected = "a%22b.pdf" if kind in ("path", "file") else "file"
    assert parts[0][2].get_filename() == expected


def test_a_file_is_read_again_for_another_attempt(
    call: Caller, server: RecordingServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{call.package.__name__}._retry._FIRST", 0.001)
    content = b"0123456789" * 100_000
    path = tmp_path / "file"
    path.write_bytes(content)
    server.script(
        ScriptedResponse(401, b"{}"), ScriptedResponse(200, b"a,b\n", {"content-type": "text/csv"})
    )
    keys = iter([KEY, KEY + "2"])
    with path.open("rb") as file:
        file.seek(5)
        text = call(
            lambda client: client.shapes.send_bytes(body=file),
            lambda download: download.atext() if call.asynchronous else download.text(),
            api_key=lambda: next(keys),
        )
    assert text == "a,b\n"
    assert [one.body for one in server.received] == [content[5:]] * 2
    assert server.received[0].headers["content-type"] == "application/pdf"


def test_text_and_lines(call: Caller, server: RecordingServer) -> None:
    call(lambda client: client.shapes.send_text(body="é"))
    assert (sent(server).body, sent(server).headers["content-type"]) == (b"\xc3\xa9", "text/plain")
    server.script(ScriptedResponse(204, b"", {}))
    call(lambda client: client.shapes.send_lines(body=({"id": str(n)} for n in range(2))))
    assert sent(server).body == b'{"id":"0"}\n{"id":"1"}\n'
    assert sent(server).headers["content-type"] == "application/jsonl"


def test_one_of_several_media_types(call: Caller, server: RecordingServer) -> None:
    module = import_module(f"{call.package.__name__}.api.shapes.send_several")
    call(lambda client: client.shapes.send_several(id="1"))
    assert sent(server).headers["content-type"] == "application/json"
    server.script(ScriptedResponse(204, b"", {}))
    call(lambda client: client.send(module.call(body="a,b", content_type="text/csv")))
    assert (sent(server).headers["content-type"], sent(server).body) == ("text/csv", b"a,b")


def test_a_download_is_saved_in_pieces(
    call: Caller, server: RecordingServer, tmp_path: Path
) -> None:
    content = bytes(range(256)) * 5000
    server.script(ScriptedResponse(200, content, {"content-type": "application/pdf"}))
    path = tmp_path / "file"
    size = call(
        lambda client: client.shapes.get_file(),
        lambda file: file.asave(path) if call.asynchronous else file.save(path),
        max_response_bytes=1000,
    )
    assert (size, path.read_bytes()) == (len(content), content)
    assert sent(server).headers["accept"] == "application/pdf, application/json"


def test_a_download_that_is_read_whole_has_a_limit(call: Caller, server: RecordingServer) -> None:
    server.script(ScriptedResponse(200, bytes(5000), {"content-type": "application/pdf"}))
    with pytest.raises(call.package.errors.APIConnectionError, match="larger than 1000 bytes"):
        call(
            lambda client: client.shapes.get_file(),
            lambda file: file.aread() if call.asynchronous else file.read(),
            max_response_bytes=1000,
        )


@pytest.mark.parametrize(
    ("operation", "media_type", "text"),
    [
        ("get_lines", "application/jsonl", b"x" * 5000),
        ("get_events", "text/event-stream", b"data: x" * 1000),
        ("get_events", "text/event-stream", b"data: x\n" * 5000),
    ],
)
def test_an_item_without_an_end_has_a_limit(
    call: Caller, server: RecordingServer, operation: str, media_type: str, text: bytes
) -> None:
    server.script(ScriptedResponse(200, text, {"content-type": media_type}))
    with pytest.raises(call.package.errors.APIConnectionError, match="larger than 1000 bytes"):
        call(
            lambda client: getattr(client.shapes, operation)(), call.items, max_response_bytes=1000
        )


def test_an_unchanged_file_has_no_result(call: Caller, server: RecordingServer) -> None:
    server.script(ScriptedResponse(304, b"", {"etag": '"1"'}))
    assert call(lambda client: client.shapes.get_file()) is None


def test_an_error_of_a_download_is_read(call: Caller, server: RecordingServer) -> None:
    error = {"error": {"type": "conflict", "code": "taken", "message": "It is taken."}}
    server.script(json_response(error, 409))
    with pytest.raises(call.package.errors.TakenError, match=r"It is taken\."):
        call(lambda client: client.shapes.get_file())


def test_a_download_that_breaks_off_is_an_error(call: Caller, server: RecordingServer) -> None:
    def half(handler: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\n")
        handler.wfile.write(b"content-length: 10\r\n\r\n12345")

    server.script(ScriptedResponse(raw=half))
    with pytest.raises(call.package.errors.APIConnectionError):
        call(lambda client: client.shapes.get_file(), call.items)


def test_events_arrive_one_by_one(call: Caller, server: RecordingServer) -> None:
    text = (
        b'\xef\xbb\xbf: comment\r\nevent: a\r\ndata: {"kind":"card",\r\ndata: "last4":"1"}\r\n\r\n'
        b'data:{"kind":"new","x":1}\n\nid: 1\n\ndata: {"kind":"bank","iban":"lost"}\n'
    )
    server.script(ScriptedResponse(200, text, {"content-type": "text/event-stream"}))
    events = call(lambda client: client.shapes.get_events(), call.items)
    models = call.package.models
    assert [type(event) for event in events] == [models.Card, models.UnknownSource]
    assert (events[0].last4, events[1].extra) == ("1", {"x": 1})


def test_lines_arrive_one_by_one(call: Caller, server: RecordingServer) -> None:
    text = b'{"id":"1"}\r\n\n{"id":"2","new":1}'
    server.script(ScriptedResponse(200, text, {"content-type": "application/jsonl"}))
    lines = call(lambda client: client.shapes.get_lines(), call.items)
    assert [(line.id, line.extra) for line in lines] == [("1", {}), ("2", {"new": 1})]


def test_the_media_type_of_a_response_decides(call: Caller, server: RecordingServer) -> None:
    server.script(json_response([{"id": "1", "new": 1}], 207))
    (line,) = call(lambda client: client.shapes.get_either())
    assert line.extra == {"new": 1}
    server.script(ScriptedResponse(200, b"a,b", {"content-type": "text/csv; charset=utf-8"}))
    assert call(lambda client: client.shapes.get_either(), call.items) == [b"a,b"]


def test_no_credentials_are_sent_without_authentication(
    call: Caller, server: RecordingServer
) -> None:
    server.script(json_response({"any": [1.5]}))
    result = call(lambda client: client.shapes.get_status())
    assert str(result["any"][0]) == "1.5"
    assert {"x-api-key", "x-tenant-id"} & sent(server).headers.keys() == set()


def test_a_deprecated_operation_warns_once(call: Caller, server: RecordingServer) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(lambda client: client.shapes.get_old())
    assert [str(one.message) for one in caught] == [
        "get_old: Deprecated since 1.2.0, use `get_status` instead; removed after 2030-01-31."
    ]
    assert caught[0].category is DeprecationWarning and caught[0].filename == __file__


PAGES: dict[str, tuple[list[ScriptedResponse], list[str]]] = {
    "list_by_token": (
        [
            json_response({"data": [{"id": "1"}], "meta": {"next": "t2"}}),
            json_response({"data": [{"id": "2"}], "meta": {"next": None}}),
        ],
        ["", "page_token=t2"],
    ),
    "list_by_number": (
        [
            json_response({"data": [{"id": "1"}], "total": 2}),
            json_response({"data": [{"id": "2"}], "total": 2}),
        ],
        ["", "page=2"],
    ),
    "list_by_offset": (
        [
            json_response({"data": [{"id": "1"}], "total": 2}),
            json_response({"data": [{"id": "2"}], "total": 2}),
        ],
        ["", "offset=1"],
    ),
    "list_by_link": (
        [
            json_response(
                [{"id": "1"}],
                link='<https://evil.example/x?page=1>; rel=first, <https://evil.example/x?page=a%26b>; rel="last next"',
            ),
            json_response([{"id": "2"}]),
        ],
        ["", "page=a%26b"],
    ),
    "list": (
        [
            json_response({"data": [{"id": "1"}]}),
            json_response({"data": [{"id": "2"}]}),
            json_response({"data": []}),
        ],
        ["", "after=1", "after=2"],
    ),
}


@pytest.mark.parametrize("method", PAGES)
def test_a_list_is_walked(call: Caller, server: RecordingServer, method: str) -> None:
    responses, queries = PAGES[method]
    server.script(*responses)

    def use(client: Any) -> Any:
        pages = getattr(client.shapes, method)()
        return call.items(pages)

    assert [item.id for item in call(use)] == ["1", "2"]
    assert [one.query for one in server.received] == queries


def test_a_list_that_is_not_ready_has_no_objects(call: Caller, server: RecordingServer) -> None:
    server.script(ScriptedResponse(202, b"", {}))
    assert call(lambda client: call.items(client.shapes.list_by_offset())) == []


def test_names_of_every_kind_are_sent_as_they_are(call: Caller, server: RecordingServer) -> None:
    body = {"class": "a", "@type": "b", "members": "m", "cast": "c", "models": "x", "self": "s"}
    server.script(json_response(body))
    result = call(
        lambda client: client.class_.import_(
            class_="a", type="b", members="m", cast_="c", models_="x", self_="s"
        )
    )
    assert json.loads(sent(server).body) == body
    assert (result.class_, result.type, result.models) == ("a", "b", "x")


def test_errors_do_not_hide_each_other(package: Any) -> None:
    errors = import_module(f"{package.__name__}.errors")
    assert errors.class_of(409, "conflict", "invalid_argument") is not errors.InvalidArgumentError
    assert issubclass(errors.InvalidArgumentError, ValueError)
    assert errors.class_of(409, "conflict", "api") is not errors.APIError
