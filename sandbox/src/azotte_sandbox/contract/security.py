"""Reads what credentials a request needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias


class Credential(Enum):
    """A part of the credentials of a request."""

    KEY = "key"
    """An API key in its header (`x-key-kinds`)."""
    TENANT = "tenant"
    """A tenant ID in its header."""
    BEARER = "bearer"
    """An API key as a bearer token in the `Authorization` header (RFC 6750)."""
    BASIC = "basic"
    """An API key as the user name in the `Authorization` header (RFC 7617)."""


@dataclass(frozen=True)
class OtherKey:
    """A key in another header. The server has none of these, so any text is valid, beside a credential that it has.

    Attributes:
        header: Name of the header in lowercase.
    """

    header: bytes


Credentials: TypeAlias = frozenset[Credential | OtherKey]
"""Parts of the credentials that are required together. Empty if none are."""


class Security:
    """The security schemes of the contract.

    Args:
        document: The bundled OpenAPI document.

    Raises:
        ValueError: There is no scheme of API keys, or none of tenants.
    """

    def __init__(self, document: dict[str, Any]) -> None:
        schemes: dict[str, dict[str, Any]] = document["components"]["securitySchemes"]
        headers = [s for s in schemes.values() if s.get("in") == "header" and "x-pattern" in s]
        keys = [scheme for scheme in headers if "x-key-kinds" in scheme]
        pairs = [one.keys() for one in document.get("security", ()) if len(one) == 2]
        together = [schemes.get(name) for pair in pairs for name in pair]
        tenants = [one for one in headers if one in together and one not in keys]
        if len(keys) != 1 or not tenants:
            raise ValueError(
                "the security schemes need one header with x-key-kinds and x-pattern for keys,"
                " and one with x-pattern for tenants, which `security` requires together"
            )
        self.key, self.tenant = keys[0], tenants[0]
        self._parts: dict[str, Credential | OtherKey] = {
            name: part
            for name, scheme in schemes.items()
            if (part := self._part(scheme)) is not None
        }

    def _part(self, scheme: dict[str, Any]) -> Credential | OtherKey | None:
        if scheme is self.key:
            return Credential.KEY
        if scheme is self.tenant:
            return Credential.TENANT
        if _is_bearer(scheme):
            return Credential.BEARER
        if _is_http(scheme, "basic"):
            return Credential.BASIC
        is_header = scheme["type"] == "apiKey" and scheme["in"] == "header"
        return OtherKey(scheme["name"].lower().encode()) if is_header else None

    def alternatives(
        self, node: dict[str, Any], inherited: tuple[Credentials, ...] = ()
    ) -> tuple[Credentials, ...]:
        """Return the alternatives of an operation, or of the document; a request needs one of them.

        Skips alternatives with a scheme that this server does not have, and those that do not say who calls, because a client can
        use another one.

        Args:
            node: The operation or the document.
            inherited: The alternatives if the node has no `security`.

        Raises:
            ValueError: No alternative is left.
        """
        if "security" not in node:
            return inherited
        required: list[dict[str, Any]] = node["security"]
        read = [
            frozenset(self._parts[name] for name in alternative)
            for alternative in required
            if alternative.keys() <= self._parts.keys()
        ]
        found = tuple(one for one in read if not one or one & _CALLERS)
        if required and not found:
            raise ValueError(
                f"the security of {node.get('operationId', 'the document')} has no alternative with the key, a bearer token"
                " or a user name and without a cookie or a key in the query; add one"
            )
        return found


_CALLERS = {Credential.KEY, Credential.BEARER, Credential.BASIC}


def _is_bearer(scheme: dict[str, Any]) -> bool:
    # An access token of OAuth is a bearer token (RFC 6750).
    return _is_http(scheme, "bearer") or scheme["type"] in ("oauth2", "openIdConnect")


def _is_http(scheme: dict[str, Any], name: str) -> bool:
    return scheme["type"] == "http" and str(scheme.get("scheme")).lower() == name
