"""A short history of one sandbox that touches whatever a fault can change, and all that its clients see of it.

A fault that leaves the transcript as it is has no effect. Whether the contract tests notice the effect is another
question, which the proof decides.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from azotte_sandbox import app as application
from azotte_sandbox import clock
from azotte_sandbox.contract import Rate
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection, Delivery, World
from azotte_sandbox.store.tables import CUSTOMERS
from azotte_sandbox.webhooks import deliver, endpoints, sign
from azotte_sandbox.webhooks.outbox import StoredOutbox
from tests.conformance.faults.exchange import Application, Json, as_object

HOUR = 3600
DAY = 24 * HOUR
STEPS_OF_CLOCK = 40
"""A sandbox with more to do than this for a move of the clock never ends."""

DELIVERY_SECONDS = 20
"""Enough on the slowest machine. A fault may keep a delivery back for ever."""

Transcript = list[tuple[Any, ...]]


class Clock(Exception):
    """The clock did not get where it should."""


async def play(database: Path) -> AsyncGenerator[Transcript]:
    """Run the history on a new sandbox, and yield what its clients saw in each chapter."""
    sandbox = await Sandbox.open(Settings(str(database), seeded_ids="faults"))
    try:
        history = _History(sandbox)
        await history.begin()
        for chapter in (
            history.credentials,
            history.customers,
            history.values,
            history.errors,
            history.http,
            history.lists,
            history.isolation,
            history.repetitions,
            history.subscriptions,
            history.payments,
            history.limits,
            history.events,
            history.deletions,
            history.time,
            history.events,
            history.delivery,
            history.races,
        ):
            history.transcript = []
            await chapter()
            yield history.transcript
    finally:
        await sandbox.close()


class _History:
    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._app: Application = application.create_app(sandbox, limits="relaxed")
        self.transcript: Transcript = []
        self._keys: dict[tuple[str, str, str], str] = {}
        self._special: dict[str, str] = {}

    async def begin(self) -> None:
        """Make two tenants with keys of every kind, and webhook endpoints."""
        sandbox = self._sandbox
        for tenant in ("acme", "beta"):
            for key in await sandbox.create_tenant(tenant, None, "test"):
                self._keys[tenant, key.kind.type, key.kind.environment] = key.secret
        secret = sandbox.keys("test").kind("secret", "development")

        async def more(db: Connection) -> None:
            now, keys = await clock.read_now(db, "acme"), sandbox.keys("test")
            expired = await keys.create(db, "acme", secret, now, expires_at=now + 1)
            revoked = await keys.create(db, "acme", secret, now)
            await keys.revoke(db, revoked.id, now)
            limited = [await keys.create(db, "acme", secret, now, rate=Rate(60, 3)) for _ in "ab"]
            self._special = {
                "expired": expired.secret,
                "revoked": revoked.secret,
                "limited": limited[0].secret,
                "neighbour": limited[1].secret,
            }
            for tenant, environment, form in (
                ("acme", "development", "v1"),
                ("acme", "development", "sha256"),
                ("acme", "production", "v1"),
                ("beta", "development", "v1"),
            ):
                await endpoints.add(
                    db,
                    sandbox.ids,
                    sandbox.contract,
                    World(tenant, environment),
                    f"https://{tenant}.example/{environment}/{form}",
                    form,
                    (),
                    now,
                )
            await db.execute("UPDATE webhook_endpoint SET secrets = 'whsec_c2VjcmV0'")

        await sandbox.store.write(None, more)
        await self._wait(2)

    async def credentials(self) -> None:
        """Every way in which a key and a tenant can be right and wrong."""
        good = self._keys["acme", "secret", "development"]
        public = self._keys["acme", "publishable", "development"]
        for headers in (
            {},
            {"x-api-key": good},
            {"x-api-key": good, "x-tn": "beta"},
            {"x-api-key": good, "x-tn": "ACME"},
            {"x-api-key": good, "x-tn": "ac"},
            {"x-api-key": f"{good}0", "x-tn": "acme"},
            {"x-api-key": "é", "x-tn": "acme"},
            {"x-api-key": "sk_dev_wrong", "x-tn": "acme"},
            {"x-api-key": self._special["revoked"], "x-tn": "acme"},
            {"x-api-key": self._special["expired"], "x-tn": "acme"},
            {"authorization": f"Bearer {good}", "x-tn": "acme"},
            {"x-api-key": public, "x-tn": "acme"},
        ):
            for method, path in (
                ("GET", "/customers"),
                ("GET", "/customers/cus_nobody1"),
                ("GET", "/payments?limit=none"),
                ("HEAD", "/payments"),
                ("GET", "/bundles"),
                ("GET", "/customers/cus_nobody1/entitlements"),
                ("POST", "/customers"),
            ):
                await self._raw(method, path, list(headers.items()), b"{}")
        await self._raw("GET", f"/customers?x-api-key={good}", [("x-tn", "acme")])
        twice = [("x-api-key", "wrong"), ("x-api-key", good), ("x-tn", "acme")]
        await self._raw("GET", "/customers", twice)

    async def customers(self) -> None:
        """Create and change customers."""
        address = {"line1": "1 Road", "line2": "Flat 2", "city": "Town", "country": "DE"}
        ann = await self._call(
            "POST",
            "/customers",
            {
                "email": "Ann@Example.com",
                "name": " Ann <b>e\u0301</b> " + "x" * 150,
                "phone": "+49 30 1234567",
                "address": address,
                "metadata": {"Key": "", "long": "v" * 300},
            },
        )
        self._ann = ann["id"]
        for body in (
            {"email": "none@example.com", "name": None},
            {"email": "empty@example.com", "name": ""},
            {"email": "emoji@example.com", "name": "\U0001f600"},
            {"email": "percent@example.com", "name": "100%d"},
            {"email": "plus+sign@example.com"},
            {"email": "ANN@example.com"},
        ):
            await self._call("POST", "/customers", body)
        path = f"/customers/{self._ann}"
        changes: Sequence[Json] = (
            {"metadata": {"other": "1"}},
            {"address": {"line1": "2 Road"}},
            {"email": "ann@example.com"},
            {"name": None},
            {"email": "ann.new@example.com", "phone": "+49 30 7654321"},
            {"email": "none@example.com"},
        )
        for body in changes:
            await self._call("PUT", path, body)
            await self._call("GET", path)
        for text in ("ann@", "ann.new", "ANN", "a_n", "a%n", "example"):
            await self._call("GET", f"/customers?email[contains]={text}")

    async def values(self) -> None:
        """Values inside and outside of their bounds."""
        email = "bounds@example.com"
        fields: Sequence[Json] = (
            {"name": "n" * 200},
            {"name": "n" * 201},
            {"name": "a\u0007b"},
            {"email": "no email"},
            {"email": "e" * 80 + "@example.com"},
            {"metadata": {f"k{n}": "v" for n in range(50)}},
            {"metadata": {f"k{n}": "v" for n in range(51)}},
            {"metadata": {"not a key!": "v"}},
            {"metadata": {"k": "v" * 500}},
            {"metadata": {"k": "v" * 501}},
            {"address": {"country": "de"}},
            {"unknown": 1},
        )
        for number, body in enumerate(fields):
            await self._call("POST", "/customers", {"email": f"{number}{email}"} | body)
        payment = {"customer": self._ann, "currency": "usd", "payment_method": "tok_visa"}
        for amount in (0, 1, True, "5", 2**31, 99_999_999_999, 10**15, None):
            await self._call("POST", "/payments", payment | {"amount": amount})
        await self._call(
            "POST", "/payments", {"customer": self._ann, "amount": 5, "payment_method": "t"}
        )
        await self._call("POST", "/subscriptions", {"customer": self._ann, "plan": "plan_pro\n"})
        for query in ("limit=%2B5", "limit=%D9%A3", "limit=3&limit=4", "limit=0", "limit=101"):
            await self._call("GET", f"/customers?{query}")

    async def errors(self) -> None:
        """Requests that are wrong as such."""
        headers = [*self._credentials(), ("content-type", "application/json")]
        await self._call("GET", "/no_such_path")
        await self._call("PATCH", "/customers")
        await self._call("TRACE", "/customers")
        await self._call("GET", "/customers/")
        await self._call("GET", f"/customers/{self._ann.swapcase()}")
        await self._call("GET", f"/customers/cus_{self._ann[4:].swapcase()}")
        await self._call("GET", "/customers/cus_nobody1")
        await self._call("POST", "/payments", {"customer": "cus_nobody1"})
        for body in (
            b"{",
            b"",
            b"[" * 5000,
            b'{"email":"twice@example.com","email":"again@example.com"}',
            b'{"email":"big@example.com","name":"' + b"n" * 300_000 + b'"}',
        ):
            await self._raw("POST", "/customers", headers, body)
        pause = f"/customers/{self._ann}"
        await self._raw("POST", pause, headers, b"")
        for media_type in (
            "application/json; charset=utf-8",
            "Application/JSON",
            "application/json5",
            "text/plain",
        ):
            typed = [*self._credentials(), ("content-type", media_type)]
            await self._raw("PUT", f"/customers/{self._ann}", typed, b'{"name":"typed"}')

    async def http(self) -> None:
        """What HTTP itself has."""
        path = f"/customers/{self._ann}"
        await self._call("HEAD", path)
        await self._call("OPTIONS", path)
        for query in ("page=2", "debug=1", "utm_source=x"):
            await self._call("GET", f"/customers?{query}")
        for header in (
            ("x-http-method-override", "DELETE"),
            ("accept", "text/html"),
            ("if-none-match", "*"),
            ("range", "bytes=0-1"),
            ("x-forwarded-for", "203.0.113.1"),
            ("accept-language", "de"),
            ("accept-encoding", "gzip"),
        ):
            await self._raw("GET", "/customers/cus_nobody1", [*self._credentials(), header])
            await self._raw("GET", "/customers", [*self._credentials(), header])

    async def lists(self) -> None:
        """Walk a long list in both directions."""

        async def fill(db: Connection) -> None:
            for number in range(105):
                doc: Json = {
                    "id": self._sandbox.ids.new("cus"),
                    "object": "customer",
                    "name": None,
                    "email": f"list{number % 3}.{number}@example.com",
                    "phone": None,
                    "address": None,
                    "metadata": {},
                    "created": number,
                }
                await CUSTOMERS.insert(db, World("beta", "production"), doc)

        await self._sandbox.store.write(None, fill)
        get = partial(self._call, "GET", tenant="beta", environment="production")
        full = await get("/customers?limit=100")
        ids = [customer["id"] for customer in full["data"]] + ["cus_nobody1"] * 100
        await self._call("DELETE", f"/customers/{ids[50]}", tenant="beta", environment="production")
        for cursor in (ids[0], ids[20], ids[50], ids[99], "cus_nobody1", self._ann):
            for limit in (3, 10, 60):
                await get(f"/customers?limit={limit}&starting_after={cursor}")
                await get(f"/customers?limit={limit}&ending_before={cursor}")
        await get("/customers")
        for query in (
            "created[gte]=100",
            "created[gte]=61",
            "created[lte]=3",
            "email[contains]=list0&created[gte]=90",
            "email[contains]=list0&created[lte]=6",
            f"email[contains]=list0&starting_after={ids[9]}",
        ):
            await get(f"/customers?limit=5&{query}")
        await get("/bundles")

    async def isolation(self) -> None:
        """One tenant and environment looks for another's objects."""
        for tenant, environment in (("beta", "development"), ("acme", "production")):
            call = partial(self._call, tenant=tenant, environment=environment)
            path = f"/customers/{self._ann}"
            await call("GET", path)
            await call("PUT", path, {"name": "Mine"})
            await call("GET", f"{path}/entitlements")
            await call("GET", f"/customers?starting_after={self._ann}")
            await call("GET", "/customers")
            paid = {"amount": 5, "currency": "usd", "payment_method": "tok_visa"}
            await call("POST", "/payments", paid | {"customer": self._ann})
            await call("POST", "/customers", {"email": "ann.new@example.com"})
            await call("GET", "/customers")

    async def repetitions(self) -> None:
        """Idempotency keys."""
        key = "key-" + "k" * 80
        create = partial(self._call, "POST", "/customers")
        first = await create({"email": "once@example.com", "name": "Once"}, key=key)
        await create({"email": "once@example.com", "name": "Once"}, key=key)
        await create({"name": "Once", "email": "once@example.com"}, key=key)
        await create({"email": "other@example.com"}, key=key)
        await create({"email": "case@example.com"}, key=key.upper())
        await create({"email": "tail@example.com"}, key=f"{key}2")
        await create({"email": "tenant@example.com"}, key=key, tenant="beta")
        await create({"email": "environment@example.com"}, key=key, environment="production")
        await create({"email": "space@example.com"}, key="a key")
        await create({"email": "once@example.com"}, key="rejected")
        await create({"email": "free@example.com"}, key="rejected")
        subscription = {"customer": first["id"], "plan": "plan_pro"}
        one = await self._call("POST", "/subscriptions", subscription, key="sub-1")
        two = await self._call("POST", "/subscriptions", subscription, key="sub-2")
        await self._call("POST", "/subscriptions", subscription, key=key)
        for subscription in (one, two):
            await self._call("POST", f"/subscriptions/{subscription['id']}/pause", key="pause")
        await self._call("POST", f"/subscriptions/{one['id']}/resume", key="pause")
        again = {
            "customer": self._ann,
            "amount": 7,
            "currency": "usd",
            "payment_method": "tok_visa",
        }
        for wait in (0, 0, 2 * HOUR, DAY):
            await self._wait(wait)
            await self._call("POST", "/payments", again, key="retention")

    async def subscriptions(self) -> None:
        """Every operation in every state."""
        await self._customer("sub@example.com")
        for plan in ("plan_pro", "plan_basic", "plan_daily"):
            created = await self._subscribe(plan)
            path = f"/subscriptions/{created['id']}"
            steps: Sequence[tuple[str, Json | None]] = (
                ("pause", None),
                ("update", {"plan": "plan_pro_yearly"}),
                ("resume", None),
                ("update", {"metadata": {"a": "1"}}),
                ("update", {"metadata": {}}),
                ("update", {"plan": "plan_pro_yearly", "proration": "next_cycle"}),
                ("update", {"plan": "plan_daily", "proration": "none"}),
                ("update", {"plan": "plan_pro_yearly"}),
                ("cancel", {"at_period_end": True, "reason": "too_expensive"}),
                ("pause", None),
                ("cancel", {"reason": "other"}),
                ("resume", None),
                ("cancel", None),
                ("update", {"metadata": {"b": "1"}}),
            )
            for operation, body in steps:
                if operation == "update":
                    await self._call("PUT", path, body)
                else:
                    await self._call("POST", f"{path}/{operation}", body)
                await self._call("GET", path)
                await self._call("GET", f"/customers/{self._owner}/entitlements")
                await self._call("GET", "/payments?limit=1")
        paused = await self._subscribe("plan_pro")
        await self._subscribe("plan_pro")
        await self._call("POST", f"/subscriptions/{paused['id']}/pause")
        await self._call("GET", f"/customers/{self._owner}/entitlements")
        await self._call("POST", f"/subscriptions/{paused['id']}/cancel")
        changed = await self._subscribe("plan_daily")
        await self._call("PUT", f"/subscriptions/{changed['id']}", {"plan": "plan_weekly"})
        for query in (
            "status=active",
            "status=paused",
            "plan=plan_daily",
            "plan=plan_pro",
            f"customer={self._owner}&status=canceled",
            f"status=active&customer={self._ann}",
            f"customer={self._owner[:12]}",
        ):
            await self._call("GET", f"/subscriptions?limit=5&{query}")
        await self._call("GET", f"/customers/{self._ann}?expand[]=subscriptions")
        await self._call("GET", f"/customers/{self._owner}?expand[]=subscriptions")

    async def payments(self) -> None:
        """Take money and give it back."""
        other = await self._subscribe("plan_basic")
        paid = {"customer": self._ann, "amount": 1000, "currency": "usd"}
        created = [
            await self._call("POST", "/payments", paid | {"payment_method": token})
            for token in ("tok_visa", "tok_declined", "tok_disputed")
        ]
        large = paid | {"payment_method": "tok_visa", "amount": 2**31 + 5}
        await self._call("POST", "/payments", large)
        for wrong in ({"subscription": other["id"]}, {"subscription": "sub_nobody1"}):
            await self._call("POST", "/payments", paid | {"payment_method": "tok_visa"} | wrong)
        for payment in created:
            path = f"/payments/{payment['id']}"
            for body in ({"amount": 300}, {"amount": 900}, {"amount": 100}, None, None):
                await self._call("POST", f"{path}/refund", body)
                await self._call("GET", path)

    async def limits(self) -> None:
        """Use up the limit of a key."""
        for name, method in (("limited", "POST"), ("neighbour", "GET")):
            headers = [("x-api-key", self._special[name]), ("x-tn", "acme")]
            for _ in range(4):
                await self._raw(method, "/customers", headers, b"")
        wrong = [("x-api-key", "sk_dev_wrong"), ("x-tn", "acme")]
        await self._raw("GET", "/customers", wrong)

    async def deletions(self) -> None:
        """Delete a customer who has everything."""
        await self._customer("before@example.com")
        await self._customer("gone@example.com")
        await self._subscribe("plan_pro")
        path = f"/customers/{self._owner}"
        await self._call("DELETE", path)
        for later in (path, f"{path}/entitlements", "/customers?limit=4", "/payments?limit=2"):
            await self._call("GET", later)
        await self._call("GET", f"/customers?limit=2&starting_after={self._owner}")
        await self._call("GET", f"/subscriptions?customer={self._owner}")
        await self._call("POST", "/customers", {"email": "gone@example.com"})
        await self._call("DELETE", path)

    async def time(self) -> None:
        """Trials end, periods renew, payments fail."""
        await self._customer("time@example.com")
        watched = [await self._subscribe(plan) for plan in ("plan_basic", "plan_daily", "plan_pro")]
        ending = await self._subscribe("plan_daily")
        later = await self._subscribe("plan_daily")
        await self._call("POST", f"/subscriptions/{ending['id']}/cancel", {"at_period_end": True})
        next_plan = {"plan": "plan_weekly", "proration": "next_cycle"}
        await self._call("PUT", f"/subscriptions/{later['id']}", next_plan)
        for days in (1, 1, 11, 20):
            await self._wait(days * DAY + 60)
            for subscription in (*watched, ending, later):
                await self._call("GET", f"/subscriptions/{subscription['id']}")
            await self._call("GET", "/payments?limit=20")
            await self._call("GET", f"/customers/{self._owner}/entitlements")
        declined = {"amount": 1, "currency": "usd", "payment_method": "tok_declined"}
        await self._call("POST", "/payments", declined | {"customer": self._owner})
        await self._wait(DAY)
        path = f"/subscriptions/{watched[1]['id']}"
        await self._call("GET", path)
        await self._call("POST", f"{path}/pause")
        await self._call("POST", f"{path}/cancel")

    async def events(self) -> None:
        """Take every event that waits, as an endpoint would."""
        outbox = StoredOutbox(self._sandbox.store)
        self.transcript.append(("gives up", deliver.Backoff().seconds(1) is None))
        now = time.time()
        for _ in range(60):
            claimed = await outbox.claim_due(int(now), 1000, 60)
            if not claimed:
                return
            for delivery in claimed:
                self._record(delivery)
            await asyncio.gather(
                *(outbox.mark_delivered(delivery, int(now), 200) for delivery in claimed)
            )

    def _record(self, delivery: Delivery) -> None:
        signed = sign.signature_headers(
            delivery.form, delivery.secrets, delivery.event_id, delivery.body, 1_700_000_000
        )
        self.transcript.append((delivery.url, tuple(signed), delivery.body))

    async def delivery(self) -> None:
        """Deliver one event to a receiver on this machine."""
        received: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            head = await reader.readuntil(b"\r\n\r\n")
            if not received.done():
                received.set_result(head.lower())
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(receive, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]

        async def point(db: Connection) -> None:
            await db.execute("UPDATE webhook_endpoint SET url = $1", f"http://127.0.0.1:{port}/")

        await self._sandbox.store.write(None, point)
        await self._call("POST", "/customers", {"email": "told@example.com"})
        dispatcher = deliver.Dispatcher(StoredOutbox(self._sandbox.store), allow_loopback=True)
        running = asyncio.create_task(dispatcher.run())
        head = b""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(DELIVERY_SECONDS):
                head = await received
        await dispatcher.stop()
        await running
        server.close()
        await server.wait_closed()
        self.transcript.append(
            tuple(line for line in head.split(b"\r\n") if line.startswith(b"content-type"))
        )

    async def races(self) -> None:
        """Requests at the same time. What is seen of them does not depend on who was first."""
        same = [self._status("POST", "/customers", {"email": "race@example.com"}) for _ in "ab"]
        self.transcript.append(("one email", sorted(await asyncio.gather(*same))))
        paid = {"customer": self._ann, "amount": 9, "currency": "usd", "payment_method": "tok_visa"}
        repeated = [self._status("POST", "/payments", paid, key="race") for _ in "ab"]
        await asyncio.gather(*repeated)
        payments = await self._json("GET", "/payments?limit=5")
        self.transcript.append(("one key", [payment["amount"] for payment in payments["data"]]))
        path = f"/customers/{self._ann}"
        changes = [
            self._status("PUT", path, body) for body in ({"name": "Race"}, {"phone": "+49 1 23"})
        ]
        await asyncio.gather(*changes)
        ann = await self._json("GET", path)
        self.transcript.append(("both changes", ann["name"], ann["phone"]))
        started = asyncio.get_running_loop().time()
        await self._json("POST", "/subscriptions/sub_nobody1/pause")
        self.transcript.append(("slow", asyncio.get_running_loop().time() - started > 0.6))

    # What the chapters use.

    async def _customer(self, email: str) -> None:
        self._owner: str = (await self._call("POST", "/customers", {"email": email}))["id"]

    async def _subscribe(self, plan: str) -> Json:
        body = {"customer": self._owner, "plan": plan}
        return await self._call("POST", "/subscriptions", body)

    async def _wait(self, seconds: int) -> None:
        """Move the clock."""
        store, steps = self._sandbox.store, 0

        def progress(moment: int) -> None:
            nonlocal steps
            steps += 1
            if steps > STEPS_OF_CLOCK:
                raise Clock

        try:
            await clock.advance(store, self._sandbox.ids, self._sandbox.checker, seconds, progress)
        except Clock:
            self.transcript.append(("the clock never gets there",))

    def _credentials(
        self, tenant: str = "acme", environment: str = "development"
    ) -> list[tuple[str, str]]:
        return [
            ("x-api-key", self._keys[tenant, "secret", environment]),
            ("x-tn", tenant),
        ]

    async def _call(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        key: str | None = None,
        tenant: str = "acme",
        environment: str = "development",
    ) -> Json:
        """Make a request and write down the response; returns the body, or one that stands for any object."""
        headers = self._credentials(tenant, environment)
        if key is not None:
            headers.append(("idempotency-key", key))
        if body is not None:
            headers.append(("content-type", "application/json"))
        sent = b"" if body is None else json.dumps(body).encode()
        return _decoded(await self._raw(method, path, headers, sent))

    async def _status(
        self, method: str, path: str, body: Json | None = None, *, key: str | None = None
    ) -> int:
        headers = [*self._credentials(), ("content-type", "application/json")]
        if key is not None:
            headers.append(("idempotency-key", key))
        sent = b"" if body is None else json.dumps(body).encode()
        status, _, _ = await _request(self._app, method, path, headers, sent)
        return status

    async def _json(self, method: str, path: str) -> Json:
        _, _, body = await _request(self._app, method, path, self._credentials(), b"")
        return _decoded(body)

    async def _raw(
        self, method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes = b""
    ) -> bytes:
        status, received, content = await _request(self._app, method, path, headers, body)
        asked = path.partition("?")[0]  # a query may hold a key, which is another one each time
        self.transcript.append((method, asked, status, received, content))
        return content


def _decoded(body: bytes) -> Json:
    try:
        value = json.loads(body.removeprefix(b"\xef\xbb\xbf"))
    except ValueError:
        value = None
    nothing: Json = {"id": "cus_nobody1", "data": []}
    # A fault may have left nothing to go on with; the history goes on with an object that does not exist.
    return nothing | (as_object(value) or {})


async def _request(
    app: Application, method: str, path: str, headers: Sequence[tuple[str, str]], body: bytes
) -> tuple[int, tuple[tuple[bytes, bytes], ...], bytes]:
    """Make one request of an application in this process."""
    path, _, query = f"/v1{path}".partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(n.encode(), v.encode()) for n, v in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    sent: list[dict[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
    responses: list[Any] = []

    async def receive() -> dict[str, Any]:
        return sent.pop(0) if sent else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        responses.append(message)

    await app(scope, receive, send)
    if not responses:
        return 0, (), b""
    start, *parts = responses
    content = b"".join(part.get("body", b"") for part in parts)
    return start["status"], tuple(sorted(map(tuple, start["headers"]))), content
