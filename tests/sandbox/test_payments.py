"""Payments: the token decides, and refunds never exceed the payment."""

from __future__ import annotations

import re
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from azotte_sandbox.resources.payments import FAILURES
from tests.sandbox.contract_facts import CONTRACT
from tests.sandbox.events import events_of
from tests.sandbox.servers import Server, Tenant, error_of


def pay(api: httpx2.Client, customer: str, amount: int = 1000, **more: Any) -> dict[str, Any]:
    response = api.post(
        "/payments",
        json={
            "customer": customer,
            "amount": amount,
            "currency": "usd",
            "payment_method": "tok_visa",
            **more,
        },
    )
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    assert api.get(f"/payments/{body['id']}").json() == body
    return body


def test_a_good_card_pays(api: httpx2.Client, customer: str) -> None:
    payment = pay(api, customer)
    assert (payment["status"], payment["failure_code"], payment["amount_refunded"]) == (
        "succeeded",
        None,
        0,
    )
    assert payment["subscription"] is None


DOCUMENTED = re.findall(
    r"`(tok_\w+)` \| Fails with `(\w+)`",
    CONTRACT["components"]["schemas"]["PaymentMethodToken"]["description"],
)


@pytest.mark.parametrize(("token", "code"), [*DOCUMENTED, ("tok_fraudulent", "fraudulent")])
def test_a_declined_card_fails_the_payment_with_the_documented_code(
    api: httpx2.Client, customer: str, token: str, code: str
) -> None:
    payment = pay(api, customer, payment_method=token)
    assert (payment["status"], payment["failure_code"]) == ("failed", code)


def test_each_token_that_fails_is_documented() -> None:
    described = CONTRACT["components"]["schemas"]["PaymentMethodToken"]["description"]
    for token, code in FAILURES.items():
        assert f"`{token}`" in described
        assert f"`{code}`" in described
    assert len(DOCUMENTED) >= len(FAILURES) - 3


def test_a_payment_may_be_disputed(server: Server, tenant: Tenant, api: httpx2.Client) -> None:
    customer = api.post("/customers", json={"email": "a@example.com"}).json()["id"]
    payment = pay(api, customer, payment_method="tok_disputed")
    assert payment["status"] == "succeeded"
    succeeded, disputed = events_of(server, tenant)[1:]
    assert (succeeded["type"], disputed["type"]) == ("payment.succeeded", "payment.disputed")
    assert disputed["data"] == {"object": payment}


def test_a_payment_may_name_a_subscription_of_the_customer(
    api: httpx2.Client, customer: str
) -> None:
    other = api.post("/customers", json={"email": "b@example.com"}).json()["id"]
    mine, theirs = (
        api.post("/subscriptions", json={"customer": c, "plan": "plan_basic"}).json()["id"]
        for c in (customer, other)
    )
    assert pay(api, customer, subscription=mine)["subscription"] == mine
    body = {
        "customer": customer,
        "amount": 1,
        "currency": "usd",
        "payment_method": "tok_visa",
        "subscription": theirs,
    }
    error = error_of(api.post("/payments", json=body), 404, "resource_missing")
    assert error["details"] == {"field": "subscription"}


def test_a_refund_of_all(api: httpx2.Client, customer: str) -> None:
    payment = pay(api, customer)
    refunded = api.post(f"/payments/{payment['id']}/refund")
    assert refunded.status_code == 200
    assert refunded.json() == payment | {"status": "refunded", "amount_refunded": 1000}
    error_of(api.post(f"/payments/{payment['id']}/refund"), 409, "invalid_state")


def test_a_failed_payment_cannot_be_refunded(api: httpx2.Client, customer: str) -> None:
    payment = pay(api, customer, payment_method="tok_declined")
    error_of(api.post(f"/payments/{payment['id']}/refund"), 409, "invalid_state")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(amount=st.integers(1, 1000), parts=st.lists(st.integers(1, 500), max_size=6))
@example(amount=3, parts=[1, 3, 2, 1])
def test_refunds_never_exceed_the_payment(
    api: httpx2.Client, customer: str, amount: int, parts: list[int]
) -> None:
    payment = pay(api, customer, amount)
    returned = 0
    for part in parts:
        response = api.post(f"/payments/{payment['id']}/refund", json={"amount": part})
        if returned == amount:
            error_of(response, 409, "invalid_state")
        elif returned + part <= amount:
            returned += part
            assert response.status_code == 200, response.text
            body = response.json()
            assert body["amount_refunded"] == returned
            assert body["status"] == ("refunded" if returned == amount else "partially_refunded")
        else:
            error_of(response, 422, "out_of_range")
    assert api.get(f"/payments/{payment['id']}").json()["amount_refunded"] == returned


def test_events_report_payments(server: Server, tenant: Tenant) -> None:
    api = tenant.client()
    customer = api.post("/customers", json={"email": "a@example.com"}).json()["id"]
    payment = pay(api, customer)
    pay(api, customer, payment_method="tok_declined")
    api.post(f"/payments/{payment['id']}/refund", json={"amount": 1, "reason": "test"})
    events = events_of(server, tenant)[1:]
    assert [event["type"] for event in events] == [
        "payment.succeeded",
        "payment.failed",
        "payment.refunded",
    ]
    assert events[2]["data"]["previous_attributes"] == {
        "status": "succeeded",
        "amount_refunded": 0,
    }


def test_bundles_are_on_sale(api: httpx2.Client) -> None:
    bundles = api.get("/bundles").json()["data"]
    assert bundles[0]["id"] == "bun_basic"
    for bundle in bundles:
        assert api.get(f"/bundles/{bundle['id']}").json() == bundle


@pytest.mark.parametrize("currency", ["USD", "us", "usdx", ""])
def test_a_currency_is_three_lowercase_letters(
    api: httpx2.Client, customer: str, currency: str
) -> None:
    response = api.post(
        "/payments",
        json={
            "customer": customer,
            "amount": 1,
            "currency": currency,
            "payment_method": "tok_visa",
        },
    )
    assert response.status_code == 422
