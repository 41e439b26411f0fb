"""Makes a repeated request act once: its record is kept in the transaction of its effect.

So there is no moment at which the effect is there and the record is not, or the other way round. Of two requests
that come at once one inserts the record and the other waits for that transaction to end, then finds the answer.
"""

from __future__ import annotations

import hashlib
from typing import cast

import msgspec

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


async def begin(call: Call, db: Connection, key: str, retention_seconds: int) -> bytes | None:
    """Take the key for this request.

    Returns:
        `None` if the request is to be done, else the answer it had before.

    Raises:
        ApiError: `idempotency_key_reused` if the key belongs to another request.
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
    return cast("bytes", row[2])


async def finish(call: Call, db: Connection, key: str, body: bytes) -> None:
    """Keep the answer for when the request comes again."""
    await db.execute(_FINISH, *call.context.world, key, call.operation.success, body)


async def forget_expired(db: Connection, now: int, retention_seconds: int) -> None:
    """Remove records that are too old to be asked for."""
    await db.execute("DELETE FROM idempotency WHERE created <= $1", now - retention_seconds)


def _fingerprint(call: Call) -> bytes:
    # With sorted members, so that a client that writes its body anew for a retry is not refused.
    request = [call.operation.id, call.path, call.body]
    return hashlib.sha256(msgspec.json.encode(request, order="deterministic")).digest()
