"""What the client's models know of the contract's schemas."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from codegen.paths import GENERATED
from codegen.relax import only_sent, relax

CONTRACT: dict[str, Any] = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
STATUS = {"$ref": "#/components/schemas/SubscriptionStatus"}


def relaxed(change_of: str, schema: dict[str, Any]) -> Any:
    """Return how a field of a schema is relaxed."""
    contract = copy.deepcopy(CONTRACT)
    contract["components"]["schemas"][change_of]["properties"]["extra"] = schema
    return relax(contract, only_sent(contract))["components"]["schemas"][change_of]["properties"][
        "extra"
    ]


def test_an_enumeration_that_may_grow_takes_any_string_where_it_is_read() -> None:
    assert relaxed("Subscription", STATUS) == STATUS
    named = relax(CONTRACT)["components"]["schemas"]["SubscriptionStatus"]
    assert {"type": "string"} in named["anyOf"]


@pytest.mark.parametrize(
    "schema",
    [
        STATUS,
        {"type": "array", "items": STATUS},
        {"anyOf": [STATUS, {"type": "null"}]},
        {"type": "object", "additionalProperties": STATUS},
    ],
    ids=["plain", "in an array", "nullable", "in a map"],
)
def test_it_is_closed_where_it_is_only_sent(schema: dict[str, Any]) -> None:
    text = json.dumps(relaxed("SubscriptionCreate", schema))
    known = CONTRACT["components"]["schemas"]["SubscriptionStatus"]["enum"]
    assert json.dumps(known) in text and "$ref" not in text and "x-open-enum" not in text
    assert text.count('"string"') == 1


def test_what_is_sent_and_read_stays_open() -> None:
    contract = copy.deepcopy(CONTRACT)
    schemas = contract["components"]["schemas"]
    schemas["Shared"] = {"type": "object", "properties": {"status": STATUS}}
    for name in ("SubscriptionCreate", "Subscription"):
        schemas[name]["properties"]["shared"] = {"$ref": "#/components/schemas/Shared"}
    assert (
        relax(contract, only_sent(contract))["components"]["schemas"]["Shared"]["properties"][
            "status"
        ]
        == STATUS
    )
