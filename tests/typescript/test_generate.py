"""An edit of the contract shows up in the package; what the client cannot express stops with its name."""

import copy
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from codegen.errors import GenerationError
from codegen.model.read import read_api
from codegen.node import run_tool
from codegen.paths import ROOT, TEMPLATES
from codegen.typescript import build, write_typescript
from tests.typescript.conftest import run_node

Contract = dict[str, Any]


@pytest.fixture
def edited(contract: Contract) -> Contract:
    """A copy of the contract to edit."""
    return copy.deepcopy(contract)


def generate(contract: Contract, folder: Path) -> Path:
    package = folder / "azotte"
    write_typescript(read_api(contract), package, TEMPLATES / "typescript")
    return package


@pytest.fixture
def grown(edited: Contract) -> Contract:
    """The contract with a bit of everything that it may come to have."""
    schemas = edited["components"]["schemas"]
    subscription = schemas["Subscription"]
    subscription["properties"] |= {
        "seats": {"description": "How many may use it.", "type": "integer"},
        "note": {"description": "A remark.", "type": ["string", "null"]},
        "labels": {"type": "array", "items": {"type": "string"}},
        "trial": {
            "oneOf": [
                {"$ref": "#/components/schemas/Plan"},
                {"$ref": "#/components/schemas/Address"},
            ]
        },
    }
    subscription["required"] += ["seats", "note", "labels"]
    schemas["SubscriptionStatus"]["enum"].append("frozen")
    schemas["Report"] = {
        "type": "object",
        "description": "Ends a comment? */ No.",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "items": {"$ref": "#/components/schemas/Amount"}}},
    }
    edited["components"]["responses"]["Conflict"]["x-error-codes"]["plan_retired"] = (
        "The plan is no longer sold."
    )
    operation = {
        "operationId": "create_report",
        "x-method-name": "build_report",
        "tags": ["payments"],
        "summary": "Build a report",
        "description": "Builds a report.\n\nIt takes a while.",
        "deprecated": True,
        "x-key-types": ["secret"],
        "x-evidence": "assumed",
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "description": "Whose.",
                "x-parameter-name": "customer_id",
                "schema": {"type": "string"},
            },
            {
                "name": "layout",
                "in": "query",
                "required": True,
                "description": "As what.",
                "schema": {"type": "string"},
            },
            {
                "name": "dry[run]",
                "in": "query",
                "description": "Try.",
                "x-parameter-name": "dry_run",
                "schema": {"type": "boolean"},
            },
        ],
        "requestBody": {
            "description": "What to count.",
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/PaymentRefund"}}
            },
        },
        "responses": {
            "200": {
                "description": "It.",
                "content": {
                    "application/json": {"schema": {"$ref": "#/components/schemas/Report"}}
                },
            },
            "202": {"description": "Later."},
        },
    }
    edited["paths"]["/customers/{id}/reports"] = {"post": operation}
    return edited


@pytest.mark.slow
def test_a_grown_contract_is_generated(grown: Contract, tmp_path: Path) -> None:
    package = generate(grown, tmp_path)
    build(package)

    models = (package / "src" / "models.ts").read_text()
    assert re.search(r"seats: number;\n\s+/\*\* A remark. \*/\n\s+note: string \| null;", models)
    assert re.search(r"labels: string\[\];\n\s+trial\?: Plan \| Address;", models)
    assert "| 'frozen'" in models
    errors = (package / "src" / "api-errors.ts").read_text()
    assert "class PlanRetiredError extends ConflictError" in errors
    payments = (package / "src" / "resources" / "payments.ts").read_text()
    assert "@deprecated" in payments
    assert "Builds a report.\n   *\n   * It takes a while." in payments

    (package / "use.mjs").write_text(
        "import { Azotte } from './dist/esm/index.js';\n"
        "const sent = [];\n"
        "const fetch = async (url, init) => (sent.push([init.method, new URL(url).pathname + new URL(url).search, init.body]),\n"
        "  new Response('', { status: 202 }));\n"
        "const azotte = new Azotte({ apiKey: 'sk_dev_1', tenantId: 't', fetch });\n"
        "const result = await azotte.payments.buildReport('a b', { amount: 1 }, { layout: 'csv', dry_run: true });\n"
        "console.log(JSON.stringify([sent, String(result)]));\n"
    )
    ran = run_node(package / "use.mjs")
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout) == [
        [["POST", "/v1/customers/a%20b/reports?layout=csv&dry%5Brun%5D=true", '{"amount":1}']],
        "undefined",
    ]


def test_another_key_is_a_secret_and_only_the_tenant_is_not(
    edited: Contract, tmp_path: Path
) -> None:
    schemes = edited["components"]["securitySchemes"]
    schemes["Signature"] = {"type": "apiKey", "in": "header", "name": "X-Signature"}
    schemes["Token"] = {"type": "http", "scheme": "bearer"}
    operation = edited["paths"]["/customers"]["get"]
    operation["security"] = [{name: [] for name in (*edited["security"][0], "Signature", "Token")}]
    package = generate(edited, tmp_path)
    text = (package / "src" / "credentials.ts").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines() if "variable:" in line]
    secrets = {line.partition(":")[0] for line in lines if "secret:" in line}
    assert secrets == {"apiKey", "signature", "token"}
    assert len(lines) == 4


def two_ways_to_sign(contract: Contract) -> str:
    contract["webhooks"]["customer.created"]["post"]["parameters"] = [
        {"name": "x-other", "in": "header", "schema": {"type": "string"}}
    ]
    return "Give each the same single header parameter for the signature"


@pytest.mark.parametrize("edit", [two_ways_to_sign])
def test_what_cannot_be_expressed_is_named(
    edit: Callable[[Contract], str], edited: Contract, tmp_path: Path
) -> None:
    message = edit(edited)
    with pytest.raises(GenerationError, match=message):
        generate(edited, tmp_path)


def test_two_errors_of_a_name_get_different_classes(edited: Contract, tmp_path: Path) -> None:
    codes = edited["components"]["responses"]["Conflict"]["x-error-codes"]
    codes["internal"] = "A clash."
    codes["invalid_argument"] = "The client has an error of this name."
    errors = (generate(edited, tmp_path) / "src" / "api-errors.ts").read_text()
    assert re.findall(r"class (InternalError\w*|InvalidArgumentError\w*) ", errors) == [
        "InternalError",
        "InternalError2",
        "InvalidArgumentError_",
    ]


def test_a_mistake_in_a_template_names_file_and_line(contract: Contract, tmp_path: Path) -> None:
    templates = tmp_path / "templates"
    shutil.copytree(TEMPLATES / "typescript", templates)
    client = templates / "src" / "client.ts.jinja"
    client.write_text("one line\n{{ api.info.titel }}\n")
    with pytest.raises(GenerationError, match=r"src/client\.ts\.jinja:2: .*titel"):
        write_typescript(read_api(contract), tmp_path / "azotte", templates)


def test_the_sources_are_formatted() -> None:
    checked = run_tool(
        "prettier",
        *(
            "--config",
            "package.json",
            "--check",
            "templates/typescript/runtime",
            "codegen/typescript/*.mjs",
            "tests/typescript",
        ),
        cwd=ROOT,
    )
    assert checked.returncode == 0, checked.stderr
