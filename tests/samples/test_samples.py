"""Every published sample is checked by its language's tools and run against the sandbox; what it sends is compared with the contract."""

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import jsonschema_rs
import pytest

from codegen.node import node_executable, run_tool
from codegen.operations import resolve
from codegen.paths import GENERATED, ROOT
from tests.samples.proxy import Exchange, RecordingProxy
from tests.samples.sandbox import Sandbox

TIMEOUT_SECONDS = 60
FILES = {
    "cURL": "curl.sh",
    "Node.js": "node-client.mjs",
    "JavaScript": "node-fetch.mjs",
    "Python": "python-client.py",
    "Python (asyncio)": "python-async.py",
    "Python (requests)": "python-requests.py",
}
CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
PLATFORM: str = CONTRACT["servers"][0]["url"]


@dataclass(frozen=True)
class Sample:
    """A sample as it is published, with its operation."""

    operation: dict[str, Any]
    method: str
    path: str
    label: str
    source: str

    def __str__(self) -> str:
        return f"{self.operation['operationId']} in {self.label}"


def published() -> Iterator[Sample]:
    for path, item in CONTRACT["paths"].items():
        for method, operation in item.items():
            for sample in operation["x-codeSamples"]:
                yield Sample(operation, method.upper(), path, sample["label"], sample["source"])


SAMPLES = list(published())


def test_every_operation_has_a_sample_in_every_style() -> None:
    for item in CONTRACT["paths"].values():
        for operation in item.values():
            assert [sample["label"] for sample in operation["x-codeSamples"]] == [*FILES]


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_what_is_published_is_what_stands_in_the_files(sample: Sample) -> None:
    file = GENERATED / "samples" / sample.operation["operationId"] / FILES[sample.label]
    assert sample.source == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_no_sample_holds_a_key(sample: Sample) -> None:
    assert not any(
        kind["prefix"] in sample.source
        for kind in CONTRACT["components"]["securitySchemes"]["ApiKey"]["x-key-kinds"]
    )


@pytest.mark.slow
def test_python_samples_are_typed(tmp_path: Path) -> None:
    _write(tmp_path, ".py")
    settings = {
        "typeCheckingMode": "strict",
        "extraPaths": [str(GENERATED / "python" / "src")],
        "venvPath": str(Path(sys.prefix).parent),
        "venv": Path(sys.prefix).name,
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    checked = run_tool("pyright", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
def test_javascript_samples_are_typed(tmp_path: Path) -> None:
    _write(tmp_path, ".mjs")
    shutil.copy(ROOT / "tests" / "typescript" / "types" / "environment.d.ts", tmp_path)
    options = {
        "allowJs": True,
        "checkJs": True,
        "strict": True,
        "noEmit": True,
        "module": "esnext",
        "moduleResolution": "bundler",
        "target": "es2022",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": ["node"],
        "typeRoots": [str(ROOT / "node_modules" / "@types")],
        "paths": {"azotte": [str(GENERATED / "typescript" / "src" / "index.ts")]},
    }
    (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}))
    checked = run_tool("tsc", "-p", ".", cwd=tmp_path)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=str)
