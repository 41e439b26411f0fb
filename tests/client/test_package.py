"""The package: what importing it costs, what is in it, that it installs alone."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

import azotte
from tests.client.conftest import ROOT
from tests.client.recording import RecordingServer, json_response, scripted_error

PACKAGE = Path(azotte.__file__).parent
LARGEST = 40_000
RESOURCES = sorted(
    path.stem for path in (PACKAGE / "resources").glob("*.py") if path.stem != "__init__"
)


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after some code."""
    script = f"import sys\nsys.path.insert(0, {str(PACKAGE.parent)!r})\n{code}\nprint(*sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(result.stdout.split())


def test_importing_the_package_imports_nothing_else() -> None:
    loaded = modules_after("import azotte")
    assert {name for name in loaded if name.startswith("azotte")} == {"azotte"}
    assert not loaded & {"httpx2", "msgspec", "asyncio", "ssl", "logging", "dataclasses"}


@pytest.mark.parametrize("client", ["Azotte", "AsyncAzotte"])
def test_a_call_imports_nothing(client: str, server: RecordingServer) -> None:
    """A process that is forked in the middle of an import hangs in its next one."""
    server.script(scripted_error(503, "api_error", "service_unavailable", retry_after="0"))
    made = (
        "import asyncio, azotte, sys\n"
        f"client = azotte.{client}(api_key='sk_dev_1', tenant_id='t', base_url={server.url!r}, max_retries=1)\n"
        "from azotte.errors import InternalError\n"
    )
    call = "client.subscriptions.with_detail.list(limit=1)"
    if client == "AsyncAzotte":
        call = "asyncio.run(client.subscriptions.with_detail.list(limit=1))"
    script = f"try:\n    {call}\nexcept azotte.errors.ServerError:\n    pass\n"
    before, after = modules_after(made), modules_after(made + script)
    assert len(server.received) == 2
    assert {name for name in after - before if name.partition(".")[0] == "azotte"} == set()
    assert after - before <= ALLOWED
    assert not after & {"urllib3", "aiohttp", "pydantic", "opentelemetry"}


ALLOWED: set[str] = set()


def test_every_public_name_is_there() -> None:
    for module in (
        "azotte",
        "azotte.errors",
        "azotte.webhooks",
        "azotte.auth",
        "azotte.events",
        "azotte.transports",
    ):
        loaded: Any = __import__(module, fromlist=["x"])
        for name in loaded.__all__:
            assert getattr(loaded, name) is not None, f"{module}.{name}"
    assert set(azotte.__all__) <= set(dir(azotte))
    with pytest.raises(AttributeError, match="azurite"):
        getattr(azotte, "azurite")  # noqa: B009  # a type checker would not let it be written out


def test_no_two_modules_read_alike() -> None:
    """A module's name is not that of another with an underscore or in the plural."""
    names: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        module = path.relative_to(PACKAGE).with_suffix("")
        # A resource has its classes in `resources` and its functions in `api`, on purpose.
        if module.name != "__init__" and module.parts[0] not in ("api", "resources"):
            names.setdefault(module.name.strip("_").removesuffix("s"), []).append(str(module))
    assert {name: alike for name, alike in names.items() if len(alike) > 1} == {}


def test_no_file_is_large() -> None:
    sizes = {path: path.stat().st_size for path in PACKAGE.rglob("*.py")}
    assert {path.name: size for path, size in sizes.items() if size > LARGEST} == {}
    assert max(len(str(path.relative_to(PACKAGE.parent))) for path in sizes) <= 120


def test_every_operation_is_there_in_every_style(contract: dict[str, Any]) -> None:
    from importlib import import_module

    from azotte import AsyncAzotte, Azotte

    paths: dict[str, dict[str, Any]] = contract["paths"]
    for path, item in paths.items():
        for method, operation in item.items():
            if "operationId" not in operation:
                continue
            tag = operation["tags"][0]
            module: Any = import_module(f"azotte.api.{tag}.{operation['operationId']}")
            assert (module.OPERATION.method, module.OPERATION.path) == (method.upper(), path)
            assert list(module.OPERATION.key_types) == operation["x-key-types"]
            for style in ("call", "sync", "sync_detailed", "asyncio", "asyncio_detailed"):
                assert callable(getattr(module, style))
            name = operation.get("x-method-name", operation["operationId"].partition("_")[0])
            for client in (Azotte, AsyncAzotte):
                resource: Any = getattr(client(api_key="sk_dev_1", tenant_id="t"), tag)
                assert callable(getattr(resource, name)) and callable(
                    getattr(resource.with_detail, name)
                )


