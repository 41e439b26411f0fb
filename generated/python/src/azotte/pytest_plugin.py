# Copied from templates/python/runtime/pytest_plugin.py: edit there, not here.
"""pytest fixtures with a sandbox. pytest loads them itself if `azotte[testing]` is installed.

    def test_a_trial_ends(azotte: Azotte, azotte_clock: Clock) -> None:
        customer = azotte.customers.create(email="ada@example.com")
        subscription = azotte.subscriptions.create(customer=customer.id, plan="plan_basic")
        azotte_clock.advance(days=15)
        assert azotte.subscriptions.get(subscription.id).status == "active"

Each test has a tenant of its own, so tests can run in parallel, with pytest-xdist too. The sandbox runs inside the process. To use
one that runs already, pass `--azotte-sandbox http://127.0.0.1:8787` or set `AZOTTE_SANDBOX_SERVER`, and
`AZOTTE_SANDBOX_CONTROL_TOKEN_FILE` if its control API requires a token.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# Nothing of the package is imported before a test needs it: pytest loads this file in each run.
if TYPE_CHECKING:
    from azotte import Azotte
    from azotte.testing import Clock, Sandbox, Tenant, Webhooks


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.getgroup("azotte").addoption(
        "--azotte-sandbox",
        metavar="URL",
        default=os.environ.get("AZOTTE_SANDBOX_SERVER"),
        help="URL of a running sandbox. By default one is started in the process of the tests.",
    )


@pytest.fixture(scope="session")
def azotte_sandbox(pytestconfig: pytest.Config) -> Iterator[Sandbox]:
    """A sandbox for all tests of the process."""
    from azotte.testing import Sandbox

    url: str | None = pytestconfig.getoption("--azotte-sandbox")
    file = os.environ.get("AZOTTE_SANDBOX_CONTROL_TOKEN_FILE")
    token = Path(file).read_text(encoding="utf-8").strip() if url and file else ""
    with Sandbox(url, token=token) as sandbox:
        yield sandbox


@pytest.fixture
def azotte_tenant(azotte_sandbox: Sandbox) -> Iterator[Tenant]:
    """A tenant with keys, data and a clock of its own, for one test."""
    with azotte_sandbox.create_tenant() as tenant:
        yield tenant


@pytest.fixture
def azotte(azotte_tenant: Tenant) -> Iterator[Azotte]:
    """A client with the secret development key of the test's tenant."""
    with azotte_tenant.client() as client:
        yield client


@pytest.fixture
def azotte_clock(azotte_tenant: Tenant) -> Clock:
    """The clock of the test's tenant."""
    return azotte_tenant.clock


@pytest.fixture
def azotte_webhooks(azotte_tenant: Tenant) -> Webhooks:
    """The webhook events of the test's tenant."""
    return azotte_tenant.webhooks
