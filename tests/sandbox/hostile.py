"""Makes hostile requests from the contract: mostly almost right, so that they get far, then wrong somewhere.

The same seed makes the same requests.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any, NamedTuple

from azotte_sandbox.contract.samples import Samples
from azotte_sandbox.contract.validation import Schemas
from tests.sandbox.contract_facts import CONTRACT, METHODS, id_prefix, resolved

TEXTS = [
    "", " ", "\0", "a\0b", "\n", "\r\nx-forged: 1", "\u2028", "\ufeff", "\ud800", "é" * 300, "a" * 10_000,
    "' OR 1=1 --", '"; DROP TABLE customer; --', "%' AND 1=0 UNION SELECT * FROM api_key --", "${7*7}",
    "{{7*7}}", "<script>alert(1)</script>", "../../../etc/passwd", "file:///etc/passwd", "%00", "%2e%2e%2f",
    "null", "undefined", "true", "NaN", "-1", "1e309", "0x10", "1_000", "²", "٣", "🙂" * 50, "cus_" + "a" * 300,
    "a" * 500 + "!", "(" * 200, "*", "%", "_", "\\", "`id`", "$(id)", "%s%s%n", "Robert'); --",
    "sk_dev_1234567890abcdef",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "1", "1.0", "1.5", "1e2", "1E400", "-1e400", "1e-400", "9" * 30, "-" + "9" * 400,
    "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616", "0.1e1",
]  # fmt: skip
NOT_JSON = [
    b"", b"\0", b"{", b"}", b"[", b"{}{}", b"{]", b"nul", b"NaN", b"Infinity", b'{"a":NaN}', b"\xff\xfe", b"\xef\xbb\xbf{}",
    b'{"a":"\xff"}', b'{"a":"\xed\xa0\x80"}', b'{"a":"\\ud800"}', b'{"a":"\\u0000"}', b"{'a':1}", b'{"a":01}',
    b'{"a":1,}', b"[" * 5000, b'{"a":' * 3000 + b"1" + b"}" * 3000, b"[" * 900 + b"]" * 900, b'"text"', b"1", b"null", b"true",
    b"[]", b'[{"a":1}]', b'{"a":1,"a":2}', b'{"":1}', b"{}\n\n\n\n", b" " * 5000 + b"{}", b"\x1f\x8b\x08\x00", b"a=1&b=2",
]  # fmt: skip
MEDIA_TYPES = [
    "application/json", "application/json; charset=utf-8", "application/json;charset=utf-16", "text/plain",
    "application/xml", "", "application/jsonx", "a", "*/*", "application/json,text/plain", "multipart/form-data",
    "APPLICATION/JSON", "application/json; " + "x" * 2000,
]  # fmt: skip
ODD_METHODS = [
    "HEAD",
    "OPTIONS",
    "TRACE",
    "PATCH",
    "PROPFIND",
    "PURGE",
    "LINK",
    "M-SEARCH",
    "QUERY",
]
ODD_HEADERS = [
    "x-request-id: req_forged", "x-request-id: a\tb", "origin: https://evil.example", "origin: null",
    "x-forwarded-for: 127.0.0.1", "x-forwarded-proto: https", "x-http-method-override: DELETE",
    "content-encoding: gzip", "accept: text/html", "accept-encoding: *;q=0", "if-match: *", "range: bytes=0-",
    "expect: 200-maybe", "te: trailers", "cookie: a=b", "authorization: Bearer x", "transfer-encoding-x: y",
    "connection: keep-alive, x-api-key", "content-length-x: 5", "x: \u00ff\u00fe", "referer: " + "r" * 3000,
    "access-control-request-method: POST", "x-tn-extra: a",
]  # fmt: skip


_PREFIXES = {
    id_prefix(schema)
    for name, schema in CONTRACT["components"]["schemas"].items()
    if name.endswith("Id")
}


class Credentials(NamedTuple):
    """A tenant and one of its keys."""

    key: str
    tenant: str


class Operation(NamedTuple):
    """What the generator knows of an operation."""

    method: str
    path: str
    id_prefixes: dict[str, str]
    """By path parameter."""
    query: list[str]
    media_type: str
    example: Any
    idempotent: bool


def _operations(document: dict[str, Any]) -> list[Operation]:
    samples = Samples(Schemas(document))
    found: list[Operation] = []
    for path, item in document["paths"].items():
        for method in METHODS:
            if method not in item:
                continue
            operation = item[method]
            parameters = [resolved(p, document) for p in operation.get("parameters", [])]
            media_type, example = "", None
            if "requestBody" in operation:
                media_type, content = next(iter(operation["requestBody"]["content"].items()))
                examples = list(content.get("examples", {}).values())
                example = (
                    resolved(examples[0], document)["value"]
                    if examples
                    else samples.of(content["schema"])
                )
            found.append(
                Operation(
                    method.upper(),
                    path,
                    {
                        p["name"]: _prefix(samples.of(p["schema"]))
                        for p in parameters
                        if p["in"] == "path"
                    },
                    [p["name"] for p in parameters if p["in"] == "query"],
                    media_type,
                    example,
                    any(p["in"] == "header" for p in parameters),
                )
            )
    return found


def _prefix(example: object) -> str:
    return str(example).partition("_")[0] + "_"


class Generator:
    """Makes hostile requests.

    Args:
        seed: of the random choices.
        credentials: good ones, so that requests get past the door.
        ids: of objects that exist, so that some requests find something.
        document: the contract.
    """

    def __init__(
        self,
        seed: int,
        credentials: list[Credentials],
        ids: list[str],
        document: dict[str, Any] = CONTRACT,
    ) -> None:
        self._random = random.Random(seed)
        self._credentials = credentials
        self._ids = ids
        self._operations = _operations(document)

    def message(self) -> bytes:
        """The next request."""
        choose = self._random
        operation = choose.choice(self._operations)
        method = operation.method
        if choose.random() < 0.05:
            method = choose.choice(ODD_METHODS)
        headers = self._headers(operation)
        body = self._body(operation)
        if body or method in ("POST", "PUT"):
            headers.append(f"content-length: {len(body)}")
        target = self._path(operation) + self._query(operation)
        head = "\r\n".join([f"{method} {target} HTTP/1.1", "host: localhost", *headers, "", ""])
        return head.encode("latin-1") + body

    def _path(self, operation: Operation) -> str:
        choose = self._random
        path = operation.path
        for name, prefix in operation.id_prefixes.items():
            given = self._some_id(prefix)
            if choose.random() < 0.2:
                given = _quoted(choose.choice(TEXTS)[:200]) or "%20"
            path = path.replace(f"{{{name}}}", given)
        odds = choose.random()
        if odds < 0.03:
            path = (
                choose.choice(["/", "//", "/.", "/..", "/%2e%2e", "/%00", "/%", "/;", "/%ff"])
                + path
            )
        elif odds < 0.06:
            path += choose.choice(
                ["/", "//", "/.", "/..", "%2f", "%00", "%0d%0a", ";a=b", "%", "/x"]
            )
        return choose.choice(["/v1"] * 8 + ["/api/v1"] * 2 + ["/V1", ""]) + path

    def _query(self, operation: Operation) -> str:
        choose = self._random
        if choose.random() < 0.5:
            return ""
        names = [*operation.query, "unknown", "x-api-key", "limit", ""]
        parts: list[str] = []
        for _ in range(choose.randint(1, 3)):
            value = choose.choice([*TEXTS, *NUMBERS, *self._ids])
            name = choose.choice(names)
            parts.append(f"{name}={_quoted(value[:300])}" if choose.random() < 0.9 else name)
        return "?" + choose.choice(["&", "&", "&", "&&", ";"]).join(parts)

    def _headers(self, operation: Operation) -> list[str]:
        choose = self._random
        credentials = choose.choice(self._credentials)
        key, tenant = credentials
        odds = choose.random()
        if odds < 0.05:
            key = _header_text(choose.choice(TEXTS))
        elif odds < 0.08:
            tenant = _header_text(choose.choice(TEXTS))
        headers = [f"x-api-key: {key}", f"x-tn: {tenant}"]
        if odds > 0.97:
            headers.pop(choose.randint(0, 1))
        if operation.example is not None:
            odd = choose.random() < 0.1
            headers.append(
                f"content-type: {choose.choice(MEDIA_TYPES) if odd else operation.media_type}"
            )
        if operation.idempotent and choose.random() < 0.3:
            value = _header_text(choose.choice(TEXTS)) if choose.random() < 0.5 else "retry-1"
            headers.append(f"idempotency-key: {value}")
        if choose.random() < 0.2:
            headers.append(choose.choice(ODD_HEADERS))
        return headers

    def _body(self, operation: Operation) -> bytes:
        choose = self._random
        if operation.example is None:
            return b"{}" if choose.random() < 0.05 else b""
        odds = choose.random()
        if odds < 0.15:
            return choose.choice(NOT_JSON)
        value = operation.example
        if isinstance(value, dict):
            value = self._with_known_ids(operation.example)
            for _ in range(choose.randint(0, 2)):
                self._spoil(value)
        body = json.dumps(value).encode()
        # Numbers that no parser of ours would have made.
        if b'"~' in body:
            for number in NUMBERS:
                body = body.replace(f'"~{number}~"'.encode(), number.encode())
        if odds < 0.25 and body:
            at = choose.randrange(len(body))
            body = body[:at] + bytes([choose.randrange(256)]) + body[at + choose.randint(0, 2) :]
        elif odds < 0.28:
            body = body[: choose.randrange(len(body) + 1)]
        return body

    def _some_id(self, prefix: str) -> str:
        of_kind = [known for known in self._ids if known.startswith(prefix)]
        return self._random.choice(
            of_kind if of_kind and self._random.random() < 0.8 else self._ids
        )

    def _with_known_ids(self, example: dict[str, Any]) -> dict[str, Any]:
        """A copy of an example that speaks of objects that exist, and of a new address."""
        copy: dict[str, Any] = json.loads(json.dumps(example))
        for name, value in copy.items():
            if isinstance(value, str) and value.partition("_")[0] + "_" in _PREFIXES:
                copy[name] = self._some_id(value.partition("_")[0] + "_")
        if "email" in copy and self._random.random() < 0.5:
            copy["email"] = f"h{self._random.randrange(10**9)}@example.com"
        return copy

    def _spoil(self, value: dict[str, Any]) -> None:
        """Change one field, somewhere."""
        choose = self._random
        if not value:
            value[choose.choice(TEXTS)[:50]] = choose.choice(TEXTS)
            return
        name = choose.choice(list(value))
        if isinstance(value[name], dict) and choose.random() < 0.6:
            self._spoil(value[name])
            return
        made: Callable[[], Any] = choose.choice(
            [
                lambda: choose.choice(TEXTS),
                lambda: f"~{choose.choice(NUMBERS)}~",
                lambda: None,
                lambda: choose.random() < 0.5,
                list[Any],
                dict[str, Any],
                lambda: [value[name]] * 3,
                lambda: {str(number): "x" for number in range(100)},
                lambda: choose.choice(self._ids),
            ]
        )
        odds = choose.random()
        if odds < 0.1:
            del value[name]
        elif odds < 0.25:
            value[
                choose.choice([*TEXTS, "id", "object", "created", "tenant", "__proto__"])[:60]
            ] = made()
        else:
            value[name] = made()


def _quoted(text: str) -> str:
    """Percent-encoded where the request line needs it, and left alone where it does not."""
    return "".join(
        chr(byte) if 0x21 <= byte < 0x7F and byte not in b"#" else f"%{byte:02x}"
        for byte in text.encode("utf-8", "surrogatepass")
    )


def _header_text(text: str) -> str:
    """As a header's value may be: no line ends, no control characters, one byte a character."""
    return "".join(c for c in text if " " <= c <= "~" or "\xa0" <= c <= "\xff")[:2000]
