"""A new resource of the contract has commands, and they work."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from codegen.command_line.write import write_command_line
from codegen.model.read import read_api
from codegen.paths import GENERATED, TEMPLATES
from codegen.python import write_python
from codegen.sandbox import running_sandbox
from tests.client.recording import RecordingServer, ScriptedResponse

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("new resource")]


def with_coupons(text: str) -> dict[str, Any]:
    """Return the contract with one more resource: bundles under another name, which can be created too."""
    contract: dict[str, Any] = json.loads(text)

    def renamed(value: Any) -> Any:
        text = re.sub(r"\bbun_", "cou_", json.dumps(value))
        return json.loads(text.replace("bundle", "coupon").replace("Bundle", "Coupon"))

    for kind in contract["components"].values():
        copies = {name: renamed(value) for name, value in kind.items() if "Bundle" in name}
        kind |= {name.replace("Bundle", "Coupon"): value for name, value in copies.items()}
    for path in ("/bundles", "/bundles/{id}"):
        contract["paths"][path.replace("bundle", "coupon")] = renamed(contract["paths"][path])
    create = json.loads(json.dumps(contract["paths"]["/customers"]["post"]))
    create |= {"operationId": "create_coupon", "tags": ["coupons"], "summary": "Create a coupon"}
    del create["x-codeSamples"]
    response = contract["paths"]["/coupons/{id}"]["get"]["responses"]["200"]
    create["responses"]["201"] = {**response, "description": "Returns the new coupon."}
    create["requestBody"]["content"]["application/json"] = {
        "schema": {"$ref": "#/components/schemas/CouponCreate"},
        "examples": {"half": {"summary": "Half price", "value": {"name": "Half price"}}},
    }
    contract["components"]["schemas"]["CouponCreate"] = {
        "title": "CouponCreate",
        "description": "A new coupon.",
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"description": "Name of the coupon.", "type": "string", "maxLength": 200}
        },
    }
    contract["paths"]["/coupons"]["post"] = create
    contract["tags"].append({"name": "coupons", "description": "Coupons lower a price."})
    return contract


def get(operation: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    """Return an operation that returns a content for a coupon."""
    document = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = document["paths"]["/bundles/{id}"]["get"]
    found |= {"operationId": operation, "tags": ["coupons"], "summary": operation}
    del found["x-codeSamples"]
    media = {"schema": schema} if schema else {}
    found["responses"]["200"] = {"description": "Content.", "content": {media_type: media}}
    return found


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python clients of the contract with the new resource, and of one with other contents."""
    folder = tmp_path_factory.mktemp("coupons")
    document = with_coupons((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    (folder / "contract.json").write_text(json.dumps(document), encoding="utf-8")
    contents: dict[str, tuple[str, dict[str, Any]]] = {
        "image": ("image/png", {}),
        "csv": ("text/csv", {}),
        "rows": ("application/jsonl", {"type": "object"}),
        "changes": ("text/event-stream", {"type": "object"}),
    }
    for name, (media_type, schema) in contents.items():
        item = {"get": get(f"{name}_of_coupon", media_type, schema)}
        document["paths"][f"/coupons/{{id}}/{name}"] = item
    (folder / "contents.json").write_text(json.dumps(document), encoding="utf-8")
    for name in ("contract", "contents"):
        api = read_api(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
        python = folder / name / "python"
        write_python(api, python, TEMPLATES / "python", TEMPLATES / "models")
        write_command_line(api, python / "src" / "azotte" / "cli", TEMPLATES / "cli")
    return folder


def run(source: Path, *arguments: str, **variables: str) -> bytes:
    """Run the command line of a generated client, and return what it prints."""
    return subprocess.run(
        [sys.executable, "-m", "azotte.cli", *arguments],
        env={**os.environ, **variables, "PYTHONPATH": str(source / "python" / "src")},
        check=True,
        stdout=subprocess.PIPE,
    ).stdout


def test_it_is_listed_and_can_be_called(generated: Path) -> None:
    output = generated / "contract"
    with running_sandbox("--limits", "off", contract=generated / "contract.json") as sandbox:
        variables = {**sandbox.new_tenant().variables, "AZOTTE_BASE_URL": f"{sandbox.url}/v1"}

        def azotte(*arguments: str) -> str:
            return run(output, *arguments, **variables).decode()

        assert "Coupons lower a price." in azotte("--help")
        assert "azotte coupons create --name 'Half price'" in azotte("coupons", "create", "-h")
        created = azotte("coupons", "create", "--name", "Half price", "--query", "id").strip()
        listed = azotte("coupons", "list", "--all", "--query", "[id, name]")
        assert [created, "Half price"] in [json.loads(line) for line in listed.splitlines()]


@pytest.mark.parametrize(
    ("command", "media_type", "body", "shown"),
    [
        ("image", "image/png", b"\x89PNG\xff\x00", b"\x89PNG\xff\x00"),
        ("csv", "text/csv", b"a,b\n", b"a,b\n"),
        ("rows", "application/jsonl", b'{"a":1}\n{"a":2}\n', b'{"a": 1}\n{"a": 2}\n'),
        ("changes", "text/event-stream", b'data: {"a":1}\n\n', b'{"a": 1}\n'),
    ],
)
def test_content_that_is_not_an_object_is_shown(
    generated: Path,
    server: RecordingServer,
    command: str,
    media_type: str,
    body: bytes,
    shown: bytes,
) -> None:
    server.script(ScriptedResponse(200, body, {"content-type": media_type}))
    variables = {
        "AZOTTE_API_KEY": "sk_dev_5eCretKEYtobeFOUND",
        "AZOTTE_TENANT_ID": "tenant_1",
        "AZOTTE_BASE_URL": server.url,
    }
    assert run(generated / "contents", "coupons", command, "cou_1", **variables) == shown
