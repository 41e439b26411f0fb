"""The contract with a coupon, generated once, and a sandbox that serves it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from codegen.clients import Clients
from codegen.generation import generate
from codegen.paths import TEMPLATES
from codegen.sandbox import RunningSandbox, running_sandbox
from tests.coupon.contract import with_coupons


@dataclass(frozen=True)
class Grown:
    """A contract with a coupon, and all that is made from it."""

    entry: Path
    generated: Path

    @property
    def bundle(self) -> Path:
        return self.generated / "openapi.json"

    @property
    def clients(self) -> Clients:
        return Clients(self.generated / "python", self.generated / "typescript")


@pytest.fixture(scope="session")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Grown:
    folder = tmp_path_factory.mktemp("grown")
    entry = with_coupons(folder)
    (folder / "generated").mkdir()
    generate(entry, TEMPLATES, folder / "generated")
    return Grown(entry, folder / "generated")


@pytest.fixture(scope="session")
def sandbox(grown: Grown) -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off", contract=grown.bundle) as sandbox:
        yield sandbox
