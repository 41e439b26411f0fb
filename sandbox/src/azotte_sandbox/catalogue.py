"""Creates tenants, with some bundles in each environment."""

from __future__ import annotations

from azotte_sandbox.context import Json
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.resources import bundles
from azotte_sandbox.store import Connection, UniqueViolationError, World


def _plan(name: str, amount: int, interval: str, trial_days: int = 0) -> Json:
    return {
        "id": f"plan_{name}",
        "object": "plan",
        "amount": amount,
        "currency": "usd",
        "interval": interval,
        "trial_days": trial_days,
    }


def _granted(feature: str, limit: int | None = None) -> Json:
    kind = "boolean" if limit is None else "quantitative"
    return {"feature": feature, "kind": kind, "limit": limit}


def _bundle(
    word: str, name: str, description: str, entitlements: list[Json], plans: list[Json]
) -> Json:
    return {
        "id": f"bun_{word}",
        "object": "bundle",
        "name": name,
        "description": description,
        "type": "subscription",
        "entitlements": entitlements,
        "plans": plans,
    }


BUNDLES: tuple[Json, ...] = (
    _bundle(
        "basic",
        "Basic",
        "For one person.",
        [_granted("projects", 10), _granted("storage_gb", 5)],
        [_plan("basic", 999, "month", 14), _plan("basic_yearly", 9990, "year", 14)],
    ),
    _bundle(
        "pro",
        "Pro",
        "For a team.",
        [_granted("projects", 100), _granted("storage_gb", 100), _granted("priority_support")],
        [_plan("pro", 2999, "month"), _plan("pro_yearly", 29990, "year")],
    ),
    _bundle(
        "daily",
        "Daily",
        "Renews every day, for tests of renewals.",
        [_granted("projects", 1)],
        [
            _plan("daily", 100, "day"),
            _plan("weekly", 500, "week"),
            _plan("quarterly", 5000, "quarter"),
        ],
    ),
    _bundle(
        "free", "Free", "Costs nothing.", [_granted("projects", 1)], [_plan("free", 0, "month")]
    ),
)


class TenantError(OperatorError):
    """A tenant does not exist, or cannot be created. The message says why and what to do."""


async def create_tenant(
    db: Connection, tenant: str, name: str | None, environments: tuple[str, ...], now: int
) -> None:
    """Create a tenant, with the bundles in each environment.

    Raises:
        TenantError: A tenant with this ID exists.
    """
    try:
        await db.execute(
            "INSERT INTO tenant (id, name, created) VALUES ($1, $2, $3)", tenant, name, now
        )
    except UniqueViolationError:
        raise TenantError(f"Tenant {tenant} already exists. Choose another ID.", 409) from None
    for environment in environments:
        await put_on_sale(db, World(tenant, environment), now)


async def check_tenant(db: Connection, tenant: str) -> None:
    """Check that a tenant exists.

    Raises:
        TenantError: The tenant does not exist.
    """
    if await db.fetch_one("SELECT 1 FROM tenant WHERE id = $1", tenant) is None:
        raise missing_tenant(tenant)


def missing_tenant(tenant: str) -> TenantError:
    """Return the error for a tenant that does not exist."""
    return TenantError(f"No such tenant: '{tenant}'. Run `azotte-sandbox tenants list`.", 404)


async def put_on_sale(db: Connection, world: World, now: int) -> None:
    """Create the bundles of a tenant and environment."""
    # Lists are newest first.
    await bundles.add(db, world, *(bundle | {"created": now} for bundle in reversed(BUNDLES)))
