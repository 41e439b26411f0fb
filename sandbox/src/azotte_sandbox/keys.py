"""API keys: shown once, stored as a hash, rotated and revoked, with an audit trail.

A key consists of its prefix, 32 random letters and digits (190 bits), and a CRC-32 checksum of six characters. Scanners
and clients can check it without a request. The public part is stored unhashed, to find the key (`auth.public_part`).
The API has no operations on keys, so a leaked key cannot create others.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from azotte_sandbox.auth import digest, public_part
from azotte_sandbox.catalogue import check_tenant
from azotte_sandbox.clock import LATEST
from azotte_sandbox.contract import Contract, KeyKind, Rate
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.ids import BASE62, Ids, random_base62
from azotte_sandbox.store import (
    KEY_COLUMNS,
    Connection,
    Row,
    StoredKey,
    UniqueViolationError,
    World,
)

RANDOM_LENGTH = 32
CHECKSUM_LENGTH = 6
LONGEST_OVERLAP = 7 * 86_400
"""Maximum time that a rotated key stays valid, in seconds."""
USUAL_OVERLAP = 86_400


class ApiKeyError(OperatorError):
    """A key cannot be created or changed. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key, which cannot be shown again."""

    id: str
    secret: str
    kind: KeyKind
    world: World
    expires_at: int | None

    def __repr__(self) -> str:
        return f"IssuedKey(id={self.id!r}, kind={self.kind!r}, world={self.world!r})"


def generate(prefix: str) -> str:
    """A new key."""
    text = prefix + random_base62(RANDOM_LENGTH)
    return text + checksum(text)


def checksum(text: str) -> str:
    """The last six characters of a key that begins with `text`: its CRC-32 in base 62."""
    number = binascii.crc32(text.encode())
    digits = bytearray()
    for _ in range(CHECKSUM_LENGTH):
        number, digit = divmod(number, 62)
        digits.append(BASE62[digit])
    return digits[::-1].decode()


def is_well_formed(key: str) -> bool:
    """Whether a key has the form and the checksum of an issued key."""
    letters = rf"[0-9A-Za-z]{{{RANDOM_LENGTH + CHECKSUM_LENGTH}}}"
    issued = re.fullmatch(rf"[a-z_]+_{letters}", key, re.ASCII)
    return issued is not None and checksum(key[:-CHECKSUM_LENGTH]) == key[-CHECKSUM_LENGTH:]


class Keys:
    """Creates and changes keys, as part of a unit of work.

    Args:
        contract: Contract with the kinds of keys.
        ids: Creates the IDs of keys.
        actor: Name of the user, for the audit trail.
    """

    def __init__(self, contract: Contract, ids: Ids, actor: str) -> None:
        self._contract = contract
        self._ids = ids
        self._actor = actor

    def kind(self, key_type: str, environment: str) -> KeyKind:
        """Return the kind with this type and environment.

        Raises:
            ApiKeyError: there is none.
        """
        for kind in self._contract.key_kinds:
            if (kind.type, kind.environment) == (key_type, environment):
                return kind
        raise ApiKeyError(
            f"No such kind of key: {key_type}, {environment}. Use a kind of the contract."
        )

    async def create(
        self,
        db: Connection,
        tenant: str,
        kind: KeyKind,
        now: int,
        *,
        name: str | None = None,
        expires_at: int | None = None,
        rate: Rate | None = None,
    ) -> IssuedKey:
        """Issue a key.

        Args:
            db: the unit's connection.
            tenant: whose key.
            kind: Type of the key.
            now: The tenant's clock.
            name: Name for people.
            expires_at: Expiry, by the tenant's clock. Never by default.
            rate: Rate limit of this key, instead of the server's.

        Raises:
            ApiKeyError: The key would expire in the past, or after the last year of the clock.
            TenantError: The tenant does not exist.
        """
        if expires_at is not None and expires_at <= now:
            raise ApiKeyError("The key would have expired already. Choose a later time.")
        if expires_at is not None and expires_at > LATEST:
            raise ApiKeyError(
                "The key would expire after the year 9000, where the clock ends. Choose a shorter --expires-in, or none."
            )
        secret = generate(kind.prefix)
        issued = await self._insert(
            db, tenant, kind, secret, now=now, name=name, expires_at=expires_at, rate=rate
        )
        await self._audit(
            db, now, issued.world, issued.id, action="key.created", name=name, expires_at=expires_at
        )
        return issued

    async def import_literal(
        self, db: Connection, tenant: str, secret: str, now: int, *, name: str | None = None
    ) -> IssuedKey:
        """Import an existing key, so that the documentation's examples work.

        Such a key is weak and public. Only development keys can be imported, and only servers on loopback accept them.

        Raises:
            ApiKeyError: It is not a development key, or exists already.
            TenantError: The tenant does not exist.
        """
        kind = next((k for k in self._contract.key_kinds if secret.startswith(k.prefix)), None)
        if kind is None or not self._contract.key_pattern.fullmatch(secret.encode()):
            raise ApiKeyError(
                f"Not an API key. A key matches {self._contract.key_pattern.pattern.decode()}."
            )
        if kind.environment != "development":
            raise ApiKeyError("Only development keys can be imported. Create a live key instead.")
        try:
            issued = await self._insert(db, tenant, kind, secret, now=now, name=name, imported=True)
        except UniqueViolationError:
            raise ApiKeyError(
                "The key already exists. Use it, or import another one.", 409
            ) from None
        await self._audit(db, now, issued.world, issued.id, action="key.imported", name=name)
        return issued

    async def rotate(
        self, db: Connection, key_id: str, now: int, overlap_seconds: int
    ) -> IssuedKey:
        """Replace a key. Both work until the overlap ends, and the new key inherits the old key's expiry.

        Raises:
            ApiKeyError: The key does not exist, is expired or revoked, or was already rotated.
        """
        if not 0 <= overlap_seconds <= LONGEST_OVERLAP:
            raise ApiKeyError(f"Choose an overlap of 0 to {LONGEST_OVERLAP} seconds.")
        old = await self.find(db, key_id)
        if not old.is_good(now):
            raise ApiKeyError(f"{key_id} is expired or revoked. Create a new key.", 409)
        if old.replaced_by is not None:
            raise ApiKeyError(
                f"{key_id} was already replaced by {old.replaced_by}. Rotate that one.", 409
            )
        ends, expires_at = now + overlap_seconds, None
        if old.expires_at is not None:
            ends = min(ends, old.expires_at)
            expires_at = min(now + old.expires_at - old.created, LATEST)
        kind = self.kind(old.type, old.environment)
        rate = Rate(old.per_minute, old.burst or old.per_minute) if old.per_minute else None
        new = await self._insert(
            db,
            old.tenant,
            kind,
            generate(kind.prefix),
            now=now,
            name=old.name,
            expires_at=expires_at,
            rate=rate,
        )
        await db.execute(
            "UPDATE api_key SET expires_at = $2, replaced_by = $3 WHERE id = $1",
            key_id,
            ends,
            new.id,
        )
        await self._audit(
            db, now, new.world, key_id, action="key.rotated", replaced_by=new.id, expires_at=ends
        )
        await self._audit(
            db,
            now,
            new.world,
            new.id,
            action="key.created",
            replaces=key_id,
            expires_at=expires_at,
        )
        return new

    async def revoke(
        self, db: Connection, key_id: str, now: int, reason: str | None = None
    ) -> None:
        """Revoke a key immediately and permanently. Revoking it again changes nothing.

        Raises:
            ApiKeyError: The key does not exist.
        """
        key = await self.find(db, key_id)
        if key.revoked_at is None:
            await db.execute("UPDATE api_key SET revoked_at = $2 WHERE id = $1", key_id, now)
            world = World(key.tenant, key.environment)
            await self._audit(db, now, world, key_id, action="key.revoked", reason=reason)

    async def set_back(self, db: Connection, tenant: str, now: int, seconds: int) -> None:
        """Keep the remaining lifetime of a tenant's keys when its clock is set back by `seconds`, to `now`.

        Expired keys are revoked, so that they stay invalid.
        """
        moved = await db.fetch(
            "UPDATE api_key SET created = created - $1, expires_at = expires_at - $1"
            " WHERE tenant = $2 AND expires_at IS NOT NULL AND revoked_at IS NULL"
            " RETURNING id, environment, expires_at",
            seconds,
            tenant,
        )
        for key_id, environment, expires_at in moved:
            if expires_at <= now:
                await self.revoke(db, key_id, now, "expired before the clock was reset")
            else:
                world = World(tenant, environment)
                await self._audit(db, now, world, key_id, action="key.moved", expires_at=expires_at)

    async def find(self, db: Connection, key_id: str) -> StoredKey:
        """Return a key by its ID.

        Raises:
            ApiKeyError: The key does not exist.
        """
        row = await db.fetch_one(f"{_SELECT} WHERE id = $1 /* FOR UPDATE */", key_id)
        if row is None:
            raise ApiKeyError(f"No such key: '{key_id}'. Run `azotte-sandbox keys list`.", 404)
        return StoredKey.of(row)

    async def _insert(
        self,
        db: Connection,
        tenant: str,
        kind: KeyKind,
        secret: str,
        *,
        now: int,
        name: str | None,
        expires_at: int | None = None,
        rate: Rate | None = None,
        imported: bool = False,
    ) -> IssuedKey:
        await check_tenant(db, tenant)
        key_id = self._ids.new("key")
        await db.execute(
            "INSERT INTO api_key (id, public_part, hash, tenant, environment, type, name, created,"
            " expires_at, imported, per_minute, burst)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            key_id,
            public_part(secret.encode()),
            digest(secret.encode()),
            tenant,
            kind.environment,
            kind.type,
            name,
            now,
            expires_at,
            int(imported),
            rate.per_minute if rate else None,
            rate.burst if rate else None,
        )
        return IssuedKey(key_id, secret, kind, World(tenant, kind.environment), expires_at)

    async def _audit(
        self,
        db: Connection,
        now: int,
        world: World,
        key_id: str,
        *,
        action: str,
        **details: object,
    ) -> None:
        told = {name: value for name, value in details.items() if value is not None}
        await db.execute(
            "INSERT INTO key_audit (at, tenant, environment, key_id, action, actor, details)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            now,
            *world,
            key_id,
            action,
            self._actor,
            msgspec.json.encode(told).decode(),
        )


async def all_keys(db: Connection, tenant: str | None) -> list[StoredKey]:
    """Return all keys, or those of a tenant, oldest first."""
    rows = await db.fetch(
        f"{_SELECT} WHERE tenant = COALESCE($1, tenant) ORDER BY tenant, created, id", tenant
    )
    return [StoredKey.of(row) for row in rows]


async def audit_trail(db: Connection, tenant: str | None) -> Sequence[Row]:
    """Return the audit trail, oldest first: time, tenant, environment, key, action, actor, and details as JSON."""
    return await db.fetch(
        "SELECT at, tenant, environment, key_id, action, actor, details FROM key_audit"
        " WHERE tenant = COALESCE($1, tenant) ORDER BY seq",
        tenant,
    )


_SELECT = f"SELECT {KEY_COLUMNS} FROM api_key"  # noqa: S608  (a constant)
