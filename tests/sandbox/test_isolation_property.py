"""Isolation as a property: whatever is done in some environments, in whatever order, nothing of it shows in another.

A state machine acts in several tenants and both environments of each, through real connections, and compares every
response with a model of each environment. It takes IDs, cursors, filters, emails and idempotency keys from all
environments, so that most requests name something foreign. Such a response has to be, byte for byte, that for an
object that never existed, except for the ID that the request itself named.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.sandbox.contract_facts import CONTRACT, id_prefix
from tests.sandbox.servers import Server, StartServer, Tenant, new_client

TENANTS = 3
ENVIRONMENTS = ("development", "production")
PREFIXES = {
    kind: id_prefix(CONTRACT["components"]["schemas"][schema])
    for kind, schema in (
        ("customers", "CustomerId"),
        ("subscriptions", "SubscriptionId"),
        ("payments", "PaymentId"),
    )
}
TRIAL_PLAN = "plan_basic"
"""A plan whose first payment is days away, so that making a subscription makes nothing else."""

Json = dict[str, Any]

_REQUEST_ID = re.compile(rb"req_[0-9A-Za-z]+")
_CHANGING_HEADERS = ("date", "x-request-id", "x-ratelimit-reset")


class Essence(NamedTuple):
    """A response without what no two responses have in common."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def essence(response: httpx2.Response) -> Essence:
    headers = [(k, v) for k, v in response.headers.items() if k not in _CHANGING_HEADERS]
    return Essence(response.status_code, tuple(headers), _REQUEST_ID.sub(b"req_", response.content))


@dataclass
class Kind:
    """All objects of one kind in a tenant's environment, oldest first; a deleted one leaves its place as a cursor."""

    order: list[str] = field(default_factory=list[str])
    objects: dict[str, Json] = field(default_factory=dict[str, Json])

    def add(self, doc: Json) -> None:
        self.order.append(doc["id"])
        self.objects[doc["id"]] = doc

    def page(
        self, limit: int, cursor: tuple[str, str] | None, wanted: Callable[[Json], bool]
    ) -> Json | None:
        """The page that the API has to return; `None` if the cursor names nothing here."""
        order = list(reversed(self.order))
        if cursor is not None:
            if cursor[1] not in order:
                return None
            at = order.index(cursor[1])
            order = order[at + 1 :] if cursor[0] == "starting_after" else order[:at][::-1]
        docs = [self.objects[id_] for id_ in order if id_ in self.objects]
        docs = [doc for doc in docs if wanted(doc)]
        more, docs = len(docs) > limit, docs[:limit]
        if cursor is not None and cursor[0] == "ending_before":
            docs.reverse()
        return {"object": "list", "data": docs, "has_more": more}


@dataclass
class World:
    """What one environment of one tenant holds, as far as its own requests tell."""

    tenant: Tenant
    environment: str
    kinds: dict[str, Kind] = field(default_factory=lambda: {kind: Kind() for kind in PREFIXES})
    replays: dict[str, tuple[object, bytes]] = field(
        default_factory=dict[str, tuple[object, bytes]]
    )
    """By idempotency key: the request and its response."""

    def headers(self, type_: str = "secret") -> dict[str, str]:
        return self.tenant.headers(type_, self.environment)

    def has_email(self, email: str, besides: str | None = None) -> bool:
        return any(
            doc["email"].casefold() == email.casefold()
            for id_, doc in self.kinds["customers"].objects.items()
            if id_ != besides
        )


WORLDS = st.integers(0, TENANTS * len(ENVIRONMENTS) - 1)
PICK = st.integers(0, 40)
EMAILS = st.sampled_from(
    ["ada@example.com", "ADA@example.com", "alan@example.com", "a_a@b.example"]
)
IDEMPOTENCY_KEYS = st.sampled_from([None, None, "order-1", "order-2"])


