"""Checks the contract against the schemas of the OpenAPI and JSON Schema specifications: a second opinion on redocly's."""

import json
import textwrap
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs

from openapi.rules.contract import Contract
from openapi.rules.sources import Finding, Node

_RULE = "specification"
_JSON_SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def specification_findings(
    bundled: dict[str, Any], find: Callable[[list[str]], Node]
) -> Iterator[Finding]:
    """Yield what the specification of OpenAPI does not allow in a bundle, except in schemas.

    Args:
        bundled: The bundle.
        find: Returns the source of a place in the bundle.
    """
    validator = jsonschema_rs.Draft202012Validator(_openapi_schema(bundled["openapi"]))
    for error in validator.iter_errors(bundled):
        yield _finding(find([str(step) for step in error.instance_path]), error)


def schema_findings(contract: Contract) -> Iterator[Finding]:
    """Yield what the specification of JSON Schema does not allow in schemas."""
    validator = jsonschema_rs.Draft202012Validator({"$ref": _JSON_SCHEMA})
    for schema in contract.nodes("schema"):
        for error in validator.iter_errors(schema.value):
            yield _finding(schema.nearest(*map(str, error.instance_path)), error)


def _openapi_schema(version: str) -> Any:
    # The package has the schema of the specification. Importing it takes 3 s, because it builds the grammars of formats.
    package = find_spec("openapi_spec_validator")
    assert package is not None
    assert package.origin is not None
    minor = version.rpartition(".")[0]
    file = Path(package.origin).parent / "resources" / "schemas" / f"v{minor}" / "schema.json"
    return json.loads(file.read_text(encoding="utf-8"))


def _finding(node: Node, error: jsonschema_rs.ValidationError) -> Finding:
    return Finding(node.file, node.line, _RULE, textwrap.shorten(error.message, 200))
