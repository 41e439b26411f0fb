# Copied from templates/python/runtime/_bodies.py: edit there, not here.
"""Request bodies that are not plain JSON."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from azotte._base_errors import InvalidArgumentError
from azotte._files import File, FileContent
from azotte._json import encode, plain_fields
from azotte._payload import Payload
from azotte._styles import deep_object, delimited, plain_text
from azotte._wire import items_of, query_string


class Part(NamedTuple):
    """A part of a multipart body.

    Attributes:
        name: Name of the field.
        kind: How its value is written.
        many: Whether it is repeated for each item of a sequence.
        media_type: Its media type, if the contract gives one.
    """

    name: str
    kind: Literal["file", "text", "json"]
    many: bool = False
    media_type: str = ""


def json_body(body: object, content_type: str) -> Payload:
    """Encode JSON of a media type of its own."""
    return Payload(content_type, [encode(body)])


def text_body(body: str, content_type: str) -> Payload:
    """Encode text."""
    if not isinstance(body, str):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(f"body must be text, not {type(body).__name__}", "body")
    try:
        encoded = body.encode()
    except UnicodeEncodeError:
        raise InvalidArgumentError(
            "body has half a surrogate pair in it; give well-formed text", "body"
        ) from None
    return Payload(content_type, [encoded])


def bytes_body(body: FileContent, content_type: str) -> Payload:
    """Encode the content of a file."""
    return Payload(content_type, [File(body, "body")])


def lines_body(body: Iterable[object], content_type: str) -> Payload:
    """Encode values as JSON, one on each line."""
    return Payload(content_type, [encode(value) + b"\n" for value in body])


def form_body(body: object, fields: Mapping[str, str]) -> Payload:
    """Encode a form.

    Args:
        body: A model or a dictionary.
        fields: How each field is written: `json`, `deep`, the delimiter of an array, or nothing for one pair for each value.
    """
    pairs: dict[str, Any] = {}
    for name, value in plain_fields(body).items():
        match fields.get(name, ""):
            case "json":
                pairs[name] = encode(value).decode()
            case "deep":
                pairs |= deep_object(name, value)
            case "":
                pairs[name] = value
            case delimiter:
                pairs[name] = delimited(value, delimiter, name)
    return Payload("application/x-www-form-urlencoded", [query_string(pairs).encode()])


def multipart_body(body: object, parts: Iterable[Part], content_type: str) -> Payload:
    """Encode a body of several parts (RFC 7578)."""
    boundary = secrets.token_hex(16)
    known = {part.name: part for part in parts}
    pieces: list[bytes | File] = []
    for name, value in plain_fields(body).items():
        is_scalar = isinstance(value, (str, int, float))
        part = known.get(name, Part(name, "text" if is_scalar else "json"))
        for item in items_of(value) if part.many else (value,):
            head, content = _part(part, item)
            pieces += [f"--{boundary}\r\n{head}\r\n\r\n".encode(), content, b"\r\n"]
    pieces.append(f"--{boundary}--\r\n".encode())
    return Payload(f"{content_type}; boundary={boundary}", pieces)


def _part(part: Part, value: Any) -> tuple[str, bytes | File]:
    head = f'Content-Disposition: form-data; name="{_quoted(part.name)}"'
    match part.kind:
        case "file":
            file = File(value, part.name)
            name = file.name or part.name
            media_type = (
                part.media_type or mimetypes.guess_type(name)[0] or "application/octet-stream"
            )
            return f'{head}; filename="{_quoted(name)}"\r\nContent-Type: {media_type}', file
        case "json":
            return f"{head}\r\nContent-Type: {part.media_type or 'application/json'}", encode(value)
        case "text":
            media_type = f"\r\nContent-Type: {part.media_type}" if part.media_type else ""
            return f"{head}{media_type}", plain_text(value, part.name).encode()


def _quoted(name: str) -> str:
    # What the HTML standard says for names in a form: these three only.
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
