"""The interface of the storage engines.

An engine runs *units of work*: async functions that get a `Connection` and await nothing else. A unit that writes is
one transaction: it is either complete and durable when `write` returns, or has no effect. Because a unit awaits only
its connection, an engine can wait between its statements (PostgreSQL) or run it without interruption (SQLite).

SQL is written once, in the subset that SQLite and PostgreSQL share: `$1` placeholders, `ON CONFLICT`, `RETURNING`,
integers for time and money, documents as bytes. Rows that a unit is going to change are read with the comment
`/* FOR UPDATE */` at the end of the statement: SQLite, with its single writer, needs no row lock and leaves the
comment alone; an engine with several writers turns it into the lock.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = Sequence[Any]
Result = TypeVar("Result")


class World(NamedTuple):
    """A tenant plus an environment. Their data is separate from that of all others."""

    tenant: str
    environment: str
    """`development` or `production`, as the contract spells them (`x-key-kinds`)."""


class Connection(Protocol):
    """The connection of a unit of work."""

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement and return all its rows."""
        ...

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        """Run one statement and return its first row, or `None`."""
        ...

    async def execute(self, sql: str, *values: Value) -> None:
        """Run one statement without a result."""
        ...


Work: TypeAlias = Callable[[Connection], Awaitable[Result]]


class StoredKey(NamedTuple):
    """A stored API key, without the key itself. Its fields are `KEY_COLUMNS`, in that order."""

    id: str
    public_part: bytes
    """Public part of the key, in ASCII. The key is found by it, and it can be shown."""
    hash: bytes
    tenant: str
    environment: str
    type: str
    """`publishable` or `secret`, as the contract spells them (`x-key-kinds`)."""
    name: str | None
    created: int
    expires_at: int | None
    revoked_at: int | None
    replaced_by: str | None
    last_used_at: int | None
    imported: int
    """Whether the key was imported. Imported keys work for development on loopback only."""
    per_minute: int | None
    """Rate limit of this key, instead of the server's."""
    burst: int | None

    def is_good(self, now: int) -> bool:
        """Whether the key is valid at this time of its tenant's clock."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @classmethod
    def of(cls, row: Row) -> StoredKey:
        """Return the key of a row that starts with the columns of `KEY_COLUMNS`."""
        return cls(*row[: len(cls._fields)])


class Tenant(NamedTuple):
    """What of a tenant each of its requests depends on: its clock, and how tests set it up."""

    offset_seconds: int
    """Distance of the clock from real time."""
    frozen_at: int | None
    """Time at which the clock stands still, or `None` if it runs."""
    is_seeded: bool
    """Whether its objects get the same IDs in each run."""
    has_failures: bool
    """Whether requests shall fail."""
    has_endpoints: bool
    """Whether it has webhook endpoints, so that its events are delivered immediately."""

    def now(self) -> int:
        """Return the time of the clock, in Unix seconds."""
        return int(time.time()) + self.offset_seconds if self.frozen_at is None else self.frozen_at


KEY_COLUMNS = (
    "id, public_part, hash, tenant, environment, type, name, created, expires_at, revoked_at,"
    " replaced_by, last_used_at, imported, per_minute, burst"
)


class Store(Protocol):
    """An open storage engine."""

    async def read(self, world: World | None, work: Work[Result]) -> Result:
        """Run a unit that only reads.

        `world` is whose data the unit may see; an engine that can enforces it too (row-level security). `None` is for
        background tasks over all tenants and environments.
        """
        ...

    async def write(self, world: World | None, work: Work[Result]) -> Result:
        """Run a unit as one transaction, which is on disk when this returns.

        If the unit raises an exception, the transaction is rolled back.

        Raises:
            UniqueViolationError: The unit violated a unique index.
            StoreUnavailableError: The engine is unavailable. Nothing was written.
        """
        ...

    async def find_keys(self, public_part: bytes) -> Sequence[tuple[StoredKey, Tenant]]:
        """Return the keys with this public part, each with its tenant. There can be several imported ones.

        Every request calls this, so each engine makes it fast. A completed revocation or advance of the clock in any
        process affects the next call in every process.
        """
        ...

    async def close(self) -> None:
        """Finish the current work and close the engine."""
        ...


class UniqueViolationError(Exception):
    """A statement violated a unique index."""


class StoreUnavailableError(Exception):
    """The engine is unavailable, for example because the disk is full, a lock is held, or the server is down."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """The delivery of an event to an endpoint."""

    id: int
    endpoint_id: str
    url: str
    secrets: tuple[str, ...]
    """Signing secrets of the endpoint, newest first. There are two during a rotation."""
    form: str
    """How to sign: `sha256` (`sha256=<hex>`) or `v1` (`t=<unix>,v1=<hex>`)."""
    event_id: str
    event_type: str
    body: bytes
    """The event, which has the same bytes at each attempt."""
    attempt: int
    """Number of the attempt, from 1."""


class Attempt(NamedTuple):
    """What is known of an attempt besides its result."""

    status: int | None = None
    """Status of the response, if there was one."""
    duration_ms: int = 0
    response: bytes = b""
    """Start of the response's body."""


NOTHING_MORE = Attempt()


class Outbox(Protocol):
    """Events to deliver. Times are real Unix seconds, not those of the sandbox's clock."""

    async def claim_due(
        self, now: int, limit: int, lease_seconds: int, in_flight: Mapping[str, int] = {}
    ) -> Sequence[Delivery]:
        """Take up to `limit` deliveries that are due, for `lease_seconds`.

        An endpoint gets a limited number, including those that are `in_flight` to it already.

        For each endpoint and object, only the oldest unfinished delivery can be claimed, so that events arrive in
        order. A claim that is not marked as delivered or failed before its lease ends can be claimed again, for example
        after a crash.
        """
        ...

    async def mark_delivered(
        self, delivery: Delivery, now: int, status: int, attempt: Attempt = NOTHING_MORE
    ) -> bool:
        """Record that the endpoint accepted the delivery. Return whether another one is due."""
        ...

    async def mark_failed(
        self,
        delivery: Delivery,
        now: int,
        next_attempt_at: int | None,
        reason: str,
        attempt: Attempt = NOTHING_MORE,
    ) -> bool:
        """Record a failed attempt, with `reason` (no secret, no body). `None` as the next attempt gives it up.

        Whether a delivery is due now.
        """
        ...

    async def disable_endpoint(self, endpoint_id: str, now: int) -> None:
        """Disable the endpoint. Its deliveries stay stored."""
        ...
