"""Reads what credentials a request needs."""

from __future__ import annotations

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


Credentials: TypeAlias = frozenset[Credential]
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
        tenants = [scheme for scheme in headers if "x-key-kinds" not in scheme]
        if len(keys) != 1 or len(tenants) != 1:
            raise ValueError(
                "the security schemes need one header with x-key-kinds and x-pattern for keys,"
                " and one with x-pattern for tenants"
            )
        self.key, self.tenant = keys[0], tenants[0]
        self._parts = {
            name: Credential.KEY
            if scheme is self.key
            else Credential.TENANT
            if scheme is self.tenant
            else Credential.BEARER
            if _is_bearer(scheme)
            else Credential.BASIC
            for name, scheme in schemes.items()
            if scheme in (self.key, self.tenant) or _is_bearer(scheme) or _is_http(scheme, "basic")
        }

    def alternatives(
        self, node: dict[str, Any], inherited: tuple[Credentials, ...] = ()
    ) -> tuple[Credentials, ...]:
        """Return the alternatives of an operation, or of the document; a request needs one of them.

        Skips alternatives with a scheme that this server does not have, because a client can use another one.

        Args:
            node: The operation or the document.
            inherited: The alternatives if the node has no `security`.

        Raises:
            ValueError: No alternative is left.
        """
        if "security" not in node:
            return inherited
        required: list[dict[str, Any]] = node["security"]
        found = tuple(
            frozenset(self._parts[name] for name in alternative)
            for alternative in required
            if alternative.keys() <= self._parts.keys()
        )
        if required and not found:
            raise ValueError(
                f"the security of {node.get('operationId', 'the document')} needs a scheme other than the key, the tenant,"
                " a bearer token or a user name; use one of these"
            )
        return found


def _is_bearer(scheme: dict[str, Any]) -> bool:
    # An access token of OAuth is a bearer token (RFC 6750).
    return _is_http(scheme, "bearer") or scheme["type"] in ("oauth2", "openIdConnect")


def _is_http(scheme: dict[str, Any], name: str) -> bool:
    return scheme["type"] == "http" and str(scheme.get("scheme")).lower() == name
