"""What the tests of the tester share: the contract, a running sandbox, a session on it."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from azotte_conformance import built_in
from azotte_conformance.contract import Contract
from azotte_conformance.sandbox_process import RunningSandbox
from azotte_conformance.session import Session

ROLES = ("other", "revoked")


@pytest.fixture(scope="session")
def contract() -> Contract:
    return Contract.load(built_in())


@pytest.fixture(scope="session")
def bundle() -> Path:
    return built_in()


@pytest.fixture(scope="session")
def sandbox(bundle: Path) -> Iterator[RunningSandbox]:
    with RunningSandbox(bundle) as running:
        yield running


@pytest.fixture
def new_session(contract: Contract, sandbox: RunningSandbox) -> Callable[..., Session]:
    """Makes a session in tenants of its own."""
    count = 0

    def new(**options: Any) -> Session:
        nonlocal count
        count += 1
        name = f"t{time.time_ns()}{count}"
        commands = sandbox.commands
        defaults: dict[str, Any] = {
            "job": "test",
            "seed": 1,
            "began": time.monotonic(),
            "commands": commands,
        }
        world = commands.world(contract, name, ROLES)
        return Session(contract, world, sandbox.base(contract), **(defaults | options))

    return new


@pytest.fixture
def session(new_session: Callable[..., Session]) -> Session:
    return new_session()