def test_sample_runs(
    sample: Sample, sandbox: Sandbox, api: httpx2.Client, proxy: RecordingProxy, workplace: Path
) -> None:
    ids = _prepare(sample, api)
    proxy.exchanges.clear()
    file = workplace / FILES[sample.label]
    # The published text, but for where the platform is and what its objects are called.
    file.write_text(
        _renamed(sample.source, ids).replace(PLATFORM, f"{proxy.url}/v1"), encoding="utf-8"
    )

    ran = subprocess.run(
        [*_interpreter(file), str(file)],
        cwd=workplace,
        env=_environment(sandbox, proxy, workplace),
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert sandbox.secret_key not in ran.stdout + ran.stderr
    first, *others = proxy.exchanges
    assert str(first.status) in sample.operation["responses"]
    assert 200 <= first.status < 300, ran.stdout
    _check_request(first, sample, ids, sandbox)
    # A client walks all pages of a list; the other styles send one request.
    assert not others or "x-pagination" in sample.operation
    assert ran.stdout.strip() or "x-pagination" in sample.operation


@pytest.fixture(scope="session")
def api(sandbox: Sandbox) -> Iterator[httpx2.Client]:
    """Calls the sandbox past the proxy."""
    with httpx2.Client(base_url=f"{sandbox.url}/v1", headers=sandbox.headers) as client:
        yield client


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where `import 'azotte'` finds the client and `uuidgen` is there, as it is on most machines."""
    folder = tmp_path_factory.mktemp("samples")
    package = folder / "node_modules" / "azotte"
    sources = sorted((GENERATED / "typescript" / "src").rglob("*.ts"))
    built = run_tool(
        "esbuild", *map(str, sources), f"--outdir={package / 'dist'}", "--target=es2022", cwd=folder
    )
    assert built.returncode == 0, built.stderr
    shutil.copy(GENERATED / "typescript" / "package.json", package)
    if shutil.which("uuidgen") is None:
        command = folder / "uuidgen"
        command.write_text(
            f"#!/bin/sh\nexec {sys.executable} -c 'import uuid; print(uuid.uuid4())'\n"
        )
        command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return folder


def _prepare(sample: Sample, api: httpx2.Client) -> dict[str, str]:
    """Make what the sample reads and changes; returns what the objects of the contract's examples are called here."""
    # The samples make one and the same customer, of whom there can be only one.
    for left in api.get("/customers").json()["data"]:
        api.delete(f"/customers/{left['id']}")

    def post(path: str, body: dict[str, Any] | None = None) -> str:
        answer = api.post(path, json=body) if body else api.post(path)
        assert answer.is_success, answer.text
        made: str = answer.json()["id"]
        return made

    customer = post("/customers", {"email": "grace@example.com"})
    subscription = post("/subscriptions", {"customer": customer, "plan": "plan_daily"})
    body = {"customer": customer, "amount": 999, "currency": "usd", "payment_method": "tok_visa"}
    payment = post("/payments", body)
    if sample.operation["operationId"] == "resume_subscription":
        post(f"/subscriptions/{subscription}/pause")
    return {
        "cus_1234567890": customer,
        "sub_1234567890": subscription,
        "pay_789ghi": payment,
        "bun_1234567890": "bun_basic",
    }


def _check_request(sent: Exchange, sample: Sample, ids: dict[str, str], sandbox: Sandbox) -> None:
    operation = sample.operation
    parameters = [resolve(CONTRACT, parameter) for parameter in operation.get("parameters", [])]
    by_place = {(one["in"], one["name"]): one for one in parameters}

    path = sample.path
    for (place, name), parameter in by_place.items():
        if place == "path":
            path = path.replace(f"{{{name}}}", ids[parameter["example"]])
    assert (sent.method, urlsplit(sent.target).path) == (sample.method, f"/v1{path}")

    cursors = [operation.get("x-pagination", {}).get(role) for role in ("after", "before")]
    expected = [
        (name, _renamed(str(item), ids))
        for (place, name), parameter in by_place.items()
        if place == "query" and name not in cursors
        for item in (parameter["example"] if name.endswith("[]") else [parameter["example"]])
    ]
    assert parse_qsl(urlsplit(sent.target).query, strict_parsing=bool(expected)) == expected

    schemes = CONTRACT["components"]["securitySchemes"]
    assert sent.headers[schemes["ApiKey"]["name"]] == sandbox.secret_key
    assert sent.headers[schemes["Tenant"]["name"]] == sandbox.tenant
    for (place, name), parameter in by_place.items():
        if place == "header":
            _validate(parameter["schema"], sent.headers[name.lower()])

    if "requestBody" in operation:
        content = operation["requestBody"]["content"]["application/json"]
        example = resolve(CONTRACT, next(iter(content["examples"].values())))["value"]
        assert json.loads(sent.body) == json.loads(_renamed(json.dumps(example), ids))
        assert sent.headers["content-type"] == "application/json"
        _validate(content["schema"], json.loads(sent.body))
    else:
        assert sent.body == b""


def _validate(schema: dict[str, Any], value: object) -> None:
    jsonschema_rs.validate({**schema, "components": CONTRACT["components"]}, value)


def _renamed(text: str, ids: dict[str, str]) -> str:
    for example, real in ids.items():
        text = text.replace(example, real)
    return text


def _interpreter(file: Path) -> list[str]:
    return {".sh": ["sh"], ".mjs": [str(node_executable())], ".py": [sys.executable]}[file.suffix]


def _environment(sandbox: Sandbox, proxy: RecordingProxy, workplace: Path) -> dict[str, str]:
    return {
        **{
            name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
        },
        "PATH": f"{workplace}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(GENERATED / "python" / "src"),
        "AZOTTE_API_KEY": sandbox.secret_key,
        "AZOTTE_TENANT_ID": sandbox.tenant,
        # Only the clients read it; for the other styles the address in the text is another one.
        "AZOTTE_BASE_URL": f"{proxy.url}/v1",
    }


def _write(folder: Path, suffix: str) -> None:
    for sample in SAMPLES:
        file = Path(FILES[sample.label])
        if file.suffix == suffix:
            name = f"{sample.operation['operationId']}_{file.stem}".replace("-", "_") + suffix
            (folder / name).write_text(sample.source, encoding="utf-8")
