"""What the tests of the tester share: the contract, a running sandbox, a session on it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.contract.__main__ import CONTRACT
from tests.contract.contract import Contract
from tests.contract.run import Target, started_sandbox
from tests.contract.session import Session

ROLES = ("other", "revoked")


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(CONTRACT)


@pytest.fixture(scope="session")
def bundle() -> Path:
    return CONTRACT


@pytest.fixture(scope="session")
def sandbox(contract: Contract, bundle: Path) -> Iterator[Target]:
    with started_sandbox(contract, bundle) as target:
        yield target


@pytest.fixture
def new_session(contract: Contract, sandbox: Target) -> Callable[..., Session]:
    """Makes a session in tenants of its own."""
    count = 0

    def new(**options: Any) -> Session:
        nonlocal count
        count += 1
        assert sandbox.sandbox is not None
        name = f"t{time.time_ns()}{count}"
        commands = sandbox.sandbox.commands
        defaults: dict[str, Any] = {
            "job": "test",
            "seed": 1,
            "began": time.monotonic(),
            "commands": commands,
        }
        world = commands.world(contract, name, ROLES)
        return Session(contract, world, sandbox.url, **(defaults | options))

    return new


@pytest.fixture
def session(new_session: Callable[..., Session]) -> Session:
    return new_session()
