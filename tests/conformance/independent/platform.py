"""The behaviour: customers, bundles, subscriptions, payments and what they do to each other, in SQLite."""

from __future__ import annotations

import calendar
import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from tests.conformance.independent.problems import Problem, duplicate, invalid_state, missing

Json = dict[str, Any]

GRANTING = ("trialing", "active", "past_due")
PREFIXES = {"customer": "cus", "bundle": "bun", "subscription": "sub", "payment": "pay"}
MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAY = 86_400
_LETTERS = string.ascii_letters + string.digits


@dataclass(frozen=True)
class Place:
    """Whose data: a tenant's in one environment."""

    tenant: str
    environment: str


@dataclass(frozen=True)
class Window:
    """Which part of a list."""

    limit: int
    after: str | None
    before: str | None


class Platform:
    """All data of all tenants. Each request runs in a transaction of its own, one after another."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self.db = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        self.db.executescript(
            """
            CREATE TABLE object (
                seq INTEGER PRIMARY KEY, tenant TEXT, environment TEXT, kind TEXT, id TEXT,
                deleted INTEGER DEFAULT 0, doc TEXT, hidden TEXT DEFAULT '{}',
                UNIQUE (tenant, environment, kind, id)
            );
            CREATE TABLE replay (
                tenant TEXT, environment TEXT, key TEXT, request TEXT, status INTEGER, body TEXT,
                PRIMARY KEY (tenant, environment, key)
            );
            """
        )

    # Transactions.

    @contextmanager
    def transaction(self) -> Generator[None]:
        """One request: all of it, or nothing."""
        with self._lock:
            self.db.execute("BEGIN")
            try:
                yield
            except BaseException:
                self.db.execute("ROLLBACK")
                raise
            self.db.execute("COMMIT")

    # Objects.

    def now(self) -> int:
        return int(time.time())

    def new_id(self, kind: str) -> str:
        return f"{PREFIXES[kind]}_{''.join(secrets.choice(_LETTERS) for _ in range(24))}"

    def insert(self, place: Place, kind: str, doc: Json) -> Json:
        """Store a new object."""
        whole = {"id": self.new_id(kind), "object": kind, **doc, "created": self.now()}
        self.db.execute(
            "INSERT INTO object (tenant, environment, kind, id, doc) VALUES (?, ?, ?, ?, ?)",
            (place.tenant, place.environment, kind, whole["id"], json.dumps(whole)),
        )
        return whole

    def find(self, place: Place, kind: str, id: str) -> Json | None:
        """An object that is not deleted."""
        row = self.db.execute(
            "SELECT doc FROM object WHERE tenant = ? AND environment = ? AND kind = ? AND id = ?"
            " AND NOT deleted",
            (place.tenant, place.environment, kind, id),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def get(self, place: Place, kind: str, id: str, field: str | None = None) -> Json:
        """An object.

        Raises:
            Problem: It does not exist.
        """
        found = self.find(place, kind, id)
        if found is None:
            raise missing(kind, id, field)
        return found

    def store(self, place: Place, doc: Json) -> Json:
        """Store an object that has changed."""
        self.db.execute(
            "UPDATE object SET doc = ? WHERE tenant = ? AND environment = ? AND kind = ? AND id = ?",
            (json.dumps(doc), place.tenant, place.environment, doc["object"], doc["id"]),
        )
        return doc

    def all(self, place: Place, kind: str) -> Iterator[Json]:
        """Every object of a kind, in the order of the list."""
        for _, _, doc in self._rows(place, kind):
            if doc is not None:
                yield doc

    def _rows(self, place: Place, kind: str) -> list[tuple[int, str, Json | None]]:
        """Position, ID and object, which is `None` if it is deleted, newest first."""
        rows = self.db.execute(
            "SELECT seq, id, doc, deleted FROM object WHERE tenant = ? AND environment = ? AND kind = ?",
            (place.tenant, place.environment, kind),
        ).fetchall()
        rows.sort(key=self.rank, reverse=True)
        return [
            (n, id, None if gone else msgspec.json.decode(doc))
            for n, (_, id, doc, gone) in enumerate(rows)
        ]

    def rank(self, row: tuple[int, str, str, int]) -> Any:
        """What a list is ordered by."""
        return row[0]

    # Lists.

    def page(self, place: Place, kind: str, window: Window, fits: Callable[[Json], bool]) -> Json:
        """A page of a kind's list."""
        rows = self._rows(place, kind)
        return self.cut(kind, [(id, doc) for _, id, doc in rows], window, fits)

    def cut(
        self,
        kind: str,
        rows: list[tuple[str, Json | None]],
        window: Window,
        fits: Callable[[Json], bool],
    ) -> Json:
        """A page of some rows, newest first."""
        places = {id: index for index, (id, _) in enumerate(rows)}
        for cursor in (window.after, window.before):
            if cursor is not None and cursor not in places:
                raise missing(kind, cursor)
        start = places[window.after] + 1 if window.after is not None else 0
        end = places[window.before] if window.before is not None else len(rows)
        chosen = [doc for _, doc in rows[start:end] if doc is not None and fits(doc)]
        more = len(chosen) > window.limit
        backward = window.before is not None and window.after is None
        items = chosen[-window.limit :] if backward else chosen[: window.limit]
        return {"object": "list", "data": items, "has_more": more}

    # Customers.

    def create_customer(self, place: Place, body: Json) -> Json:
        self._check_email(place, body["email"], None)
        doc = {"email": body["email"], "name": body.get("name"), "phone": body.get("phone")}
        doc |= {"address": _address(body.get("address")), "metadata": body.get("metadata", {})}
        return self.insert(place, "customer", doc)

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        doc = self.get(place, "customer", id)
        if "email" in body:
            self._check_email(place, body["email"], id)
        changes = dict(body)
        if "address" in changes:
            changes["address"] = _address(changes["address"])
        return self.store(place, doc | changes)

    def _check_email(self, place: Place, email: str, own: str | None) -> None:
        rows = self.db.execute(
            "SELECT id, json_extract(doc, '$.email') FROM object"
            " WHERE tenant = ? AND environment = ? AND kind = 'customer' AND NOT deleted",
            (place.tenant, place.environment),
        )
        if any(id != own and other.casefold() == email.casefold() for id, other in rows):
            raise duplicate("email")

    def delete_customer(self, place: Place, id: str) -> Json:
        self.get(place, "customer", id)
        self.db.execute(
            "UPDATE object SET deleted = 1 WHERE tenant = ? AND environment = ? AND id = ?",
            (place.tenant, place.environment, id),
        )
        for subscription in list(self.all(place, "subscription")):
            if subscription["customer"] == id and subscription["status"] != "canceled":
                self._end(place, subscription, "customer_deleted")
        return {"id": id, "object": "customer", "deleted": True}

    # Subscriptions.

    def plan(self, place: Place, id: str) -> tuple[Json, Json]:
        """A plan, and the bundle that it belongs to.

        Raises:
            Problem: There is no such plan.
        """
        for bundle in self.all(place, "bundle"):
            for plan in bundle["plans"]:
                if plan["id"] == id:
                    return plan, bundle
        raise missing("plan", id, "plan")

    def create_subscription(self, place: Place, body: Json) -> Json:
        self.get(place, "customer", body["customer"], "customer")
        plan, bundle = self.plan(place, body["plan"])
        now = self.now()
        trial = now + plan["trial_days"] * DAY if plan["trial_days"] else None
        subscription = self.insert(
            place,
            "subscription",
            {
                "customer": body["customer"],
                "bundle": bundle["id"],
                "plan": plan,
                "status": "trialing" if trial else "active",
                "current_period_start": now,
                "current_period_end": trial or period_end(now, plan["interval"]),
                "trial_end": trial,
                "cancel_at_period_end": False,
                "canceled_at": None,
                "cancellation_reason": None,
                "metadata": body.get("metadata", {}),
            },
        )
        # A clock that strikes between the two would make the trial a second longer.
        if subscription["created"] != now:
            moved = subscription["created"] - now
            subscription["current_period_start"] += moved
            subscription["current_period_end"] += moved
            subscription["trial_end"] = trial and trial + moved
            self.store(place, subscription)
        if not trial and plan["amount"]:
            self._charge(place, subscription, plan["amount"])
        return subscription

    def _charge(self, place: Place, subscription: Json, amount: int) -> None:
        token = next(
            (
                payment["payment_method"]
                for payment in self.all(place, "payment")
                if payment["customer"] == subscription["customer"]
            ),
            None,
        )
        body: Json = {"customer": subscription["customer"], "amount": amount}
        body |= {"currency": subscription["plan"]["currency"], "subscription": subscription["id"]}
        self._pay(
            place, body | {"payment_method": token or "tok_none"}, has_method=token is not None
        )

    def update_subscription(self, place: Place, id: str, body: Json) -> Json:
        subscription = self.get(place, "subscription", id)
        status = subscription["status"]
        if status == "canceled" or ("plan" in body and status == "paused"):
            raise invalid_state(f"Cannot update a {status} subscription.", status)
        if "metadata" in body:
            subscription["metadata"] = body["metadata"]
        if "plan" in body:
            plan, bundle = self.plan(place, body["plan"])
            if plan["currency"] != subscription["plan"]["currency"]:
                raise invalid_state("The plan has another currency.", status)
            manner = body.get("proration", "immediate")
            if manner != "next_cycle":
                difference = plan["amount"] - subscription["plan"]["amount"]
                subscription |= {"plan": plan, "bundle": bundle["id"]}
                if manner == "immediate" and difference > 0 and status != "trialing":
                    self._charge(place, subscription, difference)
        return self.store(place, subscription)

    def cancel_subscription(self, place: Place, id: str, body: Json) -> Json:
        subscription = self.get(place, "subscription", id)
        if subscription["status"] == "canceled":
            raise invalid_state("The subscription is already canceled.", "canceled")
        reason = body.get("reason") or subscription["cancellation_reason"] or "customer_request"
        if body.get("at_period_end", False):
            subscription |= {"cancel_at_period_end": True, "cancellation_reason": reason}
            return self.store(place, subscription)
        return self._end(place, subscription, reason)

    def _end(self, place: Place, subscription: Json, reason: str) -> Json:
        changes = {"status": "canceled", "canceled_at": self.now(), "cancellation_reason": reason}
        return self.store(place, subscription | changes)

    def pause_subscription(self, place: Place, id: str, body: Json) -> Json:
        return self._move(place, id, "active", "paused")

    def resume_subscription(self, place: Place, id: str, body: Json) -> Json:
        return self._move(place, id, "paused", "active")

    def _move(self, place: Place, id: str, start: str, end: str) -> Json:
        subscription = self.get(place, "subscription", id)
        if subscription["status"] != start:
            raise invalid_state(
                f"The subscription is {subscription['status']}.", subscription["status"]
            )
        return self.store(place, subscription | {"status": end})

    def entitlements(self, place: Place, customer: str, window: Window) -> Json:
        """A page of what the customer's subscriptions grant."""
        self.get(place, "customer", customer)
        rows: list[tuple[str, Json | None]] = []
        for subscription in self.all(place, "subscription"):
            if subscription["customer"] != customer:
                continue
            bundle = self.get(place, "bundle", subscription["bundle"])
            for index, granted in enumerate(bundle["entitlements"]):
                id = f"ent_{subscription['id'][4:]}{bundle['id'][4:8]}{index}"
                doc = {"id": id, "object": "entitlement", "customer": customer, **granted}
                doc |= {"source": subscription["id"], "created": subscription["created"]}
                rows.append((id, doc if subscription["status"] in GRANTING else None))
        return self.cut("entitlement", rows, window, lambda _: True)

    # Payments.

    def create_payment(self, place: Place, body: Json) -> Json:
        self.get(place, "customer", body["customer"], "customer")
        if "subscription" in body:
            subscription = self.get(place, "subscription", body["subscription"], "subscription")
            if subscription["customer"] != body["customer"]:
                raise missing("subscription", body["subscription"], "subscription")
        return self._pay(place, body)

    def _pay(self, place: Place, body: Json, *, has_method: bool = True) -> Json:
        declined = self.declines(body["payment_method"]) or not has_method
        code = ("card_declined" if has_method else "no_payment_method") if declined else None
        return self.insert(
            place,
            "payment",
            {
                "customer": body["customer"],
                "subscription": body.get("subscription"),
                "amount": body["amount"],
                "currency": body["currency"],
                "payment_method": body["payment_method"],
                "status": "failed" if declined else "succeeded",
                "amount_refunded": 0,
                "failure_code": code,
            },
        )

    def declines(self, token: str) -> bool:
        """Whether a payment with a token fails."""
        return token == "tok_declined"

    def refund_payment(self, place: Place, id: str, body: Json) -> Json:
        payment = self.get(place, "payment", id)
        if payment["status"] not in ("succeeded", "partially_refunded"):
            raise invalid_state(f"The payment is {payment['status']}.", payment["status"])
        left = payment["amount"] - payment["amount_refunded"]
        amount = body.get("amount", left)
        if amount > left:
            details = {"field": "amount", "constraint": "maximum", "expected": left}
            raise Problem(422, "out_of_range", f"Only {left} are left.", details=details)
        total = payment["amount_refunded"] + amount
        status = "refunded" if total == payment["amount"] else "partially_refunded"
        return self.store(place, payment | {"amount_refunded": total, "status": status})

    # What a tenant begins with.

    def add_place(self, place: Place) -> None:
        """Make what no operation makes: bundles with their plans."""
        grants: list[Json] = [
            {"feature": "projects", "kind": "quantitative", "limit": 10},
            {"feature": "support", "kind": "boolean", "limit": None},
            {"feature": "exports.csv", "kind": "boolean", "limit": None},
        ]
        for name, amount, features in (("Small", 990, 2), ("Large", 2490, 3), ("Team", 4990, 1)):
            plans = [
                self._plan(name, "monthly", amount, "usd", "month", 0),
                self._plan(name, "trial", amount, "usd", "month", 14),
                self._plan(name, "yearly", amount * 10, "usd", "year", 0),
                self._plan(name, "euro", amount, "eur", "quarter", 0),
            ]
            bundle: Json = {"name": name, "description": None, "type": "subscription"}
            self.insert(
                place, "bundle", bundle | {"entitlements": grants[:features], "plans": plans}
            )

    def _plan(
        self, name: str, what: str, amount: int, currency: str, interval: str, trial: int
    ) -> Json:
        plan: Json = {"id": f"plan_{name.lower()}_{what}", "object": "plan", "amount": amount}
        return plan | {"currency": currency, "interval": interval, "trial_days": trial}


def period_end(start: int, interval: str) -> int:
    """The end of a period of the calendar, in UTC."""
    if interval in ("day", "week"):
        return start + (7 if interval == "week" else 1) * DAY
    moment = datetime.fromtimestamp(start, UTC)
    months = moment.month - 1 + MONTHS[interval]
    year, month = moment.year + months // 12, months % 12 + 1
    day = min(moment.day, calendar.monthrange(year, month)[1])
    return int(moment.replace(year=year, month=month, day=day).timestamp())


def _address(given: Json | None) -> Json | None:
    fields = ("line1", "line2", "city", "state", "postal_code", "country")
    return None if given is None else {name: given.get(name) for name in fields}
