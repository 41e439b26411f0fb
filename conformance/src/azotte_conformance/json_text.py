"""JSON as it is sent, and as it is read: only what every reader reads alike."""

import json
from typing import Any


def strict_json(body: bytes) -> Any:
    """A JSON text (RFC 8259), as I-JSON (RFC 7493) narrows it: UTF-8, no field twice, no number that is none.

    Raises:
        ValueError: it is none.
    """
    return json.loads(body.decode(), object_pairs_hook=_fields, parse_constant=_no_number)


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field is there twice")
    return fields


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")


def json_body(value: Any) -> bytes:
    """A value as it is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
