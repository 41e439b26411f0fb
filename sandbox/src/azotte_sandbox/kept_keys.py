"""The development keys of the first tenant, stored unencrypted so that every start can print them.

They open test data only, and whoever can read them can read that data and the webhook signing secrets beside them. Of
every other key the store has the hash alone: the table rejects a production key.
"""

from __future__ import annotations

from collections.abc import Iterable

from azotte_sandbox.clock import read_now
from azotte_sandbox.contract import KeyKind
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.store import Connection, World


async def keep(db: Connection, issued: Iterable[IssuedKey]) -> None:
    """Store the secrets of new development keys; production keys are not stored."""
    for key in issued:
        if key.kind.environment == "development":
            await db.execute("UPDATE api_key SET secret = $2 WHERE id = $1", key.id, key.secret)


async def replace(db: Connection, key_id: str, new: IssuedKey) -> None:
    """Keep a rotated key's successor in its place, if the rotated one was kept."""
    row = await db.fetch_one("SELECT 1 FROM api_key WHERE id = $1 AND secret IS NOT NULL", key_id)
    if row is not None:
        await db.execute("UPDATE api_key SET secret = NULL WHERE id = $1", key_id)
        await keep(db, [new])


async def kept(db: Connection, kinds: Iterable[KeyKind]) -> list[IssuedKey]:
    """Return the kept keys that are valid, in the order of the contract's kinds."""
    rows = await db.fetch(
        "SELECT id, secret, tenant, environment, type, expires_at FROM api_key"
        " WHERE secret IS NOT NULL AND revoked_at IS NULL ORDER BY created, id"
    )
    now = {tenant: await read_now(db, tenant) for tenant in {row[2] for row in rows}}
    return [
        IssuedKey(key_id, secret, kind, World(tenant, environment), expires_at)
        for kind in kinds
        for key_id, secret, tenant, environment, type_, expires_at in rows
        if (type_, environment) == (kind.type, kind.environment)
        and (expires_at is None or now[tenant] < expires_at)
    ]
