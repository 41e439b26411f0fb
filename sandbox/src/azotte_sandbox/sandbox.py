"""Opens the sandbox: contract, store and everything that uses them."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from azotte_sandbox import catalogue, clock, kept_keys, seeded_ids, tenant_data
from azotte_sandbox.catalogue import TenantError
from azotte_sandbox.contract import Contract
from azotte_sandbox.contract.checking import Checker, Checking
from azotte_sandbox.ids import Ids, RandomIds, SeededIds
from azotte_sandbox.keys import IssuedKey, Keys
from azotte_sandbox.resources.kinds import documents_of
from azotte_sandbox.store import Connection, Store, World
from azotte_sandbox.store.documents import index_again
from azotte_sandbox.store.engines import location, open_store


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

    @property
    def location(self) -> str:
        """Where the data is, for people: an absolute path, or a URL without its login."""
        return location(self.database)

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
        self,
        tenant: str | None,
        name: str | None,
        actor: str,
        *,
        moment: int | None = None,
        frozen: bool = False,
        seed: str | None = None,
        snapshot: str | None = None,
    ) -> list[IssuedKey]:
        """Create a tenant with bundles and a key of each kind.

        Args:
            tenant: Its ID, or None for a new one.
            name: Name for people.
            actor: Name of the user, for the audit trail.
            moment: Time of its clock, in Unix seconds. Defaults to real time.
            frozen: Whether its clock stands still.
            seed: Seed for IDs that are the same in each run. Random by default.
            snapshot: ID of a snapshot with its first data. Only bundles by default.

        Raises:
            SnapshotError: The snapshot does not exist.
            TenantError: A tenant with this ID exists, or the contract does not allow the ID.
        """
        if tenant is not None and not self.contract.tenant_pattern.fullmatch(tenant):
            raise TenantError(
                f"{tenant!r} is not a tenant ID. A tenant ID matches {self.contract.tenant_pattern.pattern}."
            )

        async def work(db: Connection) -> list[IssuedKey]:
            now = int(time.time()) if moment is None else moment
            issued = await self._create_tenant(db, tenant, name, actor, now)
            new = issued[0].world.tenant
            if moment is not None or frozen:
                await clock.set_now(db, new, now, frozen=frozen)
            if seed is not None:
                for environment in self.environments:
                    await seeded_ids.start(db, World(new, environment), seed)
            if snapshot is not None:
                await tenant_data.restore(db, self.keys(actor), new, snapshot)
            return issued

        return await self.store.write(None, work)

    async def create_first_tenant(self) -> list[IssuedKey]:
        """Make a tenant if there is none yet; of servers that start together one does.

        Its development keys are kept, so that later starts can show them.
        """

        async def work(db: Connection) -> list[IssuedKey]:
            if await db.fetch_one("SELECT 1 FROM tenant LIMIT 1"):
                return []
            issued = await self._create_tenant(db, None, None, "first start", int(time.time()))
            await kept_keys.keep(db, issued)
            return issued

        return await self.store.write(None, work)

    async def kept_keys(self) -> list[IssuedKey]:
        """Return the valid development keys of the first tenant."""

        async def work(db: Connection) -> list[IssuedKey]:
            return await kept_keys.kept(db, self.contract.key_kinds)

        return await self.store.read(None, work)

    async def _create_tenant(
        self, db: Connection, tenant: str | None, name: str | None, actor: str, now: int
    ) -> list[IssuedKey]:
        new = tenant or self.ids.new("tenant")
        await catalogue.create_tenant(db, new, name, self.environments, now)
        manager = self.keys(actor)
        return [await manager.create(db, new, kind, now) for kind in self.contract.key_kinds]

    async def reset(self, everything: bool, actor: str) -> None:
        """Remove the data of all tenants and set their clocks to real time; see `reset_tenant`.

        Args:
            everything: Also remove tenants, keys and webhook endpoints, so that the next start is a first start.
            actor: Name of the user, for the audit trail.
        """

        async def work(db: Connection) -> None:
            for (tenant,) in await db.fetch("SELECT id FROM tenant"):
                if everything:
                    await tenant_data.remove(db, tenant)
                else:
                    await self._reset_tenant(db, tenant, actor)

        await self.store.write(None, work)

    async def reset_tenant(self, tenant: str, actor: str) -> None:
        """Remove the data of a tenant and set its clock to real time. Keeps its keys and webhook endpoints.

        Raises:
            TenantError: The tenant does not exist.
        """

        async def work(db: Connection) -> None:
            await catalogue.check_tenant(db, tenant)
            await self._reset_tenant(db, tenant, actor)

        await self.store.write(None, work)

    async def remove_tenant(self, tenant: str) -> None:
        """Remove a tenant with everything that belongs to it.

        Raises:
            TenantError: The tenant does not exist.
        """

        async def work(db: Connection) -> None:
            await catalogue.check_tenant(db, tenant)
            await tenant_data.remove(db, tenant)

        await self.store.write(None, work)

    async def _reset_tenant(self, db: Connection, tenant: str, actor: str) -> None:
        await tenant_data.clear(db, tenant)
        await db.execute("UPDATE id_seed SET made = 0 WHERE tenant = $1", tenant)
        now = int(time.time())
        await tenant_data.set_clock(db, self.keys(actor), tenant, now, frozen=False)
        for environment in self.environments:
            await catalogue.put_on_sale(db, World(tenant, environment), now)
