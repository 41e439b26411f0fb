"""Opens the sandbox: contract, store and everything that uses them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from azotte_sandbox import catalogue, clock, kept_keys
from azotte_sandbox.catalogue import TenantError
from azotte_sandbox.contract import Contract
from azotte_sandbox.contract.checking import Checker, Checking
from azotte_sandbox.ids import Ids, RandomIds, SeededIds
from azotte_sandbox.keys import IssuedKey, Keys
from azotte_sandbox.resources.kinds import documents_of
from azotte_sandbox.store import Connection, Store, World
from azotte_sandbox.store.documents import index_again
from azotte_sandbox.store.engines import open_store


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of all commands."""

    database: str
    """A path, or `sqlite:PATH`; other engines by their URL."""
    contract: Path | None = None
    """Contract to use instead of the built-in one."""
    checking: Checking = Checking.REPORT
    seeded_ids: str | None = None
    """Seed for IDs that are the same in each run. Random by default."""


class Sandbox:
    """An open sandbox: contract and store.

    Args:
        settings: where they are.

    Raises:
        ContractError: The contract cannot be read.
        StoreUnavailableError: The store cannot be opened.
    """

    def __init__(self, contract: Contract, store: Store, settings: Settings) -> None:
        self.contract = contract
        self.store = store
        self.database = settings.database
        self.ids: Ids = SeededIds(settings.seeded_ids) if settings.seeded_ids else RandomIds()
        self.checker = Checker(contract, settings.checking)

    @classmethod
    async def open(cls, settings: Settings, contract: Contract | None = None) -> Sandbox:
        """Open the store, and read the contract."""
        contract = contract or Contract.load(settings.contract)
        store = await open_store(settings.database)
        await index_again(store, documents_of(contract))
        return cls(contract, store, settings)

    async def close(self) -> None:
        """Finish the current work and close the store."""
        await self.store.close()

    @property
    def environments(self) -> tuple[str, ...]:
        """The environments of the contract."""
        return tuple(dict.fromkeys(kind.environment for kind in self.contract.key_kinds))

    def keys(self, actor: str) -> Keys:
        """Return the operations on keys, for `actor`."""
        return Keys(self.contract, self.ids, actor)

    async def create_tenant(
        self, tenant: str | None, name: str | None, actor: str
    ) -> list[IssuedKey]:
        """Create a tenant with bundles and a key of each kind.

        Raises:
            TenantError: A tenant with this ID exists, or the contract does not allow the ID.
        """
        if tenant is not None and not self.contract.tenant_pattern.fullmatch(tenant):
            raise TenantError(
                f"{tenant!r} is not a tenant ID. A tenant ID matches {self.contract.tenant_pattern.pattern}."
            )

        async def work(db: Connection) -> list[IssuedKey]:
            return await self._create_tenant(db, tenant, name, actor)

        return await self.store.write(None, work)

    async def create_first_tenant(self) -> list[IssuedKey]:
        """Make a tenant if there is none yet; of servers that start together one does.

        Its development keys are kept, so that later starts can show them.
        """

        async def work(db: Connection) -> list[IssuedKey]:
            if await db.fetch_one("SELECT 1 FROM tenant LIMIT 1"):
                return []
            issued = await self._create_tenant(db, None, None, "first start")
            await kept_keys.keep(db, issued)
            return issued

        return await self.store.write(None, work)

    async def kept_keys(self) -> list[IssuedKey]:
        """Return the valid development keys of the first tenant."""

        async def work(db: Connection) -> list[IssuedKey]:
            return await kept_keys.kept(db, self.contract.key_kinds, await clock.read_now(db))

        return await self.store.read(None, work)

    async def _create_tenant(
        self, db: Connection, tenant: str | None, name: str | None, actor: str
    ) -> list[IssuedKey]:
        now = await clock.read_now(db)
        new = tenant or self.ids.new("tenant")
        await catalogue.create_tenant(db, new, name, self.environments, now)
        manager = self.keys(actor)
        return [await manager.create(db, new, kind, now) for kind in self.contract.key_kinds]

    async def reset(self, everything: bool, actor: str) -> None:
        """Remove the data and set the clock to real time.

        Args:
            everything: Also remove tenants, keys and webhook endpoints, so that the next start is a first start.
            actor: Name of the user, for the audit trail.
        """

        async def work(db: Connection) -> None:
            for table in (*_DATA, *(_REST if everything else ())):
                await db.execute(f"DELETE FROM {table}")  # noqa: S608  (names from below)
            ahead = await clock.read_offset(db)
            await db.execute("UPDATE clock SET offset_seconds = 0")
            now = await clock.read_now(db)
            if ahead:
                await self.keys(actor).set_back(db, now, ahead)
                for table, column in _PAST:
                    await db.execute(
                        f"UPDATE {table} SET {column} = $1 WHERE {column} > $1",  # noqa: S608  (as above)
                        now,
                    )
            for (tenant,) in await db.fetch("SELECT id FROM tenant"):
                for environment in self.environments:
                    await catalogue.put_on_sale(db, World(tenant, environment), now)

        await self.store.write(None, work)


# In the order of foreign keys.
_DATA = (
    "delivery",
    "event",
    "idempotency",
    "object_field",
    "object",
    "payment",
    "entitlement",
    "subscription",
    "plan",
    "bundle",
    "customer",
)
_REST = ("webhook_endpoint", "key_audit", "api_key", "tenant")
_PAST = (
    ("webhook_endpoint", "created"),
    ("key_audit", "at"),
    ("api_key", "created"),
    ("api_key", "revoked_at"),
    ("api_key", "last_used_at"),
    ("tenant", "created"),
)
"""Columns with times that a reset keeps. They must not be in the future after it."""
