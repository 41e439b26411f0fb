"""The workflows: which there are, and that a runner of Arazzo completes each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.model.read import read_api
from codegen.node import run_tool
from codegen.paths import GENERATED
from codegen.sandbox import RunningSandbox, running_sandbox
from codegen.workflows import SOURCE, journeys, write_workflows
from tests.codegen.model.documents import contract

FILE = GENERATED / "workflows.arazzo.json"
WORKFLOWS: dict[str, Any] = {
    one["workflowId"]: one for one in json.loads(FILE.read_text(encoding="utf-8"))["workflows"]
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[RunningSandbox]:
    with running_sandbox("--limits", "off") as sandbox:
        yield sandbox


@pytest.mark.slow
@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_completes(
    name: str, sandbox: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = sandbox.new_tenant()
    monkeypatch.setenv("REDOCLY_CLI_RESPECT_INPUT", json.dumps(tenant.variables))
    report = tmp_path / "report.json"
    done = run_tool(
        *("redocly", "respect", str(FILE), "--workflow", name),
        *("--server", f"{SOURCE}={sandbox.url}/v1", "--json-output", str(report)),
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (found,) = json.loads(report.read_text(encoding="utf-8"))["files"].values()
    (ran,) = found["executedWorkflows"]
    assert [step["stepId"] for step in ran["executedSteps"]] == [
        step["stepId"] for step in WORKFLOWS[name]["steps"]
    ]
    assert tenant.secret_key not in done.stdout + done.stderr


def test_the_document_is_valid(tmp_path: Path) -> None:
    done = run_tool("redocly", "lint", "--extends", "recommended-strict", str(FILE), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_they_lead_to_the_operations_that_change_an_object() -> None:
    ways = {name: [step["stepId"] for step in one["steps"]] for name, one in WORKFLOWS.items()}
    # Checkout, plan change and refund.
    assert ways["create_subscription"] == ["create_customer", "create_subscription"]
    assert ways["update_subscription"] == [*ways["create_subscription"], "update_subscription"]
    assert ways["refund_payment"] == ["create_customer", "create_payment", "refund_payment"]


def test_an_operation_that_the_state_does_not_allow_has_none() -> None:
    """A subscription with a trial cannot be paused."""
    assert "pause_subscription" not in WORKFLOWS
    document = contract()
    operation = document["paths"]["/subscriptions/{id}/pause"]["post"]
    operation["x-requires"][0]["then"]["/status"]["enum"].append("trialing")
    names = [steps[-1].operation.id for steps in journeys(read_api(document))]
    assert "pause_subscription" in names


def test_a_link_to_nothing_is_an_error(tmp_path: Path) -> None:
    document = contract()
    document["components"]["links"]["RefundPayment"]["operationId"] = "refund"
    with pytest.raises(GenerationError, match="the link RefundPayment names 'refund'"):
        write_workflows(read_api(document), tmp_path / "workflows.json")
