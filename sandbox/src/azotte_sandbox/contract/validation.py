"""Checks values against the schemas of the contract, and reports the rule that a value violates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, TypeAlias

import jsonschema_rs
import msgspec

from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.json_values import is_list, is_object

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_CONTRACT = "urn:azotte:contract"
_TEXT = {"type": "string"}
# They hold values, not schemas.
_VALUES = ("const", "enum", "default", "example", "examples")
_JSON_TYPES = ("string", "integer", "number", "boolean", "null", "array", "object")

_OTHER = "invalid_format"
"""Error code of a keyword that the contract gives none (`x-constraints`)."""

_MESSAGES = {
    "required": "Missing required field: {field}.",
    "additionalProperties": "Unknown field: {field}. Remove it, or check its spelling.",
    "unevaluatedProperties": "Unknown field: {field}. Remove it, or check its spelling.",
    "enum": "Invalid {field}{value}. Send one of: {expected}.",
    "const": "Invalid {field}{value}. Send {expected}.",
    "type": "Invalid {field}{value}. Send a value of type {expected}.",
    "format": "Invalid {field}{value}. Send a valid {expected}.",
    "pattern": "Invalid {field}{value}. Send a value that matches {expected}.",
    "minimum": "Invalid {field}{value}. Send a value of {expected} or more.",
    "maximum": "Invalid {field}{value}. Send a value up to {expected}.",
    "minLength": "Invalid {field}{value}. Send {expected} or more characters.",
    "maxLength": "Invalid {field}{value}. Send up to {expected} characters.",
    "minItems": "Invalid {field}. Send {expected} or more items.",
    "maxItems": "Invalid {field}. Send up to {expected} items.",
    "minProperties": "Invalid {field}. Send {expected} or more fields.",
    "maxProperties": "Invalid {field}. Send up to {expected} fields.",
}


class Schemas:
    """Compiles each schema of the contract once."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._components = document["components"]["schemas"]
        self._responses = document["components"].get("responses", {})
        self._codes = {
            keyword: code
            for response in self._responses.values()
            for code, keywords in response.get("x-constraints", {}).items()
            for keyword in keywords
        }
        self._registry = jsonschema_rs.Registry(
            [(_CONTRACT, {"$schema": _DIALECT, "components": {"schemas": self._components}})]
        )
        self._compiled: dict[bytes, Validator] = {}

    @cached_property
    def _requests(self) -> Schemas:
        components = {name: self._request_view(one) for name, one in self._components.items()}
        return Schemas({"components": {"schemas": components, "responses": self._responses}})

    def of_request(self, schema: dict[str, Any]) -> Validator:
        """Return the validator of a schema in a request, where a read-only field is not required."""
        return self._requests.of(self._request_view(schema))

    def _request_view(self, schema: Any) -> Any:
        if is_list(schema):
            return [self._request_view(one) for one in schema]
        if not is_object(schema):
            return schema
        view = {key: self._request_view(one) for key, one in schema.items() if key not in _VALUES}
        view |= {key: one for key, one in schema.items() if key in _VALUES}
        required: object = schema.get("required")
        if is_list(required):
            fields = self.properties(schema)
            view["required"] = [
                name for name in required if not self.resolve(fields.get(name, {})).get("readOnly")
            ]
        return view

    def of(self, schema: dict[str, Any]) -> Validator:
        """Return the validator of a schema."""
        text = msgspec.json.encode(schema)
        if text not in self._compiled:
            absolute = msgspec.json.decode(
                text.replace(b'"$ref":"#/', f'"$ref":"{_CONTRACT}#/'.encode())
            )
            self._compiled[text] = Validator(
                jsonschema_rs.Draft202012Validator(
                    absolute, registry=self._registry, validate_formats=True
                ),
                self._codes,
            )
        return self._compiled[text]

    def resolve(self, schema: dict[str, Any]) -> dict[str, Any]:
        """Return a schema with its reference resolved."""
        reference = schema.get("$ref")
        if reference is None:
            return schema
        return self.resolve(self._components[reference.rpartition("/")[2]]) | {
            key: value for key, value in schema.items() if key != "$ref"
        }

    def types_of(self, schema: dict[str, Any]) -> frozenset[str]:
        """Return the types that a value of a schema can have: all of JSON's if nothing limits them."""
        return frozenset(_types(self, schema, frozenset()) or _JSON_TYPES)

    def properties(self, schema: dict[str, Any]) -> dict[str, dict[str, Any]]:
        """Return the fields of an object, those of its `allOf` and of the branches of a union included."""
        full = self.resolve(schema)
        found: dict[str, dict[str, Any]] = {}
        for keyword in ("allOf", "oneOf", "anyOf"):
            for branch in full.get(keyword, ()):
                found |= self.properties(branch)
        found |= full.get("properties", {})
        return found

    def field(self, schema: dict[str, Any], name: str) -> dict[str, Any]:
        """Return the schema of a field of an object or map. An undeclared field without a schema is text."""
        full = self.resolve(schema)
        branches = (one for word in ("allOf", "oneOf", "anyOf") for one in full.get(word, ()))
        found: object = full.get("properties", {}).get(name)
        if found is None:
            found = full.get("additionalProperties")
        if is_object(found):
            return found
        inherited = (self.field(one, name) for one in branches)
        return next((one for one in inherited if one != _TEXT), _TEXT)

    def required(self, schema: dict[str, Any]) -> frozenset[str]:
        """Return the required fields of an object, those of its `allOf` included."""
        full = self.resolve(schema)
        inherited = (self.required(branch) for branch in full.get("allOf", ()))
        return frozenset(full.get("required", ())).union(*inherited)


