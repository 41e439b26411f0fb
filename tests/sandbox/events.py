"""Reads the events that a tenant's changes made, from where they wait to be delivered."""

from __future__ import annotations

from typing import Any

import msgspec

from azotte_sandbox.store import Connection
from tests.sandbox.servers import Server, Tenant


def events_of(
    server: Server, tenant: Tenant, environment: str = "development"
) -> list[dict[str, Any]]:
    """Every event of an environment, oldest first."""

    async def work(db: Connection) -> list[dict[str, Any]]:
        rows = await db.fetch(
            "SELECT body FROM event WHERE tenant = $1 AND environment = $2 ORDER BY seq",
            tenant.id,
            environment,
        )
        return [msgspec.json.decode(row[0]) for row in rows]

    return server.do(lambda sandbox: sandbox.store.read(None, work))
