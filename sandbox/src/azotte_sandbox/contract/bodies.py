"""Reads request bodies in the media types that the contract gives an operation."""

from __future__ import annotations

import re
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any

from azotte_sandbox.contract.brackets import Tree, keys_of
from azotte_sandbox.contract.scalars import Fields, text_of, unquoted
from azotte_sandbox.contract.validation import Schemas, Validator
from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.json_bodies import check_no_nul, decode_json

JSON_MEDIA_TYPE = "application/json"
_JSON = re.compile(r"application/(?:[a-z0-9.!#$&^_-]+\+)?json")
_BODY = "request body"


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON (`application/json`, `application/…+json`)."""
    return _JSON.fullmatch(media_type) is not None


class RequestBody:
    """The request body of an operation.

    Args:
        node: The request body of the contract, with its reference resolved.
        max_bytes: Maximum size.
        schemas: Compiles the schemas.
    """

    def __init__(self, node: dict[str, Any], max_bytes: int, schemas: Schemas) -> None:
        self.required: bool = node.get("required", False)
        self.max_bytes = max_bytes
        bodies: dict[str, dict[str, Any]] = {
            media_type.partition(";")[0].strip().lower(): content
            for media_type, content in node["content"].items()
        }
        self._readers = {
            media_type: _reader(media_type, content, schemas)
            for media_type, content in bodies.items()
        }
        self.media_types = " or ".join(bodies)
        """For messages."""
        main = schemas.resolve(next(iter(bodies.values())).get("schema", {}))
        self._is_object = "object" in schemas.types_of(main)

    @property
    def absent(self) -> Any:
        """The value of an optional body that is not sent."""
        return {} if self._is_object else None

    def read(self, body: bytes, content_type: bytes) -> tuple[Any, str]:
        """Return the checked value of a body, and its media type.

        Raises:
            ApiError: The contract does not allow the media type, or the body violates it.
        """
        media_type = content_type.partition(b";")[0].strip().lower().decode("latin-1")
        if not media_type and not body:
            media_type = next(iter(self._readers))  # an empty body has no media type
        reader = self._readers.get(media_type) or self._range(media_type)
        if reader is None:
            raise ApiError(
                "unsupported_media_type",
                f"Unsupported media type: {quoted(media_type)}. Send the body as {self.media_types}.",
            )
        return reader.read(body, content_type), media_type

    def _range(self, media_type: str) -> _Reader | None:
        """Return the reader of a media type range such as `image/*`."""
        if "/" not in media_type:
            return None
        return self._readers.get(media_type.partition("/")[0] + "/*") or self._readers.get("*/*")


class _Reader:
    """Reads any bytes."""

    def __init__(self, schema: dict[str, Any], schemas: Schemas) -> None:
        self._schema: Validator = schemas.of_request(schema)
        self._full = schemas.resolve(schema)

    def read(self, body: bytes, content_type: bytes) -> Any:
        del content_type
        longest = self._full.get("maxLength")
        if longest is not None and len(body) > longest:
            raise ApiError(
                "out_of_range",
                f"Invalid request body. Send up to {longest} bytes.",
                {"constraint": "maxLength", "expected": longest},
            )
        return body


class _JsonReader(_Reader):
    def __init__(self, schema: dict[str, Any], schemas: Schemas) -> None:
        super().__init__(schema, schemas)
        self._kind = "object" if schemas.types_of(schema) == frozenset({"object"}) else "value"

    def read(self, body: bytes, content_type: bytes) -> Any:
        value = decode_json(body, self._kind)
        self._schema.check(value)
        check_no_nul(body, value)
        return value


class _TextReader(_Reader):
    def read(self, body: bytes, content_type: bytes) -> Any:
        text = text_of(body, _BODY)
        self._schema.check(text)
        return text


class _FormReader(_Reader):
    """Reads a form. A field that is an object is JSON, unless its encoding has the style `deepObject`."""

    def __init__(
        self, schema: dict[str, Any], schemas: Schemas, encodings: dict[str, Any] | None = None
    ) -> None:
        super().__init__(schema, schemas)
        self._schemas = schemas
        self._fields = Fields(schema, schemas)
        self._deep = {
            name
            for name, encoding in (encodings or {}).items()
            if encoding.get("style") == "deepObject"
        }
        self._json = frozenset(
            name
            for name, field in schemas.properties(schema).items()
            if "object" in schemas.types_of(field) and "string" not in schemas.types_of(field)
        )

    def read(self, body: bytes, content_type: bytes) -> Any:
        value: dict[str, Any] = {}
        trees: dict[str, Tree] = {}
        for pair in body.split(b"&"):
            if pair:
                left, _, right = pair.partition(b"=")
                name, text = text_of(unquoted(left), _BODY), text_of(unquoted(right), _BODY)
                base, bracket, rest = name.partition("[")
                if base in self._deep and (keys := keys_of(bracket + rest)) is not None:
                    trees.setdefault(base, Tree()).add(keys, text)
                elif name in self._json and name not in value:
                    value[name] = decode_json(text.encode())
                else:
                    self._add(value, name, text)
        for name, tree in trees.items():
            try:
                value[name] = tree.value(self._schemas.field(self._full, name), self._schemas)
            except KeyError as error:
                raise _repeated(name + error.args[0]) from None
        self._schema.check(value)
        check_no_nul(b"\\u0000", value)
        return value

    def _add(self, value: dict[str, Any], name: str, text: str) -> None:
        try:
            self._fields.add(value, name.removesuffix("[]"), text)
        except KeyError:
            raise _repeated(name) from None


class _MultipartReader(_FormReader):
    """Reads the parts of a form. A file is text of one character for each byte, so that bounds count bytes."""

    def __init__(self, schema: dict[str, Any], schemas: Schemas) -> None:
        super().__init__(schema, schemas)
        self._files = frozenset(
            name
            for name, field in schemas.properties(schema).items()
            if "contentMediaType" in (full := schemas.resolve(field))
            or full.get("format") == "binary"
            or schemas.types_of(field) >= {"string", "object"}
        )

    def read(self, body: bytes, content_type: bytes) -> Any:
        head = (
            b"content-type: " + content_type.replace(b"\r", b"").replace(b"\n", b"") + b"\r\n\r\n"
        )
        message = BytesParser(policy=HTTP).parsebytes(head + body)
        if not message.is_multipart() or message.defects:
            raise ApiError(
                "malformed_request",
                "Invalid multipart form in the request body. Send parts with the boundary of the Content-Type header.",
            )
        value: dict[str, Any] = {}
        for part in message.iter_parts():
            name = part.get_param("name", header="content-disposition")
            content = part.get_payload(decode=True)
            if not isinstance(name, str) or not isinstance(content, bytes):
                raise ApiError(
                    "malformed_request",
                    "Invalid part in the request body. Name it in its Content-Disposition header.",
                )
            if name in self._json:
                value[name] = decode_json(content)
            elif name in self._files or part.get_filename() is not None:
                value[name] = content.decode("latin-1")
            else:
                self._add(value, name, text_of(content, _BODY))
        self._schema.check(value)
        check_no_nul(
            b"\\u0000", {name: field for name, field in value.items() if name not in self._files}
        )
        return value


def _repeated(name: str) -> ApiError:
    return ApiError(
        "malformed_request",
        f"Repeated field in the request body: {quoted(name)}. Send it once.",
    )


def _reader(media_type: str, content: dict[str, Any], schemas: Schemas) -> _Reader:
    schema: dict[str, Any] = content.get("schema", {})
    if is_json(media_type):
        return _JsonReader(schema, schemas)
    match media_type:
        case "application/x-www-form-urlencoded":
            return _FormReader(schema, schemas, content.get("encoding", {}))
        case "multipart/form-data":
            return _MultipartReader(schema, schemas)
        case _ if media_type.startswith("text/"):
            return _TextReader(schema, schemas)
        case _:
            return _Reader(schema, schemas)
