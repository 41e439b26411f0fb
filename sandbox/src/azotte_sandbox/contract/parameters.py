"""Reads the parameters of an operation from path, query and headers, in the styles of OpenAPI.

| style | in | value |
| --- | --- | --- |
| `form` | query | `a=1`, `a=1&a=2`, `a=1,2`; an object's fields as parameters, or `a=x,1,y,2` |
| `spaceDelimited`, `pipeDelimited` | query | `a=1%202`, `a=1%7C2` |
| `deepObject` | query | `a[x]=1&a[y][z]=2`, as `brackets` says |
| `simple` | path, header | `1`, `1,2`, `x,1,y,2` or `x=1,y=2` |
| `content` | all | JSON |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from azotte_sandbox.contract.brackets import Tree, keys_of
from azotte_sandbox.contract.scalars import Fields, Scalar, text_of, unquoted
from azotte_sandbox.contract.validation import Schemas, Validator
from azotte_sandbox.errors import ApiError
from azotte_sandbox.json_bodies import decode_json

REMEMBERED = 64
"""Number of parsed query strings that are cached for each operation. Most are sent repeatedly."""

# Between the items of an array that is one value. A percent-encoded comma is part of a string.
_DELIMITERS = {
    "form": re.compile(rb","),
    "simple": re.compile(rb","),
    "spaceDelimited": re.compile(rb"%20|\+| "),
    "pipeDelimited": re.compile(rb"\||%7[Cc]"),
}
# These are not parameters, even if the contract lists them (OpenAPI 3.1, 4.8.12.1).
_NOT_PARAMETERS = ("accept", "content-type", "authorization")


class Parameter:
    """One parameter.

    Args:
        node: The parameter of the contract, with its reference resolved.
        schemas: Compiles its schema.
    """

    __slots__ = (
        "_read",
        "_scalar",
        "default",
        "explode",
        "fields",
        "has_default",
        "kind",
        "name",
        "required",
        "schema",
        "style",
        "tree_value",
    )

    def __init__(self, node: dict[str, Any], schemas: Schemas) -> None:
        self.name: str = node["name"]
        self.required: bool = node.get("required", False)
        default_style = "form" if node["in"] == "query" else "simple"
        self.style: str = node.get("style", default_style)
        self.explode: bool = node.get("explode", self.style == "form")
        content: dict[str, Any] = node.get("content", {})
        schema: dict[str, Any] = next(iter(content.values()), node).get("schema", {})
        full = schemas.resolve(schema)
        self.schema: Validator = schemas.of(schema)
        self.tree_value: Callable[[Tree], Any] = lambda tree: tree.value(schema, schemas)
        self.has_default: bool = "default" in full
        self.default: Any = full.get("default")
        types = schemas.types_of(full)
        self.fields: Fields | None = None
        is_array = "array" in types and "string" not in types
        items: dict[str, Any] = full.get("items", {}) if is_array else full
        self._scalar = scalar = Scalar(schemas.types_of(items))
        self._read: Callable[[bytes], Any]
        if content:
            self.kind = "json"
            self._read = self._json
        elif is_array:
            self.kind = "array"
            split = _DELIMITERS.get(self.style, _DELIMITERS["form"])
            # A delimiter in a number can only be a delimiter, however it is encoded.
            has_text = "string" in schemas.types_of(items)
            self._read = lambda raw: (
                [
                    scalar.read(_decode(item))
                    for item in split.split(raw if has_text else unquoted(raw))
                ]
                if raw
                else []
            )
        elif "object" in types and "string" not in types:
            self.kind = "object"
            self.fields = Fields(full, schemas)
            self._read = self._object
        else:
            self.kind = "scalar"
            self._read = lambda raw: scalar.read(_decode(raw))

    def read(self, raw: bytes) -> Any:
        """Return the value of a percent-encoded text."""
        return self._read(raw)

    def item(self, raw: bytes) -> Any:
        """Return one item of an array that is sent as a repeated parameter."""
        return self._scalar.read(_decode(raw))

    def check(self, value: Any) -> Any:
        """Return a value that follows the schema of the parameter.

        Raises:
            ApiError: The value violates a rule.
        """
        self.schema.check(value, self.name)
        return value

    def _json(self, raw: bytes) -> Any:
        try:
            return decode_json(unquoted(raw))
        except ApiError:
            raise ApiError(
                "invalid_format",
                f"Invalid JSON in the parameter {self.name}. Send one JSON value, percent-encoded.",
                {"field": self.name, "constraint": "type"},
            ) from None

    def _object(self, raw: bytes) -> dict[str, Any]:
        assert self.fields is not None
        parts = [_decode(part) for part in raw.split(b",")] if raw else []
        if self.explode:
            pairs = [(name, text) for name, _, text in (part.partition("=") for part in parts)]
        else:
            pairs = list(zip(parts[::2], [*parts[1::2], ""], strict=False))
        value: dict[str, Any] = {}
        for name, text in pairs:
            self.add_field(value, name, text)
        return value

    def add_field(self, value: dict[str, Any], name: str, text: str) -> None:
        """Add a field to the value of an object.

        Raises:
            ApiError: `invalid_format` if the field is repeated.
        """
        assert self.fields is not None
        try:
            self.fields.add(value, name, text)
        except KeyError:
            raise _repeated(f"{self.name}.{name}") from None


class QueryReader:
    """Reads the query parameters of one operation.

    Args:
        parameters: Query parameters of the operation, with resolved references.
        schemas: Compiles their schemas.
    """

    def __init__(self, parameters: list[dict[str, Any]], schemas: Schemas) -> None:
        self._parameters = {node["name"]: Parameter(node, schemas) for node in parameters}
        self._spread = {
            field: parameter
            for parameter in self._parameters.values()
            if parameter.kind == "object"
            and parameter.style == "form"
            and parameter.explode
            and parameter.fields is not None
            for field in parameter.fields.names
        }
        self._defaults = {p.name: p.default for p in self._parameters.values() if p.has_default}
        self._required = [name for name, p in self._parameters.items() if p.required]
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._read)

    def read(self, query_string: bytes) -> Mapping[str, Any]:
        """Return the checked parameters by name, with the defaults of the contract.

        Raises:
            ApiError: The query is not UTF-8 (`malformed_request`), or a value is invalid.
        """
        return self._remembered(query_string)

    def _read(self, query_string: bytes) -> Mapping[str, Any]:
        values = self._defaults.copy()
        if query_string:
            sent: dict[str, Any] = {}
            trees: dict[str, Tree] = {}
            for pair in query_string.split(b"&"):
                if pair:
                    left, _, right = pair.partition(b"=")
                    self._add(sent, trees, _decode(left), right)
            for name, tree in trees.items():
                try:
                    sent[name] = self._parameters[name].tree_value(tree)
                except KeyError as error:
                    raise _repeated(name + error.args[0]) from None
            for name, value in sent.items():
                self._parameters[name].check(value)
            values.update(sent)
        for name in self._required:
            if name not in values:
                raise _missing(name)
        return values

    def _add(self, sent: dict[str, Any], trees: dict[str, Tree], name: str, raw: bytes) -> None:
        base, bracket, rest = name.partition("[")
        if (deep := self._parameters.get(base)) is not None and deep.style == "deepObject":
            keys = keys_of(bracket + rest)
            if keys is not None:
                trees.setdefault(base, Tree()).add(keys, _decode(raw))
            return
        parameter = self._parameters.get(name)
        if parameter is None:
            # Unknown parameters are ignored, because trackers and proxies add some.
            if (parameter := self._spread.get(name)) is not None:
                parameter.add_field(sent.setdefault(parameter.name, {}), name, _decode(raw))
        elif parameter.kind == "array" and parameter.style == "form" and parameter.explode:
            sent.setdefault(name, []).append(parameter.item(raw))
        elif name in sent:
            raise _repeated(name)
        else:
            sent[name] = parameter.read(raw)


class HeaderReader:
    """Reads the header parameters of one operation.

    Args:
        parameters: Header parameters of the operation, with resolved references.
        schemas: Compiles their schemas.
    """

    def __init__(self, parameters: list[dict[str, Any]], schemas: Schemas) -> None:
        self._parameters = {
            node["name"].lower().encode(): Parameter(node, schemas)
            for node in parameters
            if node["name"].lower() not in _NOT_PARAMETERS
        }
        self.is_empty = not self._parameters

    def read(self, headers: Mapping[bytes, bytes]) -> Mapping[str, Any]:
        """Return the checked parameters by the names of the contract, with its defaults.

        Raises:
            ApiError: A value is invalid or missing.
        """
        values: dict[str, Any] = {}
        for header, parameter in self._parameters.items():
            raw = headers.get(header)
            if raw is not None:
                # A header is not percent-encoded.
                text = raw.replace(b"%", b"%25").replace(b"+", b"%2B")
                if parameter.kind in ("array", "object"):
                    text = b",".join(part.strip() for part in text.split(b","))
                values[parameter.name] = parameter.check(parameter.read(text))
            elif parameter.has_default:
                values[parameter.name] = parameter.default
            elif parameter.required:
                raise _missing(parameter.name)
        return values


class PathParameter:
    """A path parameter, which is usually the ID of an object.

    Attributes:
        kind: Kind of the object, for example `customer`.
    """

    def __init__(self, node: dict[str, Any], schemas: Schemas) -> None:
        self.name: str = node["name"]
        self.kind: str = (
            node.get("x-parameter-name", self.name).removesuffix("_id").replace("_", " ")
        )
        self._parameter = Parameter(node, schemas)
        self._is_text = schemas.types_of(node.get("schema", {})) == frozenset({"string"})

    def read(self, segment: str) -> Any:
        """Return the value of a decoded segment, or raise `ValueError` if the contract does not allow it."""
        if self._is_text:
            if not self._parameter.schema.is_valid(segment):
                raise ValueError(self.name)
            return segment
        raw = segment.encode().replace(b"%", b"%25").replace(b"+", b"%2B")
        value = self._parameter.read(raw)
        if not self._parameter.schema.is_valid(value):
            raise ValueError(self.name)
        return value


def _missing(name: str) -> ApiError:
    return ApiError(
        "required_field",
        f"Missing required parameter: {name}.",
        {"field": name, "constraint": "required"},
    )


def _repeated(name: str) -> ApiError:
    return ApiError(
        "invalid_format",
        f"Repeated parameter: {name}. Send it once.",
        {"field": name, "constraint": "single_value"},
    )


def _decode(raw: bytes) -> str:
    return text_of(unquoted(raw), "query string")
