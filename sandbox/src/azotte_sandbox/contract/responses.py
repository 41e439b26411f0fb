"""The success responses of an operation: media types, documented headers and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from azotte_sandbox.contract.bodies import JSON_MEDIA_TYPE, is_json
from azotte_sandbox.contract.samples import Samples
from azotte_sandbox.contract.validation import Schemas, Validator
from azotte_sandbox.json_values import Json, is_list, is_object

_LINES = ("application/jsonl", "application/x-ndjson", "application/x-jsonlines")
_SEQUENCE = "application/json-seq"
_EVENTS = "text/event-stream"

# These the server sets with every response.
_STANDARD = frozenset(
    {"x-request-id", "idempotent-replayed", "content-type", "content-length", "retry-after"}
)
_RATE_LIMITS = "x-ratelimit-"


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a response.

    Attributes:
        schema: Schema of the value, if the media type is JSON.
        example: The body of the example.
    """

    type: str
    schema: Validator | None
    example: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """One success response.

    Attributes:
        media: Its media types; none if it has no body.
        headers: The documented headers that are special to this response, with an example of each.
        example: The JSON value of the example.
        is_plain: Whether it is JSON without special headers, as most are.
    """

    status: int
    media: tuple[Media, ...]
    headers: dict[str, str]
    schema: dict[str, Any] | None
    example: Any
    is_plain: bool

    def accepted(self, accept: bytes) -> Media | None:
        """Return the media type to send, the first one unless the client names another; None without a body."""
        if len(self.media) > 1:
            wanted = [
                part.partition(";")[0].strip() for part in accept.decode("latin-1").split(",")
            ]
            for name in wanted:
                for media in self.media:
                    if media.type.partition(";")[0] == name.lower():
                        return media
        return self.media[0] if self.media else None


class Results:
    """Reads success responses.

    Args:
        schemas: Compiles schemas.
        samples: Makes examples where the contract has none.
        resolve: Resolves references.
    """

    def __init__(
        self,
        schemas: Schemas,
        samples: Samples,
        resolve: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> None:
        self._schemas = schemas
        self._samples = samples
        self._resolve = resolve

    def read(self, status: int, node: dict[str, Any]) -> Result:
        """Return a response of the contract, whose reference is resolved."""
        content: dict[str, Any] = node.get("content", {})
        media = tuple(self._media(media_type, part) for media_type, part in content.items())
        json = next((part for name, part in content.items() if is_json(name)), None)
        headers = dict(self._headers(node))
        return Result(
            status,
            media,
            headers,
            None if json is None else json.get("schema", {}),
            None if json is None else self._example(json),
            is_plain=not headers and [each.type for each in media] == [JSON_MEDIA_TYPE],
        )

    def _media(self, media_type: str, node: dict[str, Any]) -> Media:
        if is_json(media_type):
            schema = self._schemas.of(node.get("schema", {}))
            return Media(media_type, schema, msgspec.json.encode(self._example(node)))
        return Media(media_type, None, _encoded(media_type, self._example(node)))

    def _example(self, node: dict[str, Any]) -> Any:
        if "example" in node:
            return node["example"]
        for example in node.get("examples", {}).values():
            full = self._resolve(example)
            for field in ("value", "dataValue", "serializedValue"):
                if field in full:
                    return full[field]
        if "itemSchema" in node:
            return [self._samples.of(node["itemSchema"])]
        return self._samples.of(node.get("schema", {}))

    def _headers(self, node: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for name, reference in node.get("headers", {}).items():
            lower = name.lower()
            if lower in _STANDARD or lower.startswith(_RATE_LIMITS):
                continue
            header = self._resolve(reference)
            example = header.get("example", ...)
            if example is ...:
                examples = [self._resolve(each) for each in header.get("examples", {}).values()]
                schema = header.get("schema", {})
                example = examples[0]["value"] if examples else self._samples.of(schema)
            yield lower, _header_text(example)


def _header_text(value: Any) -> str:
    match value:
        case str():
            return value
        case _ if is_list(value):
            return ",".join(map(_header_text, value))
        case _ if is_object(value):
            return ",".join(f"{name},{_header_text(field)}" for name, field in value.items())
        case _:
            return msgspec.json.encode(value).decode()


def _encoded(media_type: str, example: Any) -> bytes:
    """Return an example as the body of a media type other than JSON."""
    if isinstance(example, str):
        return example.encode()
    items = example if is_list(example) else [example]
    lines = [msgspec.json.encode(item) for item in items]
    if media_type == _EVENTS:
        return b"".join(map(_event, items))
    if media_type in _LINES:
        return b"".join(line + b"\n" for line in lines)
    if media_type == _SEQUENCE:
        return b"".join(b"\x1e" + line + b"\n" for line in lines)
    return msgspec.json.encode(example)


def _event(item: Any) -> bytes:
    """Return one server-sent event: an object of its fields (`data`, `event`, `id`, `retry`), or its data."""
    fields: Json = item if is_object(item) and "data" in item else {"data": item}
    text = "".join(
        f"{name}: {line}\n" for name, value in fields.items() for line in _line(value).split("\n")
    )
    return (text + "\n").encode()


def _line(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
