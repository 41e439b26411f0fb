"""`kill -9` under write load: what was acknowledged is there, once, and nothing was done twice.

Two servers share the data. Again and again one of them, or both, are killed in the middle of their work and started
again, while clients go on writing through whichever is up.
"""

from __future__ import annotations

import itertools
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from functools import partial
from typing import Any

import httpx2
import pytest

from azotte_sandbox.store import Connection
from tests.sandbox.servers import Server, StartServer, Tenant, new_client

KILLS = 9
WRITERS = 6
WRITES_BETWEEN = 40
PATIENCE_SECONDS = 30.0
REFUNDABLE = 1_000_000

Json = dict[str, Any]
Job = Callable[[httpx2.Client], None]


class Load:
    """Clients that write without a pause, and what they know to have happened."""

    def __init__(self, servers: list[Server], tenant: Tenant) -> None:
        self.servers = servers
        self.tenant = tenant
        self.stopped = threading.Event()
        self.written = 0
        self.tried: set[str] = {"first@example.com"}
        """Emails of customers that may have been made: each was requested once."""
        self.customers: dict[str, Json] = {}
        """Acknowledged ones, by email."""
        self.payments: dict[str, Json] = {}
        """By idempotency key; each was requested until it was acknowledged."""
        self.refunds = 0
        """Each of 1, and requested until it was acknowledged."""
        with self.client(servers[0]) as api:
            customer = api.post("/customers", json={"email": "first@example.com"}).json()
            self.customers["first@example.com"] = customer
            self.payer: str = customer["id"]
            self.pay("first", REFUNDABLE, api)
            self.refunded: str = self.payments["first"]["id"]

    def client(self, server: Server) -> httpx2.Client:
        return new_client(base_url=f"{server.url}/v1", headers=self.tenant.headers())

    def write(self, writer: int) -> None:
        """Do job after job, each through one server and then the other until one has responded."""
        at = writer
        with ExitStack() as opened:
            clients: dict[str, httpx2.Client] = {}
            for job in self.jobs(writer):
                while True:
                    server = self.servers[at % len(self.servers)]
                    if server.url not in clients:
                        clients[server.url] = opened.enter_context(self.client(server))
                    try:
                        job(clients[server.url])
                        break
                    except httpx2.TransportError:
                        at += 1
                        time.sleep(0.01)  # both may be away
                self.written += 1
                if self.stopped.is_set():
                    return

    def jobs(self, writer: int) -> Iterator[Job]:
        for number in itertools.count():
            name = f"{writer}-{number}"
            yield partial(self.create_customer, f"{name}@example.com")
            yield partial(self.pay, name, 5)
            yield partial(self.refund, name)

    def create_customer(self, email: str, api: httpx2.Client) -> None:
        """Without an idempotency key, and so without a second attempt."""
        if email not in self.tried:
            self.tried.add(email)
            response = api.post("/customers", json={"email": email})
            assert response.status_code == 201, response.text
            self.customers[email] = response.json()

    def pay(self, name: str, amount: int, api: httpx2.Client) -> None:
        body = {
            "customer": self.payer,
            "amount": amount,
            "currency": "usd",
            "payment_method": "tok_visa",
        }
        response = api.post("/payments", json=body, headers={"idempotency-key": f"pay-{name}"})
        assert response.status_code == 201, response.text
        self.payments[name] = response.json()

    def refund(self, name: str, api: httpx2.Client) -> None:
        response = api.post(
            f"/payments/{self.refunded}/refund",
            json={"amount": 1},
            headers={"idempotency-key": f"refund-{name}"},
        )
        assert response.status_code == 200, response.text
        self.refunds += 1


@pytest.mark.slow
def test_acknowledged_writes_exist_once_after_any_kill(start_server: StartServer) -> None:
    one = start_server("--limits", "off")

    def start() -> Server:
        return start_server("--limits", "off", database=one.database)

    load = Load([one, start()], one.create_tenant())
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(load.write, writer) for writer in range(WRITERS)]
        try:
            for number in range(KILLS):
                wait_for_writes(load, writers)
                for at in (0, 1) if number % 3 == 2 else (number % 2,):
                    load.servers[at].process.send_signal(signal.SIGKILL)
                    load.servers[at].process.wait()
                    load.servers[at] = start()
        finally:
            load.stopped.set()
    for writer in writers:
        writer.result()

    with load.client(load.servers[0]) as api:
        customers = everything(api, "/customers")
        payments = {payment["id"]: payment for payment in everything(api, "/payments")}
        for name, payment in list(load.payments.items())[:50]:
            load.pay(name, payment["amount"], api)
            assert load.payments[name] == payment, "the response was not kept"
    emails = {customer["email"] for customer in customers}
    assert len(emails) == len(customers)
    assert emails <= load.tried
    assert [customer for customer in load.customers.values() if customer not in customers] == []
    refunded = payments[load.refunded]
    assert refunded["amount_refunded"] == load.refunds
    assert payments == {
        payment["id"]: refunded if payment["id"] == load.refunded else payment
        for payment in load.payments.values()
    }
    assert len(payments) == len(load.payments)
    assert events(load.servers[0], load.tenant) == Counter(
        {
            **{("customer.created", customer["id"]): 1 for customer in customers},
            **{("payment.succeeded", payment): 1 for payment in payments},
            ("payment.refunded", load.refunded): load.refunds,
        }
    )
    if not one.database.startswith("postgresql:"):
        with closing(sqlite3.connect(one.database)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def wait_for_writes(load: Load, writers: list[Future[None]]) -> None:
    enough, latest = load.written + WRITES_BETWEEN, time.monotonic() + PATIENCE_SECONDS
    while load.written < enough and not any(writer.done() for writer in writers):
        assert time.monotonic() < latest, "the servers do not respond"
        time.sleep(0.005)


def everything(api: httpx2.Client, path: str) -> list[Json]:
    found: list[Json] = []
    query: dict[str, Any] = {"limit": 100}
    while True:
        page = api.get(path, params=query).json()
        found += page["data"]
        if not page["has_more"]:
            return found
        query["starting_after"] = found[-1]["id"]


def events(server: Server, tenant: Tenant) -> Counter[tuple[str, str]]:
    """How often each kind of event was told of each object of a tenant."""

    async def work(db: Connection) -> Counter[tuple[str, str]]:
        rows = await db.fetch(
            "SELECT type, subject, COUNT(*) FROM event WHERE tenant = $1 GROUP BY type, subject",
            tenant.id,
        )
        return Counter({(row[0], row[1]): row[2] for row in rows})

    return server.do(lambda sandbox: sandbox.store.read(None, work))
