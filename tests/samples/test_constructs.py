"""Runs samples of every construct against a server that records requests, and compares these with OpenAPI's rules."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from codegen.clients import Clients
from codegen.model.read import read_api
from codegen.paths import GENERATED, TEMPLATES
from codegen.programs import Program, published, run
from codegen.samples import add_samples, write_samples
from tests.client.recording import Received, RecordingServer, ScriptedResponse

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("samples of constructs")]

STYLES = ("cURL", "JavaScript", "Python (requests)")
TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}
FIELDS = {"type": "object", "properties": {"a": TEXT, "b": {"type": "integer"}}}
JSON = "application/json"
VARIABLES = {"KEY": "the-key", "TOKEN": "the-token", "LOGIN": "ada:secret"}


@dataclass(frozen=True)
class Case:
    """An operation with one construct, and the request that its samples make."""

    operation: dict[str, Any]
    path: str = ""
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes | Any = b""
    method: str = "get"
    reply: ScriptedResponse = field(default_factory=ScriptedResponse)
    printed: str = ""


def parameter(
    place: str, schema: Any, example: Any, name: str = "q", **fields: Any
) -> dict[str, Any]:
    described = {"name": name, "in": place, "required": True, "schema": schema, "example": example}
    return {"parameters": [{**described, **fields}]}


def body(media_type: str, schema: Any, example: Any, **fields: Any) -> dict[str, Any]:
    media = {"schema": schema, "example": example, **fields}
    return {"requestBody": {"required": True, "content": {media_type: media}}}


def response(media_type: str | None, status: str = "200") -> dict[str, Any]:
    content = {} if media_type is None else {"content": {media_type: {"schema": TEXT}}}
    return {"responses": {status: {"description": "", **content}}}


def reply(media_type: str | None, content: bytes, status: int = 200) -> ScriptedResponse:
    return ScriptedResponse(status, content, {"content-type": media_type} if media_type else {})


CASES = {
    "boolean": Case(parameter("query", {"type": "boolean"}, True), query="q=true"),
    "number": Case(parameter("query", {"type": "number"}, 1.5), query="q=1.5"),
    "integer in the path": Case(parameter("path", {"type": "integer"}, 7), path="/7"),
    "array in the path": Case(parameter("path", TEXTS, ["a b", "c,d"]), path="/a%20b,c%2Cd"),
    "exploded": Case(parameter("query", TEXTS, ["a", "b c"]), query="q=a&q=b%20c"),
    "commas": Case(parameter("query", TEXTS, ["a", "b,c"], explode=False), query="q=a,b%2Cc"),
    "integers with commas": Case(
        parameter("query", {"type": "array", "items": {"type": "integer"}}, [1, 2], explode=False),
        query="q=1,2",
    ),
    "spaces": Case(
        parameter("query", TEXTS, ["a", "b"], style="spaceDelimited", explode=False),
        query="q=a%20b",
    ),
    "pipes": Case(
        parameter("query", TEXTS, ["a", "b"], style="pipeDelimited", explode=False),
        query="q=a%7Cb",
    ),
    "deepObject": Case(
        parameter("query", FIELDS, {"a": "x&y", "b": 2}, style="deepObject", explode=True),
        query="q%5Ba%5D=x%26y&q%5Bb%5D=2",
    ),
    "arrays and objects in deepObject": Case(
        parameter(
            "query",
            {"type": "array", "items": {"type": "object", "additionalProperties": TEXTS}},
            [{"a": ["x&y", "z"]}, {"b": ["1"]}],
            style="deepObject",
            explode=True,
        ),
        query="q%5B0%5D%5Ba%5D%5B0%5D=x%26y&q%5B0%5D%5Ba%5D%5B1%5D=z&q%5B1%5D%5Bb%5D%5B0%5D=1",
    ),
    "JSON in a parameter": Case(
        {
            "parameters": [
                {
                    "name": "q", "in": "query", "required": True,
                    "content": {JSON: {"schema": FIELDS, "example": {"a": "x"}}},
                }
            ]
        },
        query="q=%7B%22a%22%3A%22x%22%7D",
    ),
    "header": Case(parameter("header", {"type": "boolean"}, True, "X-A"), headers={"x-a": "true"}),
    "array in a header": Case(
        parameter("header", TEXTS, ["a", "b"], "X-A"), headers={"x-a": "a,b"}
    ),
    "optional parameter": Case(parameter("query", TEXT, "x", required=False)),
    "array as a body": Case(
        body(JSON, TEXTS, ["a", "b"]), method="post", headers={"content-type": JSON}, body=["a", "b"]
    ),
    "scalar as a body": Case(body(JSON, {"type": "integer"}, 3), method="put", body=3),
    "PATCH": Case(
        body("application/merge-patch+json", FIELDS, {"a": None}),
        method="patch",
        headers={"content-type": "application/merge-patch+json"},
        body={"a": None},
    ),
    "body without an example": Case(
        body(JSON, {**FIELDS, "required": ["a"]}, {"a": "text"}) | {"x-no-example": True},
        method="post",
        body={"a": "text"},
    ),
    "query beside a body": Case(
        {**parameter("query", TEXT, "x y"), **body(JSON, FIELDS, {"a": "é"})},
        method="post",
        query="q=x%20y",
        body={"a": "é"},
    ),
    "form": Case(
        body(
            "application/x-www-form-urlencoded",
            {"type": "object", "properties": {"a": TEXT, "b": TEXTS, "c": {"type": "boolean"}}},
            {"a": "x & y", "b": ["1", "2"], "c": False},
        ),
        method="post",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=b"a=x%20%26%20y&b=1&b=2&c=false",
    ),
    "form with commas": Case(
        body(
            "application/x-www-form-urlencoded",
            {"type": "object", "properties": {"b": TEXTS}},
            {"b": ["1", "2,3"]},
            encoding={"b": {"explode": False}},
        ),
        method="post",
        headers={"content-type": "application/x-www-form-urlencoded"},
        body=b"b=1,2%2C3",
    ),
    "bytes": Case(
        body("application/pdf", {}, None),
        method="put",
        headers={"content-type": "application/pdf"},
        body=b"\x00file.pdf\xff",
    ),
    "text": Case(
        body("text/csv", TEXT, "@a,b\n1,'2'\n"),
        method="post",
        headers={"content-type": "text/csv"},
        body=b"@a,b\n1,'2'\n",
    ),
    "JSON lines": Case(
        body("application/jsonl", {"type": "array", "items": {"type": "integer"}}, None),
        method="post",
        headers={"content-type": "application/jsonl"},
        body=b"1\n",
    ),
    "no authentication": Case({"security": []}),
    "API key in the query": Case({"security": [{"InQuery": []}]}, query="key=the-key"),
    "API key in the query beside a body": Case(
        {"security": [{"InQuery": []}], **body(JSON, FIELDS, {})},
        method="post",
        query="key=the-key",
        body={},
    ),
    "bearer token": Case(
        {"security": [{"Token": []}]}, headers={"authorization": "Bearer the-token"}
    ),
    "user name and password": Case(
        {"security": [{"Login": []}]}, headers={"authorization": "Basic YWRhOnNlY3JldA=="}
    ),
    "POST without a body": Case({}, method="post"),
    "DELETE with a query": Case(parameter("query", TEXT, "x"), method="delete", query="q=x"),
    "204": Case(response(None, "204"), method="delete", reply=reply(None, b"", 204)),
    "empty 202": Case(response(None, "202"), method="post", reply=reply(None, b"", 202)),
    "200 or 202": Case(
        {
            "responses": {
                "200": {"description": "", "content": {JSON: {"schema": FIELDS}}},
                "202": {"description": ""},
            }
        },
        method="post",
        reply=reply(None, b"", 202),
    ),
    "text response": Case(
        response("text/csv"), reply=reply("text/csv", b"a,b\n1,2\n"), printed="a,b\n1,2\n"
    ),
    "events": Case(
        response("text/event-stream"),
        reply=reply("text/event-stream", b"data: one\n\ndata: two\n\n"),
        printed="data: one\n\ndata: two\n",
    ),
    "lines": Case(
        response("application/jsonl"),
        reply=reply("application/jsonl", b"1\n2\n"),
        printed="1\n2\n",
    ),
    "HEAD": Case({}, method="head", reply=reply(None, b"")),
}  # fmt: skip


def document() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for number, (name, case) in enumerate(CASES.items()):
        operation: dict[str, Any] = {
            "operationId": f"run_{number}",
            "summary": name,
            **response(JSON),
            **case.operation,
        }
        if operation.pop("x-no-example", False):
            del operation["requestBody"]["content"][JSON]["example"]
        suffix = "/{q}" if case.path else ""
        paths[f"/case_{number}{suffix}"] = {case.method: operation}
    schemes = {
        "InQuery": {
            "type": "apiKey",
            "in": "query",
            "name": "key",
            "x-environment-variable": "KEY",
        },
        "Token": {"type": "http", "scheme": "bearer"},
        "Login": {"type": "http", "scheme": "basic"},
    }
    paths["/upload"] = {"post": UPLOAD}
    paths["/download"] = {
        "get": {
            "operationId": "download",
            "responses": {"200": {"description": "", "content": {"application/pdf": {}}}},
        }
    }
    return {
        "openapi": "3.1.1",
        "info": {"title": "Any", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": schemes},
    }


UPLOAD: dict[str, Any] = {
    "operationId": "upload",
    **response(JSON),
    **body(
        "multipart/form-data",
        {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {"type": "string", "format": "binary"},
                "title": TEXT,
                "more": FIELDS,
            },
        },
        {"file": "a.pdf", "title": "a=b;c", "more": {"a": '"x"; y'}},
        encoding={"file": {"contentType": "application/pdf"}},
    ),
}


@dataclass(frozen=True)
class Runner:
    """Runs samples in a folder that has the files that they send."""

    programs: dict[tuple[str, str], Program]
    server: RecordingServer
    folder: Path
    variables: dict[str, str]

    def run(self, operation: str, style: str, given: ScriptedResponse) -> tuple[Received, str]:
        """Return the request and what the sample prints."""
        self.server.script(given)
        ran = run(self.programs[operation, style], self.server.url, self.variables, self.folder)
        assert ran.returncode == 0, ran.stdout + ran.stderr
        (received,) = self.server.received
        return received, ran.stdout


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    contract = document()
    api = read_api(contract)
    folder = tmp_path_factory.mktemp("constructs")
    write_samples(api, folder / "samples", TEMPLATES / "samples")
    add_samples(contract, api, folder / "samples")
    for name in ("file.pdf",):
        (folder / name).write_bytes(b"\x00" + name.encode() + b"\xff")
    variables = Clients(GENERATED / "python", GENERATED / "typescript").install(folder)
    programs = {(one.operation.id, one.label): one for one in published(read_api(contract))}
    server = RecordingServer()
    yield Runner(programs, server, folder, variables | VARIABLES)
    server.close()


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", CASES)
def test_a_sample_sends_what_the_contract_says(name: str, style: str, runner: Runner) -> None:
    case, number = CASES[name], [*CASES].index(name)
    received, printed = runner.run(f"run_{number}", style, case.reply)
    assert received.method == case.method.upper()
    assert received.path == f"/v1/case_{number}{case.path}"
    # The same pairs, and the same commas: `%2C` is a comma in an item.
    assert parse_qsl(received.query) == parse_qsl(case.query)
    assert received.query.upper().count("%2C") == case.query.count("%2C")
    for header, value in case.headers.items():
        assert received.headers[header].removesuffix(";charset=UTF-8") == value
    if isinstance(case.body, bytes):
        is_form = case.headers.get("content-type") == "application/x-www-form-urlencoded"
        assert (
            received.body.replace(b"+", b"%20") == case.body
            if is_form
            else received.body == case.body
        )
    else:
        assert json.loads(received.body) == case.body
    if case.printed:
        assert printed.strip() == case.printed.strip()


@pytest.mark.parametrize("style", STYLES)
def test_a_sample_uploads_a_file_beside_other_fields(style: str, runner: Runner) -> None:
    received, _ = runner.run("upload", style, ScriptedResponse())
    parts = parts_of(received)
    assert {name: part.get_payload(decode=True) for name, part in parts.items()} == {
        "file": b"\x00file.pdf\xff",
        "title": b"a=b;c",
        "more": json.dumps({"a": '"x"; y'}).encode(),
    }
    assert parts["file"].get_content_type() == "application/pdf"
    assert parts["file"].get_filename() == "file.pdf"
    assert parts["more"].get_content_type() == JSON


@pytest.mark.parametrize("style", STYLES)
def test_a_sample_downloads_a_file(style: str, runner: Runner) -> None:
    target = runner.folder / "download.pdf"
    target.unlink(missing_ok=True)
    runner.run("download", style, reply("application/pdf", b"%PDF-\x00\xff"))
    assert target.read_bytes() == b"%PDF-\x00\xff"


def test_samples_of_every_construct_type_check(runner: Runner, tmp_path: Path) -> None:
    """Without the clients, which do not have these operations."""
    sources = {
        one.file: one.source for (_, label), one in runner.programs.items() if label in STYLES
    }
    clients = Clients(GENERATED / "python", GENERATED / "typescript")
    assert clients.type_errors(sources, tmp_path) == {}


def parts_of(received: Received) -> dict[str, Message]:
    """Return the parts of a multipart body by name."""
    head = f"content-type: {received.headers['content-type']}\r\n\r\n".encode()
    message = message_from_bytes(head + received.body)
    found: dict[str, Message] = {}
    for part in message.walk():
        if not part.is_multipart():
            name = part.get_param("name", header="content-disposition")
            found[str(name)] = part
    return found
