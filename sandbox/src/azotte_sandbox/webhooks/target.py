"""Decides where a webhook may go: never to what only this machine or its network can reach.

An endpoint's URL comes from outside, so sending to it must not become a way in (server-side request
forgery: OWASP API7:2023, ASVS 5.0 1.3.6). A name is resolved once for each attempt, every address it has
is checked, and the connection goes to one of those addresses, not to the name: a name that answers
differently the next time (DNS rebinding) gains nothing.
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
"""Gives the addresses of a name; the port is for information."""


class TargetRefusedError(ValueError):
    """Nothing may be sent there; the message says why and what would do."""


@dataclass(frozen=True, slots=True)
class Target:
    """A URL taken apart."""

    secure: bool
    host: str
    """Name or address, without brackets: for the certificate."""
    port: int
    authority: str
    """For the `Host` header."""
    path: str
    """Path and query: for the request line."""


async def resolve(
    url: str, *, allow_loopback: bool, resolver: Resolver | None = None
) -> tuple[Target, Sequence[str]]:
    """Take a URL apart and find the addresses that may be connected to.

    Args:
        url: of the endpoint.
        allow_loopback: whether this machine itself may be told, also without TLS.
        resolver: gives the addresses of a name; the system's if left out.

    Raises:
        TargetRefusedError: nothing may be sent there.
        OSError: the name can not be resolved now.
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
    """Refuse a URL that can never be sent to, as far as that shows without resolving its name.

    Raises:
        TargetRefusedError: nothing may be sent there.
    """
    target = parse(url)
    address = _literal(target.host)
    if address is not None:
        _check_addresses(target, [str(address)], allow_loopback)
    elif not target.secure and not (allow_loopback and _is_of_this_machine(target.host)):
        raise TargetRefusedError(
            f"{target.host} can not be told without TLS. Give an https URL"
            + (", or http://127.0.0.1 for a receiver on this machine." if allow_loopback else ".")
        )


def parse(url: str) -> Target:
    """Take a URL apart, strictly: what two parsers could read differently is refused.

    Raises:
        TargetRefusedError: it is not a plain http or https URL.
    """
    match = _URL.fullmatch(url)
    if match is None or len(url) > _LONGEST_URL:
        raise TargetRefusedError(
            f"{url[:100]!a} is not a URL that can be sent to. Give one such as"
            " https://example.com/webhooks: ASCII, without user, password or fragment."
        )
    scheme, host, port, path = match.groups()
    secure = scheme.lower() == "https"
    number = int(port) if port else 443 if secure else 80
    if not 0 < number < 65536:
        raise TargetRefusedError(f"{url!a} has no such port. Give one from 1 to 65535.")
    bracketed = host.startswith("[")
    host = host.lower().strip("[]")
    literal = _literal(host)
    if bracketed != (":" in host) or (literal is None and not _is_name(host)):
        raise TargetRefusedError(f"{url!a} has no valid host. Give a full name or an address.")
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
# A last label that some resolvers read as a number, and the whole then as an address: 127.1, 0x7f000001.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

# Not for the world though `is_global` may say so, or a way around it: addresses that hold another one.
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
    return name.rsplit(".", maxsplit=1)[-1] == "localhost"  # reserved for that: RFC 6761 6.3


def _literal(host: str) -> IPAddress | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _check_addresses(target: Target, addresses: Sequence[str], allow_loopback: bool) -> None:
    found = [_unwrapped(ipaddress.ip_address(address)) for address in addresses]
    if found and allow_loopback and all(address.is_loopback for address in found):
        return
    # All of them, not the first that will do: a name with a forbidden address among others is no accident.
    if not found or not all(_is_public(address) for address in found):
        raise TargetRefusedError(
            f"{target.host} is not an address on the public internet. Give a public one"
            + (
                ", or 127.0.0.1 for a receiver on this machine."
                if allow_loopback
                else ", or allow receivers on this machine."
            )
        )
    if not target.secure:
        raise TargetRefusedError(f"{target.host} is not on this machine. Give an https URL.")


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
