"""Who calls: from the two headers of a request to the key and the world it opens.

A key is found by its public part, and then its hash is compared in constant time. So what is looked up, and how long
that takes, depends only on what is no secret: the time may tell that some key begins like this, never how much of the
rest of a guess was right.

Of an issued key's 32 random letters 8 are public (47 bits) and 24 stay secret (142 bits). So a fast hash is right: SHA-256
can not be searched for them, and a slow one would only be a lever to keep the server busy (OWASP ASVS 5.0, 6.5.2 and
11.4.1). Nothing of the checksum is kept either: it would tell of the secret letters.
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
PUBLIC_LETTERS = 8
"""So many letters after its prefix are the most that is public of a key: enough that no two issued keys share them."""
_NO_HASH = bytes(32)
"""What a key is compared with that begins like none: no key has this hash."""


class Caller(NamedTuple):
    """Who made a request."""

    key: StoredKey
    world: World
    now: int
    """The sandbox's clock at the start of the request, in Unix seconds."""


def digest(key: bytes) -> bytes:
    """What is stored of a key."""
    return hashlib.sha256(key).digest()


def public_part(key: bytes) -> bytes:
    """What a key is found by: its prefix and the letters after it, a quarter of them at most.

    The prefix ends with the last underscore, since the letters of base 62 have none. Of a short imported key as much stays
    secret in proportion, and several may have the same public part.
    """
    start = key.rfind(b"_") + 1
    return key[: start + min(PUBLIC_LETTERS, (len(key) - start) // 4)]


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
            candidates = await self._store.find_keys(public_part(key))
            if not candidates:
                hmac.compare_digest(_NO_HASH, hashed)  # the work of a key that is not the right one
            for stored, offset in candidates:
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
