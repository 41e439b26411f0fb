"""Tests what a contract can say: a contract that grows passes lint, and what is not supported has a line and a fix."""

import json
from pathlib import Path
from typing import Any

import pytest

from codegen.bundle import bundle
from codegen.model.capabilities import (
    CALLBACK,
    COOKIE,
    NOTHING,
    PAGINATION,
    SERVERS,
    STYLE,
    TUPLE,
    XML,
    Capability,
)
from openapi.rules.check import check, to_line
from tests.openapi.defects import copy_contract, replace

PATHS = "resources/reports/paths"


@pytest.fixture
def entry(tmp_path: Path) -> Path:
    return copy_contract(tmp_path / "openapi")


def text(description: str, **schema: Any) -> dict[str, Any]:
    return {"description": description, "type": "string", "maxLength": 99, **schema}


def fields(description: str, **properties: Any) -> dict[str, Any]:
    return {"description": description, "type": "object", "properties": properties}


def response(description: str, media_type: str = "", **media: Any) -> dict[str, Any]:
    return {"description": description, **({"content": {media_type: media}} if media_type else {})}


def operation(name: str, description: str, **parts: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": name.replace("_", " ").capitalize(),
        "description": description,
        "tags": ["reports"],
        "x-evidence": "assumed",
        "x-key-types": ["secret"],
        **parts,
    }


def parameter(name: str, **parts: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": "Returns only matching reports.",
        "x-evidence": "assumed",
        **parts,
    }


TEXTS = {
    "description": "Words.",
    "type": "array",
    "maxItems": 9,
    "items": text("Word."),
}
CARD = fields("Card.", kind={"description": "Kind.", "const": "card"}, last4=text("Digits.")) | {
    "required": ["kind"],
}
BANK = fields("Account.", kind={"description": "Kind.", "const": "bank"}) | {"required": ["kind"]}
REPORT = fields(
    "Report.",
    **{"class": text("Class."), "from": text("Start."), "type": text("Type.")},
    id=text("Unique identifier.", readOnly=True),
    secret=text("Secret.", writeOnly=True),
    level={
        "description": "Level.", "type": "integer", "enum": [1, 2], "x-open-enum": True,
        "x-enumDescriptions": {"1": "Low.", "2": "High."},
    },
    source={"description": "Source.", "oneOf": [CARD, BANK], "discriminator": {"propertyName": "kind"}},
    owner={"description": "Owner.", "anyOf": [text("ID."), BANK]},
    tree={"description": "Rows.", "type": "array", "maxItems": 9, "items": TEXTS},
    labels={
        "description": "Labels.", "type": "object", "maxProperties": 9,
        "additionalProperties": {"description": "Label.", "type": ["integer", "null"], "minimum": 0, "maximum": 9},
    },
    old=text("Old.", deprecated=True, **{"x-deprecation": {"since": "1.1.0", "sunset": "2030-01-31"}}),
    both={
        "description": "Both.",
        "allOf": [fields("One.", a=text("A.")), fields("Two.", b=text("B."))],
    },
)  # fmt: skip
CLOSED = {**fields("Change of a report.", type=text("Type.")), "additionalProperties": False}

GROWTH: dict[str, dict[str, Any]] = {
    "/reports": {
        "get": operation(
            "list_reports",
            "Returns reports.",
            **{"x-pagination": {"style": "page", "page": "page", "limit": "per_page"}},
            parameters=[
                parameter("page", schema={"type": "integer", "minimum": 1, "maximum": 9}, example=1),
                parameter("per_page", schema={"type": "integer", "minimum": 1, "maximum": 9}, example=1),
                parameter("metadata", style="deepObject", explode=True, schema=fields("Data.", a=text("A.")), example={"a": "x"}),
                parameter("words", style="pipeDelimited", explode=False, schema=TEXTS, example=["a"]),
                parameter("type", explode=False, schema=TEXTS, example=["a"]),
                parameter("filter", content={"application/json": {"schema": fields("Filter.", a=text("A.")), "example": {"a": "x"}}}),
                parameter("x-trace", **{"in": "header"}, schema={"type": "boolean"}, example=True),
            ],
            responses={
                "200": response(
                    "Returns a page.",
                    "application/json",
                    schema={"description": "Page.", "type": "array", "maxItems": 9, "items": REPORT},
                    example=[{"class": "a", "level": 1}],
                )
            },
        ),
    },
    "/reports/{id}": {
        "parameters": [
            parameter("id", **{"in": "path"}, schema=text("ID."), example="rep_1") | {"required": True}
        ],
        "get": operation(
            "get_report",
            "Returns a report.",
            security=[],
            responses={
                "200": response("Returns a file.", "application/pdf"),
                "304": response("Says that nothing has changed."),
                "404": {"$ref": "../../../shared/responses/NotFound.yaml"},
            },
        ),
        "patch": operation(
            "update_report",
            "Changes a report.",
            security=[{"Token": []}, {"ApiKey": [], "Tenant": []}],
            requestBody={
                "description": "The change.",
                "required": True,
                "content": {
                    "application/merge-patch+json": {"schema": CLOSED, "example": {"type": "a"}}
                },
            },
            responses={"200": response("Returns text.", "text/csv")},
        ),
        "delete": operation(
            "delete_report",
            "Deletes a report.",
            deprecated=True,
            **{"x-deprecation": {"since": "1.1.0", "sunset": "2030-01-31", "replacement": "update_report"}},
            responses={"204": response("Confirms that the report is deleted.")},
        ),
    },
    "/reports/events": {
        "get": operation(
            "get_events",
            "Streams events.",
            **{"x-method-name": "events"},
            responses={"200": response("Returns events.", "text/event-stream", schema=CARD)},
        ),
        "post": operation(
            "create_upload",
            "Stores a file.",
            requestBody={
                "description": "The file.",
                "required": True,
                "content": {
                    "multipart/form-data": {
                        "schema": {
                            **fields("Upload.", file={"description": "File.", "type": "string", "format": "binary", "maxLength": 99}),
                            "additionalProperties": False,
                        }
                    }
                },
            },
            responses={"202": response("Confirms that the file is stored.")},
        ),
    },
}  # fmt: skip


