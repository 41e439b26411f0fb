"""Events on demand: triggered by operations, or sent as they are."""

from __future__ import annotations

import pytest

from azotte_sandbox.contract import Contract
from tests.sandbox.control import ControlClient, control, rejected

__all__ = ["control"]  # a fixture

EVENTS = list(Contract.load().events)


@pytest.mark.parametrize("name", EVENTS)
def test_each_event_of_the_contract_can_be_triggered_twice(
    control: ControlClient, name: str
) -> None:
    tenant = control.create_tenant()
    triggered = [control.do("trigger_event", {"type": name}, tenant=tenant.id) for _ in range(2)]
    events = control.do("list_events", tenant=tenant.id, type=name)["data"]
    assert all(each["event"]["type"] == name and each["operations"] for each in triggered)
    assert all(each["event"] in events for each in triggered)
    assert triggered[0]["event"]["id"] != triggered[1]["event"]["id"]


def test_the_objects_of_a_triggered_event_exist(control: ControlClient) -> None:
    tenant = control.create_tenant()
    triggered = control.do("trigger_event", {"type": "payment.failed"}, tenant=tenant.id)
    assert triggered["operations"] == ["create_customer", "create_payment"]
    assert triggered["advanced_seconds"] == 0
    payment = triggered["event"]["body"]["data"]["object"]
    assert payment["failure_code"] == "card_declined"
    assert tenant.client().get("/payments").json()["data"] == [payment]
    assert tenant.client().get(f"/customers/{payment['customer']}").status_code == 200


def test_an_event_that_needs_time_advances_the_clock_of_its_tenant_only(
    control: ControlClient,
) -> None:
    tenant, other = control.create_tenant(), control.create_tenant()
    triggered = control.do("trigger_event", {"type": "subscription.renewed"}, tenant=tenant.id)
    advanced = triggered["advanced_seconds"]
    assert advanced > 86_400
    assert abs(control.do("get_clock", tenant=tenant.id)["offset_seconds"] - advanced) <= 2
    assert control.do("get_clock", tenant=other.id)["offset_seconds"] == 0


def test_an_unknown_event_is_rejected(control: ControlClient) -> None:
    tenant = control.create_tenant()
    error = rejected(
        control.call("trigger_event", {"type": "payment.fialed"}, tenant=tenant.id),
        400,
        "invalid_request",
    )
    assert "payment.failed" in error["message"]
