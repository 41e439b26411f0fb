"""Type-checks each published sample, runs it against the sandbox and compares its request with the contract."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import jsonschema_rs
import pytest

from codegen.clients import Clients
from codegen.document import resolve
from codegen.paths import GENERATED
from codegen.programs import Program, prepare, published, renamed, run
from codegen.sandbox import RunningSandbox, Tenant
from tests.samples.proxy import Exchange, RecordingProxy

FILES = {
    "cURL": "curl.sh",
    "Node.js": "node-client.mjs",
    "JavaScript": "node-fetch.mjs",
    "Python": "python-client.py",
    "Python (asyncio)": "python-async.py",
    "Python (requests)": "python-requests.py",
}
CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
CLIENTS = Clients(GENERATED / "python", GENERATED / "typescript")
SAMPLES = list(published(CONTRACT))


def test_every_operation_has_a_sample_in_every_style() -> None:
    for item in CONTRACT["paths"].values():
        for operation in item.values():
            assert [sample["label"] for sample in operation["x-codeSamples"]] == [*FILES]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_published_sample_equals_its_file(sample: Program) -> None:
    file = GENERATED / "samples" / sample.operation["operationId"] / FILES[sample.label]
    first, _, source = file.read_text(encoding="utf-8").partition("\n")
    assert "templates/samples/" in first
    assert sample.source == source


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_no_sample_contains_a_key(sample: Program) -> None:
    assert not any(
        kind["prefix"] in sample.source
        for kind in CONTRACT["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"]
    )


@pytest.mark.slow
def test_samples_type_check(tmp_path: Path) -> None:
    assert CLIENTS.type_errors({sample.file: sample.source for sample in SAMPLES}, tmp_path) == {}


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_sample_runs(
    sample: Program,
    sandbox: RunningSandbox,
    proxy: RecordingProxy,
    workplace: tuple[Path, dict[str, str]],
) -> None:
    tenant = sandbox.new_tenant()
    with httpx2.Client(base_url=f"{sandbox.url}/v1", headers=tenant.headers) as api:
        ids = prepare(sample, CONTRACT, api)
    assert len(ids) == 4
    proxy.exchanges.clear()
    folder, variables = workplace
    ran = run(sample, ids, f"{proxy.url}/v1", variables | tenant.variables, folder)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert tenant.secret_key not in ran.stdout + ran.stderr
    first, *others = proxy.exchanges
    assert str(first.status) in sample.operation["responses"]
    assert 200 <= first.status < 300, ran.stdout
    _check_request(first, sample, ids, tenant)
    # A client fetches all pages of a list; the other styles send one request.
    assert not others or "x-pagination" in sample.operation
    assert ran.stdout.strip() or "x-pagination" in sample.operation


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the clients, and the environment variables for its programs."""
    folder = tmp_path_factory.mktemp("samples")
    return folder, CLIENTS.install(folder)


def _check_request(sent: Exchange, sample: Program, ids: dict[str, str], tenant: Tenant) -> None:
    operation = sample.operation
    parameters = [resolve(CONTRACT, parameter) for parameter in operation.get("parameters", [])]
    by_place = {(one["in"], one["name"]): one for one in parameters}

    path = sample.path
    for (place, name), parameter in by_place.items():
        if place == "path":
            path = path.replace(f"{{{name}}}", renamed(parameter["example"], ids))
    assert (sent.method, urlsplit(sent.target).path) == (sample.method, f"/v1{path}")

    cursors = [operation.get("x-pagination", {}).get(role) for role in ("after", "before")]
    expected = [
        (name, renamed(str(item), ids))
        for (place, name), parameter in by_place.items()
        if place == "query" and name not in cursors
        for item in (parameter["example"] if name.endswith("[]") else [parameter["example"]])
    ]
    assert parse_qsl(urlsplit(sent.target).query, strict_parsing=bool(expected)) == expected

    schemes = CONTRACT["components"]["securitySchemes"]
    assert sent.headers[schemes["ApiKey"]["name"]] == tenant.secret_key
    assert sent.headers[schemes["Tenant"]["name"]] == tenant.id
    for (place, name), parameter in by_place.items():
        if place == "header":
            _validate(parameter["schema"], sent.headers[name.lower()])

    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        example = resolve(CONTRACT, next(iter(content["examples"].values())))["value"]
        assert json.loads(sent.body) == json.loads(renamed(json.dumps(example), ids))
        assert sent.headers["content-type"] == "application/json"
        _validate(content["schema"], json.loads(sent.body))
    else:
        assert sent.body == b""


def _validate(schema: dict[str, Any], value: object) -> None:
    jsonschema_rs.validate({**schema, "components": CONTRACT["components"]}, value)