def grow(entry: Path) -> None:
    """Add operations of every form to a copy of the contract."""
    (entry.parent / PATHS).mkdir(parents=True)
    replace(entry, "tags:\n", "tags:\n  - name: reports\n    description: Reports are lists.\n")
    lines = ""
    for path, item in GROWTH.items():
        file = f"{PATHS}/{path.strip('/').replace('/', '_')}.yaml"
        (entry.parent / file).write_text(json.dumps(item, indent=1), encoding="utf-8")
        lines += f"  {path}:\n    $ref: {file}\n"
    replace(entry, "paths:\n", f"paths:\n{lines}")
    scheme = "type: http\nscheme: bearer\ndescription: A token.\nx-evidence: assumed\nx-pattern: ^t$\nx-example: t\n"
    (entry.parent / "shared/security/Token.yaml").write_text(scheme, encoding="utf-8")
    replace(
        entry,
        "  securitySchemes:\n",
        "  securitySchemes:\n    Token:\n      $ref: shared/security/Token.yaml\n",
    )


@pytest.mark.slow
def test_a_contract_can_grow(entry: Path) -> None:
    grow(entry)
    findings = check(entry)
    assert [to_line(finding, entry.parent) for finding in findings] == []
    assert len(bundle(entry)["paths"]) == 13 + len(GROWTH)


LIST = "resources/bundles/paths/bundles.yaml"
PLAN = "resources/bundles/schemas/Plan.yaml"
EXPAND = "resources/customers/parameters/ExpandCustomer.yaml"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("capability", "file", "old", "new"),
    [
        (CALLBACK, LIST, "  tags: [bundles]\n", "  callbacks: {done: {}}\n  tags: [bundles]\n"),
        (SERVERS, LIST, "  tags: [bundles]\n", "  servers: [{url: 'https://x.test'}]\n  tags: [bundles]\n"),
        (XML, LIST, "        application/json:\n", "        application/xml:\n"),
        (PAGINATION, LIST, "after: starting_after", "after: start"),
        (COOKIE, EXPAND, "in: query\n", "in: cookie\n"),
        (STYLE, EXPAND, "style: form\n", "style: spaceDelimited\n"),
        (TUPLE, PLAN, "properties:\n", "properties:\n  pair:\n    type: array\n    prefixItems: [{type: string}]\n"),
        (NOTHING, PLAN, "properties:\n", "properties:\n  none:\n    allOf: [{type: string}, {type: integer}]\n"),
    ],
    ids=lambda one: one.construct if isinstance(one, Capability) else "",
)  # fmt: skip
def test_an_unsupported_construct_has_a_line_and_a_fix(
    capability: Capability, file: str, old: str, new: str, entry: Path
) -> None:
    line = replace(entry.parent / file, old, new)
    remedy = capability.remedy or ""
    found = [
        finding
        for finding in check(entry)
        if finding.rule == "capability" and finding.remedy == remedy
    ]
    assert found
    assert {finding.file for finding in found} == {file}
    assert all(finding.line in range(line - 12, line + 4) for finding in found), (found, line)
    assert to_line(found[0], entry.parent).endswith(
        f"; {remedy[0].lower()}{remedy[1:].rstrip('.')}"
    )
