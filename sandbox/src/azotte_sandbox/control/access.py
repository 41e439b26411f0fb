"""Who can call the control API: programs on this machine, and no web page of another origin.

A page in a browser on this machine could send requests too. It cannot read or write here, because:

- `Host` has to name this machine, so that a name that an attacker points at 127.0.0.1 does not help (DNS rebinding)
- `Origin` and `Sec-Fetch-Site`, which browsers add and pages cannot change, have to be those of this server
- every request that changes something has to be `application/json`, which no form can send

A request that came through a proxy is not from this machine, although the proxy may be.
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass, field

from azotte_sandbox.errors import OperatorError
from azotte_sandbox.messages import Request

SHORTEST_TOKEN = 32
_FORWARDED = (b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-real-ip")
_OWN_SITE = (b"", b"same-origin", b"none")
_SAFE = ("GET", "HEAD")


class AccessError(ValueError):
    """The options contradict each other. The message says what to do."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who can call the control API. By default every program on this machine, without a token.

    Raises:
        AccessError: Other machines are allowed without a token, or the token is too short.
    """

    hosts: tuple[str, ...] = ()
    """Names under which other machines can call it, without a port. None can by default."""
    token: str | None = field(default=None, repr=False)
    """Token that every request needs."""
    actor: str = "control API"
    """Name of the user, for audit trails."""

    def __post_init__(self) -> None:
        if self.hosts and self.token is None:
            raise AccessError(
                "Other machines need a token to call the control API. Pass --control-token-file."
            )
        if self.token is not None and len(self.token) < SHORTEST_TOKEN:
            raise AccessError(
                f"The token is too short. Use {SHORTEST_TOKEN} or more random characters, for example"
                " those of `openssl rand -hex 32`."
            )

    def check(self, request: Request) -> None:
        """Reject a request that is not allowed.

        Raises:
            OperatorError: The request is not allowed.
        """
        headers = request.headers
        host = headers.get(b"host", b"").decode("latin-1").lower()
        name = host if host.endswith("]") else host.rpartition(":")[0] or host
        is_local = is_this_machine(name) and is_this_machine(request.address)
        if not (is_local or name in self.hosts):
            raise OperatorError(
                "The control API is for programs on this machine. Call it as http://127.0.0.1.", 403
            )
        if not self.hosts and any(header in headers for header in _FORWARDED):
            raise OperatorError(
                "The control API is for programs on this machine. Call it without a proxy.", 403
            )
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1").lower() != f"{request.scheme}://{host}":
            raise OperatorError(
                "The control API is not for web pages of other origins. Call it from a program.",
                403,
            )
        if headers.get(b"sec-fetch-site", b"") not in _OWN_SITE:
            raise OperatorError(
                "The control API is not for web pages of other sites. Call it from a program.", 403
            )
        if request.repeated & {b"host", b"origin", b"authorization", b"content-type"}:
            raise OperatorError("Repeated header. Send each header once.")
        if self.token is not None:
            scheme, _, sent = headers.get(b"authorization", b"").partition(b" ")
            good = hmac.compare_digest(sent.strip(), self.token.encode())
            if scheme.lower() != b"bearer" or not good:
                raise OperatorError(
                    "Invalid token. Send the token of the control API: `Authorization: Bearer <token>`.",
                    401,
                )
        media_type = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if request.method not in _SAFE and media_type != b"application/json":
            raise OperatorError(
                "Unsupported media type. Send `Content-Type: application/json`.", 415
            )


def is_this_machine(host: str) -> bool:
    """Return whether a name or an address is of this machine, without resolving it."""
    host = host.strip("[]")
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback
