# Copied from templates/python/runtime/_curl.py: edit there, not here.
"""A call as a command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING

from azotte._contract import API_KEY_HEADER, API_KEY_VARIABLE
from azotte._secret import Secret, scrub

if TYPE_CHECKING:
    from azotte._bodies import Payload


def command(
    method: str, url: str, headers: Mapping[str, str], body: bytes | Payload | None, api_key: Secret
) -> str:
    """Return a cURL command that makes a request, with the API key as an environment variable.

    Args:
        method: The HTTP method.
        url: The absolute URL.
        headers: The headers, without the key's.
        body: The body.
        api_key: The key, to be masked wherever else it stands.

    Returns:
        One line for a POSIX shell.
    """
    parts = [
        "curl",
        "-X",
        method,
        shlex.quote(url),
        *(["-H", f'"{API_KEY_HEADER}: ${API_KEY_VARIABLE}"'] if api_key else []),
    ]
    for name, value in headers.items():
        if name not in _ITS_OWN:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if body is not None:
        text = _text(body)
        # Other bytes are to be put into a file.
        parts += ["--data-binary", "@body"] if text is None else ["--data-raw", shlex.quote(text)]
    return scrub(" ".join(parts), api_key)


def _text(body: bytes | Payload) -> str | None:
    if not isinstance(body, bytes) or b"\0" in body:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


# cURL sends these itself.
_ITS_OWN = frozenset({"accept-encoding", "user-agent"})
