"""Reads a query string as the contract describes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import unquote_to_bytes

from azotte_sandbox.contract.validation import Schemas, Validator
from azotte_sandbox.errors import ApiError

# `int` accepts underscores, spaces and digits of every script. No range here has more digits than this.
_INTEGER = re.compile(r"-?[0-9]{1,30}")

REMEMBERED = 64
"""Number of parsed query strings that are cached for each operation. Most are sent repeatedly."""


@dataclass(frozen=True, slots=True)
class _Parameter:
    schema: Validator
    required: bool
    type: str


class QueryReader:
    """Reads the query parameters of one operation.

    Args:
        parameters: Query parameters of the operation, with resolved references.
        schemas: Compiles their schemas.
    """

    def __init__(self, parameters: list[dict[str, Any]], schemas: Schemas) -> None:
        self._parameters: dict[str, _Parameter] = {}
        self._defaults: dict[str, Any] = {}
        for parameter in parameters:
            schema = schemas.resolve(parameter["schema"])
            self._parameters[parameter["name"]] = _Parameter(
                schemas.of(parameter["schema"]), parameter.get("required", False), schema["type"]
            )
            if "default" in schema:
                self._defaults[parameter["name"]] = schema["default"]
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
            for pair in query_string.split(b"&"):
                if pair:
                    left, _, right = pair.partition(b"=")
                    self._add(sent, _decode(left), _decode(right))
            for name, value in sent.items():
                self._parameters[name].schema.check(value, name)
            values.update(sent)
        for name in self._required:
            if name not in values:
                raise ApiError(
                    "required_field",
                    f"Missing required parameter: {name}.",
                    {"field": name, "constraint": "required"},
                )
        return values

    def _add(self, sent: dict[str, Any], name: str, text: str) -> None:
        parameter = self._parameters.get(name)
        if parameter is None:
            return  # unknown parameters are ignored, because trackers and proxies add some
        if parameter.type == "array":
            sent.setdefault(name, []).append(text)
        elif name in sent:
            raise ApiError(
                "invalid_format",
                f"Repeated parameter: {name}. Send it once.",
                {"field": name, "constraint": "single_value"},
            )
        elif parameter.type == "integer" and _INTEGER.fullmatch(text):
            sent[name] = int(text)
        else:
            sent[name] = text


def _decode(text: bytes) -> str:
    if b"%" in text or b"+" in text:
        text = unquote_to_bytes(text.replace(b"+", b" "))
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise ApiError(
            "malformed_request", "Invalid UTF-8 in the query string. Percent-encode it as UTF-8."
        ) from None
