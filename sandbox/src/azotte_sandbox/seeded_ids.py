"""The same IDs in each run, for the objects of a tenant with a seed.

The number of IDs that were made is stored with the objects, in the same transaction. So it does not matter how often a
request is rolled back, or which process handles it.
"""

from __future__ import annotations

from azotte_sandbox.ids import Ids, SeededIds
from azotte_sandbox.store import Connection, World


async def start(db: Connection, world: World, seed: str) -> None:
    """Give the objects of a tenant and environment IDs that depend on a seed."""
    await db.execute(
        "INSERT INTO id_seed (tenant, environment, seed, made) VALUES ($1, $2, $3, 0)", *world, seed
    )


async def load(db: Connection, world: World, ids: Ids) -> Ids:
    """Return what makes the IDs of a unit of work: seeded ones, or `ids` if there is no seed."""
    row = await db.fetch_one(
        "SELECT seed, made FROM id_seed WHERE tenant = $1 AND environment = $2 /* FOR UPDATE */",
        *world,
    )
    return ids if row is None else SeededIds(f"{row[0]}/{world.environment}", row[1])


async def store(db: Connection, world: World, ids: Ids) -> None:
    """Store how many IDs were made, at the end of the unit of work."""
    if isinstance(ids, SeededIds):
        await db.execute(
            "UPDATE id_seed SET made = $3 WHERE tenant = $1 AND environment = $2", *world, ids.made
        )
