"""Makes a repeated request take effect once. Its record is stored in the transaction of the effect.

So neither exists without the other. Of two concurrent requests, one inserts the record. The other waits for that
transaction, and then finds the response.
"""

from __future__ import annotations

import hashlib
from typing import cast

import msgspec

from azotte_sandbox.clock import read_now
from azotte_sandbox.context import Call
from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection

# An insert that finds an unexpired record changes nothing and returns no row.
_BEGIN = (
    "INSERT INTO idempotency (tenant, environment, key, fingerprint, created)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (tenant, environment, key) DO UPDATE SET"
    " fingerprint = excluded.fingerprint, created = excluded.created, status = NULL, body = NULL"
    " WHERE idempotency.created <= $6 RETURNING 1"
)
_FIND = (
    "SELECT fingerprint, status, body FROM idempotency"
    " WHERE tenant = $1 AND environment = $2 AND key = $3"
)
_FINISH = (
    "UPDATE idempotency SET status = $4, body = $5"
    " WHERE tenant = $1 AND environment = $2 AND key = $3"
)


async def begin(
    call: Call, db: Connection, key: str, retention_seconds: int
) -> tuple[int, bytes] | None:
    """Reserve the key for this request.

    Returns:
        `None` for a new request, or status and body of the earlier response.

    Raises:
        ApiError: `idempotency_key_reused` if another request used the key.
    """
    world, now = call.context.world, call.context.now
    fingerprint = _fingerprint(call)
    if await db.fetch_one(_BEGIN, *world, key, fingerprint, now, now - retention_seconds):
        return None
    row = await db.fetch_one(_FIND, *world, key)
    assert row is not None
    if row[0] != fingerprint:
        raise ApiError(
            "idempotency_key_reused",
            "Idempotency key already used with a different request. Use a new key.",
        )
    return cast("int", row[1]), cast("bytes", row[2])


async def finish(call: Call, db: Connection, key: str, status: int, body: bytes) -> None:
    """Store the response for repeated requests."""
    await db.execute(_FINISH, *call.context.world, key, status, body)


async def forget_expired(db: Connection, retention_seconds: int) -> None:
    """Remove expired records."""
    for (tenant,) in await db.fetch("SELECT DISTINCT tenant FROM idempotency"):
        await db.execute(
            "DELETE FROM idempotency WHERE tenant = $1 AND created <= $2",
            tenant,
            await read_now(db, tenant) - retention_seconds,
        )


def _fingerprint(call: Call) -> bytes:
    # With sorted fields, so that a retry can have them in another order.
    request = [call.operation.id, call.path, call.body]
    if call.query or call.headers:
        request += [dict(call.query), dict(call.headers)]
    return hashlib.sha256(msgspec.json.encode(request, order="deterministic")).digest()