def _types(schemas: Schemas, schema: dict[str, Any], seen: frozenset[str]) -> set[str] | None:
    """Return the types of a schema, or None if it does not limit them."""
    reference = schema.get("$ref")
    if reference in seen:
        return None
    if reference is not None:
        seen |= {reference}
    full = schemas.resolve(schema)
    if "type" in full:
        named = full["type"]
        return {named} if isinstance(named, str) else set(named)
    if "enum" in full or "const" in full:
        return {_json_type(value) for value in full.get("enum", [full.get("const")])}
    for keyword in ("oneOf", "anyOf"):
        if keyword in full:
            branches = [_types(schemas, branch, seen) for branch in full[keyword]]
            known = [branch for branch in branches if branch is not None]
            return set[str]().union(*known) if len(known) == len(branches) else None
    parts = [_types(schemas, branch, seen) for branch in full.get("allOf", ())]
    limits = [part for part in parts if part is not None]
    if limits:
        return limits[0].intersection(*limits[1:])
    if "properties" in full or "additionalProperties" in full:
        return {"object"}
    return {"array"} if "items" in full else None


def _json_type(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


class Validator:
    """Checks values against a schema."""

    __slots__ = ("_codes", "_schema", "is_valid")

    def __init__(
        self, schema: jsonschema_rs.Draft202012Validator, codes: Mapping[str, str]
    ) -> None:
        self._codes = codes
        self._schema = schema
        self.is_valid = schema.is_valid
        """Whether a value is valid."""

    def check(self, value: Any, field: str | None = None) -> None:
        """Check a value.

        Args:
            value: The decoded value.
            field: Name of a parameter, or None for a body, whose fields have names.

        Raises:
            ApiError: The value violates a rule. The error names the field and the rule.
        """
        if self.is_valid(value):
            return
        try:
            error = next(iter(self._schema.iter_errors(value)))
        except ValueError:  # the limit of 255 levels is far deeper than any schema here
            raise ApiError(
                "malformed_request", "Request body nested too deeply. Send fewer levels."
            ) from None
        rule, message, details = _described(error, field)
        raise ApiError(self._codes.get(rule, _OTHER), message, details)

    def problems(self, value: Any) -> Iterable[str]:
        """Yield each rule that a value violates: the place in the value, and the place in the schema."""
        for error in self._schema.iter_errors(value):
            where = "/".join(str(part) for part in error.instance_path)
            rule = "/".join(str(part) for part in error.schema_path)
            yield f"/{where}: {rule}"


def problem(value: Any, schema: dict[str, Any], field: str, code: str) -> ApiError:
    """Return the error for a value of a request that does not match a schema."""
    error = next(jsonschema_rs.iter_errors(schema, value))
    _, message, details = _described(error, field)
    return ApiError(code, message, details)


def _described(
    error: jsonschema_rs.ValidationError, name: str | None
) -> tuple[str, str, dict[str, Any]]:
    """Return the keyword that a value violates, the message and the details."""
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
    message = _MESSAGES.get(rule, "Invalid {field}{value}. Follow its rule {rule}.").format(
        field=field or "request body", value=_given(value), expected=_listed(expected), rule=rule
    )
    return rule, message[:500], details


def _most_telling(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """Return the error of the branch of a union that the value was meant for: one whose type matches."""
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


def _given(value: object) -> str:
    """Return a value for use in a message, or nothing if it is missing or has parts."""
    match value:
        case str():
            return f": {quoted(value)}"
        case bool() | int() | float():
            return f": {msgspec.json.encode(value).decode()[:64]}"
        case _:
            return ""


def _listed(expected: JsonValue) -> str:
    return ", ".join(map(str, expected)) if isinstance(expected, list) else str(expected)
