"""Checks values against the contract's schemas, and says which rule was broken."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import jsonschema_rs
import msgspec

from azotte_sandbox.errors import ApiError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONTRACT = "urn:azotte:contract"

# JSON Schema's keywords, by the error code that the contract has for a value that breaks them.
_CODES = {
    "required": "required_field",
    "additionalProperties": "unknown_field",
    "unevaluatedProperties": "unknown_field",
    "enum": "invalid_enum",
    "const": "invalid_enum",
    **dict.fromkeys(
        (
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
        ),
        "out_of_range",
    ),
}

_MESSAGES = {
    "required": "{field} is required.",
    "additionalProperties": "There is no field {field}.",
    "unevaluatedProperties": "There is no field {field}.",
    "enum": "{field} must be one of {expected}.",
    "const": "{field} must be {expected}.",
    "type": "{field} must be of type {expected}.",
    "format": "{field} must be a valid {expected}.",
    "pattern": "{field} must match {expected}.",
    "minimum": "{field} must be at least {expected}.",
    "maximum": "{field} must be at most {expected}.",
    "minLength": "{field} must have at least {expected} characters.",
    "maxLength": "{field} must have at most {expected} characters.",
    "minItems": "{field} must have at least {expected} items.",
    "maxItems": "{field} must have at most {expected} items.",
    "minProperties": "{field} must have at least {expected} fields.",
    "maxProperties": "{field} must have up to {expected} fields.",
}


class Schemas:
    """Compiles the contract's schemas, each once."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = document["components"]["schemas"]
        self._registry = jsonschema_rs.Registry(
            [(_CONTRACT, {"$schema": _DIALECT, "components": {"schemas": self._components}})]
        )
        self._compiled: dict[bytes, Validator] = {}

    def of(self, schema: dict[str, Any]) -> Validator:
        """The validator of a schema of the contract."""
        text = msgspec.json.encode(schema)
        if text not in self._compiled:
            absolute = msgspec.json.decode(
                text.replace(b'"$ref":"#/', f'"$ref":"{_CONTRACT}#/'.encode())
            )
            self._compiled[text] = Validator(
                jsonschema_rs.Draft202012Validator(
                    absolute, registry=self._registry, validate_formats=True
                )
            )
        return self._compiled[text]

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema with its reference to a named schema, if it is one, filled in."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        return self.resolve(self._components[reference.rpartition("/")[2]]) | {
            key: value for key, value in schema.items() if key != "$ref"
        }


class Validator:
    """Checks values against one schema."""

    __slots__ = ("_schema", "is_valid")

    def __init__(self, schema: jsonschema_rs.Draft202012Validator) -> None:
        self._schema = schema
        self.is_valid = schema.is_valid
        """Whether a value keeps the schema."""

    def check(self, value: Any, field: str | None = None) -> None:
        """Pass a value that keeps the schema.

        Args:
            value: what was sent, decoded.
            field: its name if it is one value, such as a parameter; left out for a body, whose members name
                themselves.

        Raises:
            ApiError: the value breaks a rule; the error names the field and the rule.
        """
        if self.is_valid(value):
            return
        try:
            error = next(iter(self._schema.iter_errors(value)))
        except ValueError:  # it goes down 255 levels, far deeper than any schema here
            raise ApiError("malformed_request", "The body is nested too deep.") from None
        raise _api_error(error, field)

    def problems(self, value: Any) -> Iterable[str]:
        """Every rule that a value breaks: where, and the rule's place in the schema."""
        for error in self._schema.iter_errors(value):
            where = "/".join(str(part) for part in error.instance_path)
            rule = "/".join(str(part) for part in error.schema_path)
            yield f"/{where}: {rule}"


def _api_error(error: jsonschema_rs.ValidationError, name: str | None) -> ApiError:
    error = _most_telling(error)
    rule = error.kind.name
    path = [str(part) for part in error.instance_path]
    expected: JsonValue = None
    value = error.instance
    kind: dict[str, Any] = error.kind.as_dict()
    match rule:
        case "required":
            path.append(kind["property"])
            value = None
        case "additionalProperties" | "unevaluatedProperties":
            path.append(kind["unexpected"][0])
            value = None
        case "propertyNames":
            inner: jsonschema_rs.ValidationError = kind["error"]
            path.append(str(inner.instance))
            rule, value, kind = inner.kind.name, None, inner.kind.as_dict()
            expected = next(iter(kind.values()), None)
        case "type":
            expected = " or ".join(kind["types"])
        case _:
            expected = next(iter(kind.values()), None)
    field = ".".join([*([name] if name else []), *path])[:100]
    details: dict[str, Any] = {"field": field} if field else {}
    if isinstance(value, str | int | float) and _shown(value) is not None:
        details["value"] = _shown(value)
    details["constraint"] = rule
    if isinstance(expected, str | int | float | list):
        details["expected"] = expected
    message = _MESSAGES.get(rule, "{field} breaks the rule {rule}.").format(
        field=field or "The body", expected=_listed(expected), rule=rule
    )
    return ApiError(_CODES.get(rule, "invalid_format"), message[:500], details)


def _most_telling(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Of a choice of schemas the error in the one that was meant: the branch that is not about the type."""
    if error.kind.name not in ("oneOf", "anyOf"):
        return error
    branches: list[list[jsonschema_rs.ValidationError]] = error.kind.as_dict()["context"]
    meant = [errors for errors in branches if errors and errors[0].kind.name != "type"]
    chosen = meant or [errors for errors in branches if errors]
    return _most_telling(chosen[0][0]) if chosen else error


def _shown(value: str | float) -> str | float | None:
    if isinstance(value, str):
        return value[:64]
    return value if abs(value) < 2**53 else None


def _listed(expected: JsonValue) -> str:
    return ", ".join(map(str, expected)) if isinstance(expected, list) else str(expected)
