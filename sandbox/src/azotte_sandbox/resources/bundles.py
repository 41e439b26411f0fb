"""Bundles: products with their plans. The portal of the platform creates them; here the command line does."""

from __future__ import annotations

from typing import cast

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.context import Json
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.tables import BUNDLES


async def add(db: Connection, world: World, doc: Json) -> None:
    """Store a bundle."""
    await BUNDLES.insert(db, world, doc)
    for plan in doc["plans"]:
        await db.execute(
            "INSERT INTO plan (tenant, environment, id, bundle) VALUES ($1, $2, $3, $4)",
            *world,
            plan["id"],
            doc["id"],
        )


async def find_plan(db: Connection, world: World, plan_id: str) -> tuple[Json, Json]:
    """Return a plan and its bundle.

    Raises:
        ApiError: `resource_missing`.
    """
    row = await db.fetch_one(
        "SELECT bundle.doc FROM plan JOIN bundle ON bundle.tenant = plan.tenant"
        " AND bundle.environment = plan.environment AND bundle.id = plan.bundle"
        " WHERE plan.tenant = $1 AND plan.environment = $2 AND plan.id = $3",
        *world,
        plan_id,
    )
    if row is None:
        raise errors.missing("plan", plan_id, "plan")
    bundle = cast("Json", msgspec.json.decode(row[0]))
    return next(plan for plan in bundle["plans"] if plan["id"] == plan_id), bundle


async def find(db: Connection, world: World, bundle: str) -> Json:
    """A bundle, decoded.

    Raises:
        ApiError: `resource_missing`.
    """
    return cast("Json", msgspec.json.decode(await BUNDLES.get(db, world, bundle)))
