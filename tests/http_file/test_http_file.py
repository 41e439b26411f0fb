"""The file of requests, sent by a program that reads such files."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from codegen.http_file import write_http_file
from codegen.model.read import read_api
from codegen.node import node_executable
from codegen.paths import GENERATED
from codegen.sandbox import running_sandbox
from tests.codegen.model.documents import contract, document

FILE = GENERATED / "azotte.http"
PROGRAM = Path(__file__).parent / "node_modules" / "httpyac" / "bin" / "httpyac.js"


@pytest.mark.slow
def test_each_request_succeeds_with_the_objects_of_the_documentation(tmp_path: Path) -> None:
    assert PROGRAM.exists(), "Run `npm --prefix tests/http_file ci`."
    with running_sandbox("--limits", "off") as sandbox:
        tenant = sandbox.new_tenant()
        sandbox.run("seed", "--examples", "--tenant", tenant.id)
        text = FILE.read_text(encoding="utf-8")
        url = re.compile(r"^@base_url = .*$", re.MULTILINE)
        (tmp_path / "azotte.http").write_text(url.sub(f"@base_url = {sandbox.url}/v1", text, 1))
        done = subprocess.run(
            [
                *(str(node_executable()), str(PROGRAM), "send", "azotte.http", "--all"),
                *("--json", "--output", "short", "--no-color"),
            ],
            cwd=tmp_path,
            env={**os.environ, **tenant.variables},
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    requests = json.loads(done.stdout)["requests"]
    statuses = {one["name"]: one["response"]["statusCode"] for one in requests}
    operations = [one.id for one in read_api(contract()).operations]
    assert statuses.keys() == {*operations}
    assert {name: status for name, status in statuses.items() if status >= 300} == {}


def written(value: dict[str, Any], folder: Path) -> str:
    """Return the last request of the file for a document with one more operation."""
    write_http_file(read_api(value), folder / "a.http")
    text = (folder / "a.http").read_text(encoding="utf-8")
    return next(one for one in text.split("\n\n### ") if "@name a\n" in one)


@pytest.mark.parametrize(
    ("parameter", "query"),
    [
        ({"schema": {"type": "string"}, "example": "a&b"}, "x=a%26b"),
        ({"schema": {"type": "boolean"}, "example": True}, "x=true"),
        ({"schema": {"type": "array", "items": {"type": "string"}}, "example": ["a", "b"]}, "x=a&x=b"),
        (
            {
                "schema": {"type": "array", "items": {"type": "string"}},
                "example": ["a", "b"],
                "style": "pipeDelimited",
                "explode": False,
            },
            "x=a%7Cb",
        ),
        (
            {
                "schema": {"type": "object", "properties": {"a": {"type": "integer"}}},
                "example": {"a": 1},
                "style": "deepObject",
                "explode": True,
            },
            "x[a]=1",
        ),
        (
            {
                "schema": {"type": "array", "items": {"type": "object", "properties": {"a": {"type": "string"}}}},
                "example": [{"a": "x y"}],
                "style": "deepObject",
                "explode": True,
            },
            "x[0][a]=x%20y",
        ),
        ({"content": {"application/json": {"schema": {}, "example": {"a": 1}}}}, "x=%7B%22a%22%3A%201%7D"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_required_query_parameter(parameter: dict[str, Any], query: str, tmp_path: Path) -> None:
    value = document({"parameters": [{"in": "query", "name": "x", "required": True, **parameter}]})
    assert f"POST {{{{base_url}}}}/a?{query}\n" in f"{written(value, tmp_path)}\n"


@pytest.mark.parametrize(
    ("media_type", "example", "body"),
    [
        ("application/json", {"a": 1}, '{\n  "a": 1\n}'),
        ("application/x-www-form-urlencoded", {"a": "b c"}, "a=b+c"),
        ("text/csv", "a,b", "a,b"),
        ("application/pdf", None, "< ./application-pdf"),
    ],
)
def test_a_body(media_type: str, example: Any, body: str, tmp_path: Path) -> None:
    fields = {"a": {"type": "string"}}
    media: dict[str, Any] = {"schema": {"type": "object", "properties": fields}}
    if media_type.startswith(("text", "application/pdf")):
        media = {}
    if example is not None:
        media["example"] = example
    text = written(document({"requestBody": {"content": {media_type: media}}}), tmp_path)
    assert text.rstrip().endswith(f"Content-Type: {media_type}\n\n{body}")
