"""What an editor shows: asks pyright's language server over its standard input and output."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from codegen.node import node_executable
from tests.client.conftest import ROOT

_SECONDS = 120


def hover_texts(program: Path, places: Sequence[tuple[int, int]]) -> list[str]:
    """Return what is shown when the pointer is over places in a program.

    Args:
        program: The program, in a folder with a `pyrightconfig.json`.
        places: Lines and columns, from 0.
    """
    opened = {
        "uri": program.as_uri(),
        "languageId": "python",
        "version": 1,
        "text": program.read_text(encoding="utf-8"),
    }
    messages: list[dict[str, Any]] = [
        _request(0, "initialize", processId=None, rootUri=program.parent.as_uri(), capabilities={}),
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": opened}},
    ]
    for number, (line, column) in enumerate(places, 1):
        where = {"line": line, "character": column}
        document = {"uri": program.as_uri()}
        messages.append(
            _request(number, "textDocument/hover", textDocument=document, position=where)
        )
    server = ROOT / "node_modules" / "pyright" / "langserver.index.js"
    with subprocess.Popen(
        ["timeout", str(_SECONDS), str(node_executable()), str(server), "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=program.parent,
    ) as process:
        assert process.stdin is not None and process.stdout is not None
        for message in messages:
            _write(process.stdin, message)
        try:
            shown = _responses(process.stdout, process.stdin, len(places))
        finally:
            process.kill()
    return [shown[number] for number in range(1, len(places) + 1)]


def _responses(stream: IO[bytes], back: IO[bytes], count: int) -> dict[int, str]:
    shown: dict[int, str] = {}
    while len(shown) < count:
        message = _read(stream)
        if "method" in message and "id" in message:
            # It requests its settings, an array of them; it has none.
            settings = len(message.get("params", {}).get("items", ()))
            _write(back, {"id": message["id"], "result": [{}] * settings})
        elif message.get("id", 0) != 0:
            result: Any = message["result"]
            shown[message["id"]] = str(result["contents"]["value"]) if result else ""
    return shown


def _request(id: int, method: str, **params: Any) -> dict[str, Any]:
    return {"id": id, "method": method, "params": params}


def _write(stream: IO[bytes], message: dict[str, Any]) -> None:
    body = json.dumps({"jsonrpc": "2.0", **message}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    stream.flush()


def _read(stream: IO[bytes]) -> dict[str, Any]:
    length = 0
    while line := stream.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    assert length, "the language server has ended"
    message: dict[str, Any] = json.loads(stream.read(length))
    return message
