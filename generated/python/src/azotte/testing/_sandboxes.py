# Copied from templates/python/runtime/testing/_sandboxes.py: edit there, not here.
"""The sandbox that tests use, in this process or elsewhere."""

from __future__ import annotations

from typing import Any, NoReturn, Self

from azotte._secret import Secret
from azotte.testing._control import ControlClient
from azotte.testing._in_process import AsyncSandboxTransport, InProcess, SandboxTransport
from azotte.testing._tenants import Connection, Tenant
from azotte.transports import Httpx2Transport, Transport

_IN_PROCESS = "http://127.0.0.1"


class Sandbox(Tenant):
    """A sandbox. Use it in a `with` statement.

    It has a tenant of its own, so a small test needs nothing else. `create_tenant` creates others.
    """

    def __init__(self, url: str | None = None, *, token: str | Secret = "") -> None:
        """Start a sandbox in this process, or use one that runs.

        Args:
            url: URL of a running sandbox, without `/v1`, such as `http://127.0.0.1:8787`. Starts one by default.
            token: Token of its control API, if it requires one.

        Raises:
            SandboxError: There is no sandbox at the URL.
        """
        self._process: InProcess | None = None
        transports: dict[str, Any] = {}
        self._transport: Transport
        if url is None:
            self._process = InProcess()
            self._transport = SandboxTransport(self._process)
            transports = {"sync": self._transport, "async": AsyncSandboxTransport(self._process)}
        else:
            self._transport = Httpx2Transport()
        address = (url or _IN_PROCESS).rstrip("/")
        control = ControlClient(address, self._transport, Secret(token, "token"))
        try:
            super().__init__(Connection(address, control, transports), {})
        except BaseException:
            self._stop()
            raise

    def create_tenant(
        self,
        *,
        id: str | None = None,
        time: int | None = None,
        frozen: bool = False,
        ids_seed: str | None = None,
        snapshot: str | None = None,
    ) -> Tenant:
        """Create a tenant with keys, data and a clock of its own. `close` removes it.

        Args:
            id: ID of the tenant. Random by default.
            time: Time of its clock in Unix seconds, which can be in the past. Defaults to real time.
            frozen: Whether its clock stands still until it is advanced.
            ids_seed: Seed for object IDs that are the same in each run. Random by default.
            snapshot: ID of a snapshot with the data to start with.
        """
        options = {"id": id, "time": time, "frozen": frozen, "ids_seed": ids_seed}
        return Tenant(self._connection, options | {"snapshot": snapshot})

    def close(self) -> None:
        """Stop the sandbox and remove its data; of a server, remove the tenant."""
        if self._process is None:
            super().close()
        self._stop()

    def _stop(self) -> None:
        self._transport.close()
        if self._process is not None:
            self._process.close()

    def __enter__(self) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a sandbox is not copied or pickled, because it runs here; make another")
