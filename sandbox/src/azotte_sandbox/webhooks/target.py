"""Checks the targets of webhooks: addresses of this machine or its network are not allowed.

An endpoint's URL comes from outside, so sending to it must not become a way in (server-side request
forgery: OWASP API7:2023, ASVS 5.0 1.3.6). A name is resolved once for each attempt, and all its addresses are checked.
The connection goes to one of these addresses and not to the name, so DNS rebinding has no effect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

IPAddress: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Returns the addresses of a name. The port is only a hint."""


class TargetRefusedError(ValueError):
    """The target is not allowed. The message says why, and what is allowed."""


@dataclass(frozen=True, slots=True)
class Target:
    """The parts of a URL."""

    secure: bool
    host: str
    """Name or address without brackets, for the certificate."""
    port: int
    authority: str
    """Value of the `Host` header."""
    path: str
    """Path and query, for the request line."""


async def resolve(
    url: str, *, allow_loopback: bool, resolver: Resolver | None = None
) -> tuple[Target, Sequence[str]]:
    """Parse a URL and return the allowed addresses of its host.

    Args:
        url: of the endpoint.
        allow_loopback: Whether this machine is allowed, with or without TLS.
        resolver: Returns the addresses of a name. Defaults to the system's resolver.

    Raises:
        TargetRefusedError: The target is not allowed.
        OSError: The name cannot be resolved.
    """
    target = parse(url)
    address = _literal(target.host)
    if address is not None:
        addresses: Sequence[str] = [str(address)]
    else:
        addresses = await (resolver or _system_resolver)(target.host, target.port)
    _check_addresses(target, addresses, allow_loopback)
    return target, addresses


def check(url: str, *, allow_loopback: bool) -> None:
    """Reject a URL that is never allowed, without resolving its name.

    Raises:
        TargetRefusedError: The target is not allowed.
    """
    target = parse(url)
    address = _literal(target.host)
    if address is not None:
        _check_addresses(target, [str(address)], allow_loopback)
    elif not target.secure and not (allow_loopback and _is_of_this_machine(target.host)):
        raise TargetRefusedError(
            f"{target.host} requires TLS. Use an https URL"
            + (", or http://127.0.0.1 for a receiver on this machine." if allow_loopback else ".")
        )


def parse(url: str) -> Target:
    """Parse a URL strictly. URLs that parsers read differently are rejected.

    Raises:
        TargetRefusedError: It is not a plain http or https URL.
    """
    match = _URL.fullmatch(url)
    if match is None or len(url) > _LONGEST_URL:
        raise TargetRefusedError(
            f"{url[:100]!a} is not a valid webhook URL. Use one such as"
            " https://example.com/webhooks: ASCII, without user, password or fragment."
        )
    scheme, host, port, path = match.groups()
    secure = scheme.lower() == "https"
    number = int(port) if port else 443 if secure else 80
    if not 0 < number < 65536:
        raise TargetRefusedError(f"{url!a} has an invalid port. Use a port from 1 to 65535.")
    bracketed = host.startswith("[")
    host = host.lower().strip("[]")
    literal = _literal(host)
    if bracketed != (":" in host) or (literal is None and not _is_name(host)):
        raise TargetRefusedError(f"{url!a} has an invalid host. Use a full name or an address.")
    authority = f"[{host}]" if ":" in host else host
    return Target(
        secure=secure,
        host=host,
        port=number,
        authority=f"{authority}:{number}" if port else authority,
        path=path if path.startswith("/") else "/" + path,
    )


_LONGEST_URL = 2048
_URL = re.compile(
    r"(https?)://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?((?:[/?][!\"$-~]*)?)",
    re.IGNORECASE | re.ASCII,
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# A last label that some resolvers read as a number, and the name as an address: 127.1, 0x7f000001.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Addresses that are not public although `is_global` may say so, or that contain another address.
_REFUSED_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure's metadata and agent service, a public address
        "192.0.0.0/24",  # protocol assignments, among them a cloud's metadata service
        "192.88.99.0/24",  # 6to4 relays
        "::/96",  # IPv4-compatible
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",  # NAT64, local use
        "2001::/32",  # Teredo
        "2002::/16",  # 6to4
        "fec0::/10",  # site-local
    )
)


def _is_name(host: str) -> bool:
    labels = host.split(".")
    well_formed = len(host) <= 253 and all(_LABEL.fullmatch(label) for label in labels)
    return well_formed and not _NUMBER.fullmatch(labels[-1])


def _is_of_this_machine(name: str) -> bool:
    return name.rsplit(".", maxsplit=1)[-1] == "localhost"  # reserved for loopback: RFC 6761 6.3


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_addresses(target: Target, addresses: Sequence[str], allow_loopback: bool) -> None:
    found = [_unwrapped(ipaddress.ip_address(address)) for address in addresses]
    if found and allow_loopback and all(address.is_loopback for address in found):
        return
    # Check all addresses, because a name that also has a forbidden one is suspicious.
    if not found or not all(_is_public(address) for address in found):
        raise TargetRefusedError(
            f"{target.host} is not a public address. Use a public address"
            + (
                ", or 127.0.0.1 for a receiver on this machine."
                if allow_loopback
                else ", or allow receivers on this machine."
            )
        )
    if not target.secure:
        raise TargetRefusedError(f"{target.host} is not on this machine. Use an https URL.")


def _unwrapped(address: IPAddress) -> IPAddress:
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _is_public(address: IPAddress) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(address in network for network in _REFUSED_NETWORKS)
    )


async def _system_resolver(host: str, port: int) -> Sequence[str]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
