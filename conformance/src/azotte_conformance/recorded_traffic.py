"""Judges recorded traffic by every rule that needs no request: the way to check production, because nothing is sent."""

import base64
import binascii
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.causes import by_cause
from azotte_conformance.contract import Contract, Json, Operation, as_array, as_object
from azotte_conformance.coverage import UNROUTED
from azotte_conformance.events import ignore
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.masking import Hidden, Masker
from azotte_conformance.reporting import Reporter
from azotte_conformance.response_rules import ResponseRules
from azotte_conformance.result import Result
from azotte_conformance.rule_list import all_rules


@dataclass(frozen=True)
class Judged:
    """What recorded traffic shows."""

    result: Result
    masker: Masker
    """Knows the keys of the recording."""
    others: int
    """Entries that are not calls of an operation, or have no response."""


def judge(contract: Contract, path: Path, base: str | None = None) -> Judged:
    """Judge the exchanges in an HTTP archive (HAR 1.2).

    Args:
        contract: What is promised.
        path: The file.
        base: The base URL of the API; by default any host, with the path of the contract's first server.

    Raises:
        CannotStart: The file is not an HTTP archive.
    """
    began = time.monotonic()
    entries = _entries(path)
    result = Result(contract, str(path), "full", 0, 1, time.time(), all_rules())
    recorded = [_exchange(contract, entry, base, n) for n, entry in enumerate(entries, start=1)]
    exchanges = [exchange for exchange in recorded if exchange is not None]
    secrets = dict(_secrets(contract, exchanges))
    masker = Masker(secrets.items(), contract.key_pattern)
    reporter = Reporter(
        contract,
        masker,
        {},
        url=base or "",
        job="recorded",
        seed=0,
        began=began,
        count=lambda: len(exchanges),
        on_event=ignore,
    )
    tenants = {str(v) for e in exchanges if (v := e.request.header(contract.tenant_header))}
    check = ResponseRules(contract, masker, tenants, reporter, _where)
    for exchange in exchanges:
        result.coverage.see(exchange, exchange.request.operation)
        check(exchange)
    for finding in by_cause(list(reporter.findings), lambda _: 0):
        finding.replayed = "nothing is sent"
        # The values are those of real calls.
        finding.script = ""
        result.findings.add(finding)
    result.elapsed = time.monotonic() - began
    if not exchanges:
        result.too_little = (
            "No entry is a call of an operation. Check --url, which ends with the version."
        )
    return Judged(result, masker, len(recorded) - len(exchanges))


def _where(operation: Operation | None) -> str:
    return str(operation or UNROUTED)


def _entries(path: Path) -> list[Json]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise CannotStart(f"The recording cannot be read from {path}: {error}.") from error
    archive = as_object((as_object(document) or {}).get("log")) or {}
    entries = as_array(archive.get("entries"))
    if entries is None:
        raise CannotStart(f"{path} is not an HTTP archive (HAR): it has no log.entries.")
    return [entry for one in entries if (entry := as_object(one)) is not None]


def _exchange(contract: Contract, entry: Json, base: str | None, number: int) -> Exchange | None:
    """An entry as an exchange; `None` if it is not a call of an operation, or has no response."""
    sent, received = as_object(entry.get("request")) or {}, as_object(entry.get("response")) or {}
    status = received.get("status")
    if not isinstance(status, int) or not 100 <= status <= 599:
        return None
    target = _target(contract, str(sent.get("url", "")), base)
    method = str(sent.get("method", "")).upper()
    operation = contract.match(method, target.partition("?")[0]) if target is not None else None
    if target is None or operation is None:
        return None
    hidden = {
        contract.key_header.lower(): "$AZOTTE_API_KEY",
        contract.tenant_header.lower(): "$AZOTTE_TENANT_ID",
    }
    headers = tuple(
        (name, Hidden(value, hidden[name.lower()]) if name.lower() in hidden else value)
        for name, value in _pairs(sent.get("headers"))
    )
    posted = as_object(sent.get("postData")) or {}
    body = str(posted["text"]).encode("utf-8", "surrogatepass") if "text" in posted else None
    milliseconds = entry.get("time")
    return Exchange(
        request=Request(
            method, target, headers, body, operation if method == operation.method else None
        ),
        status=status,
        headers=tuple(_pairs(received.get("headers"))),
        body=_content(as_object(received.get("content")) or {}),
        seconds=float(milliseconds) / 1000 if isinstance(milliseconds, int | float) else 0.0,
        started=_moment(entry.get("startedDateTime")),
        number=number,
    )


def _target(contract: Contract, url: str, base: str | None) -> str | None:
    """Path and query below the base URL."""
    if base is not None:
        rest = url.removeprefix(base.rstrip("/"))
        return rest if rest != url and rest.startswith("/") else None
    prefix = urlsplit(str(contract.json["servers"][0]["url"])).path
    parts = urlsplit(url)
    if not parts.path.startswith(f"{prefix}/"):
        return None
    return parts.path.removeprefix(prefix) + (f"?{parts.query}" if parts.query else "")


def _pairs(headers: Any) -> Iterator[tuple[str, str]]:
    for header in as_array(headers) or ():
        fields = as_object(header) or {}
        name = str(fields.get("name", ""))
        # Browsers record the pseudo headers of HTTP/2.
        if name and not name.startswith(":"):
            yield name, str(fields.get("value", ""))


def _content(content: Json) -> bytes:
    text = str(content.get("text", ""))
    if content.get("encoding") == "base64":
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            return b""
    return text.encode("utf-8", "surrogatepass")


def _moment(text: Any) -> float:
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        return time.time()


def _secrets(contract: Contract, exchanges: list[Exchange]) -> Iterator[tuple[str, str]]:
    for exchange in exchanges:
        for name, value in exchange.request.headers:
            if name.lower() == contract.key_header.lower() and len(value) >= 8:
                yield str(value), "$AZOTTE_API_KEY"
