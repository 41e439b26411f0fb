"""The proof by running: programs written against one version of the contract, with the clients of the next."""

import copy
from pathlib import Path
from typing import Any

import pytest

from codegen.diff.change import NOBODY, Party
from codegen.diff.compare import compare
from codegen.diff.revision import contract_of
from codegen.errors import GenerationError
from codegen.paths import GENERATED
from tests.diff.catalogue import CASES, operation, parameter, schema
from tests.diff.clients import Clients, samples

pytestmark = pytest.mark.slow
# The clients are not made of a contract with two ways to authenticate.
NOT_GENERATED = {"a way to authenticate is added"}


def test_the_previous_versions_programs_fit_the_new_clients(
    contract: dict[str, Any], tmp_path: Path
) -> None:
    """Unless the comparison says that those who type-check are broken, and the version says it to them."""
    try:
        name, previous = contract_of(None)
    except GenerationError as error:
        pytest.skip(f"there is no previous version: {error}")
    if any(Party.TYPES in change.breaks for change in compare(previous, contract)):
        was, now = (one["info"]["version"].split(".")[0] for one in (previous, contract))
        assert int(now) > int(was), f"programs of {name} break: nox -s diff"
        return
    present = set(samples(contract).values())
    # What is published still is checked with the samples.
    programs = {file: source for file, source in samples(previous).items() if source not in present}
    if programs:
        clients = Clients(GENERATED / "python" / "src", GENERATED / "typescript/src/index.ts")
        assert clients.type_errors(programs, tmp_path) == {}


def test_programs_outlive_every_compatible_edit(contract: dict[str, Any], tmp_path: Path) -> None:
    """All the catalogue's compatible edits at once, and none of the samples has an error."""
    revision = copy.deepcopy(contract)
    for case in CASES:
        if case.breaks == NOBODY and case.impact is not None and case.name not in NOT_GENERATED:
            case.edit(revision)
    clients = Clients.of(revision, tmp_path / "clients")
    programs = tmp_path / "programs"
    programs.mkdir()
    assert clients.type_errors(samples(contract), programs) == {}


def test_programs_break_where_it_is_said(contract: dict[str, Any], tmp_path: Path) -> None:
    """Edits that break those who type-check, each at an operation of its own: its samples have errors, no others do."""
    revision = copy.deepcopy(contract)
    operation(revision, "get", "/bundles/{id}")["x-method-name"] = "retrieve"
    parameter(revision, "EmailContains")["x-parameter-name"] = "email_has"
    del schema(revision, "PaymentCreate")["properties"]["payment_method"]
    schema(revision, "PaymentCreate")["required"].remove("payment_method")
    schema(revision, "SubscriptionCreate")["properties"]["currency"] = {
        "description": "What to pay with.",
        "type": "string",
    }
    schema(revision, "SubscriptionCreate")["required"].append("currency")
    broken = {
        change.label for change in compare(contract, revision) if Party.TYPES in change.breaks
    }
    assert broken == {
        "GET /bundles/{id}",
        "email[contains]",
        "PaymentCreate.payment_method",
        "SubscriptionCreate.currency",
    }

    clients = Clients.of(revision, tmp_path / "clients")
    programs = tmp_path / "programs"
    programs.mkdir()
    errors = clients.type_errors(samples(contract), programs)
    for suffix in (".py", ".mjs"):
        assert {name.rpartition("_")[0] for name in errors if name.endswith(suffix)} == {
            "get_bundle",
            "list_customers",
            "create_payment",
            "create_subscription",
        }
