"""Tests that a deprecated part is not removed before its sunset."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from codegen.diff.sunset import early_removals
from codegen.document import Json
from tests.codegen.model.documents import document

DEPRECATED = {"deprecated": True, "x-deprecation": {"sunset": "2030-01-31"}}
MEDIA = {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}


def base() -> dict[str, Any]:
    return document(
        {
            "parameters": [
                {"name": "q", "in": "query", "schema": {"type": "string"}, **DEPRECATED}
            ],
            "responses": {"200": {"description": "", "content": MEDIA}},
            **DEPRECATED,
        },
        components={
            "schemas": {
                "Thing": {
                    "type": "object",
                    "properties": {"a": {"type": "string", **DEPRECATED}, "b": {"type": "string"}},
                }
            }
        },
    )


def remove_operation(contract: Json) -> None:
    del contract["paths"]["/a"]


def remove_parameter(contract: Json) -> None:
    contract["paths"]["/a"]["post"]["parameters"] = []


def remove_field(contract: Json) -> None:
    del contract["components"]["schemas"]["Thing"]["properties"]["a"]


def remove_other_field(contract: Json) -> None:
    del contract["components"]["schemas"]["Thing"]["properties"]["b"]


REMOVALS: list[tuple[Callable[[Json], None], str]] = [
    (remove_operation, "`POST /a`"),
    (remove_parameter, "`q` of `POST /a`"),
    (remove_field, "`Thing.a`"),
]


@pytest.mark.parametrize(("remove", "part"), REMOVALS)
def test_a_removal_before_the_sunset_is_rejected(remove: Callable[[Json], None], part: str) -> None:
    revision = base()
    remove(revision)
    found = early_removals(base(), revision, date(2030, 1, 30))
    assert found[0] == f"{part} is removed before its sunset, 2030-01-31. Keep it until then."
    assert early_removals(base(), revision, date(2030, 1, 31)) == []


def test_an_element_that_is_not_deprecated_can_be_removed() -> None:
    revision = base()
    remove_other_field(revision)
    assert early_removals(base(), revision, date(2020, 1, 1)) == []
