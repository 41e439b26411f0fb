"""Authentication: finds the key, tenant and environment of a request by its two headers.

A key is found by its public part, and then its hash is compared in constant time. So the time of a request depends on
the public part only. It can reveal that a key with this public part exists, but nothing about the rest.

An issued key has 32 random characters: 8 are public (47 bits), and 24 are secret (142 bits). With so many bits a fast
hash is safe, and a slow one would make denial of service easier (OWASP ASVS 5.0, 6.5.2 and 11.4.1). The checksum is not
stored, because it depends on the secret characters.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import NamedTuple

from azotte_sandbox.contract import Contract
from azotte_sandbox.contract.security import Credential, Credentials, OtherKey
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Store, StoredKey, Tenant, World

LONGEST_KEY = 256
"""Maximum length of a key."""
PUBLIC_LETTERS = 8
"""Maximum length of the public part after the prefix. No two issued keys share such a part."""
_NO_HASH = bytes(32)
"""Hash to compare with if no key has this public part. No key has this hash."""


_BOTH: Credentials = frozenset({Credential.KEY, Credential.TENANT})


class Caller(NamedTuple):
    """The authenticated client of a request."""

    key: StoredKey
    world: World
    now: int
    """The tenant's clock at the start of the request, in Unix seconds."""
    tenant: Tenant


def digest(key: bytes) -> bytes:
    """The stored form of a key."""
    return hashlib.sha256(key).digest()


def public_part(key: bytes) -> bytes:
    """Return the public part of a key: its prefix and up to a quarter of the other characters.

    The prefix ends with the last underscore, which base 62 does not contain. Several short imported keys can have the
    same public part.
    """
    start = key.rfind(b"_") + 1
    return key[: start + min(PUBLIC_LETTERS, (len(key) - start) // 4)]


def _user_name(credentials: bytes) -> bytes:
    try:
        return base64.b64decode(credentials.strip(), validate=True).partition(b":")[0]
    except ValueError:
        return b""


class Authenticator:
    """Tells who calls.

    Args:
        contract: names the headers.
        store: holds the keys.
        imported_keys: Whether imported keys are accepted, which is so on loopback only.
    """

    def __init__(self, contract: Contract, store: Store, *, imported_keys: bool) -> None:
        self._store = store
        self._key_header = contract.key_header
        self._tenant_header = contract.tenant_header
        self._imported_keys = imported_keys
        self._used: dict[str, int] = {}

    async def caller(
        self, headers: dict[bytes, bytes], alternatives: Sequence[Credentials]
    ) -> Caller | None:
        """Return the caller of a request, or None if it needs no credentials and has no valid ones.

        Args:
            headers: The headers of the request.
            alternatives: What the request needs, as the contract says.

        Raises:
            ApiError: `authentication_failed`. It is the same for every reason, so that it does not help an attacker.
        """
        for needed in alternatives:
            if needed and (found := await self._find(headers, needed)) is not None:
                return found
        if not all(alternatives) or not alternatives:
            return await self._find(headers, _BOTH)
        raise ApiError("authentication_failed", "Invalid API key provided")

    async def _find(self, headers: dict[bytes, bytes], needed: Credentials) -> Caller | None:
        if not all(headers.get(one.header) for one in needed if isinstance(one, OtherKey)):
            return None
        key, tenant = self._sent(headers, needed)
        if not 0 < len(key) <= LONGEST_KEY or tenant == b"":
            return None
        hashed = digest(key)
        candidates = await self._store.find_keys(public_part(key))
        if not candidates:
            hmac.compare_digest(_NO_HASH, hashed)  # takes the same time as a wrong key
        for stored, owner in candidates:
            now = owner.now()
            if (
                hmac.compare_digest(stored.hash, hashed)
                and (tenant is None or hmac.compare_digest(stored.tenant.encode(), tenant))
                and stored.is_good(now)
                and (self._imported_keys or not stored.imported)
            ):
                self._used[stored.id] = now
                return Caller(stored, World(stored.tenant, stored.environment), now, owner)
        return None

    def _sent(self, headers: dict[bytes, bytes], needed: Credentials) -> tuple[bytes, bytes | None]:
        """Return the key and the tenant ID of a request. The ID is None if the key alone names the tenant."""
        key = headers.get(self._key_header, b"") if Credential.KEY in needed else None
        if needed & {Credential.BEARER, Credential.BASIC}:
            scheme, _, text = headers.get(b"authorization", b"").partition(b" ")
            is_basic = Credential.BASIC in needed
            if key is None:
                key = _user_name(text) if is_basic else text.strip()
            if scheme.lower() != (b"basic" if is_basic else b"bearer") or not text.strip():
                key = b""
        key = key or b""
        if Credential.TENANT in needed:
            return key, headers.get(self._tenant_header, b"")
        return key, None

    def take_used(self) -> dict[str, int]:
        """Return when each key was last used, by key ID, and forget it."""
        used, self._used = self._used, {}
        return used
