"""The collection of requests, run by Postman's own program."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from codegen.model.read import read_api
from codegen.node import node_executable
from codegen.paths import GENERATED
from codegen.postman import write_postman
from codegen.sandbox import running_sandbox
from tests.codegen.model.documents import contract, document

FILE = GENERATED / "azotte.postman_collection.json"
PROGRAM = Path(__file__).parent / "node_modules" / "newman" / "bin" / "newman.js"


@pytest.mark.slow
def test_each_request_succeeds_with_the_objects_of_the_documentation(tmp_path: Path) -> None:
    assert PROGRAM.exists(), "Run `npm --prefix tests/postman ci`."
    report = tmp_path / "report.json"
    with running_sandbox("--limits", "off") as sandbox:
        tenant = sandbox.tenant_with_examples()
        variables = {**tenant.variables, "base_url": f"{sandbox.url}/v1"}
        given = [word for item in variables.items() for word in ("--env-var", "=".join(item))]
        done = subprocess.run(
            [
                *(str(node_executable()), str(PROGRAM), "run", str(FILE), *given),
                *("--reporters", "json", "--reporter-json-export", str(report)),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    run = json.loads(report.read_text(encoding="utf-8"))["run"]
    assert (done.returncode, run["failures"]) == (0, []), done.stderr
    sent = Counter(one["item"]["name"] for one in run["executions"])
    assert sent == Counter(one.summary for one in read_api(contract()).operations)
    assert run["stats"]["assertions"]["total"] == len(run["executions"])


def test_it_holds_no_credentials() -> None:
    variables = json.loads(FILE.read_text(encoding="utf-8"))["variable"]
    values = {one["key"]: one["value"] for one in variables}
    assert (values["AZOTTE_API_KEY"], values["AZOTTE_TENANT_ID"]) == ("", "")


def test_a_file_as_body_is_chosen_by_the_user(tmp_path: Path) -> None:
    value = document({"requestBody": {"content": {"application/pdf": {}}}})
    write_postman(read_api(value), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    items = [item for folder in json.loads(text)["item"] for item in folder["item"]]
    assert {"mode": "file"} in [item["request"].get("body") for item in items]
