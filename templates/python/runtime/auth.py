"""The two headers of every request, for code that calls the API by hand.

import requests
from azotte import auth

response = requests.get("https://api.azotte.com/v1/subscriptions", headers=auth.headers())
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping

from azotte._base_errors import InvalidArgumentError
from azotte._contract import API_KEY_HEADER, API_KEY_VARIABLE, TENANT_HEADER, TENANT_VARIABLE
from azotte._keys import check_key, check_tenant
from azotte._secret import Secret

__all__ = ["AuthHeaders", "headers"]


def headers(api_key: str | Secret | None = None, tenant_id: str | None = None) -> AuthHeaders:
    """Return the two headers.

    Args:
        api_key: API key. Defaults to the environment variable AZOTTE_API_KEY.
        tenant_id: ID of the tenant. Defaults to the environment variable AZOTTE_TENANT_ID.

    Returns:
        A mapping for the `headers` of `requests`, `httpx2` and their like. It prints without the key.

    Raises:
        InvalidArgumentError: One of them is missing or cannot be a header.
    """
    # No frame of the error keeps a rejected key.
    try:
        secret = Secret(
            os.environ.get(API_KEY_VARIABLE, "") if api_key is None else api_key, "api_key"
        )
    finally:
        del api_key
    if not secret:
        raise InvalidArgumentError(
            f"There is no API key: set {API_KEY_VARIABLE}, or pass api_key.", "api_key"
        )
    tenant = os.environ.get(TENANT_VARIABLE, "") if tenant_id is None else tenant_id
    if not tenant:
        raise InvalidArgumentError(
            f"There is no tenant: set {TENANT_VARIABLE}, or pass tenant_id.", "tenant_id"
        )
    return AuthHeaders(check_key(secret), check_tenant(tenant))


class AuthHeaders(MutableMapping[str, str]):
    """Headers that print without the key. Others may be added."""

    def __init__(self, api_key: Secret, tenant_id: str) -> None:
        self._values: dict[str, str | Secret] = {API_KEY_HEADER: api_key, TENANT_HEADER: tenant_id}

    def __getitem__(self, name: str) -> str:
        value = self._values[name.lower()]
        return value.header() if isinstance(value, Secret) else value

    def __setitem__(self, name: str, value: str) -> None:
        self._values[name.lower()] = value

    def __delitem__(self, name: str) -> None:
        del self._values[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"AuthHeaders({self._values})"
