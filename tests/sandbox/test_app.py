"""The application without a server of its own: mounted in another, called through an ASGI transport."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx2
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from azotte_sandbox import App, Sandbox, Settings, create_app
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.store import Connection

R = TypeVar("R")
DAY = 86_400


def with_app(path: Path, use: Callable[[App, Sandbox, IssuedKey], Awaitable[R]]) -> R:
    """Use the application of a new sandbox, with the secret development key of its tenant."""

    async def opened() -> R:
        sandbox = await Sandbox.open(Settings(str(path / "sandbox.db")))
        try:
            issued = await sandbox.create_tenant(None, None, "test")
            key = next(key for key in issued if key.secret.startswith("sk_dev_"))
            return await use(create_app(sandbox), sandbox, key)
        finally:
            await sandbox.close()

    return asyncio.run(opened())


def client(app: Any, base: str, key: IssuedKey) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app),
        base_url=f"http://sandbox{base}",
        headers={"x-api-key": key.secret, "x-tn": key.world.tenant},
    )


@pytest.mark.parametrize("place", ["", "/billing", "/a/b", "/caf%C3%A9"])
def test_it_responds_below_the_path_where_it_is_mounted(tmp_path: Path, place: str) -> None:
    async def use(app: App, sandbox: Sandbox, key: IssuedKey) -> None:
        mounted: Any = app
        if place:
            mounted = Starlette(routes=[Mount(place.replace("%C3%A9", "é"), app=mounted)])
        async with client(mounted, f"{place}/v1", key) as api:
            created = await api.post("/customers", json={"email": "ada@example.com"})
            assert created.status_code == 201, created.text
            found = await api.get(f"/customers/{created.json()['id']}")
            assert found.json() == created.json()
            head = await api.head(f"/customers/{created.json()['id']}")
            assert (head.status_code, head.content) == (200, b"")
            assert head.headers["content-length"] == found.headers["content-length"]
            assert (await api.get("/customers/a%2Fb")).status_code == 404
            assert (await api.get("/nothing")).status_code == 404
            too_large = await api.post("/customers", content=b" " * 262_145)
            assert too_large.status_code == 413
        async with client(mounted, place, key) as outside:
            assert (await outside.get("/healthz")).json() == {"status": "ok"}

    with_app(tmp_path, use)


def test_its_lifespan_lets_time_pass(tmp_path: Path) -> None:
    """Given as a lifespan of its own, and entered in that of an application that mounts it."""

    async def use(app: App, sandbox: Sandbox, key: IssuedKey) -> None:
        @asynccontextmanager
        async def lifespan(parent: Starlette) -> AsyncGenerator[None]:
            async with app.lifespan():
                yield

        mounted: Any = app
        parent = Starlette(routes=[Mount("/billing", app=mounted)], lifespan=lifespan)
        for running, base in ((app, "/v1"), (parent, "/billing/v1")):
            async with client(running, base, key) as api:
                customer = (
                    await api.post("/customers", json={"email": f"{len(base)}@x.com"})
                ).json()
                body = {"customer": customer["id"], "plan": "plan_daily"}
                created = (await api.post("/subscriptions", json=body)).json()
                await sandbox.store.write(None, jump)
                async with started(running), asyncio.timeout(20):
                    while True:
                        found = (await api.get(f"/subscriptions/{created['id']}")).json()
                        if found["current_period_end"] != created["current_period_end"]:
                            break
                        await asyncio.sleep(0.02)

    async def jump(db: Connection) -> None:
        await db.execute("UPDATE tenant SET offset_seconds = offset_seconds + $1", 2 * DAY)

    with_app(tmp_path, use)


@asynccontextmanager
async def started(app: Any) -> AsyncGenerator[None]:
    """Send an application the events of its lifespan, as a server does."""
    events: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    sent: asyncio.Queue[dict[str, str]] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    task = asyncio.create_task(app(scope, events.get, sent.put))
    await events.put({"type": "lifespan.startup"})
    assert (await sent.get())["type"] == "lifespan.startup.complete"
    yield
    await events.put({"type": "lifespan.shutdown"})
    assert (await sent.get())["type"] == "lifespan.shutdown.complete"
    await task


def test_a_client_that_goes_away_gets_no_response(tmp_path: Path) -> None:
    async def use(app: App, sandbox: Sandbox, key: IssuedKey) -> None:
        messages = [
            {"type": "http.request", "body": b'{"email":', "more_body": True},
            {"type": "http.disconnect"},
        ]
        sent: list[Any] = []

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            sent.append(message)

        headers = [(b"x-api-key", key.secret.encode()), (b"x-tn", key.world.tenant.encode())]
        scope = {
            "type": "http",
            "method": "POST",
            "path": "/v1/customers",
            "query_string": b"",
            "scheme": "http",
            "headers": [*headers, (b"content-type", b"application/json")],
        }
        await app(scope, receive, send)
        assert sent == []

    with_app(tmp_path, use)


def test_a_websocket_is_closed(tmp_path: Path) -> None:
    async def use(app: App, sandbox: Sandbox, key: IssuedKey) -> None:
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await app({"type": "websocket", "path": "/v1/customers"}, receive, send)
        assert sent == ["websocket.close"]

    with_app(tmp_path, use)
