"""Runs an application on a loopback port, with the keys that a run of the contract tests needs."""

from __future__ import annotations

import copy
import threading
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from azotte_conformance.contract import Contract
from azotte_conformance.identities import (
    EXPIRED,
    LIMITED,
    MAIN,
    NEIGHBOUR,
    OTHER,
    REVOKED,
    World,
    role_of,
    world_of,
)
from tests.conformance.independent.application import Application, Key
from tests.conformance.independent.platform import Place, Platform


@dataclass(frozen=True)
class Running:
    """A server that is running."""

    url: str
    """Base URL, with the version."""
    world: World
    application: Application
    values: Mapping[str, tuple[str, ...]]
    """What the configuration of a run names."""


@contextmanager
def running(
    contract: Contract,
    application: type[Application] = Application,
    platform: type[Platform] = Platform,
    values: Mapping[str, tuple[str, ...]] | None = None,
) -> Generator[Running]:
    """Serve an application while the block lasts."""
    # schemathesis writes references out in the document that it is given.
    app = application(copy.deepcopy(contract.json), platform())
    world = _world(contract, app)
    # zttp takes a quarter of the time that h11 takes, and most of this package is spent in requests.
    config = uvicorn.Config(
        app.asgi(), host="127.0.0.1", port=0, http="zttp", log_level="error", lifespan="off"
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started:
        if time.monotonic() > deadline or not thread.is_alive():
            raise RuntimeError("The server did not start within 30 seconds.")
        time.sleep(0.02)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield Running(f"http://127.0.0.1:{port}/v1", world, app, values or {})
    finally:
        server.should_exit = True
        thread.join(10)


def _world(contract: Contract, app: Application) -> World:
    """A tenant with a key of each kind, and another tenant."""
    values: dict[str, tuple[str, str]] = {}
    main = next(
        k for k in contract.key_kinds if (k.type, k.environment) == ("secret", "development")
    )
    for tenant in ("tenant_one", "tenant_two"):
        for environment in sorted({kind.environment for kind in contract.key_kinds}):
            app.platform.add_place(Place(tenant, environment))
    for kind in contract.key_kinds:
        key = app.add_key(kind.prefix, Key(Place("tenant_one", kind.environment), kind.type))
        values[role_of(kind.type, kind.environment)] = (key, "tenant_one")
        if kind == main:
            values[MAIN] = (key, "tenant_one")
    place = Place("tenant_one", main.environment)
    for role in (REVOKED, EXPIRED):
        values[role] = (app.add_key(main.prefix, Key(place, "secret", ended=True)), "tenant_one")
    for role in (LIMITED, NEIGHBOUR):
        values[role] = (app.add_key(main.prefix, Key(place, "secret", limited=True)), "tenant_one")
    other = app.add_key(main.prefix, Key(Place("tenant_two", main.environment), "secret"))
    values[OTHER] = (other, "tenant_two")
    return world_of(contract, values)
