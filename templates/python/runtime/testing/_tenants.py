"""A tenant of the sandbox with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Self, TypeAlias

from azotte import AsyncAzotte, Azotte
from azotte._base_errors import InvalidArgumentError
from azotte._secret import Secret
from azotte.testing._control import ControlClient
from azotte.testing._event_deliveries import Webhooks

FailureType: TypeAlias = Literal[
    "error", "rate_limit", "maintenance", "cut_connection", "lose_response", "latency"
]


@dataclass(frozen=True, slots=True)
class Connection:
    """How the sandbox of a tenant is reached."""

    url: str
    control: ControlClient
    transports: dict[str, Any]
    """Transports of `sync` and `async` clients. Those of the client by default."""


class Tenant:
    """A tenant with keys, data and a clock of its own.

    Attributes:
        tenant_id: ID of the tenant.
        base_url: Base URL of the API. Nothing listens there if the sandbox runs in this process.
        clock: Its clock.
        webhooks: Its webhook events.
    """

    def __init__(self, connection: Connection, options: dict[str, Any]) -> None:
        self._connection = connection
        created = connection.control.post("/tenants", options)
        self.tenant_id: str = created["id"]
        self.base_url: str = f"{connection.url}/v1"
        self._keys = {
            (key["type"], key["environment"]): Secret(key["key"]) for key in created["keys"]
        }
        self._path = f"/tenants/{self.tenant_id}"
        self.clock: Clock = Clock(connection.control, f"{self._path}/clock")
        self.webhooks: Webhooks = Webhooks(connection.control, self._path)

    def key(self, type: str = "secret", environment: str = "development") -> Secret:
        """Return the tenant's key of a kind.

        Args:
            type: `publishable` or `secret`.
            environment: `development` or `production`.

        Raises:
            InvalidArgumentError: The tenant has no such key.
        """
        key = self._keys.get((type, environment))
        if key is None:
            known = ", ".join(f"{kind!r} in {where!r}" for kind, where in self._keys)
            raise InvalidArgumentError(
                f"There is no key of type {type!r} in environment {environment!r}; use one of: {known}",
                "type",
            )
        return key

    def client(self, **options: Any) -> Azotte:
        """Return a client with the secret development key.

        Args:
            options: Arguments of `Azotte` that shall differ.
        """
        return Azotte(**self._options("sync") | options)

    def async_client(self, **options: Any) -> AsyncAzotte:
        """Return an asynchronous client with the secret development key, for any event loop.

        Args:
            options: Arguments of `AsyncAzotte` that shall differ.
        """
        return AsyncAzotte(**self._options("async") | options)

    def fail(
        self,
        type: FailureType,
        operation: str | None = None,
        *,
        times: int | None = 1,
        status: int | None = None,
        code: str | None = None,
        retry_after: int | None = None,
        latency_ms: int | None = None,
    ) -> None:
        """Let the next requests fail.

        Args:
            type: What happens: `error` with a status or a code, `rate_limit`, `maintenance`, `cut_connection` before the
                operation, `lose_response` after the operation took place, or `latency`.
            operation: operationId, such as `create_payment`. All operations by default.
            times: Number of requests, or `None` for all until `stop_failing`.
            status: Status of an `error`.
            code: Code of an `error`. Defaults to the first one with the status.
            retry_after: Seconds in `Retry-After`, for `rate_limit` and `maintenance`.
            latency_ms: Milliseconds to wait before anything else happens.

        Raises:
            SandboxError: The contract has no such operation, status or code.
        """
        rule = {"type": type, "operation": operation, "times": times, "status": status}
        rule |= {"code": code, "retry_after": retry_after, "latency_ms": latency_ms}
        self._connection.control.post(f"{self._path}/failures", rule)

    def stop_failing(self) -> None:
        """Remove all failures."""
        self._connection.control.delete(f"{self._path}/failures")

    def requests(self, operation: str | None = None) -> list[dict[str, Any]]:
        """Return the newest requests with their responses, oldest first. Keys are masked.

        Args:
            operation: operationId. All operations by default.
        """
        found: list[dict[str, Any]] = self._connection.control.get(
            "/requests", tenant=self.tenant_id, operation=operation
        )["data"]
        return found

    def snapshot(self) -> str:
        """Save the data and the clock, and return the ID of the snapshot, also for other tenants."""
        snapshot: str = self._connection.control.post(f"{self._path}/snapshots", {})["id"]
        return snapshot

    def restore(self, snapshot: str) -> None:
        """Replace the data and the clock by those of a snapshot."""
        self._connection.control.post(f"{self._path}/restore", {"snapshot": snapshot})

    def close(self) -> None:
        """Remove the tenant."""
        self._connection.control.delete(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _options(self, kind: str) -> dict[str, Any]:
        options: dict[str, Any] = {
            "api_key": self.key(),
            "tenant_id": self.tenant_id,
            "base_url": self.base_url,
        }
        if kind in self._connection.transports:
            options["transport"] = self._connection.transports[kind]
        return options


class Clock:
    """The clock of a tenant. It only goes forward."""

    def __init__(self, control: ControlClient, path: str) -> None:
        self._control = control
        self._path = path

    @property
    def now(self) -> int:
        """Time of the clock, in Unix seconds."""
        now: int = self._control.get(self._path)["now"]
        return now

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        """Advance the clock. Renewals and other changes that become due are complete when this returns."""
        by = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        self._control.post(self._path, {"advance": f"{int(by.total_seconds())}s"})

    def advance_to(self, time: int) -> None:
        """Advance the clock to a time in Unix seconds; see `advance`."""
        self._control.post(self._path, {"to": time})

    def freeze(self) -> None:
        """Let the clock stand still until it is advanced."""
        self._control.post(self._path, {"frozen": True})