class Isolation(RuleBasedStateMachine):
    def __init__(self, server: Server, api: httpx2.Client, *, afresh: bool) -> None:
        super().__init__()
        self.server = server
        self.api = api
        self.afresh = afresh
        self.worlds: list[World] = []

    @initialize()
    def make_tenants(self) -> None:
        if self.afresh:
            self.server.do(lambda sandbox: sandbox.reset(everything=True, actor="test"))
        self.worlds = [
            World(tenant, environment)
            for tenant in [self.server.create_tenant() for _ in range(TENANTS)]
            for environment in ENVIRONMENTS
        ]

    # -------------------------------------------------------------- writing

    @rule(world=WORLDS, email=EMAILS, key=IDEMPOTENCY_KEYS)
    def create_customer(self, world: int, email: str, key: str | None) -> None:
        here = self.worlds[world]
        response, new = self.post(here, "/customers", {"email": email}, key)
        if not new:
            return
        if here.has_email(email):
            expect_error(response, 409, "duplicate_value")
        else:
            assert response.status_code == 201, response.text
            here.kinds["customers"].add(response.json())

    @rule(world=WORLDS, whose=WORLDS, pick=PICK, email=EMAILS)
    def update_customer(self, world: int, whose: int, pick: int, email: str) -> None:
        here, id_ = self.worlds[world], self.some("customers", whose, pick)
        response = self.ask(here, "PUT", f"/customers/{id_}", json={"email": email})
        if id_ not in here.kinds["customers"].objects:
            self.expect_missing(response, here, "PUT", f"/customers/{id_}", json={"email": email})
        elif here.has_email(email, besides=id_):
            expect_error(response, 409, "duplicate_value")
        else:
            assert response.status_code == 200, response.text
            here.kinds["customers"].objects[id_] = response.json()

    @rule(world=WORLDS, whose=WORLDS, pick=PICK)
    def delete_customer(self, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some("customers", whose, pick)
        response = self.ask(here, "DELETE", f"/customers/{id_}")
        if id_ not in here.kinds["customers"].objects:
            self.expect_missing(response, here, "DELETE", f"/customers/{id_}")
            return
        assert response.json() == {"id": id_, "object": "customer", "deleted": True}
        del here.kinds["customers"].objects[id_]
        for subscription in self.of_customer(here, id_):
            self.read_again(here, "subscriptions", subscription)

    @rule(world=WORLDS, whose=WORLDS, pick=PICK, key=IDEMPOTENCY_KEYS)
    def create_subscription(self, world: int, whose: int, pick: int, key: str | None) -> None:
        here, customer = self.worlds[world], self.some("customers", whose, pick)
        body = {"customer": customer, "plan": TRIAL_PLAN}
        response, new = self.post(here, "/subscriptions", body, key)
        if new and self.customer_is_here(response, here, "/subscriptions", body):
            here.kinds["subscriptions"].add(response.json())

    @rule(world=WORLDS, whose=WORLDS, pick=PICK)
    def cancel_subscription(self, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some("subscriptions", whose, pick)
        path = f"/subscriptions/{id_}/cancel"
        response = self.ask(here, "POST", path, json={})
        known = here.kinds["subscriptions"].objects
        if id_ not in known:
            self.expect_missing(response, here, "POST", path, json={})
        elif known[id_]["status"] == "canceled":
            expect_error(response, 409, "invalid_state")
        else:
            assert response.status_code == 200, response.text
            known[id_] = response.json()

    @rule(world=WORLDS, whose=WORLDS, pick=PICK, others=WORLDS, key=IDEMPOTENCY_KEYS)
    def create_payment(
        self, world: int, whose: int, pick: int, others: int, key: str | None
    ) -> None:
        here, customer = self.worlds[world], self.some("customers", whose, pick)
        body: Json = {
            "customer": customer,
            "amount": 500,
            "currency": "usd",
            "payment_method": "tok_visa",
        }
        if others % 2:
            body["subscription"] = self.some("subscriptions", others, pick)
        response, new = self.post(here, "/payments", body, key)
        if not new:
            return
        subscriptions = here.kinds["subscriptions"].objects
        subscription = body.get("subscription")
        if subscription and subscriptions.get(subscription, {}).get("customer") != customer:
            self.expect_missing(response, here, "POST", "/payments", json=body)
        elif self.customer_is_here(response, here, "/payments", body):
            here.kinds["payments"].add(response.json())

    @rule(world=WORLDS, whose=WORLDS, pick=PICK)
    def refund_payment(self, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some("payments", whose, pick)
        path, body = f"/payments/{id_}/refund", {"amount": 200}
        response = self.ask(here, "POST", path, json=body)
        known = here.kinds["payments"].objects
        if id_ not in known:
            self.expect_missing(response, here, "POST", path, json=body)
        elif known[id_]["amount_refunded"] > 300:
            expect_error(response, 422, "out_of_range")
        else:
            assert response.status_code == 200, response.text
            assert response.json()["amount_refunded"] == known[id_]["amount_refunded"] + 200
            known[id_] = response.json()

    # -------------------------------------------------------------- reading

    @rule(kind=st.sampled_from(list(PREFIXES)), world=WORLDS, whose=WORLDS, pick=PICK)
    def get_one(self, kind: str, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some(kind, whose, pick)
        response = self.ask(here, "GET", f"/{kind}/{id_}")
        if id_ in here.kinds[kind].objects:
            assert response.json() == here.kinds[kind].objects[id_]
        else:
            self.expect_missing(response, here, "GET", f"/{kind}/{id_}")

    @rule(
        kind=st.sampled_from(list(PREFIXES)),
        world=WORLDS,
        whose=WORLDS,
        pick=PICK,
        limit=st.integers(1, 5),
        direction=st.sampled_from([None, "starting_after", "ending_before"]),
        filtered=st.booleans(),
    )
    def list_some(
        self,
        *,
        kind: str,
        world: int,
        whose: int,
        pick: int,
        limit: int,
        direction: str | None,
        filtered: bool,
    ) -> None:
        here, id_ = self.worlds[world], self.some(kind, whose, pick)
        customer = self.some("customers", whose, pick)
        query: Json = {"limit": limit}
        if direction:
            query[direction] = id_
        if filtered and kind == "customers":
            query["email[contains]"] = "A_a@"
        if filtered and kind == "subscriptions":
            query["customer"] = customer

        def wanted(doc: Json) -> bool:
            return not filtered or (
                ("a_a@" in doc.get("email", ""))
                if kind == "customers"
                else kind == "payments" or doc["customer"] == customer
            )

        response = self.ask(here, "GET", f"/{kind}", params=query)
        cursor = (direction, id_) if direction else None
        page = here.kinds[kind].page(limit, cursor, wanted)
        if page is None:
            self.expect_missing(response, here, "GET", f"/{kind}", params=query)
        else:
            assert response.json() == page

    @rule(world=WORLDS, whose=WORLDS, pick=PICK)
    def list_entitlements(self, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some("customers", whose, pick)
        path = f"/customers/{id_}/entitlements"
        response = self.ask(here, "GET", path, params={"limit": 100})
        if id_ not in here.kinds["customers"].objects:
            self.expect_missing(response, here, "GET", path, params={"limit": 100})
            return
        granted = {(doc["source"], doc["customer"]) for doc in response.json()["data"]}
        assert granted == {
            (subscription, id_)
            for subscription in self.of_customer(here, id_)
            if here.kinds["subscriptions"].objects[subscription]["status"] != "canceled"
        }

    @rule(world=WORLDS, whose=WORLDS, pick=PICK)
    def expand_customer(self, world: int, whose: int, pick: int) -> None:
        here, id_ = self.worlds[world], self.some("customers", whose, pick)
        query = {"expand[]": "subscriptions"}
        response = self.ask(here, "GET", f"/customers/{id_}", params=query)
        if id_ not in here.kinds["customers"].objects:
            self.expect_missing(response, here, "GET", f"/customers/{id_}", params=query)
            return

        def of_this_one(doc: Json) -> bool:
            return bool(doc["customer"] == id_)

        page = here.kinds["subscriptions"].page(10, None, of_this_one)
        assert response.json()["subscriptions"] == page

    # -------------------------------------------------------------- other keys

    @rule(world=WORLDS, whose=WORLDS, pick=PICK, kind=st.sampled_from(list(PREFIXES)))
    def use_a_publishable_key(self, world: int, whose: int, pick: int, kind: str) -> None:
        """It learns nothing, not even of its own environment; what is public it may see."""
        here = self.worlds[world]
        paths = [f"/{kind}/{id_}" for id_ in (self.some(kind, whose, pick), self.nothing(kind))]
        responses = [essence(self.ask(here, "GET", path, key="publishable")) for path in paths]
        assert responses[0].status == 403
        assert responses[0] == responses[1]
        public = self.ask(here, "GET", "/bundles", key="publishable").json()
        assert public == self.ask(here, "GET", "/bundles").json()

    @rule(world=WORLDS, whose=WORLDS, pick=PICK, kind=st.sampled_from(list(PREFIXES)))
    def use_a_key_of_another_tenant(self, world: int, whose: int, pick: int, kind: str) -> None:
        here, there = self.worlds[world], self.worlds[whose]
        if here.tenant is there.tenant:
            return
        path = f"/{kind}/{self.some(kind, whose, pick)}"
        wrong = [
            here.headers() | {"x-tn": there.tenant.id},
            here.headers() | {"x-tn": "tenant_none"},
            {"x-tn": there.tenant.id},
        ]
        responses = [essence(self.api.get(path, headers=headers)) for headers in wrong]
        assert responses[0].status == 401
        assert responses == responses[:1] * 3

    # -------------------------------------------------------------- the whole

    def teardown(self) -> None:
        for world in self.worlds:
            for kind, known in world.kinds.items():
                found = list(self.walk(world, kind))
                assert found == [
                    known.objects[id_] for id_ in reversed(known.order) if id_ in known.objects
                ]

    @invariant()
    def ids_are_of_one_world(self) -> None:
        ids = [id_ for world in self.worlds for kind in world.kinds.values() for id_ in kind.order]
        assert len(ids) == len(set(ids))

    def walk(self, world: World, kind: str) -> Iterator[Json]:
        query: Json = {"limit": 100}
        while True:
            page = self.ask(world, "GET", f"/{kind}", params=query).json()
            yield from page["data"]
            if not page["has_more"]:
                return
            query["starting_after"] = page["data"][-1]["id"]

    # -------------------------------------------------------------- helpers

    def ask(
        self, world: World, method: str, path: str, key: str = "secret", **options: Any
    ) -> httpx2.Response:
        headers = world.headers(key) | options.pop("headers", {})
        response = self.api.request(method, path, headers=headers, **options)
        assert response.status_code < 500, response.text
        return response

    def post(
        self, world: World, path: str, body: Json, key: str | None
    ) -> tuple[httpx2.Response, bool]:
        """The response, and whether the request was a new one, not a repetition by its idempotency key."""
        if key is None:
            return self.ask(world, "POST", path, json=body), True
        response = self.ask(world, "POST", path, json=body, headers={"idempotency-key": key})
        before = world.replays.get(key)
        if before is None:
            assert "idempotent-replayed" not in response.headers
            if response.is_success:
                world.replays[key] = ((path, body), response.content)
            return response, True
        if before[0] == (path, body):
            assert response.headers["idempotent-replayed"] == "true"
            assert response.content == before[1]
        else:
            expect_error(response, 409, "idempotency_key_reused")
        return response, False

    def some(self, kind: str, whose: int, pick: int) -> str:
        """An id of this kind, mostly of that environment, sometimes of none."""
        order = self.worlds[whose].kinds[kind].order
        return order[pick % len(order)] if order and pick < 36 else self.nothing(kind)

    def nothing(self, kind: str) -> str:
        """An ID that no object has, as long as the real ones, so that naming it takes as many bytes."""
        return PREFIXES[kind] + "0" * 32

    def of_customer(self, world: World, customer: str) -> Sequence[str]:
        return [
            id_
            for id_, doc in world.kinds["subscriptions"].objects.items()
            if doc["customer"] == customer
        ]

    def read_again(self, world: World, kind: str, id_: str) -> None:
        doc = self.ask(world, "GET", f"/{kind}/{id_}").json()
        assert doc["id"] == id_
        world.kinds[kind].objects[id_] = doc

    def customer_is_here(
        self, response: httpx2.Response, world: World, path: str, body: Json
    ) -> bool:
        if body["customer"] in world.kinds["customers"].objects:
            assert response.status_code == 201, response.text
            return True
        self.expect_missing(response, world, "POST", path, json=body)
        return False

    def expect_missing(
        self, response: httpx2.Response, world: World, method: str, path: str, **options: Any
    ) -> None:
        """Compare a response with that to the same request for IDs that never existed.

        The message may name the ID that the request named, and nothing else may differ.
        """
        expect_error(response, 404, "resource_missing")
        known = {
            id_: self.nothing(name)
            for other in self.worlds
            for name, kind in other.kinds.items()
            for id_ in kind.order
            if other is not world or id_ not in kind.objects
        }

        def unknown(value: Any) -> Any:
            return known.get(value, value) if isinstance(value, str) else value

        blind: Json = {
            name: {field: unknown(value) for field, value in values.items()}
            for name, values in options.items()
        }
        path = "/".join(unknown(part) for part in path.split("/"))
        given = essence(response)
        body = given.body
        for id_, nothing in known.items():
            body = body.replace(id_.encode(), nothing.encode())
        assert given._replace(body=body) == essence(self.ask(world, method, path, **blind))


def expect_error(response: httpx2.Response, status: int, code: str) -> None:
    assert response.status_code == status, response.text
    assert response.json()["error"]["code"] == code


def run(server: Server, examples: int, *, afresh: bool = False, **options: Any) -> None:
    """Run the machine.

    Args:
        server: the one under test.
        examples: how many sequences of requests.
        afresh: begin each with an empty server: where environments are not apart, what an earlier one left would decide how
            far this one gets, and Hypothesis could not repeat it.
        options: more of Hypothesis's settings.
    """
    with new_client(base_url=f"{server.url}/v1") as api:

        class Here(Isolation):
            def __init__(self) -> None:
                super().__init__(server, api, afresh=afresh)

        run_state_machine_as_test(
            Here,
            settings=settings(
                max_examples=examples,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
                **options,
            ),
        )


@pytest.mark.slow
def test_nothing_crosses(server: Server) -> None:
    run(server, examples=12)


@pytest.mark.slow
def test_nothing_crosses_where_only_the_database_watches(start_server: StartServer) -> None:
    """With every condition on the `World` taken out of the statements: see `unguarded`."""
    unguarded = start_server("--limits", "off", program=Path(__file__).with_name("unguarded.py"))
    if unguarded.database.startswith("postgresql:"):
        run(unguarded, examples=10)
    else:  # there nothing watches any more, which the machine has to find out
        first = {"phases": [Phase.generate], "report_multiple_bugs": False, "database": None}
        with pytest.raises(AssertionError):
            run(unguarded, examples=10, afresh=True, **first)
