"""How clients reach the server: plain HTTP, TLS and trusted proxies.

Plain HTTP is for loopback only. Any other address needs a certificate, a proxy that has one, or the option that says
plain HTTP is intended. There is no redirect, because a client that sent its key unencrypted must notice (OWASP ASVS 5.0
4.1.2).
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, NoReturn, TypeAlias

Headers: TypeAlias = Mapping[bytes, bytes]


class TransportError(ValueError):
    """The options contradict each other. The message says what to do."""


class Peer(NamedTuple):
    """The client of a request."""

    address: str
    secure: bool
    """Whether the request came over HTTPS, at least up to a trusted proxy."""


@dataclass(frozen=True, slots=True)
class Transport:
    """How clients reach the server. The defaults are for an application in this process or behind another server."""

    certificate: Path | None = None
    """PEM file with the certificate to serve HTTPS with; plain HTTP if `None`."""
    key: Path | None = None
    """PEM file with its private key."""
    trusted_proxies: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    https_required: bool = False
    """Whether a request that is not `Peer.secure` is rejected."""
    private: bool = False
    """Whether clients are on this machine, all of them: then imported keys work, and webhooks may go to this machine."""

    def peer(self, address: str, scheme: str, headers: Headers) -> Peer:
        """Return the client of a request.

        `X-Forwarded-For` and `X-Forwarded-Proto` are used only from a trusted proxy. They are read from the right,
        because a client controls the left end. The first address that does not belong to a trusted proxy is the
        client's. The last protocol is that of the connection to the nearest proxy.

        Args:
            address: The address of the connection.
            scheme: The scheme of the connection, `http` or `https`.
            headers: Headers of the request, by name in lowercase.
        """
        if not self.trusted_proxies or not self._trusts(address):
            return Peer(address, scheme == "https")
        protocols = _values(headers, b"x-forwarded-proto")
        for forwarded in reversed(_values(headers, b"x-forwarded-for")):
            if not _is_address(forwarded):
                break
            address = forwarded
            if not self._trusts(forwarded):
                break
        return Peer(address, scheme == "https" or protocols[-1:] == ["https"])

    def _trusts(self, address: str) -> bool:
        if not _is_address(address):
            return False
        ip = ipaddress.ip_address(address)
        if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
            ip = ip.ipv4_mapped  # the form of an IPv4 address on an IPv6 socket
        return any(ip in network for network in self.trusted_proxies)


def transport(
    host: str,
    *,
    certificate: Path | None = None,
    key: Path | None = None,
    plain_http: bool = False,
    trusted_proxies: Sequence[str] = (),
) -> Transport:
    """Decide how to serve on `host`.

    Args:
        host: Address or name to listen on (`--host`).
        certificate: PEM file with the certificate and its chain (`--tls-cert`).
        key: PEM file with the private key (`--tls-key`).
        plain_http: Whether plain HTTP is allowed on all addresses (`--plain-http`).
        trusted_proxies: Addresses or networks of proxies that terminate TLS (`--trusted-proxy`).

    Raises:
        TransportError: The options contradict each other, or a file is invalid.
    """
    proxies = tuple(_network(proxy) for proxy in trusted_proxies)
    if certificate is not None and key is not None:
        _check_certificate(certificate, key)
    elif certificate is not None or key is not None:
        given, missing = ("--tls-cert", "--tls-key") if certificate else ("--tls-key", "--tls-cert")
        raise TransportError(f"{given} is given without {missing}. HTTPS needs both.")
    loopback = is_loopback(host)
    if not (certificate or plain_http or proxies or loopback):
        raise TransportError(
            f"{host or 'Every address'} can be reached from other machines, and keys would cross the network unencrypted."
            " Pass a certificate with --tls-cert and --tls-key, pass the proxy that terminates TLS with --trusted-proxy,"
            " listen on --host 127.0.0.1, or pass --plain-http to allow this."
        )
    # Behind a proxy HTTPS is required on loopback too, because its clients are on other machines.
    https_required = bool(proxies) and not (certificate or plain_http)
    return Transport(certificate, key, proxies, https_required, private=loopback and not proxies)


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens on `host`.

    Raises:
        TransportError: The name has no address.
    """
    try:
        found = socket.getaddrinfo(
            host or None, 0, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise TransportError(f"--host {host} has no address: {error}.") from error
    return all(ipaddress.ip_address(str(address[0])).is_loopback for *_, address in found)


def _check_certificate(certificate: Path, key: Path) -> None:
    for option, file in (("--tls-cert", certificate), ("--tls-key", key)):
        try:
            file.read_bytes()
        except OSError as error:
            raise TransportError(f"{option} {file} cannot be read: {error.strerror}.") from error
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
            certificate, key, password=_reject_encrypted_key
        )
    except ssl.SSLError as error:
        mismatch = error.reason == "KEY_VALUES_MISMATCH"
        reason = (
            "the key is not that of the certificate"
            if mismatch
            else "one of them is not in PEM, or is damaged"
        )
        raise TransportError(
            f"--tls-cert {certificate} and --tls-key {key} cannot be used: {reason}."
        ) from error


def _reject_encrypted_key() -> NoReturn:
    # Without this OpenSSL would prompt on the terminal, and a service would wait forever.
    raise TransportError("--tls-key is encrypted. Give a key without a passphrase.")


def _network(proxy: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(proxy)
    except ValueError as error:
        raise TransportError(
            f"--trusted-proxy {proxy} is not an address or network ({error})."
            " Pass one such as 10.0.0.7 or 10.0.0.0/24."
        ) from error


def _values(headers: Headers, name: bytes) -> list[str]:
    """Return the elements of a list header, in order."""
    joined = headers.get(name, b"").decode("latin-1")
    return [value.strip() for value in joined.split(",")] if joined else []


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
