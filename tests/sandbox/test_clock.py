"""What happens when time passes, and that a jump does the same as waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from azotte_sandbox import clock
from azotte_sandbox.clock import ClockError, parse_duration
from azotte_sandbox.periods import DAY, period_start
from azotte_sandbox.sandbox import Sandbox
from tests.sandbox.events import events_of
from tests.sandbox.servers import Server, StartServer, Tenant, error_of, run_command

# ---------------------------------------------------------------- periods

MOMENTS = st.integers(0, 4_102_444_800)
INTERVALS = st.sampled_from(["day", "week", "month", "quarter", "year"])


@given(MOMENTS, INTERVALS, st.integers(0, 200))
def test_periods_follow_each_other(anchor: int, interval: str, number: int) -> None:
    lengths = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (365, 366)}  # fmt: skip
    start, end = (period_start(anchor, interval, n) for n in (number, number + 1))
    low, high = lengths[interval]
    # A day that a month lacks shortens a period by up to three days and lengthens the next.
    slack = 0 if interval in ("day", "week") else 3
    assert (low - slack) * DAY <= end - start <= (high + slack) * DAY
    assert period_start(anchor, interval, 0) == anchor


@given(MOMENTS, st.sampled_from(["month", "quarter", "year"]), st.integers(0, 200))
def test_a_period_begins_on_its_day_or_on_the_months_last(
    anchor: int, interval: str, number: int
) -> None:
    first = datetime.fromtimestamp(anchor, UTC)
    start = datetime.fromtimestamp(period_start(anchor, interval, number), UTC)
    assert start.time() == first.time()
    assert start.day == first.day or (
        start.day < first.day and datetime.fromtimestamp(start.timestamp() + DAY, UTC).day == 1
    )


def test_the_31st() -> None:
    anchor = int(datetime(2027, 1, 31, 12, tzinfo=UTC).timestamp())
    dates = [
        datetime.fromtimestamp(period_start(anchor, "month", n), UTC).strftime("%m-%d")
        for n in range(5)
    ]
    assert dates == ["01-31", "02-28", "03-31", "04-30", "05-31"]


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("30d", 30 * DAY), ("1d12h", 36 * 3600), ("90m", 5400), ("2w", 14 * DAY), ("0s", 0)],
)
def test_durations(text: str, seconds: int) -> None:
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "d", "30", "-1d", "1.5d", "1 d", "٣d", "1y", "9999999999d"])
def test_invalid_durations(text: str) -> None:
    with pytest.raises(ClockError):
        parse_duration(text)


# ---------------------------------------------------------------- a server whose time is moved


@pytest.fixture(scope="module")
def timed(start_server: StartServer) -> Server:
    return start_server("--limits", "off")


@pytest.fixture
def tenant(timed: Server) -> Tenant:
    return timed.create_tenant()


@pytest.fixture
def customer(api: httpx2.Client) -> str:
    return str(api.post("/customers", json={"email": "ada@example.com"}).json()["id"])


def advance(server: Server, days: float) -> None:
    async def move(sandbox: Sandbox) -> None:
        await clock.advance(sandbox.store, sandbox.ids, sandbox.checker, int(days * DAY))

    server.do(move)


def subscribe(api: httpx2.Client, customer: str, plan: str) -> dict[str, Any]:
    body: dict[str, Any] = api.post(
        "/subscriptions", json={"customer": customer, "plan": plan}
    ).json()
    return body


def pay_with(api: httpx2.Client, customer: str, token: str) -> None:
    body = {"customer": customer, "amount": 1, "currency": "usd", "payment_method": token}
    assert api.post("/payments", json=body).status_code == 201


def subscription_events(server: Server, tenant: Tenant) -> list[str]:
    return [event["type"] for event in events_of(server, tenant) if event["request"] is None]


def test_a_trial_ends_with_a_payment(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_basic")
    path = f"/subscriptions/{made['id']}"
    advance(timed, 10.9)
    assert subscription_events(timed, tenant) == []
    advance(timed, 0.2)
    assert subscription_events(timed, tenant) == ["subscription.trial_ending"]
    assert api.get(path).json() == made
    advance(timed, 3)
    assert subscription_events(timed, tenant)[1:] == ["payment.succeeded", "subscription.renewed"]
    after = api.get(path).json()
    assert after["status"] == "active"
    assert after["current_period_start"] == made["trial_end"] == after["trial_end"]
    assert after["current_period_end"] == period_start(made["trial_end"], "month", 1)
    renewal = events_of(timed, tenant)[-1]
    assert renewal["created"] == made["trial_end"], "dated as if the time had passed"
    (payment,) = api.get("/payments").json()["data"]
    assert (payment["amount"], payment["created"]) == (999, made["trial_end"])


def test_a_year_of_renewals(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_pro")
    advance(timed, 366)
    after = api.get(f"/subscriptions/{made['id']}").json()
    assert after["status"] == "active"
    assert after["current_period_start"] == period_start(made["created"], "month", 12)
    payments = api.get("/payments", params={"limit": 100}).json()["data"]
    assert [payment["created"] for payment in payments[::-1]] == [
        period_start(made["created"], "month", number) for number in range(13)
    ]
    assert subscription_events(timed, tenant).count("subscription.renewed") == 12


def test_a_failed_renewal_is_retried_and_then_ends(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_pro")
    pay_with(api, customer, "tok_declined")
    path = f"/subscriptions/{made['id']}"
    seen = list[tuple[str, int]]()
    advance(timed, (made["current_period_end"] - made["created"]) / DAY)
    for days in (0.5, 1, 3, 7):
        payments = api.get("/payments").json()["data"]
        failed = [
            payment for payment in payments if payment["subscription"] and payment["failure_code"]
        ]
        seen.append((api.get(path).json()["status"], len(failed)))
        advance(timed, days)
    assert seen == [("past_due", 1), ("past_due", 1), ("past_due", 2), ("past_due", 3)]
    ended = api.get(path).json()
    assert (ended["status"], ended["cancellation_reason"]) == ("canceled", "payment_failed")
    assert subscription_events(timed, tenant)[-2:] == ["payment.failed", "subscription.cancelled"]
    held = api.get(f"/customers/{customer}/entitlements").json()["data"]
    assert held == []


def test_a_first_payment_that_fails_is_retried_and_then_ends_it(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    made = subscribe(api, customer, "plan_pro")
    path = f"/subscriptions/{made['id']}"
    seen = [(made["status"], 1)]
    for days in (0.9, 0.2, 2.8, 0.2, 6.8, 0.2):
        advance(timed, days)
        payments = api.get("/payments").json()["data"]
        seen.append(
            (api.get(path).json()["status"], len([p for p in payments if p["subscription"]]))
        )
    assert seen == [
        ("active", 1),
        ("active", 1),
        ("past_due", 2),
        ("past_due", 2),
        ("past_due", 3),
        ("past_due", 3),
        ("canceled", 4),
    ]
    assert subscription_events(timed, tenant) == [
        *("payment.failed", "subscription.updated"),
        *("payment.failed", "payment.failed", "subscription.cancelled"),
    ]


def test_a_first_payment_that_succeeds_later_changes_nothing(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    made = subscribe(api, customer, "plan_pro")
    pay_with(api, customer, "tok_visa")
    advance(timed, 1.1)
    assert api.get(f"/subscriptions/{made['id']}").json() == made
    assert subscription_events(timed, tenant) == ["payment.succeeded"]
    paid = api.get("/payments").json()["data"][0]
    assert (paid["amount"], paid["created"]) == (2999, made["created"] + DAY)
    advance(timed, 20)
    assert subscription_events(timed, tenant) == ["payment.succeeded"]


def test_a_renewal_also_charges_what_is_owed(
    timed: Server, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    made = subscribe(api, customer, "plan_daily")
    advance(timed, 1.1)  # the retry and the renewal fall due together
    after = api.get(f"/subscriptions/{made['id']}").json()
    assert after["status"] == "past_due"
    assert [p["amount"] for p in api.get("/payments").json()["data"][:2]] == [200, 100]
    pay_with(api, customer, "tok_visa")
    advance(timed, 1)
    after = api.get(f"/subscriptions/{made['id']}").json()
    assert after["status"] == "active"
    assert api.get("/payments").json()["data"][0]["amount"] == 300


def test_a_renewal_between_the_retries_is_not_a_retry(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    path = f"/subscriptions/{subscribe(api, customer, 'plan_weekly')['id']}"
    advance(timed, 10.9)  # retried after 1, 3 and 7 days, and renewed after the seventh
    assert api.get(path).json()["status"] == "past_due"
    amounts = [p["amount"] for p in api.get("/payments").json()["data"] if p["subscription"]]
    assert amounts == [1000, 500, 500, 500]
    advance(timed, 0.2)
    assert api.get(path).json()["status"] == "canceled"


def test_an_owed_payment_waits_while_the_subscription_is_paused(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    made = subscribe(api, customer, "plan_pro")
    path = f"/subscriptions/{made['id']}"
    api.post(f"{path}/pause")
    advance(timed, 5)
    assert subscription_events(timed, tenant) == []
    assert api.post(f"{path}/resume").json() == made
    assert api.get("/payments").json()["data"][0]["failure_code"] == "card_declined"
    advance(timed, 0.9)
    assert api.get(path).json()["status"] == "active"
    advance(timed, 0.2)
    assert api.get(path).json()["status"] == "past_due"


def test_resuming_into_a_new_period_that_cannot_be_paid_is_active_too(
    timed: Server, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_weekly")
    path = f"/subscriptions/{made['id']}"
    api.post(f"{path}/pause")
    pay_with(api, customer, "tok_declined")
    advance(timed, 30)
    assert api.post(f"{path}/resume").json()["status"] == "active"
    advance(timed, 1.1)
    assert api.get(path).json()["status"] == "past_due"


def test_a_past_due_subscription_can_only_be_canceled(
    timed: Server, api: httpx2.Client, customer: str
) -> None:
    pay_with(api, customer, "tok_declined")
    path = f"/subscriptions/{subscribe(api, customer, 'plan_pro')['id']}"
    advance(timed, 1.1)
    for action in ("pause", "resume"):
        error = error_of(api.post(f"{path}/{action}"), 409, "invalid_state")
        assert error["details"]["value"] == "past_due"
    assert api.post(f"{path}/cancel").json()["status"] == "canceled"


def test_another_card_pays_what_is_owed(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_pro")
    pay_with(api, customer, "tok_declined")
    path = f"/subscriptions/{made['id']}"
    advance(timed, (made["current_period_end"] - made["created"]) / DAY)
    assert api.get(path).json()["status"] == "past_due"
    pay_with(api, customer, "tok_visa")
    advance(timed, 1.1)
    after = api.get(path).json()
    assert after["status"] == "active"
    assert after["current_period_start"] == made["current_period_end"]
    paid = api.get("/payments").json()["data"][0]
    assert (paid["amount"], paid["status"]) == (2999, "succeeded")


def test_a_subscription_canceled_at_the_period_end_ends_there(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    for plan in ("plan_basic", "plan_weekly"):
        made = subscribe(api, customer, plan)
        api.post(f"/subscriptions/{made['id']}/cancel", json={"at_period_end": True, "reason": "x"})
    advance(timed, 14.5)
    after = api.get("/subscriptions").json()["data"]
    assert [(s["status"], s["cancellation_reason"]) for s in after] == [("canceled", "x")] * 2
    assert [s["canceled_at"] for s in after] == [s["current_period_end"] for s in after]
    assert len(api.get("/payments").json()["data"]) == 1


def test_a_subscription_paused_beyond_its_period_is_not_canceled_in_the_past(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    path = f"/subscriptions/{subscribe(api, customer, 'plan_weekly')['id']}"
    api.post(f"{path}/pause")
    advance(timed, 30)
    asked = api.post(f"{path}/cancel", json={"at_period_end": True}).json()
    assert (asked["status"], asked["cancel_at_period_end"]) == ("paused", True)
    advance(timed, 0.1)
    ended = api.get(path).json()
    assert ended["status"] == "canceled"
    assert ended["canceled_at"] >= asked["created"] + 30 * DAY


def test_a_paused_subscription_is_not_renewed_and_resumes_with_a_new_period(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_weekly")
    path = f"/subscriptions/{made['id']}"
    api.post(f"{path}/pause")
    advance(timed, 30)
    assert len(api.get("/payments").json()["data"]) == 1
    resumed = api.post(f"{path}/resume").json()
    assert resumed["status"] == "active"
    assert resumed["current_period_start"] >= made["created"] + 30 * DAY
    assert resumed["current_period_end"] == resumed["current_period_start"] + 7 * DAY
    assert len(api.get("/payments").json()["data"]) == 2


def test_resuming_within_the_period_costs_nothing(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_weekly")
    path = f"/subscriptions/{made['id']}"
    api.post(f"{path}/pause")
    advance(timed, 3)
    assert api.post(f"{path}/resume").json() == made
    advance(timed, 5)
    assert len(api.get("/payments").json()["data"]) == 2


def test_a_plan_changes_with_the_next_period(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_weekly")
    path = f"/subscriptions/{made['id']}"
    api.put(path, json={"plan": "plan_daily", "proration": "next_cycle"})
    assert api.get(path).json() == made
    advance(timed, 7.5)
    after = api.get(path).json()
    assert after["plan"]["id"] == "plan_daily"
    assert (after["current_period_start"], after["current_period_end"]) == (
        made["current_period_end"],
        made["current_period_end"] + DAY,
    )
    assert [p["amount"] for p in api.get("/payments").json()["data"]] == [100, 500]


def test_a_plan_of_another_length_counts_from_the_period_end(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    made = subscribe(api, customer, "plan_weekly")
    path = f"/subscriptions/{made['id']}"
    changed = api.put(path, json={"plan": "plan_daily", "proration": "none"}).json()
    assert changed == made | {"plan": changed["plan"]}
    advance(timed, 9.5)
    after = api.get(path).json()
    assert after["current_period_start"] == made["current_period_end"] + 2 * DAY
    assert [p["amount"] for p in api.get("/payments").json()["data"]] == [100, 100, 100, 500]


def test_new_objects_are_dated_by_the_clock(
    timed: Server, tenant: Tenant, api: httpx2.Client
) -> None:
    advance(timed, 100)
    made = api.post("/customers", json={"email": "later@example.com"}).json()
    assert made["created"] >= time.time() + 100 * DAY - 10


@pytest.mark.slow
def test_a_jump_does_the_same_as_many_steps(start_server: StartServer) -> None:
    histories: list[list[dict[str, Any]]] = []
    for steps in ([200.0], [1.0] * 40 + [160.0], [66.6, 66.7, 66.7]):
        server = start_server("--limits", "off")
        tenant = server.create_tenant()
        api = tenant.client()
        for number, (plan, token) in enumerate(
            (("plan_basic", "tok_visa"), ("plan_pro", "tok_declined"), ("plan_weekly", "tok_visa"))
        ):
            body = {"email": f"{number}@example.com"}
            customer = api.post("/customers", json=body).json()["id"]
            subscribe(api, customer, plan)
            pay_with(api, customer, token)
        for days in steps:
            advance(server, days)
        start = events_of(server, tenant)[0]["created"]
        histories.append(
            [
                {"type": event["type"], "day": (event["created"] - start + DAY // 2) // DAY}
                for event in events_of(server, tenant)
            ]
        )
    assert len(histories[0]) > 50
    assert histories[0] == histories[1] == histories[2]


def test_due_things_happen_by_themselves(
    timed: Server, tenant: Tenant, api: httpx2.Client, customer: str
) -> None:
    """The running server renews too, without anyone moving the clock."""
    made = subscribe(api, customer, "plan_daily")

    async def almost(sandbox: Sandbox) -> None:
        # One second before the period ends: the server has to do the rest.
        target = made["current_period_end"] - 1
        await clock.move_to(sandbox.store, sandbox.ids, sandbox.checker, tenant.id, target)

    timed.do(almost)
    deadline = time.monotonic() + 10
    while len(api.get("/payments").json()["data"]) < 2:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_keys_expire_by_the_clock(timed: Server, tenant: Tenant) -> None:
    printed = timed.run("keys", "create", "--tenant", tenant.id, "--expires-in", "2d")
    headers = {"x-api-key": printed.split()[0]}
    api = tenant.client()
    assert api.get("/customers", headers=headers).status_code == 200
    advance(timed, 1.9)
    assert api.get("/customers", headers=headers).status_code == 200
    advance(timed, 0.2)
    error_of(api.get("/customers", headers=headers), 401, "authentication_failed")


def test_the_clock_only_goes_forward(timed: Server) -> None:
    for arguments in (
        ("set", "0"),
        ("set", "2020-01-01"),
        ("advance", "-1d"),
        ("set", "x"),
        ("set", "9500-01-01"),
    ):
        done = run_command(timed.database, "clock", *arguments)
        assert done.exit_code != 0
        shown = timed.run("clock", "show")
    moment = int(shown.split("(")[1].split(")")[0])
    printed = timed.run("clock", "set", str(moment + 3600))
    assert "Changes made: " in printed
    assert int(timed.run("clock", "show").split("(")[1].split(")")[0]) >= moment + 3600
