"""One request and its response, and how both are shown without their secrets."""

import json
import re
import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from azotte_conformance.contract import JSON_MEDIA_TYPE, Operation, as_object

BODY_SHOWN = 1200
"""Characters of a response that a report shows."""


class Hidden(str):
    """A value that is sent as it is and shown as something else: in a cURL line, a report, a traceback.

    Args:
        value: what is sent.
        shown: what stands for it inside double quotes of a shell, such as `$AZOTTE_API_KEY`.
    """

    __slots__ = ("shown",)
    shown: str

    def __new__(cls, value: str, shown: str) -> "Hidden":
        self = super().__new__(cls, value)
        self.shown = shown
        return self

    def __repr__(self) -> str:
        return f"<{self.shown}>"

    def __reduce__(self) -> tuple[type["Hidden"], tuple[str, str]]:
        return Hidden, (str.__str__(self), self.shown)


@dataclass(frozen=True)
class Request:
    """What is sent."""

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

    def curl(self, url: str = "$URL", extra: str = "") -> str:
        """The command that sends it, with credentials as environment variables."""
        parts = ["curl -sS"]
        if self.method == "HEAD":
            parts.append("--head")
        elif self.method != ("POST" if self.body is not None else "GET"):
            parts.append(f"-X {self.method}")
        # Without globbing: brackets stand for themselves in `expand[]`. Dots are sent as they are.
        if "/." in self.target.replace("%2E", "."):
            parts.append("--path-as-is")
        parts.append(f'-g "{url}{_in_double_quotes(self.target)}"{extra}')
        for name, value in self.headers:
            shown = value.shown if isinstance(value, Hidden) else _in_double_quotes(value)
            # An empty value has a syntax of its own, or curl leaves the header out.
            parts.append(f'-H "{name}: {shown}"' if shown else f'-H "{name};"')
        if self.body is not None:
            parts.append(f"--data-binary {_shell_bytes(self.body)}")
        return " \\\n  ".join(parts)


@dataclass(frozen=True)
class Exchange:
    """A request and what came."""

    request: Request
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    seconds: float
    started: float
    """Unix seconds on the tester's clock."""
    number: int = 0
    """Counted from 1 over the job."""

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


class Masker:
    """Takes secrets out of texts.

    Args:
        secrets: each secret and what stands for it.
        pattern: the form of keys (`x-pattern`), so that a piece of one is found as well.
    """

    def __init__(self, secrets: Iterable[tuple[str, str]], pattern: str | None = None) -> None:
        self._known: list[tuple[str, str]] = []
        for secret, shown in secrets:
            self.add(secret, shown)
        self._pattern = re.compile(pattern.strip("^$")) if pattern else None

    def add(self, secret: str, shown: str) -> None:
        """Know another secret."""
        if secret and secret not in (known for known, _ in self._known):
            self._known.append((secret, shown))
            # Longest first, so that a secret that begins with another one is taken as a whole.
            self._known.sort(key=lambda item: -len(item[0]))

    def __call__(self, text: str) -> str:
        """The text without secrets, and without anything that looks like one."""
        text = self.known(text)
        return self._pattern.sub("[key]", text) if self._pattern else text

    def known(self, text: str) -> str:
        """The text with each secret replaced by what stands for it."""
        for secret, shown in self._known:
            if secret in text:
                text = text.replace(secret, shown)
        return text

    def holds_secret(self, text: str) -> str | None:
        """What stands for the first secret that a text holds."""
        return next((shown for secret, shown in self._known if secret in text), None)


def script(steps: Sequence[Exchange]) -> str:
    """A shell script that makes some requests again, with what earlier responses name filled in by `jq`."""
    variables: dict[str, str] = {}
    lines: list[str] = []
    for index, step in enumerate(steps):
        later = steps[index + 1 :]
        request = _with_variables(step.request, variables)
        given = step.fields.get("id") if step.ok else None
        if (
            isinstance(given, str)
            and given not in variables
            and any(_names(r, given) for r in later)
        ):
            name = f"ID{len(variables) + 1}"
            variables[given] = name
            lines.append(f"{name}=$({request.curl()} | jq -r .id)")
        else:
            lines.append(request.curl())
        lines.append(f"# {step.status}{f' {step.code}' if step.code else ''}")
    return "\n".join(lines)


def _names(step: Exchange, id: str) -> bool:
    return id in step.request.target or id.encode() in (step.request.body or b"")


def _with_variables(request: Request, variables: dict[str, str]) -> "_Templated":
    return _Templated(request, variables)


@dataclass(frozen=True)
class _Templated:
    request: Request
    variables: dict[str, str]

    def curl(self) -> str:
        text = self.request.curl()
        for id, name in self.variables.items():
            head, mark, body = text.partition("--data-binary ")
            head = head.replace(id, f"${{{name}}}")
            # The body stands in single quotes, where a variable needs the quotes closed around it.
            text = head + mark + body.replace(id, f"'\"${{{name}}}\"'")
        return text


def _in_double_quotes(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


def _shell_bytes(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _ansi_c(body)
    if len(text) > 4000:
        return f"@- <<< {shlex.quote(text[:200])}  # and so on, {len(body)} bytes"
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        return _ansi_c(body)
    return "'" + text.replace("'", "'\\''") + "'"


def _ansi_c(body: bytes) -> str:
    escaped = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in body
    )
    return f"$'{escaped}'"


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
    raise ValueError(f"{name} is no number")


def json_body(value: Any) -> bytes:
    """A value as it is sent."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


JSON_HEADER = ("Content-Type", JSON_MEDIA_TYPE)
