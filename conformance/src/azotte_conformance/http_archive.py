"""Writes exchanges as entries of an HTTP archive (HAR 1.2), which browsers and proxies open."""

from datetime import UTC, datetime
from urllib.parse import parse_qsl

from azotte_conformance.contract import Json
from azotte_conformance.exchange import Exchange, Request, shortened
from azotte_conformance.masking import Hidden

BODY_KEPT = 20_000
"""Characters of a body that an entry has."""


def to_entry(exchange: Exchange, url: str) -> Json:
    """An exchange as an entry. Credentials are shown as the variables that hold them; other secrets are not masked.

    Args:
        exchange: The request and its response.
        url: Base URL of the server.
    """
    milliseconds = round(exchange.seconds * 1000, 3)
    return {
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(),
        "time": milliseconds,
        "request": _request(exchange.request, url),
        "response": {
            "status": exchange.status,
            "statusText": "",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs(exchange.headers),
            "content": {
                "size": len(exchange.body),
                "mimeType": exchange.header("Content-Type") or "",
                "text": shortened(exchange.text, BODY_KEPT),
            },
            "redirectURL": exchange.header("Location") or "",
            "headersSize": -1,
            "bodySize": len(exchange.body),
        },
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
    }


def _request(request: Request, url: str) -> Json:
    entry: Json = {
        "method": request.method,
        "url": url + request.target,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": _pairs(request.headers),
        "queryString": _pairs(
            parse_qsl(request.target.partition("?")[2], keep_blank_values=True, errors="replace")
        ),
        "headersSize": -1,
        "bodySize": len(request.body or b""),
    }
    if request.body is not None:
        text = request.body.decode("utf-8", "replace")
        media_type = request.header("Content-Type") or ""
        entry["postData"] = {"mimeType": media_type, "text": shortened(text, BODY_KEPT)}
    return entry


def _pairs(pairs: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> list[Json]:
    return [
        {"name": name, "value": value.shown if isinstance(value, Hidden) else str(value)}
        for name, value in pairs
    ]
