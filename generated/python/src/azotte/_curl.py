# Copied from templates/python/runtime/_curl.py: edit there, not here.
"""A call as a command line."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from azotte._contract import API_KEY_HEADER, API_KEY_VARIABLE
from azotte._secret import Secret, scrub


def command(
    method: str, url: str, headers: Mapping[str, str], body: bytes | None, api_key: Secret
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
        "-H",
        f'"{API_KEY_HEADER}: ${API_KEY_VARIABLE}"',
    ]
    for name, value in headers.items():
        if name not in _ITS_OWN:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if body is not None:
        parts += ["--data-raw", shlex.quote(body.decode())]
    return scrub(" ".join(parts), api_key)


# cURL sends these itself.
_ITS_OWN = frozenset({"accept-encoding", "user-agent"})
