"""A law: any value of any schema, with what the contract does not know yet, survives encoding, decoding and the checks."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from codegen.model.read import read_api
from codegen.paths import TEMPLATES
from codegen.typescript import write_typescript
from tests.typescript.conftest import HERE, javascript, run_node
from tests.typescript.schemas import Case, cases

# Generating and starting Node take longer than the values: each example has many schemas.
SCHEMAS = 25


@pytest.mark.slow
@given(found=st.tuples(*(cases(f"Schema{chr(ord('A') + number)}") for number in range(SCHEMAS))))
@settings(
    max_examples=6,
    deadline=None,
    # A failure names its schema and value: making it smaller would start Node hundreds of times.
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_value_survives(found: tuple[Case, ...]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_typescript(read_api(document(found)), folder / "azotte", TEMPLATES / "typescript")
        client = javascript(folder / "azotte", folder / "js")
        values = {
            f"m{index}": [json.dumps(one) for one in case.values]
            for index, case in enumerate(found)
        }
        (folder / "values.json").write_text(json.dumps(values))
        ran = run_node(HERE / "law.mjs", client, folder / "values.json")
        assert ran.returncode == 0, ran.stderr
        failures = json.loads(ran.stdout)
        for failure in failures:
            failure["schema"] = found[int(failure["method"][1:])]
        assert not failures


def document(found: tuple[Case, ...]) -> dict[str, Any]:
    """Return a contract with an operation for each schema, which takes and returns a value of it."""
    paths: dict[str, Any] = {}
    components: dict[str, Any] = {}
    for index, case in enumerate(found):
        content = {"application/json": {"schema": case.schema}}
        paths[f"/{index}"] = {
            "post": {
                "operationId": f"m{index}",
                "requestBody": {"required": True, "content": content},
                "responses": {"200": {"description": "", "content": content}},
            }
        }
        components |= case.components
    return {
        "openapi": "3.1.1",
        "info": {"title": "Law", "version": "1.0.0"},
        "servers": [{"url": "http://127.0.0.1"}],
        "paths": paths,
        "security": [{"Key": []}],
        "components": {
            "schemas": components,
            "securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": "x-key"}},
        },
    }
