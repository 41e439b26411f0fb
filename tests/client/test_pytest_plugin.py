"""`azotte.pytest_plugin`: fixtures for the tests of an integration, as pytest itself runs them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from codegen.sandbox import running_sandbox

pytestmark = pytest.mark.slow
TIMEOUT_SECONDS = 300
# Both tests use one ID, so they can only pass in tenants of their own.
TESTS = """
import os
import pytest

@pytest.mark.parametrize("number", range(8))
def test_a_trial_ends(number, azotte, azotte_clock, azotte_webhooks):
    assert azotte.customers.list().data == []
    customer = azotte.customers.create(email="ada@example.com")
    subscription = azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
    azotte_clock.advance(days=15)
    assert azotte.subscriptions.get(subscription.id).status == "active"
    types = [each.event.type for each in azotte_webhooks.events(subject=subscription.id)]
    assert types[:2] == ["subscription.created", "subscription.trial_ending"]

def test_the_tenant_is_the_clients(azotte, azotte_tenant, azotte_sandbox):
    assert azotte.customers.list().data == []
    assert azotte_tenant.tenant_id != azotte_sandbox.tenant_id
"""


def test_each_test_has_a_tenant(tmp_path: Path) -> None:
    assert _run(tmp_path) == 9


def test_tests_run_in_parallel(tmp_path: Path) -> None:
    assert _run(tmp_path, "-n", "2") == 9


@pytest.mark.parametrize("options", [(), ("-n", "2")])
def test_a_running_sandbox_is_used(options: tuple[str, ...], tmp_path: Path) -> None:
    with running_sandbox() as server:
        assert _run(tmp_path, "--azotte-sandbox", server.url, *options) == 9
        created = server.run("tenants", "list")
    # Of the tenants of the tests, none is left; the server's first tenant is.
    assert len(re.findall("tenant_", created)) == 1


def test_pytest_starts_without_importing_the_client(tmp_path: Path) -> None:
    (tmp_path / "test_nothing.py").write_text(
        "import sys\n\ndef test_nothing():\n    assert 'azotte._client' not in sys.modules\n"
        "    assert 'azotte_sandbox' not in sys.modules\n"
    )
    _pytest(tmp_path)


def _run(folder: Path, *options: str) -> int:
    (folder / "test_integration.py").write_text(TESTS)
    found = re.search(r"(\d+) passed", _pytest(folder, *options))
    assert found is not None
    return int(found[1])


def _pytest(folder: Path, *options: str) -> str:
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("AZOTTE", "PYTEST"))
    }
    # A checkout that is not installed has no entry points.
    installed = entry_points(group="pytest11", name="azotte")
    plugins = ("-p", "no:cacheprovider", *(() if installed else ("-p", "azotte.pytest_plugin")))
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", *plugins, *options, str(folder)],
        cwd=folder,
        env=variables | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
