"""Tests that an edit of the contract changes everything that is generated from it."""

import importlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.generation import generate
from codegen.paths import CONTRACT, ROOT, TEMPLATES

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("loop")]


def edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{before!r} is not exactly once in {file.name}"
    file.write_text(text.replace(before, after), encoding="utf-8")


def add_a_field(openapi: Path) -> None:
    edit(
        openapi / "resources/bundles/schemas/Bundle.yaml",
        "properties:\n",
        "properties:\n  rank:\n    description: Where to show it.\n    type: integer\n    minimum: 0\n    maximum: 99\n",
    )


def add_an_operation(openapi: Path) -> None:
    edit(
        openapi / "azotte.yaml",
        "webhooks:\n",
        "  /plans/{id}:\n    $ref: resources/bundles/paths/plans_{id}.yaml\nwebhooks:\n",
    )
    text = (openapi / "resources/bundles/paths/bundles_{id}.yaml").read_text(encoding="utf-8")
    for before, after in (
        ("get_bundle", "get_plan"),
        ("BundleIdInPath", "PlanIdInPath"),
        ("schemas/Bundle.yaml", "schemas/Plan.yaml"),
        ("examples/Bundle.yaml", "examples/Plan.yaml"),
    ):
        text = text.replace(before, after)
    (openapi / "resources/bundles/paths/plans_{id}.yaml").write_text(text, encoding="utf-8")
    parameter = (openapi / "resources/bundles/parameters/BundleIdInPath.yaml").read_text(
        encoding="utf-8"
    )
    (openapi / "resources/bundles/parameters/PlanIdInPath.yaml").write_text(
        parameter.replace("BundleId", "PlanId")
        .replace("bundle_id", "plan_id")
        .replace("bun_1234567890", "plan_basic"),
        encoding="utf-8",
    )
    (openapi / "resources/bundles/examples/Plan.yaml").write_text(
        "summary: A plan\nvalue:\n  {id: plan_basic, object: plan, amount: 999, currency: usd, interval: month, trial_days: 14}\n",
        encoding="utf-8",
    )
    edit(
        openapi / "resources/bundles/paths/bundles_{id}.yaml",
        "  operationId: get_bundle\n",
        "  operationId: get_bundle\n  x-method-name: get\n",
    )
    edit(
        openapi / "resources/bundles/paths/plans_{id}.yaml",
        "  operationId: get_plan\n",
        "  operationId: get_plan\n  x-method-name: get_plan\n",
    )


def add_an_enum_value(openapi: Path) -> None:
    file = openapi / "resources/subscriptions/schemas/SubscriptionStatus.yaml"
    edit(file, "canceled]", "canceled, expired]")
    edit(
        file,
        "  canceled: The subscription has ended.\n",
        "  canceled: The subscription has ended.\n  expired: Ran out.\n",
    )


def make_a_field_nullable(openapi: Path) -> None:
    edit(
        openapi / "resources/bundles/schemas/Plan.yaml",
        "trial.\n    type: integer\n",
        "trial.\n    type: [integer, 'null']\n",
    )


def add_a_one_of(openapi: Path) -> None:
    for name, kind in (("CardMethod", "card"), ("BankMethod", "bank")):
        (openapi / f"resources/payments/schemas/{name}.yaml").write_text(
            f"title: {name}\ndescription: Pay by {kind}.\ntype: object\nrequired: [kind]\nproperties:\n"
            f"  kind:\n    description: Which.\n    type: string\n    const: {kind}\n"
            f"x-evidence: assumed\nexamples:\n  - kind: {kind}\n",
            encoding="utf-8",
        )
    (openapi / "resources/payments/schemas/Method.yaml").write_text(
        "title: Method\ndescription: A way to pay.\noneOf:\n  - $ref: CardMethod.yaml\n  - $ref: BankMethod.yaml\n"
        "discriminator:\n  propertyName: kind\n  mapping:\n    card: CardMethod.yaml\n    bank: BankMethod.yaml\n"
        "x-evidence: assumed\nexamples:\n  - kind: card\n",
        encoding="utf-8",
    )
    edit(
        openapi / "resources/payments/schemas/Payment.yaml",
        "properties:\n",
        "properties:\n  method:\n    $ref: Method.yaml\n    description: How it was paid.\n",
    )


def add_an_error(openapi: Path) -> None:
    edit(
        openapi / "shared/responses/Conflict.yaml",
        "x-error-codes:\n",
        "x-error-codes:\n  quota_used_up: The bundle's quota is used up.\n",
    )


EDITS: tuple[Callable[[Path], None], ...] = (
    add_a_field,
    add_an_operation,
    add_an_enum_value,
    make_a_field_nullable,
    add_a_one_of,
    add_an_error,
)


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files generated from a contract with all the edits."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(CONTRACT.parent, folder / "openapi")
    for apply in EDITS:
        apply(folder / "openapi")
    generate(folder / "openapi" / CONTRACT.name, TEMPLATES, folder / "generated")
    return folder / "generated"


