"""A resource that exists in `openapi/` only passes lint, and works in both clients, the samples and the command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx2
import pytest

from codegen.model.read import read_api
from codegen.node import node_executable, run_tool
from codegen.paths import ROOT
from codegen.programs import prepare, published, run
from codegen.sandbox import RunningSandbox, Tenant
from openapi.rules.check import check
from openapi.rules.prose.__main__ import main as check_prose
from tests.coupon.conftest import Grown

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("coupon"), pytest.mark.timeout(600)]

PYTHON = """
import json
from azotte import Azotte, errors

azotte = Azotte()
customer = azotte.customers.create(email="ada@example.com")
coupon = azotte.coupons.create(code="SPRING", amount=500, customer=customer.id)
azotte.coupons.create(code="WINTER", amount=1)
updated = azotte.coupons.update(coupon.id, amount=700, customer=None)
assert updated.customer is None
azotte.coupons.update(coupon.id, customer=customer.id)
expired = azotte.coupons.expire(coupon.id)
codes: list[tuple[str, int]] = []
for call in (
    lambda: azotte.coupons.expire(coupon.id),
    lambda: azotte.coupons.create(code="spring", amount=1),
    lambda: azotte.coupons.create(code="AUTUMN", amount=100001),
    lambda: azotte.coupons.create(code="AUTUMN", amount=1, customer="cus_none"),
):
    try:
        call()
    except errors.APIStatusError as error:
        codes.append((type(error).__name__, error.status))
listed = [found.code for found in azotte.coupons.list(status="expired", customer=customer.id)]
deleted = azotte.coupons.delete(coupon.id)
rest = [found.code for found in azotte.coupons.list()]
print(json.dumps({
    "created": [coupon.code, coupon.amount, coupon.transferable, coupon.customer == customer.id, coupon.expires_at],
    "status": [coupon.status, expired.status, expired.amount],
    "codes": codes, "listed": listed, "deleted": deleted.deleted, "rest": rest,
}))
"""
NODE = """
import { Azotte, APIStatusError } from 'azotte';

