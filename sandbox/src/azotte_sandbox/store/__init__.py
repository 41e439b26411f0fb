"""Where the data is kept: what every storage engine offers to the rest of the sandbox.

An engine runs *units of work*: an async function that gets a `Connection` and awaits nothing else. A unit that is
written is one transaction: all of it happens, durably, before `write` returns, or nothing of it does. Because a
unit awaits only its connection, an engine is free to wait between its statements (PostgreSQL) or to run it in one go
(SQLite).

SQL is written once, in the subset that SQLite and PostgreSQL share: `$1` placeholders, `ON CONFLICT`, `RETURNING`,
integers for time and money, documents as bytes. Rows that a unit is going to change are read with the comment
`/* FOR UPDATE */` at the end of the statement: SQLite, with its single writer, needs no row lock and leaves the
comment alone; an engine with several writers turns it into the lock.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

Value: TypeAlias = str | int | bytes | None
Row: TypeAlias = Sequence[Any]
Result = TypeVar("Result")


class World(NamedTuple):
    """One environment's data of one tenant. Nothing in one world can be seen from another."""

    tenant: str
    environment: str
    """`development` or `production`, as the contract spells them (`x-key-kinds`)."""


class Connection(Protocol):
    """What a unit of work may do."""

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        """Run one statement and return all its rows."""
        ...

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        """Run one statement and return its first row, or `None`."""
        ...

    async def execute(self, sql: str, *values: Value) -> None:
        """Run one statement for its effect."""
        ...


Work: TypeAlias = Callable[[Connection], Awaitable[Result]]


class StoredKey(NamedTuple):
    """An API key as it is stored: never the key itself. Its members are `KEY_COLUMNS`, in that order."""

    id: str
    public_part: bytes
    """What it begins with, in ASCII: it is found by it, and it is safe to show."""
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
    """Whether the key was given, not issued: good for development on loopback only."""
    per_minute: int | None
    """This key's own rate limit, in place of the profile's."""
    burst: int | None

    def is_good(self, now: int) -> bool:
        """Whether the key opens anything at this moment of the sandbox's clock."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)

    @classmethod
    def of(cls, row: Row) -> StoredKey:
        """The key of a row that begins with the columns of `KEY_COLUMNS`."""
        return cls(*row[: len(cls._fields)])


KEY_COLUMNS = (
    "id, public_part, hash, tenant, environment, type, name, created, expires_at, revoked_at,"
    " replaced_by, last_used_at, imported, per_minute, burst"
)


class Store(Protocol):
    """One storage engine, opened."""

    async def read(self, world: World | None, work: Work[Result]) -> Result:
        """Run a unit that only reads.

        `world` is whose data the unit may see; an engine that can enforces it too (row-level security). `None` is
        for the sandbox's own housekeeping, over all worlds.
        """
        ...

    async def write(self, world: World | None, work: Work[Result]) -> Result:
        """Run a unit as one transaction; when this returns it is on disk.

        Whatever the unit raises takes its effects back and is raised here.

        Raises:
            UniqueViolationError: the unit broke a unique index.
            StoreUnavailableError: the engine could not do it now; nothing happened.
        """
        ...

    async def find_keys(self, public_part: bytes) -> Sequence[tuple[StoredKey, int]]:
        """The keys that begin like this, each with the clock's offset in seconds: one or none, or several imported ones.

        Every request asks this, so each engine answers it as cheaply as it can; but a revocation or a move of the
        clock that was acknowledged to any process is seen by the next call in every process.
        """
        ...

    async def close(self) -> None:
        """Finish what was begun and let go of the engine."""
        ...


class UniqueViolationError(Exception):
    """A statement broke a unique index."""


class StoreUnavailableError(Exception):
    """The engine can not work now: the disk is full, the lock is taken, the server is away."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one endpoint."""

    id: int
    endpoint_id: str
    url: str
    secrets: tuple[str, ...]
    """The endpoint's signing secrets, newest first; during a rotation there are two."""
    form: str
    """How to sign: `sha256` (`sha256=<hex>`) or `v1` (`t=<unix>,v1=<hex>`)."""
    event_id: str
    event_type: str
    body: bytes
    """The event, byte for byte what is to be sent, at every attempt."""
    attempt: int
    """1 for the first attempt."""


class Outbox(Protocol):
    """Events that wait to be delivered. Times here are real Unix seconds, not the sandbox's clock."""

    async def claim_due(
        self, now: int, limit: int, lease_seconds: int, in_flight: Mapping[str, int] = {}
    ) -> Sequence[Delivery]:
        """Take up to `limit` deliveries that are due, for `lease_seconds`.

        An endpoint gets few at a time, together with those that are `in_flight` to it already.

        Of one object's deliveries to one endpoint only the oldest unfinished one is ever handed out, so that events
        arrive in the order they happened. A claim that is neither marked delivered nor failed before its lease ends
        is handed out again, for instance after a crash.
        """
        ...

    async def mark_delivered(self, delivery: Delivery, now: int, status: int) -> bool:
        """The endpoint took it, answering with `status`. Whether that makes another one due."""
        ...

    async def mark_failed(
        self, delivery: Delivery, now: int, next_attempt_at: int | None, reason: str
    ) -> bool:
        """It was not taken, for `reason` (no secret, no body). `None` as the next attempt gives it up.

        Whether one is due now, this or another.
        """
        ...

    async def disable_endpoint(self, endpoint_id: str, now: int) -> None:
        """Send nothing more to the endpoint; what waits for it stays stored."""
        ...
