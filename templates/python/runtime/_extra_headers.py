"""The `headers` argument of a client."""

from __future__ import annotations

import re
from collections.abc import Mapping

from azotte._base_errors import InvalidArgumentError
from azotte._contract import CREDENTIALS, IDEMPOTENCY_HEADER, TENANT_HEADER
from azotte._wire import header_value


def extra_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers that are sent beside the client's own, with their names in lower case.

    Raises:
        InvalidArgumentError: One is the client's to set, or cannot be sent.
    """
    if not isinstance(headers, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(
            f"headers must be a mapping of names to values, not {type(headers).__name__}", "headers"
        )
    return {
        _name(name): header_value(value, f"headers[{name!r}]") for name, value in headers.items()
    }


def _name(name: str) -> str:
    if not isinstance(name, str) or not _TOKEN.fullmatch(name):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(f"headers has an invalid name: {name!r}", "headers")
    lowered = name.lower()
    if lowered in _RESERVED:
        remedy = _RESERVED[lowered]
        raise InvalidArgumentError(f"headers cannot contain {name}. {remedy}", "headers")
    return lowered


_TOKEN = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)  # RFC 9110, section 5.6.2
_RESERVED = {
    **{one.name: f"Use {one.argument}." for one in CREDENTIALS.values() if one.sending != "query"},
    TENANT_HEADER: "Use tenant_id or for_tenant.",
    IDEMPOTENCY_HEADER: "Use idempotency_key.",
    **dict.fromkeys(
        (
            "accept",
            "accept-encoding",
            "connection",
            "content-length",
            "content-type",
            "host",
            "transfer-encoding",
        ),
        "The client sets it.",
    ),
}
