"""Bundles: products with their plans. The portal of the platform creates them; here the command line does."""

from __future__ import annotations

from typing import cast

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.context import Json
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.tables import BUNDLES


async def add(db: Connection, world: World, *docs: Json) -> None:
    """Store bundles."""
    values: list[str] = []
    for doc in docs:
        await BUNDLES.insert(db, world, doc)
        for plan in doc["plans"]:
            values += (plan["id"], doc["id"])
    if not values:
        return
    # One statement for all plans: a new tenant costs a round trip less for each.
    rows = ", ".join(f"($1, $2, ${at}, ${at + 1})" for at in range(3, len(values) + 3, 2))
    await db.execute(
        f"INSERT INTO plan (tenant, environment, id, bundle) VALUES {rows}",  # noqa: S608  (placeholders)
        *world,
        *values,
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
