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
from codegen.model.read import read_api
from codegen.paths import GENERATED
from codegen.programs import Program, prepare, published, run
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
API = read_api(CONTRACT)
SAMPLES = list(published(API))


def test_every_operation_has_a_sample_in_every_style() -> None:
    for item in CONTRACT["paths"].values():
        for operation in item.values():
            assert [sample["label"] for sample in operation["x-codeSamples"]] == [*FILES]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_a_published_sample_equals_its_file(sample: Program) -> None:
    file = GENERATED / "samples" / sample.operation.id / FILES[sample.label]
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
    """As published: the sandbox has the objects of the examples, and the sample reads the rest from the environment."""
    tenant = sandbox.tenant_with_examples()
    with httpx2.Client(base_url=f"{sandbox.url}/v1", headers=tenant.headers) as client:
        prepare(sample.operation, API, client)
    proxy.exchanges.clear()
    folder, variables = workplace
    ran = run(sample, f"{proxy.url}/v1", variables | tenant.variables, folder)

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert tenant.secret_key not in ran.stdout + ran.stderr
    first, *others = proxy.exchanges
    assert first.status in [response.code for response in sample.operation.responses], ran.stdout
    _check_request(first, sample, tenant)
    # A client fetches all pages of a list; the other styles send one request.
    assert not others or sample.operation.pagination
    assert ran.stdout.strip()


@pytest.mark.slow
@pytest.mark.parametrize("label", FILES)
def test_a_sample_shows_the_error_and_fails(
    label: str, sandbox: RunningSandbox, workplace: tuple[Path, dict[str, str]]
) -> None:
    """A tenant without data has no customer."""
    tenant = sandbox.new_tenant()
    (sample,) = (one for one in SAMPLES if (one.operation.id, one.label) == ("get_customer", label))
    folder, variables = workplace
    ran = run(sample, f"{sandbox.url}/v1", variables | tenant.variables, folder)
    assert ran.returncode != 0
    assert "No such customer" in ran.stdout + ran.stderr
    assert tenant.secret_key not in ran.stdout + ran.stderr


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the clients, and the environment variables for its programs."""
    folder = tmp_path_factory.mktemp("samples")
    return folder, CLIENTS.install(folder)


def _check_request(sent: Exchange, sample: Program, tenant: Tenant) -> None:
    """Compare a request with the contract itself, not with the model that the samples are made from."""
    method, path = sample.operation.method, sample.operation.path
    operation = CONTRACT["paths"][path][method.lower()]
    parameters = [resolve(CONTRACT, parameter) for parameter in operation.get("parameters", [])]
    by_place = {(one["in"], one["name"]): one for one in parameters}

    for (place, name), parameter in by_place.items():
        if place == "path":
            path = path.replace(f"{{{name}}}", parameter["example"])
    assert (sent.method, urlsplit(sent.target).path) == (method, f"/v1{path}")

    expected = [
        (name, str(parameter["example"]))
        for (place, name), parameter in by_place.items()
        if place == "query"
        and (parameter.get("required") or name == operation.get("x-pagination", {}).get("limit"))
    ]
    assert parse_qsl(urlsplit(sent.target).query, strict_parsing=bool(expected)) == expected

    schemes = CONTRACT["components"]["securitySchemes"]
    assert sent.headers[schemes["ApiKey"]["name"]] == tenant.secret_key
    assert sent.headers[schemes["Tenant"]["name"]] == tenant.id
    for (place, name), parameter in by_place.items():
        # A shell has no portable way to make a UUID, and an idempotency key is optional.
        if place == "header" and (parameter.get("required") or sample.label != "cURL"):
            _validate(parameter["schema"], sent.headers[name.lower()])

    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        example = resolve(CONTRACT, next(iter(content["examples"].values())))["value"]
        assert json.loads(sent.body) == example
        assert sent.headers["content-type"] == "application/json"
        _validate(content["schema"], json.loads(sent.body))
    else:
        assert sent.body == b""


def _validate(schema: dict[str, Any], value: object) -> None:
    jsonschema_rs.validate({**schema, "components": CONTRACT["components"]}, value)