def test_each_style_shows_its_arguments_and_its_documentation() -> None:
    from azotte.api.subscriptions import get_subscription, list_subscriptions
    from azotte.resources import subscriptions

    arguments = "subscription_id: 'str', *, timeout: 'float | None' = None"
    signatures: dict[Any, str] = {
        get_subscription.sync: f"(client: 'Azotte', /, {arguments}) -> 'models.Subscription'",
        get_subscription.asyncio_detailed: (
            f"(client: 'AsyncAzotte', /, {arguments}) -> 'Response[models.Subscription]'"
        ),
        subscriptions.Subscriptions.get: f"(self, {arguments}) -> 'models.Subscription'",
        subscriptions.SubscriptionsWithDetail.get: (
            f"(self, {arguments}) -> 'Response[models.Subscription]'"
        ),
        subscriptions.AsyncSubscriptions.get: f"(self, {arguments}) -> 'models.Subscription'",
    }
    for function, shown in signatures.items():
        assert str(inspect.signature(function)) == shown
        assert "subscription_id: " in (inspect.getdoc(function) or "")
    paged = subscriptions.AsyncSubscriptions.list
    assert inspect.signature(paged).return_annotation == (
        "AsyncPages[models.SubscriptionList, models.Subscription]"
    )
    for coroutine in (subscriptions.AsyncSubscriptions.get, get_subscription.asyncio):
        assert inspect.iscoroutinefunction(coroutine)
    assert not inspect.iscoroutinefunction(paged)
    assert "status" in inspect.signature(subscriptions.SubscriptionsWithDetail.list).parameters
    assert list_subscriptions.sync.__name__ == "sync"


def test_no_operation_is_known_to_the_runtime(contract: dict[str, Any]) -> None:
    tags = {tag["name"] for tag in contract["tags"]}
    for path in (ROOT / "templates" / "python" / "runtime").rglob("*.py"):
        code = re.sub(r'""".*?"""', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not [tag for tag in tags if re.search(rf"\b{tag}\b", code)], path


SKILL = ".agents/skills/azotte/SKILL.md"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel and the source distribution."""
    folder = tmp_path_factory.mktemp("dist")
    source = PACKAGE.parent.parent
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(source)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.slow
def test_the_wheel_works_alone(
    built: Path, tmp_path: Path, server: RecordingServer, example: Any
) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
        names = archive.namelist()
        (metadata,) = [name for name in names if name.endswith("METADATA")]
        text = archive.read(metadata).decode()
    assert {"azotte/py.typed", f"azotte/{SKILL}"} <= {*names}
    requirements = re.findall(r"^Requires-Dist: (\S+?)[><~=](?!.*extra)", text, re.MULTILINE)
    assert sorted(requirements) == ["httpx2", "msgspec"]
    assert "Requires-Python: >=3.11" in text
    server.script(json_response(example("SubscriptionList")))
    script = (
        "import azotte, os\n"
        f"assert azotte.__file__.startswith({str(tmp_path)!r})\n"
        f"client = azotte.Azotte(api_key='sk_dev_1', tenant_id='t', base_url={server.url!r})\n"
        "print([each.id for each in client.subscriptions.list()])\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
    )
    assert result.returncode == 0, result.stderr
    assert "sub_" in result.stdout


@pytest.mark.slow
def test_the_source_distribution_is_complete(built: Path) -> None:
    import tarfile

    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        inside = {name.partition("/")[2] for name in archive.getnames()}
    expected = {f"src/azotte/{path.relative_to(PACKAGE)}" for path in PACKAGE.rglob("*.py")}
    others = {"pyproject.toml", "README.md", "src/azotte/py.typed", f"src/azotte/{SKILL}"}
    assert expected | others <= inside