@pytest.fixture(scope="module")
def bundle(edited: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((edited / "openapi.json").read_text(encoding="utf-8"))
    return document


@pytest.fixture(scope="module")
def packages(edited: Path) -> Iterator[Path]:
    """The edited client, imported instead of the committed one for this module."""
    source = edited / "python" / "src"
    committed = {
        name: module for name, module in sys.modules.items() if name.split(".")[0] == "azotte"
    }
    for name in committed:
        del sys.modules[name]
    sys.path.insert(0, str(source))
    yield source
    sys.path.remove(str(source))
    for name in [name for name in sys.modules if name.split(".")[0] == "azotte"]:
        del sys.modules[name]
    sys.modules.update(committed)


MODEL_PACKAGES = (
    "azotte.models",
    "azotte.models.pydantic",
    "azotte.models.typeddicts",
)


@pytest.mark.parametrize("package", MODEL_PACKAGES)
def test_a_new_field_is_in_every_model_package(packages: Path, package: str) -> None:
    assert "rank" in importlib.import_module(package).Bundle.__annotations__


def test_a_new_operation_is_a_method_and_a_function(packages: Path) -> None:
    client = importlib.import_module("azotte").Azotte(
        api_key="sk_dev_1234567890abcdef", tenant_id="tenant_abc123"
    )
    assert callable(client.bundles.get_plan)
    module = importlib.import_module("azotte.api.bundles.get_plan")
    assert all(
        callable(getattr(module, style))
        for style in ("sync", "sync_detailed", "asyncio", "asyncio_detailed")
    )


@pytest.mark.parametrize("package", MODEL_PACKAGES)
def test_a_new_enum_value_is_known(packages: Path, package: str) -> None:
    alias = importlib.import_module(package).SubscriptionStatus
    assert "expired" in repr(getattr(alias, "__value__", alias))


@pytest.mark.parametrize("package", MODEL_PACKAGES)
def test_a_nullable_field_allows_none(packages: Path, package: str) -> None:
    assert "None" in str(importlib.import_module(package).Plan.__annotations__["trial_days"])


@pytest.mark.parametrize("package", MODEL_PACKAGES)
def test_a_one_of_is_a_union_of_named_models(packages: Path, package: str) -> None:
    module = importlib.import_module(package)
    assert "Method" in str(module.Payment.__annotations__["method"])
    assert {"CardMethod", "BankMethod", "Method"} <= set(vars(module))


def test_a_new_error_is_a_class(packages: Path) -> None:
    errors = importlib.import_module("azotte.errors")
    assert issubclass(errors.QuotaUsedUpError, errors.ConflictError)


def test_the_bundle_has_all_edits(bundle: dict[str, Any]) -> None:
    schemas = bundle["components"]["schemas"]
    assert "rank" in schemas["Bundle"]["properties"]
    assert bundle["paths"]["/plans/{id}"]["get"]["operationId"] == "get_plan"
    assert "expired" in schemas["SubscriptionStatus"]["enum"]
    assert schemas["Plan"]["properties"]["trial_days"]["type"] == ["integer", "null"]
    assert schemas["Payment"]["properties"]["method"]["$ref"] == "#/components/schemas/Method"
    assert "quota_used_up" in bundle["components"]["responses"]["Conflict"]["x-error-codes"]


USER_PROGRAM = """
from typing import assert_type

from azotte import Azotte
from azotte.errors import ConflictError, QuotaUsedUpError
from azotte.models import BankMethod, CardMethod, Plan, UnknownMethod
from msgspec import UnsetType


def rank(azotte: Azotte) -> int:
    bundle = azotte.bundles.get("bun_1")
    assert_type(bundle.rank, int | UnsetType)
    plan = azotte.bundles.get_plan("plan_basic")
    assert_type(plan, Plan)
    assert_type(plan.trial_days, int | None)
    payment = azotte.payments.get("pay_1")
    if isinstance(payment.method, UnsetType):
        return 0
    assert_type(payment.method, CardMethod | BankMethod | UnknownMethod)
    try:
        azotte.subscriptions.pause("sub_1")
    except QuotaUsedUpError as error:
        conflict: ConflictError = error
        print(conflict.code)
    return plan.trial_days or 0
"""


def test_a_program_for_the_edited_client_type_checks(edited: Path, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(USER_PROGRAM, encoding="utf-8")
    source = edited / "python" / "src"
    mypy = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(program)],
        env={"MYPYPATH": str(source), "PATH": "", "MYPY_CACHE_DIR": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert mypy.returncode == 0, mypy.stdout
    (tmp_path / "pyrightconfig.json").write_text(
        json.dumps({"strict": ["."], "extraPaths": [str(source)], "pythonVersion": "3.11"}),
        encoding="utf-8",
    )
    pyright = subprocess.run(
        [
            "node",
            str(ROOT / "node_modules/pyright/index.js"),
            "--pythonpath",
            sys.executable,
            "-p",
            str(tmp_path),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert pyright.returncode == 0, pyright.stdout
