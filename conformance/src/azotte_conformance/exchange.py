"""One request and its response."""

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from azotte_conformance.contract import JSON_MEDIA_TYPE, Operation, as_object
from azotte_conformance.json_text import strict_json

JSON_HEADER = ("Content-Type", JSON_MEDIA_TYPE)

BODY_SHOWN = 1200
"""Characters of a response that a report shows."""


@dataclass(frozen=True)
class Request:
    """A request, as it is written to the connection."""

    method: str
    target: str
    """Path and query, from the server's base URL on, encoded as on the wire."""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    operation: Operation | None = field(default=None, compare=False)

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    @property
    def fields(self) -> dict[str, Any]:
        """The body if it is a JSON object, else nothing."""
        try:
            return as_object(strict_json(self.body or b"")) or {}
        except (ValueError, RecursionError):
            return {}


@dataclass(frozen=True)
class Exchange:
    """A request and its response."""

    request: Request
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    started: float
    """Unix seconds on the tester's clock."""
    number: int = 0
    """Counted from 1 over the job."""
    together: int = 0
    """The same number, above 0, for all requests that were sent at the same time."""

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    def headers_named(self, name: str) -> list[str]:
        return [v for n, v in self.headers if n.lower() == name.lower()]

    @property
    def media_type(self) -> str:
        return (self.header("Content-Type") or "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """What the media type says of the encoding, in lower case."""
        match = re.search(r"charset=\"?([^\";]+)", self.header("Content-Type") or "", re.IGNORECASE)
        return match[1].strip().lower() if match else ""

    @cached_property
    def json(self) -> Any:
        """The body, decoded; `None` if it is not JSON."""
        try:
            return strict_json(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def fields(self) -> dict[str, Any]:
        """The body if it is an object, else nothing."""
        return as_object(self.json) or {}

    @property
    def error(self) -> dict[str, Any]:
        """The `error` field of the body, or nothing."""
        return as_object(self.fields.get("error")) or {}

    @property
    def code(self) -> str | None:
        code = self.error.get("code")
        return code if isinstance(code, str) else None

    @property
    def field(self) -> str | None:
        """The field that an error names, if it names one."""
        field = (as_object(self.error.get("details")) or {}).get("field")
        return field if isinstance(field, str) else None

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    def summary(self) -> str:
        """Status, code and the beginning of the body, on one line."""
        text = " ".join(self.text.split())
        return f"{self.status} {shortened(text, BODY_SHOWN)}".strip()


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 20]} … ({len(text)} in all)"