const azotte = new Azotte();
const customer = await azotte.customers.create({ email: 'ada@example.com' });
const coupon = await azotte.coupons.create({ code: 'SPRING', amount: 500, customer: customer.id });
await azotte.coupons.create({ code: 'WINTER', amount: 1 });
const updated = await azotte.coupons.update(coupon.id, { amount: 700, customer: null });
if (updated.customer !== null) throw new Error('not cleared');
await azotte.coupons.update(coupon.id, { customer: customer.id });
const expired = await azotte.coupons.expire(coupon.id);
/** @type {[string, number][]} */
const codes = [];
for (const call of [
  () => azotte.coupons.expire(coupon.id),
  () => azotte.coupons.create({ code: 'spring', amount: 1 }),
  () => azotte.coupons.create({ code: 'AUTUMN', amount: 100001 }),
  () => azotte.coupons.create({ code: 'AUTUMN', amount: 1, customer: 'cus_none' }),
]) {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof APIStatusError)) throw error;
    codes.push([error.constructor.name, error.status]);
  }
}
const listed = [];
for await (const found of azotte.coupons.list({ status: 'expired', customer: customer.id })) listed.push(found.code);
const deleted = await azotte.coupons.delete(coupon.id);
const rest = [];
for await (const found of azotte.coupons.list()) rest.push(found.code);
console.log(JSON.stringify({
  created: [coupon.code, coupon.amount, coupon.transferable, coupon.customer === customer.id, coupon.expires_at],
  status: [coupon.status, expired.status, expired.amount],
  codes, listed, deleted: deleted.deleted, rest,
}));
"""
PRINTED = {
    "created": ["SPRING", 500, True, True, None],
    "status": ["active", "expired", 700],
    "codes": [
        ["InvalidStateError", 409],
        ["DuplicateValueError", 409],
        ["OutOfRangeError", 422],
        ["ResourceMissingError", 404],
    ],
    "listed": ["SPRING"],
    "deleted": True,
    "rest": ["WINTER"],
}
MISUSES = {
    "amount_is_text.py": "from azotte import Azotte\n\nAzotte().coupons.create(code='A1', amount='5')\n",
    "no_such_filter.py": "from azotte import Azotte\n\nAzotte().coupons.list(code='A1')\n",
    "amount_is_text.mjs": "import { Azotte } from 'azotte';\n\nnew Azotte().coupons.create({ code: 'A1', amount: '5' });\n",
    "no_such_filter.mjs": "import { Azotte } from 'azotte';\n\nnew Azotte().coupons.list({ code: 'A1' });\n",
}


@pytest.fixture
def tenant(sandbox: RunningSandbox) -> Tenant:
    return sandbox.new_tenant()


def test_it_passes_lint(
    grown: Grown, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(grown.entry) == []
    monkeypatch.chdir(ROOT)
    files = (grown.entry.parent / "resources" / "coupons").rglob("*.yaml")
    assert check_prose([str(file) for file in files]) == 0, capsys.readouterr().out


def test_programs_and_samples_are_type_checked(grown: Grown, tmp_path: Path) -> None:
    samples = {
        sample.file: sample.source
        for sample in published(read_api(json.loads(grown.bundle.read_text())))
        if sample.operation.path.startswith("/coupons")
    }
    programs = {"program.py": PYTHON, "program.mjs": NODE}
    errors = grown.clients.type_errors(samples | programs | MISUSES, tmp_path)
    assert errors.keys() == MISUSES.keys(), errors


def test_the_typescript_client_compiles(grown: Grown) -> None:
    client = grown.clients.typescript
    checked = run_tool("tsc", "--noEmit", "-p", ".", cwd=client)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("command", ["python", "node"])
def test_a_client_calls_it(
    command: str, grown: Grown, sandbox: RunningSandbox, tenant: Tenant, tmp_path: Path
) -> None:
    file = tmp_path / ("program.py" if command == "python" else "program.mjs")
    file.write_text(PYTHON if command == "python" else NODE, encoding="utf-8")
    interpreter = sys.executable if command == "python" else str(node_executable())
    ran = subprocess.run(
        [interpreter, str(file)],
        cwd=tmp_path,
        env=_variables(grown, sandbox, tenant, tmp_path),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == PRINTED


def test_events_are_recorded_and_parsed(
    grown: Grown, sandbox: RunningSandbox, tenant: Tenant, tmp_path: Path
) -> None:
    program = (
        "from azotte import Azotte\n"
        "azotte = Azotte()\n"
        "coupon = azotte.coupons.create(code='SPRING', amount=5)\n"
        "azotte.coupons.expire(coupon.id)\n"
        "azotte.coupons.delete(coupon.id)\n"
    )
    variables = _variables(grown, sandbox, tenant, tmp_path)
    subprocess.run([sys.executable, "-c", program], env=variables, check=True)
    shown = sandbox.run("webhooks", "events", "--tenant", tenant.id)
    told = [line for line in shown.split() if line.startswith("coupon.")]
    assert sorted(told) == ["coupon.created", "coupon.deleted", "coupon.expired"]

    parsed = (
        "import json, sys\n"
        "from azotte import models, webhooks\n"
        "event = webhooks.parse(sys.stdin.buffer.read())\n"
        "assert isinstance(event, models.CouponExpiredEvent)\n"
        "print(event.data.object.amount, event.data.object.status)\n"
    )
    document = json.loads(grown.bundle.read_text(encoding="utf-8"))
    example = document["components"]["schemas"]["CouponExpiredEvent"]["examples"][0]
    ran = subprocess.run(
        [sys.executable, "-c", parsed],
        env=variables,
        input=json.dumps(example),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout, ran.stderr) == ("500 expired\n", "")


@pytest.mark.parametrize("label", ["cURL", "Node.js", "Python"])
def test_its_samples_run(label: str, grown: Grown, sandbox: RunningSandbox, tmp_path: Path) -> None:
    api = read_api(json.loads(grown.bundle.read_text(encoding="utf-8")))
    samples = [
        sample
        for sample in published(api)
        if sample.operation.path.startswith("/coupons") and sample.label == label
    ]
    assert len(samples) == 6
    variables = grown.clients.install(tmp_path)
    failed: dict[str, str] = {}
    for sample in samples:
        tenant = sandbox.tenant_with_examples()
        with httpx2.Client(base_url=f"{sandbox.url}/v1", headers=tenant.headers) as client:
            prepare(sample.operation, api, client)
        ran = run(sample, f"{sandbox.url}/v1", variables | tenant.variables, tmp_path)
        if ran.returncode != 0 or "SPRING" not in ran.stdout + "SPRING" * (
            sample.operation.method == "DELETE"
        ):
            failed[str(sample)] = ran.stdout + ran.stderr
    assert failed == {}


def test_the_command_line_has_it(
    grown: Grown, sandbox: RunningSandbox, tenant: Tenant, tmp_path: Path
) -> None:
    variables = _variables(grown, sandbox, tenant, tmp_path)

    def azotte(*arguments: str, code: int = 0) -> Any:
        ran = subprocess.run(
            [sys.executable, "-m", "azotte.cli", "coupons", *arguments],
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == code, ran.stderr
        return json.loads(ran.stdout) if code == 0 else ran.stderr

    coupon = azotte("create", "--code", "SPRING", "--amount", "500", "--no-transferable")
    assert (coupon["code"], coupon["transferable"]) == ("SPRING", False)
    assert azotte("expire", coupon["id"])["status"] == "expired"
    assert [each["id"] for each in azotte("list", "--status", "expired")["data"]] == [coupon["id"]]


def _variables(
    grown: Grown, sandbox: RunningSandbox, tenant: Tenant, folder: Path
) -> dict[str, str]:
    """The environment of a program that uses the clients."""
    return {
        **grown.clients.install(folder),
        **tenant.variables,
        "AZOTTE_BASE_URL": f"{sandbox.url}/v1",
        "HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
