"""Runs the test vectors for paths and queries with the published samples."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.clients import Clients
from codegen.errors import GenerationError
from codegen.model.read import read_api
from codegen.paths import GENERATED, TEMPLATES
from codegen.programs import Program, published, run
from codegen.samples import add_samples, write_samples
from tests.client.recording import RecordingServer, json_response

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("vectors of the samples")]

VECTORS = Path(__file__).parents[1] / "vectors"
STYLES = {"cURL": "cURL", "fetch": "JavaScript", "requests": "Python (requests)"}
VARIABLES = {"AZOTTE_API_KEY": "sk_dev_1234567890abcdef", "AZOTTE_TENANT_ID": "tenant_abc123"}


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))["cases"]
    return found


PATHS = [case for case in cases("path-encoding") if not case.get("refused")]
REFUSED = [case for case in cases("path-encoding") if case.get("refused")]
QUERIES = cases("query-encoding")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], Program]:
    """The samples of a contract with an operation for each case, by operationId and style."""
    contract, template = read_contract()
    for number, case in enumerate(PATHS):
        operation = edited(
            template, f"read_bundle_{number}", [parameter("id", "path", case["value"])]
        )
        contract["paths"][f"/bundles_{number}/{{id}}"] = {"get": operation}
    for number, case in enumerate(QUERIES):
        given = [(name, value) for name, value in case["parameters"] if value is not None]
        parameters = [parameter(name, "query", value) for name, value in given]
        operation = edited(template, f"find_bundle_{number}", parameters)
        contract["paths"][f"/found_{number}"] = {"get": operation}
    folder = tmp_path_factory.mktemp("samples") / "samples"
    api = read_api(contract)
    write_samples(api, folder, TEMPLATES / "samples")
    add_samples(contract, api, folder)
    return {(one.operation.id, one.label): one for one in published(read_api(contract))}


def read_contract() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the contract without paths, and one of its operations."""
    contract: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    operation: dict[str, Any] = contract["paths"]["/bundles/{id}"]["get"]
    return {**contract, "paths": {}}, operation


def edited(
    operation: dict[str, Any], name: str, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    return {**operation, "operationId": name, "x-method-name": name, "parameters": parameters}


def parameter(name: str, place: str, value: Any) -> dict[str, Any]:
    types = {bool: "boolean", int: "integer", str: "string", list: "array"}
    schema: dict[str, Any] = {"type": types[type(value)]}
    if schema["type"] == "array":
        schema["items"] = {"type": "string"}
    # Samples have the required parameters only.
    described = {"name": name, "in": place, "required": True, "description": "Any."}
    return {
        **described,
        "x-parameter-name": name.replace("[", "_").replace("]", "").strip("_"),
        "schema": schema,
        "example": value,
    }


@pytest.fixture(scope="module")
def server() -> Iterator[RecordingServer]:
    server = RecordingServer()
    server.script(json_response({}))
    yield server
    server.close()


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    folder = tmp_path_factory.mktemp("workplace")
    clients = Clients(GENERATED / "python", GENERATED / "typescript")
    return folder, clients.install(folder) | VARIABLES


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", PATHS, ids=[case["name"] for case in PATHS])
def test_paths(
    case: dict[str, Any],
    style: str,
    samples: dict[tuple[str, str], Program],
    server: RecordingServer,
    workplace: tuple[Path, dict[str, str]],
) -> None:
    number = PATHS.index(case)
    sample = samples[f"read_bundle_{number}", STYLES[style]]
    assert sent(sample, server, workplace) == f"/v1/bundles_{number}/{case['encoded']}"


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", QUERIES, ids=[case["name"] for case in QUERIES])
def test_queries(
    case: dict[str, Any],
    style: str,
    samples: dict[tuple[str, str], Program],
    server: RecordingServer,
    workplace: tuple[Path, dict[str, str]],
) -> None:
    number = QUERIES.index(case)
    sample = samples[f"find_bundle_{number}", STYLES[style]]
    path, _, query = sent(sample, server, workplace).partition("?")
    assert path == f"/v1/found_{number}"
    # Libraries may encode a space as `+`, like HTML forms. curl writes %5b for %5B, which is the same (RFC 3986, 6.2.2.1).
    same = re.sub("%[0-9a-f]{2}", lambda found: found[0].upper(), query.replace("+", "%20"))
    assert same == case["query"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("case", REFUSED, ids=[case["name"] for case in REFUSED])
def test_an_example_that_changes_the_path_is_rejected(
    case: dict[str, Any], style: str, tmp_path: Path
) -> None:
    contract, template = read_contract()
    operation = edited(template, "read_bundle", [parameter("id", "path", case["value"])])
    contract["paths"]["/bundles/{id}"] = {"get": operation}
    with pytest.raises(GenerationError, match="read_bundle: the example .* of id changes the path"):
        write_samples(read_api(contract), tmp_path / style, TEMPLATES / "samples")


def sent(sample: Program, server: RecordingServer, workplace: tuple[Path, dict[str, str]]) -> str:
    """Return the path and query that a sample requests."""
    server.received.clear()
    folder, variables = workplace
    ran = run(sample, server.url, variables, folder)
    assert ran.returncode == 0, ran.stderr
    (received,) = server.received
    return received.target
