"""Programs that fork, to be run in a process of their own: `python -m tests.client.forks <name> <base URL>`.

Each child says in one line what came of it; a child that hangs is ended by an alarm and says nothing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from azotte import AsyncAzotte, Azotte
from azotte.errors import InvalidArgumentError
from azotte.transports import Httpx2Transport, Urllib3Transport
from tests.client.styles import KEY, TENANT, TLS
from tests.threads import join, start

CALLS = 50
PATIENCE = 20


def in_children(use: Callable[[str], str], count: int = 2) -> None:
    """Fork children that do something at the same time, and wait for them."""
    children: list[int] = []
    for number in range(count):
        child = os.fork()
        if child == 0:
            signal.alarm(PATIENCE)
            try:
                said = use(f"child{number}")
            except Exception as error:  # noqa: BLE001  # said to the parent
                said = f"{type(error).__name__}: {error}"
            os.write(sys.stdout.fileno(), f"{said}\n".encode())
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def wrong_responses(client: Azotte, name: str) -> str:
    asked = [f"{name}x{number}" for number in range(CALLS)]
    return f"{sum(client.customers.get(id).id != id for id in asked)} wrong"


def client_of(url: str, **options: Any) -> Azotte:
    settings: dict[str, Any] = {"api_key": KEY, "tenant_id": TENANT, "max_retries": 0, **options}
    return Azotte(base_url=url, **settings)


def default_transport(url: str) -> None:
    """The parent calls, its children do at the same time, and it calls again."""
    client = client_of(url)
    view = client.for_tenant("other")
    client.customers.get("parent")

    def use(name: str) -> str:
        said = wrong_responses(view, name)
        # Neither this nor what the parent's connections cost here may reach the parent.
        client.close()
        return said

    in_children(use)
    client.customers.get("parent")


def grandchildren(url: str) -> None:
    client = client_of(url)
    client.customers.get("parent")

    def use(name: str) -> str:
        client.customers.get(name)
        in_children(lambda grandchild: wrong_responses(client, name + grandchild))
        return wrong_responses(client, name)

    in_children(use)


def asynchronous(url: str) -> None:
    client = AsyncAzotte(api_key=KEY, tenant_id=TENANT, base_url=url, max_retries=0)

    async def wrong(name: str) -> str:
        asked = [f"{name}x{number}" for number in range(CALLS)]
        given = await asyncio.gather(*map(client.customers.get, asked))
        return f"{sum(got.id != id for got, id in zip(given, asked, strict=True))} wrong"

    async def parent() -> None:
        await client.customers.get("parent")
        in_children(lambda name: asyncio.run(wrong(name)))
        await client.customers.get("parent")

    asyncio.run(parent())


def given_transport(url: str) -> None:
    """A transport that was used before the fork, by another client too; and one that was not."""
    for make in (Httpx2Transport, Urllib3Transport):
        used, unused = make(verify=TLS), make(verify=TLS)
        client, other = client_of(url, transport=used), client_of(url, transport=used)
        fresh = client_of(url, transport=unused)
        client.customers.get("parent")

        def use(
            name: str, clients: tuple[Azotte, ...] = (client, other), fresh: Azotte = fresh
        ) -> str:
            refused = 0
            for each in clients:
                try:
                    each.customers.get(name)
                except InvalidArgumentError as error:
                    refused += error.argument == "transport" and "fork" in str(error)
                each.close()
            return f"{refused} rejected, {wrong_responses(fresh, name)}"

        in_children(use)
        client.customers.get("parent")


def locks_that_are_held(url: str) -> None:
    """Another thread is getting the key, and has the retry budget, while the process is forked."""
    parent = os.getpid()
    asked, go_on = threading.Event(), threading.Event()

    def ask() -> str:
        if os.getpid() == parent:
            asked.set()
            go_on.wait(PATIENCE)
        return KEY

    client = client_of(url, api_key=ask, max_retries=2)
    thread = start(lambda: client.customers.get("parent"))
    assert asked.wait(PATIENCE)
    budget: Any = client._shared.budget  # pyright: ignore[reportPrivateUsage]
    connection: Any = client._connection  # pyright: ignore[reportPrivateUsage]
    with budget._lock, connection._lock:
        in_children(
            lambda name: f"{wrong_responses(client, name)}, {client.customers.get('busy').id}"
        )
    go_on.set()
    join(thread)


if __name__ == "__main__":
    {
        each.__name__: each
        for each in (
            default_transport,
            grandchildren,
            asynchronous,
            given_transport,
            locks_that_are_held,
        )
    }[sys.argv[1]](sys.argv[2])
