"""Reads `openapi.json`: the routes of the control API, and the checks of their requests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
from jsonpointer import resolve_pointer

from azotte_sandbox.contract import METHODS
from azotte_sandbox.contract.bodies import RequestBody
from azotte_sandbox.contract.parameters import QueryReader
from azotte_sandbox.contract.validation import Schemas

BASE = b"/control"
MAX_BODY_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ControlOperation:
    """An operation of the control API."""

    id: str
    query: QueryReader
    body: RequestBody | None
    success: int


@dataclass(frozen=True, slots=True)
class ControlRoute:
    """A path, and its operations by method."""

    path: str
    segments: tuple[str, ...]
    operations: Mapping[str, ControlOperation]

    def match(self, segments: list[str]) -> dict[str, str] | None:
        """Return the values of the path parameters, or None for another path."""
        if len(segments) != len(self.segments):
            return None
        values: dict[str, str] = {}
        for wanted, segment in zip(self.segments, segments, strict=True):
            if wanted.startswith("{"):
                values[wanted[1:-1]] = segment
            elif wanted != segment:
                return None
        return values


class Document:
    """The document of the control API, ready to serve."""

    def __init__(self) -> None:
        self.text = (resources.files("azotte_sandbox.control") / "openapi.json").read_bytes()
        self._document = msgspec.json.decode(self.text)
        self._schemas = Schemas(self._document)
        self._routes = [self._route(*item) for item in self._document["paths"].items()]

    @property
    def operations(self) -> list[ControlOperation]:
        """All operations."""
        return [each for route in self._routes for each in route.operations.values()]

    def find(self, raw_path: bytes) -> tuple[ControlRoute, dict[str, str]] | None:
        """Return the route of a raw path, and the values of its parameters."""
        parts = raw_path.removeprefix(BASE).strip(b"/").split(b"/")
        try:
            segments = [unquote_to_bytes(part).decode() for part in parts]
        except UnicodeDecodeError:
            return None
        for route in self._routes:
            if (values := route.match(segments)) is not None:
                return route, values
        return None

    def _route(self, path: str, item: dict[str, Any]) -> ControlRoute:
        return ControlRoute(
            path,
            tuple(path.strip("/").split("/")),
            {
                method.upper(): self._operation(operation)
                for method, operation in item.items()
                if method in METHODS
            },
        )

    def _operation(self, operation: dict[str, Any]) -> ControlOperation:
        parameters = [self._resolve(node) for node in operation.get("parameters", [])]
        body = operation.get("requestBody")
        return ControlOperation(
            operation["operationId"],
            QueryReader(parameters, self._schemas),
            None if body is None else RequestBody(body, MAX_BODY_BYTES, self._schemas),
            min(int(status) for status in operation["responses"] if status.isdigit()),
        )

    def _resolve(self, node: dict[str, Any]) -> dict[str, Any]:
        reference = node.get("$ref")
        if reference is None:
            return node
        resolved: dict[str, Any] = resolve_pointer(self._document, reference.removeprefix("#"))
        return resolved
