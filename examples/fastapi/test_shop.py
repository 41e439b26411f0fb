"""Tests of the shop: what customers do, what time does, and what fails. Each test has a sandbox tenant of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from shop import Shop, shop_application

from azotte import Azotte, webhooks
from azotte.testing import Clock, Tenant, Webhooks


@dataclass
class Store:
    """A shop under test."""

    shop: Shop
    app: Any
    http: TestClient
    deliveries: Webhooks

    def order(
        self, plan: str = "plan_pro", *, method: str = "tok_visa", id: str = "order_1"
    ) -> Any:
        """Check out, and return the response."""
        order = {"id": id, "email": "ada@example.com", "plan": plan, "payment_method": method}
        return self.http.post("/checkout", json=order)

    def new_account(self, plan: str = "plan_pro") -> str:
        """Check out successfully, and return the ID of the customer."""
        response = self.order(plan)
        assert response.status_code == 200, response.text
        return str(response.json()["customer"])

    def post(self, customer: str, action: str, **body: object) -> Any:
        """Do something with an account, and return the response."""
        return self.http.post(f"/accounts/{customer}/{action}", json=body)

    def account(self, customer: str) -> dict[str, Any]:
        """Return an account after all webhooks have arrived."""
        for response in self.deliveries.deliver(self.app, "/webhooks"):
            assert response.status_code == 200
        found: dict[str, Any] = self.http.get(f"/accounts/{customer}").json()
        return found

    def subjects(self) -> list[str]:
        """Return the subjects of the mails that were sent."""
        return [subject for _, subject in self.shop.mails]


@pytest.fixture
def store(azotte: Azotte, azotte_webhooks: Webhooks) -> Iterator[Store]:
    shop = Shop(azotte)
    app = shop_application(shop, azotte_webhooks.secret)
    with TestClient(app) as http:
        yield Store(shop, app, http, azotte_webhooks)


def test_a_trial_becomes_a_paid_subscription(store: Store, azotte_clock: Clock) -> None:
    customer = store.new_account("plan_basic")
    first = store.account(customer)
    assert first["status"] == "trialing"
    azotte_clock.advance(days=11, hours=1)
    store.account(customer)
    assert store.subjects() == ["Your trial ends soon"]
    azotte_clock.advance(days=3)
    account = store.account(customer)
    assert account["status"] == "active"
    assert account["payment"] != first["payment"]


def test_a_second_click_is_not_a_second_order(store: Store, azotte: Azotte) -> None:
    assert store.order().json()["customer"] == store.order().json()["customer"]
    assert len(azotte.subscriptions.list().data) == 1


def test_a_declined_card_creates_no_subscription(store: Store, azotte: Azotte) -> None:
    response = store.order(method="tok_declined")
    assert (response.status_code, response.json()["detail"]) == (402, "card_declined")
    assert azotte.subscriptions.list().data == []
    # The customer tries another card, which is another order.
    assert store.order(id="order_2").status_code == 200


@pytest.mark.parametrize("operation", ["create_customer", "create_payment", "create_subscription"])
def test_a_lost_response_charges_once(
    operation: str, store: Store, azotte: Azotte, azotte_tenant: Tenant
) -> None:
    azotte_tenant.fail("lose_response", operation)
    store.new_account()
    assert len(azotte.subscriptions.list().data) == 1
    # The setup fee, and the first period.
    assert len(azotte.payments.list().data) == 2


def test_a_cut_connection_and_a_rate_limit_are_retried(store: Store, azotte_tenant: Tenant) -> None:
    azotte_tenant.fail("cut_connection", "create_subscription")
    azotte_tenant.fail("rate_limit", "create_payment", retry_after=0)
    store.new_account()
    statuses = [each["status"] for each in azotte_tenant.requests()]
    assert statuses == [201, 429, 201, None, 201]


def test_an_order_during_maintenance_can_be_repeated(
    azotte_tenant: Tenant, azotte_webhooks: Webhooks
) -> None:
    with azotte_tenant.client(max_retries=0) as azotte:
        app = shop_application(shop := Shop(azotte), azotte_webhooks.secret)
        with TestClient(app) as http:
            store = Store(shop, app, http, azotte_webhooks)
            azotte_tenant.fail("maintenance", "create_subscription", times=None)
            assert store.order().status_code == 503
            azotte_tenant.stop_failing()
            assert store.order().status_code == 200
            azotte_tenant.fail("cut_connection")
            assert store.order(id="order_2").status_code == 503
        assert len(azotte.payments.list().data) == 2


def test_a_plan_change_charges_the_difference(
    store: Store, azotte: Azotte, azotte_clock: Clock
) -> None:
    azotte_clock.freeze()
    customer = store.new_account("plan_weekly")
    assert store.post(customer, "plan", plan="plan_pro").json()["plan"] == "plan_pro"
    difference, week, _ = azotte.payments.list().data
    assert (0 < difference.amount < 500, week.amount) == (True, 500)
    assert store.account(customer)["plan"] == "plan_pro"


def test_a_canceled_subscription_works_until_the_period_ends(
    store: Store, azotte_clock: Clock
) -> None:
    customer = store.new_account()
    assert store.post(customer, "cancel").json()["is_ending"]
    azotte_clock.advance(days=27)
    assert store.account(customer)["status"] == "active"
    azotte_clock.advance(days=5)
    assert store.account(customer)["status"] == "canceled"
    assert store.post(customer, "cancel").status_code == 409


def test_a_payment_is_refunded_once(store: Store, azotte: Azotte) -> None:
    customer = store.new_account()
    store.account(customer)
    assert store.post(customer, "refund").json() == "refunded"
    assert store.post(customer, "refund").status_code == 409
    assert store.deliveries.events("payment.refunded")


def test_a_year_of_renewals(store: Store, azotte: Azotte, azotte_clock: Clock) -> None:
    customer = store.new_account()
    azotte_clock.advance(days=365)
    assert store.account(customer)["status"] == "active"
    # The setup fee, the first month, and twelve renewals.
    assert len([*azotte.payments.list(limit=100)]) == 14


def test_a_failed_renewal_is_retried_and_then_canceled(
    store: Store, azotte: Azotte, azotte_clock: Clock
) -> None:
    customer = store.new_account()
    azotte.payments.create(
        customer=customer, amount=50, currency="usd", payment_method="tok_declined"
    )
    azotte_clock.advance(days=32)
    assert store.account(customer)["status"] == "past_due"
    azotte_clock.advance(days=12)
    assert store.account(customer)["status"] == "canceled"
    assert store.subjects().count("Your payment failed") >= 4


def test_a_failed_renewal_recovers_with_another_card(
    store: Store, azotte: Azotte, azotte_clock: Clock
) -> None:
    customer = store.new_account()
    for method, days in (("tok_declined", 32), ("tok_visa", 4)):
        azotte.payments.create(customer=customer, amount=50, currency="usd", payment_method=method)
        azotte_clock.advance(days=days)
    assert store.account(customer)["status"] == "active"


def test_a_dispute_ends_the_access(store: Store, azotte: Azotte) -> None:
    customer = store.new_account()
    azotte.payments.create(
        customer=customer, amount=50, currency="usd", payment_method="tok_disputed"
    )
    assert store.account(customer)["status"] == "disputed"
    assert store.shop.run_nightly() == 0


def test_a_forged_delivery_is_rejected(store: Store) -> None:
    sent = store.deliveries.send("payment.failed")
    forged = sent.headers | {webhooks.SIGNATURE_HEADER: webhooks.sign(sent.body, "whsec_other")}
    assert store.http.post("/webhooks", content=sent.body, headers=forged).status_code == 400
    old = webhooks.sign(sent.body, store.deliveries.secret, timestamp=1_700_000_000)
    headers = sent.headers | {webhooks.SIGNATURE_HEADER: old}
    assert store.http.post("/webhooks", content=sent.body, headers=headers).status_code == 400


def test_events_that_arrive_twice_or_late_change_nothing(store: Store, azotte_clock: Clock) -> None:
    customer = store.new_account("plan_basic")
    azotte_clock.advance(days=12)
    store.post(customer, "cancel")
    azotte_clock.advance(days=3)
    events = store.deliveries.events()
    store.deliveries.deliver(store.app, "/webhooks", [*reversed(events), *events])
    assert store.account(customer)["status"] == "canceled"
    assert store.subjects() == ["Your trial ends soon"]


def test_an_event_of_an_unknown_type_is_accepted(store: Store) -> None:
    body = b'{"id":"evt_1","object":"event","type":"new.type","created":1,"data":{"object":{}}}'
    headers = {webhooks.SIGNATURE_HEADER: webhooks.sign(body, store.deliveries.secret)}
    assert store.http.post("/webhooks", content=body, headers=headers).status_code == 200


def test_an_event_of_an_unknown_customer_is_accepted(store: Store) -> None:
    store.deliveries.send("subscription.updated", customer="cus_9999999999")
    store.deliveries.send("payment.succeeded", customer="cus_9999999999")
    assert {each.status_code for each in store.deliveries.deliver(store.app, "/webhooks")} == {200}


def test_the_nightly_job_makes_the_changes_of_lost_webhooks(
    store: Store, azotte_clock: Clock
) -> None:
    customer = store.new_account("plan_basic")
    azotte_clock.advance(days=15)
    assert store.shop.accounts[customer].status == "trialing"
    assert store.shop.run_nightly() == 1
    assert store.shop.accounts[customer].status == "active"
    assert store.shop.run_nightly() == 0


def test_an_unknown_account_is_not_found(store: Store) -> None:
    assert store.post("cus_unknown", "cancel").status_code == 404
