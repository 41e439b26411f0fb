"""The documented headers of a success response that are special to it, such as `Location`, `ETag` and `Link`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import msgspec

from azotte_sandbox.context import Call
from azotte_sandbox.contract.effects import Does
from azotte_sandbox.contract.responses import Result
from azotte_sandbox.messages import Headers, Request

_DEPRECATION = ("deprecation", "sunset")  # these are in all responses of a deprecated operation


def documented_headers(
    result: Result,
    request: Request,
    call: Call,
    body: bytes,
    links: Mapping[str, Mapping[str, Any]],
) -> Headers:
    """Return the documented headers of a response.

    A header whose value nothing determines has that of its example.

    Args:
        result: The response of the contract.
        request: The request.
        call: The checked request.
        body: The body of the response.
        links: Query parameters of other pages by their relation to this one.
    """
    return tuple(_headers(result, request, call, body, links)) if result.headers else ()


def is_unchanged(headers: Headers, request: Request) -> bool:
    """Return whether the client has the response already (`If-None-Match`, RFC 9110 13.1.2)."""
    sent = request.headers.get(b"if-none-match")
    tag = dict(headers).get(b"etag")
    if sent is None or tag is None:
        return False
    known = {each.strip().removeprefix(b"W/") for each in sent.split(b",")}
    return b"*" in known or tag.removeprefix(b"W/") in known


def _headers(
    result: Result,
    request: Request,
    call: Call,
    body: bytes,
    links: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[bytes, bytes]]:
    for name, example in result.headers.items():
        match name:
            case "location":
                yield b"location", _location(request, call, body) or example.encode()
            case "etag":
                yield b"etag", b'"%b"' % hashlib.sha256(body).hexdigest()[:32].encode()
            case "link":
                if links:
                    yield b"link", ", ".join(_links(request, links)).encode()
            case _ if name not in _DEPRECATION:
                yield name.encode(), example.encode("latin-1", "replace")
            case _:
                pass


def _location(request: Request, call: Call, body: bytes) -> bytes | None:
    """Return the path of a new object, or None if the operation creates none."""
    effect = call.operation.effect
    resource = effect.resource
    if effect.does is not Does.CREATE or resource is None or resource.id_field is None or not body:
        return None
    object_id = msgspec.json.decode(body).get(resource.id_field)
    return None if object_id is None else request.path + b"/" + quote(str(object_id)).encode()


def _links(request: Request, links: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    host = request.headers.get(b"host", b"").decode("latin-1")
    place = f"{request.scheme}://{host}{request.path.decode()}" if host else request.path.decode()
    sent = parse_qsl(request.query.decode("latin-1"), keep_blank_values=True)
    for relation, changes in links.items():
        query = [pair for pair in sent if pair[0] not in changes] + [*changes.items()]
        yield f'<{place}?{urlencode(query)}>; rel="{relation}"'
