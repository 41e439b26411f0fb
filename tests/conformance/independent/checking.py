"""Checks requests against the contract's schemas."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs

from tests.conformance.independent.problems import Problem

Json = dict[str, Any]
_BASE = "urn:openapi"


class Checker:
    """Validates parameters and bodies of one bundled contract.

    Args:
        document: The bundle.
    """

    def __init__(self, document: Json) -> None:
        self.document = document
        schemas = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
        schemas["components"] = {"schemas": document["components"]["schemas"]}  # type: ignore[assignment]
        self._registry = jsonschema_rs.Registry([(_BASE, schemas)])
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        constraints = self.resolved("#/components/responses/UnprocessableContent")["x-constraints"]
        self._codes = {word: code for code, words in constraints.items() for word in words}

    def resolved(self, reference: str) -> Any:
        """What a reference names."""
        node: Any = self.document
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def operation(self, method: str, template: str) -> Json:
        """An operation with its parameters filled in."""
        node: Json = dict(self.document["paths"][template][method.lower()])
        node["parameters"] = [
            self.resolved(p["$ref"]) if "$ref" in p else p for p in node.get("parameters", ())
        ]
        return node

    def body(self, operation: Json, body: Any) -> Json:
        """A body that keeps its schema.

        Raises:
            Problem: It does not.
        """
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        for error in self._validator(schema).iter_errors(body):
            raise self._problem(error, "")
        found: Json = body
        return found

    def value(self, parameter: Json, values: list[str]) -> Any:
        """The value of a query or path parameter.

        Raises:
            Problem: It does not keep the schema.
        """
        schema: Json = parameter["schema"]
        if schema.get("type") == "array":
            items = [self._one(parameter["name"], schema["items"], text) for text in values]
            if len(items) > schema.get("maxItems", len(items)):
                raise Problem(
                    422,
                    "out_of_range",
                    f"Too many values of {parameter['name']}.",
                    details={"field": parameter["name"], "constraint": "maxItems"},
                )
            return items
        if len(values) > 1:
            raise self._invalid(parameter["name"], "type", "is sent twice")
        return self._one(parameter["name"], schema, values[0])

    def _one(self, name: str, schema: Json, text: str) -> Any:
        whole = self.resolved(schema["$ref"]) if "$ref" in schema else schema
        value: Any = text
        if whole.get("type") == "integer":
            if not re.fullmatch(r"-?[0-9]+", text, re.ASCII):
                raise self._invalid(name, "type", "is not an integer")
            value = int(text)
        for error in self._validator(schema).iter_errors(value):
            raise self._problem(error, name)
        return value

    def _validator(self, schema: Json) -> jsonschema_rs.Validator:
        key = json.dumps(schema, sort_keys=True)
        if key not in self._validators:
            absolute = json.loads(key.replace('"#/', f'"{_BASE}#/'))
            self._validators[key] = jsonschema_rs.Draft202012Validator(
                absolute, registry=self._registry, validate_formats=True
            )
        return self._validators[key]

    def _problem(self, error: jsonschema_rs.ValidationError, prefix: str) -> Problem:
        path = [prefix] if prefix else []
        path += [str(part) for part in error.instance_path]
        error = _innermost(error)
        keyword, known = error.kind.name, error.kind.as_dict()
        if error.instance_path and not path:
            path = [str(part) for part in error.instance_path]
        elif len(error.instance_path) > len(path) - bool(prefix):
            path = [*([prefix] if prefix else []), *(str(part) for part in error.instance_path)]
        if keyword == "propertyNames":
            inner = known["error"]
            path.append(str(inner.instance))
            keyword = inner.kind.name
        elif keyword == "required":
            path.append(known["property"])
        elif keyword == "additionalProperties":
            path.append(known["unexpected"][0])
        return self._invalid(".".join(path), keyword, error.message[:200])

    def _invalid(self, field: str, keyword: str, message: str) -> Problem:
        code = self._codes.get(keyword, "invalid_format")
        details: Json = {"constraint": keyword}
        if field:
            details["field"] = field
        return Problem(422, code, f"Invalid {field or 'body'}: {message}"[:900], details=details)


def _innermost(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of a choice the error in the alternative that was meant."""
    if error.kind.name not in ("oneOf", "anyOf"):
        return error
    context: list[list[jsonschema_rs.ValidationError]] = error.kind.as_dict()["context"]
    for errors in context:
        for inner in errors:
            if inner.kind.name != "type" or inner.instance_path != error.instance_path:
                return _innermost(inner)
    return next(inner for errors in context for inner in errors)


def read_json(raw: bytes, *, repeated: bool) -> Any:
    """A JSON document.

    Raises:
        Problem: It is not JSON, or repeats a field.
    """

    def fields(pairs: list[tuple[str, Any]]) -> Json:
        found = dict(pairs)
        if len(found) < len(pairs) and not repeated:
            raise ValueError("a field is repeated")
        return found

    def reject(name: str) -> Any:
        raise ValueError(f"{name} is not JSON")

    try:
        value = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=fields,
            parse_constant=reject,
            parse_float=_number,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError):
        message = "Invalid JSON in the request body. Send one JSON object."
        raise Problem(400, "malformed_request", message) from None
    return value


def _number(text: str) -> float | int:
    """A number with a fraction of zero is an integer (JSON Schema, section 6.1.1)."""
    value = float(text)
    return int(value) if value.is_integer() else value
