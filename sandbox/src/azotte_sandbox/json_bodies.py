"""Reads a JSON request body strictly."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from azotte_sandbox.contract.validation import JsonValue
from azotte_sandbox.errors import ApiError, quoted


def decode_json(body: bytes, kind: str = "value") -> Any:
    """Decode a JSON text (RFC 8259) as I-JSON narrows it (RFC 7493): UTF-8, no name twice, no lone surrogate.

    Args:
        body: The text.
        kind: What it has to be, for the message.

    Raises:
        ApiError: `malformed_request`.
    """
    try:
        value = _DECODER.decode(body)
        # msgspec keeps the last of two fields with one name; only the standard library shows both. By now the text
        # holds nothing that it is lenient about.
        _DUPLICATES.decode(body.decode())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = (
            error.args[0]
            if isinstance(error, _DuplicateError)
            else "Invalid JSON in the request body."
        )
        raise ApiError("malformed_request", f"{reason} Send one JSON {kind}.") from None
    return value


def check_no_nul(body: bytes, value: JsonValue) -> None:
    r"""Reject a body with the character U+0000 in a string.

    The contract's patterns forbid it, but a string without a pattern must not reach a database that rejects it.

    Args:
        body: The body; without the escape `\u0000` nothing is searched.
        value: What it decodes to.

    Raises:
        ApiError: `invalid_format`.
    """
    if b"\\u0000" in body and _has_nul(value):
        raise ApiError(
            "invalid_format",
            "Invalid character U+0000 in the request body. Remove it.",
            {"constraint": "no_nul"},
        )


def _whole_if_whole(number: str) -> int | float:
    # JSON has one kind of number: 1.0 and 1e2 are integers, and are kept as such.
    value = float(number)
    if value in (float("inf"), float("-inf")):
        raise ValueError("The number is too large.")
    return int(value) if value.is_integer() else value


_DECODER = msgspec.json.Decoder(float_hook=_whole_if_whole)


class _DuplicateError(ValueError):
    pass


def _reject_duplicates(fields: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(fields)
    if len(value) != len(fields):
        names = [name for name, _ in fields]
        twice = next(name for name in names if names.count(name) > 1)
        raise _DuplicateError(f"Repeated field in the request body: {quoted(twice)}.")
    return value


_DUPLICATES = json.JSONDecoder(object_pairs_hook=_reject_duplicates)


def _has_nul(value: JsonValue) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, dict):
        return any("\0" in name or _has_nul(field) for name, field in value.items())
    return isinstance(value, list) and any(map(_has_nul, value))
