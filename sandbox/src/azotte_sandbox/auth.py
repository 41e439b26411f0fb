"""Who calls: from the two headers of a request to the key and the world it opens.

A key is 190 random bits, so a fast hash is right: SHA-256 can not be searched for it, and a slow one would only be a
lever to keep the server busy (OWASP ASVS 5.0, 6.5.2 and 11.4.1). It is found by its hash in a unique index, so the
time of a look-up says nothing about how much of a guess was right.
"""

from __future__ import annotations

import hashlib
import hmac
import time
from typing import NamedTuple

from azotte_sandbox.contract import Contract
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Store, StoredKey, World

LONGEST_KEY = 256
"""Characters; a longer one is wrong, whatever it is."""


class Caller(NamedTuple):
    """Who made a request."""

    key: StoredKey
    world: World
    now: int
    """The sandbox's clock at the start of the request, in Unix seconds."""


def digest(key: bytes) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key).digest()


class Authenticator:
    """Tells who calls.

    Args:
        contract: names the headers.
        store: holds the keys.
        imported_keys: whether keys that were imported, not issued, are good here (on loopback only).
    """

    def __init__(self, contract: Contract, store: Store, *, imported_keys: bool) -> None:
        self._store = store
        self._key_header = contract.key_header
        self._tenant_header = contract.tenant_header
        self._imported_keys = imported_keys
        self._used: dict[str, int] = {}

    async def caller(self, headers: dict[bytes, bytes]) -> Caller:
        """The caller named by a request's headers.

        Raises:
            ApiError: `authentication_failed`, the same whatever is wrong, so that no answer tells a guesser more.
        """
        key = headers.get(self._key_header, b"")
        tenant = headers.get(self._tenant_header, b"")
        if 0 < len(key) <= LONGEST_KEY and tenant:
            hashed = digest(key)
            found = await self._store.find_key(hashed)
            if found is not None:
                stored, offset = found
                now = int(time.time()) + offset
                if (
                    hmac.compare_digest(stored.hash, hashed)
                    and hmac.compare_digest(stored.tenant.encode(), tenant)
                    and stored.is_good(now)
                    and (self._imported_keys or not stored.imported)
                ):
                    self._used[stored.id] = now
                    return Caller(stored, World(stored.tenant, stored.environment), now)
        raise ApiError("authentication_failed", "Invalid API key provided")

    def take_used(self) -> dict[str, int]:
        """When each key was last used since this was last asked, by the key's id."""
        used, self._used = self._used, {}
        return used
