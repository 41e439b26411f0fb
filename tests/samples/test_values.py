"""Tests the values that samples have where the contract has no example."""

import jsonschema_rs
import pytest

from codegen.model.capabilities import SUPPORTED, Capability
from codegen.model.read import read_api
from codegen.samples.values import of_type

LIMITED = (
    {"type": "string", "minLength": 30},
    {"type": "string", "maxLength": 2},
    {"type": "string", "format": "email"},
    {"type": "integer", "minimum": 5},
    {"type": "integer", "exclusiveMinimum": 5, "maximum": 6},
    {"type": "number", "maximum": -3},
    {"type": "integer", "minimum": 5, "multipleOf": 4},
    {"type": "array", "items": {"type": "string"}, "minItems": 3},
)
CAPABILITIES = [
    *(one for one in SUPPORTED if one.where == "schema"),
    *(Capability(str(schema), "schema", schema) for schema in LIMITED),
]


@pytest.mark.parametrize("capability", CAPABILITIES, ids=lambda one: one.construct)
def test_a_generated_value_is_valid(capability: Capability) -> None:
    schemas = {"Example": capability.example}
    api = read_api(
        {
            "openapi": "3.1.1",
            "info": {"title": "Any", "version": "1"},
            "paths": {},
            "components": {"schemas": schemas},
        }
    )
    value = of_type(api, api.types["Example"].type)
    jsonschema_rs.validate(
        {"$ref": "#/components/schemas/Example", "components": {"schemas": schemas}}, value
    )
