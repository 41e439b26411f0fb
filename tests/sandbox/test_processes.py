"""Several servers over the same data are one: what one does the others know at the next request.

Revocation, idempotency and limits across processes are shown beside the rules themselves (`test_auth`,
`test_idempotency`, `test_rate_limits`), and what a killed process leaves behind in `test_durability`.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from azotte_sandbox.store import Connection
from tests.sandbox.engines import Engine
from tests.sandbox.servers import Server, StartServer, Tenant, error_of, new_client, request

# Each test starts several servers.
pytestmark = pytest.mark.slow

DAY = 86_400


@pytest.fixture(scope="module")
def pair(start_server: StartServer) -> tuple[Server, Server]:
    one = start_server("--limits", "off")
    return one, start_server("--limits", "off", database=one.database)


@pytest.fixture
def tenant(pair: tuple[Server, Server]) -> Tenant:
    return pair[0].create_tenant()


def call(server: Server, headers: dict[str, str], path: str = "/customers") -> httpx2.Response:
    return request("GET", f"{server.url}/v1{path}", headers=headers)


def client(server: Server, tenant: Tenant) -> httpx2.Client:
    return new_client(base_url=f"{server.url}/v1", headers=tenant.headers())


def clock_of(server: Server, tenant: Tenant) -> int:
    """What time it is for a server, told by the date of something new."""
    with client(server, tenant) as api:
        created = api.post("/customers", json={"email": f"{time.time_ns()}@example.com"}).json()
    moment: int = created["created"]
    return moment


def test_during_a_rotation_both_keys_work_everywhere_and_then_the_new_one_does(
    pair: tuple[Server, Server], tenant: Tenant
) -> None:
    created = pair[0].run("keys", "create", "--tenant", tenant.id)
    old, old_id = re.findall(r"(\w+)\s+\((\w+)\)", created)[0]
    new = pair[0].run("keys", "rotate", old_id, "--overlap", "2h").split()[0]
    for server in pair:
        for key in (old, new):
            assert call(server, {"x-api-key": key, "x-tn": tenant.id}).status_code == 200
    pair[0].run("clock", "advance", "2h")
    for server in pair:
        error_of(call(server, {"x-api-key": old, "x-tn": tenant.id}), 401, "authentication_failed")
        assert call(server, {"x-api-key": new, "x-tn": tenant.id}).status_code == 200


def test_a_clock_that_is_moved_is_moved_for_all(
    pair: tuple[Server, Server], tenant: Tenant
) -> None:
    before = [clock_of(server, tenant) for server in pair]
    pair[0].run("clock", "advance", "30d")
    for server, moment in zip(pair, before, strict=True):
        assert 30 * DAY <= clock_of(server, tenant) - moment <= 30 * DAY + 60


def test_due_work_is_done_once_by_any_number_of_servers(
    pair: tuple[Server, Server], tenant: Tenant
) -> None:
    with client(pair[0], tenant) as api:
        customer = api.post("/customers", json={"email": "ada@example.com"}).json()["id"]
        subscriptions = [
            api.post("/subscriptions", json={"customer": customer, "plan": "plan_daily"}).json()
            for _ in range(5)
        ]

    async def move(db: Connection) -> None:
        # Without doing what is due on the way: that is left to the servers, which look every second.
        await db.execute("UPDATE tenant SET offset_seconds = offset_seconds + $1", 3 * DAY)

    pair[0].write(move)
    with client(pair[1], tenant) as api:
        latest = time.monotonic() + 20
        while time.monotonic() < latest:
            found = api.get("/subscriptions", params={"limit": 100}).json()["data"]
            now = clock_of(pair[0], tenant)
            if all(subscription["current_period_end"] > now for subscription in found):
                break
            time.sleep(0.1)
        payments = api.get("/payments", params={"limit": 100}).json()["data"]
    paid = [payment["subscription"] for payment in payments]
    assert {id_: paid.count(id_) for id_ in paid} == {doc["id"]: 4 for doc in subscriptions}


def test_a_list_is_one_list_whoever_writes_it(pair: tuple[Server, Server], tenant: Tenant) -> None:
    """A reader that follows the newest object misses none, though two processes write concurrently."""
    with client(pair[0], tenant) as one, client(pair[1], tenant) as two:

        def create(number: int) -> str:
            body = {"email": f"{number}@example.com"}
            created: dict[str, Any] = (one, two)[number % 2].post("/customers", json=body).json()
            return str(created["id"])

        with ThreadPoolExecutor(8) as pool:
            seen: list[str] = [create(1_000_000)]
            writing = [pool.submit(create, number) for number in range(120)]
            while len(seen) <= len(writing):
                finished = all(write.done() for write in writing)
                page = two.get(
                    "/customers", params={"ending_before": seen[-1], "limit": 100}
                ).json()
                seen += [doc["id"] for doc in reversed(page["data"])]
                if finished and not page["data"]:
                    break
            created = {write.result() for write in writing}
    assert len(seen) == len(set(seen)) == len(created) + 1
    assert created < set(seen)


def test_servers_that_start_together_make_one_tenant(
    engine: Engine, start_server: StartServer
) -> None:
    database = engine.new_database()
    with ThreadPoolExecutor(3) as pool:
        starting = [
            pool.submit(start_server, "--limits", "off", database=database) for _ in range(3)
        ]
    printed = [start.result().printed for start in starting]
    assert sum("shown once" in text for text in printed) == 1
    assert len(starting[0].result().run("tenants", "list").splitlines()) == 2
