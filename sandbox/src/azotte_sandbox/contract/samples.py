"""Makes example values from schemas."""

from __future__ import annotations

from typing import Any

from azotte_sandbox.contract.validation import Schemas

_DEEPEST = 8
_FORMATS = {
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "duration": "P1D",
    "email": "ada@example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "uuid": "6f1e2d3c-0000-4000-8000-000000000000",
}
_NOTHING: Any = object()


class Samples:
    """Makes the example of a schema: its own one, or the simplest value that it allows.

    Args:
        schemas: Resolves references.
    """

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def of(self, schema: dict[str, Any]) -> Any:
        """Return an example."""
        value = self._of(schema, 0)
        return None if value is _NOTHING else value

    def _of(self, schema: dict[str, Any], depth: int) -> Any:
        full = self._schemas.resolve(schema)
        for given in ("examples", "example", "const", "default", "enum"):
            if given in full:
                many = given in ("examples", "enum")
                if not many or full[given]:
                    return full[given][0] if many else full[given]
        if depth > _DEEPEST:
            return _NOTHING
        for keyword in ("oneOf", "anyOf"):
            for branch in full.get(keyword, ()):
                if (value := self._of(branch, depth + 1)) is not _NOTHING:
                    return value
        types = self._schemas.types_of(full)
        if len(types) > 3 or "object" in types:
            return self._object(full, depth)
        if "array" in types:
            item = self._of(full.get("items", {}), depth + 1) if full.get("minItems") else _NOTHING
            return [] if item is _NOTHING else [item] * full["minItems"]
        if "string" in types:
            least = full.get("minLength", 0)
            return _FORMATS.get(
                full.get("format", ""), "example"[: full.get("maxLength", 7)]
            ).ljust(least, "x")
        if types & {"integer", "number"}:
            low = full.get("minimum", full.get("exclusiveMinimum", -1) + 1)
            return max(low, 0) if full.get("maximum", 0) >= 0 else full["maximum"]
        return False if "boolean" in types else None

    def _object(self, full: dict[str, Any], depth: int) -> dict[str, Any]:
        required = self._schemas.required(full)
        return {
            name: value
            for name, field in self._schemas.properties(full).items()
            if name in required and (value := self._of(field, depth + 1)) is not _NOTHING
        }
