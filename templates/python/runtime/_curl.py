"""A call as a command line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from azotte._authorization import curl_arguments
from azotte._secret import scrub

if TYPE_CHECKING:
    from azotte._payload import Payload
    from azotte.transports._protocol import HttpRequest


def command(request: HttpRequest) -> str:
    """Return a cURL command that makes a request: one line for a POSIX shell, with the secret as an environment variable."""
    parts = [
        "curl",
        "-X",
        request.method,
        shlex.quote(request.url),
        *(part for credential, _ in request.sent_secrets for part in curl_arguments(credential)),
    ]
    for name, value in request.headers.items():
        if name not in _ITS_OWN:
            parts += ["-H", shlex.quote(f"{name}: {value}")]
    if request.body is not None:
        text = _text(request.body)
        # Other bytes are to be put into a file.
        parts += ["--data-binary", "@body"] if text is None else ["--data-raw", shlex.quote(text)]
    return scrub(" ".join(parts), *request.secrets)


def _text(body: bytes | Payload) -> str | None:
    if not isinstance(body, bytes) or b"\0" in body:
        return None
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None


# cURL sends these itself.
_ITS_OWN = frozenset({"accept-encoding", "user-agent"})
