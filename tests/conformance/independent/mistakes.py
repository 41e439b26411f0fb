"""Bugs that backend teams make, in the independent server: of combinations above all."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from tests.conformance.independent.application import Application
from tests.conformance.independent.platform import Json, Place, Platform, Window
from tests.conformance.independent.problems import duplicate


class SavesBeforeItChecks(Platform):
    """A change is stored field by field; an email address that is taken is noticed on the way."""

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        doc = self.get(place, "customer", id)
        rest = {name: value for name, value in body.items() if name not in ("email", "address")}
        self.store(place, doc | rest)
        self.db.execute("COMMIT")
        self.db.execute("BEGIN")
        return super().update_customer(place, id, body)


class CachesByUrl(Application):
    """The list of bundles is cached by its URL."""

    def __init__(self, document: Json, platform: Platform) -> None:
        super().__init__(document, platform)
        self._cache: dict[str, Json] = {}

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        if operation["operationId"] != "list_bundles":
            return super().perform(operation, place, id, query, body)
        key = str(sorted(query.items()))
        if key not in self._cache:
            self._cache[key] = super().perform(operation, place, id, query, body)
        return self._cache[key]


class LeavesPaused(Platform):
    """Deleting a customer cancels the subscriptions that run. A paused one does not."""

    def _end(self, place: Place, subscription: Json, reason: str) -> Json:
        if reason == "customer_deleted" and subscription["status"] == "paused":
            return subscription
        return super()._end(place, subscription, reason)


class EndsOnePage(Platform):
    """Deleting a customer cancels the first page of the subscriptions."""

    def delete_customer(self, place: Place, id: str) -> Json:
        window = Window(10, None, None)
        page = self.page(place, "subscription", window, lambda doc: doc["customer"] == id)
        first = {doc["id"] for doc in page["data"]}
        before = {doc["id"]: doc for doc in self.all(place, "subscription")}
        deleted = super().delete_customer(place, id)
        for doc in list(self.all(place, "subscription")):
            if doc["customer"] == id and doc["id"] not in first:
                self.store(place, before[doc["id"]])
        return deleted


class DropsFilterBackward(Application):
    """`ending_before` has a query of its own, without the filter by customer."""

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        if "ending_before" in query:
            query = {name: value for name, value in query.items() if name != "customer"}
        return super().perform(operation, place, id, query, body)


class RefundsInFloats(Platform):
    """Amounts are in the major unit while they are calculated."""

    def refund_payment(self, place: Place, id: str, body: Json) -> Json:
        if "amount" in body:
            body = body | {"amount": max(int(body["amount"] / 100 * 100), 1)}
        return super().refund_payment(place, id, body)


class ForgetsReasonAtPeriodEnd(Platform):
    """The reason is stored if the subscription ends immediately, and only then."""

    def cancel_subscription(self, place: Place, id: str, body: Json) -> Json:
        if body.get("at_period_end"):
            body = {name: value for name, value in body.items() if name != "reason"}
        return super().cancel_subscription(place, id, body)


class ClearsOneAtATime(Platform):
    """A body that clears a field changes nothing else."""

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        cleared = {name: value for name, value in body.items() if value is None}
        return super().update_customer(place, id, cleared or body)


class WalletOf32Bits(Platform):
    """Amounts are floats of 32 bits."""

    def create_payment(self, place: Place, body: Json) -> Json:
        amount = body["amount"]
        if amount > 2**24:
            body = body | {"amount": amount // 2 * 2}
        return super().create_payment(place, body)


class ListsFromACache(Application):
    """Pages are cached until an object is created or deleted. A change does not empty the cache."""

    def __init__(self, document: Json, platform: Platform) -> None:
        super().__init__(document, platform)
        self._pages: dict[str, Json] = {}

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        name: str = operation["operationId"]
        if not name.startswith("list_"):
            if name.startswith(("create_", "delete_")):
                self._pages.clear()
            return super().perform(operation, place, id, query, body)
        key = f"{name} {place} {id} {sorted(query.items())}"
        if key not in self._pages:
            self._pages[key] = super().perform(operation, place, id, query, body)
        return self._pages[key]


class KeepsOldEmails(Platform):
    """An email address stays taken after its customer has changed it."""

    def __init__(self) -> None:
        super().__init__()
        self._old: dict[Place, set[str]] = {}

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        before = self.get(place, "customer", id)["email"]
        changed = super().update_customer(place, id, body)
        if changed["email"].casefold() != before.casefold():
            self._old.setdefault(place, set()).add(before.casefold())
        return changed

    def create_customer(self, place: Place, body: Json) -> Json:
        if body["email"].casefold() in self._old.get(place, ()):
            raise duplicate("email")
        return super().create_customer(place, body)


class ReplaysWhatIsThere(Application):
    """A repeated request gets the object as it is by then."""

    def _once(
        self,
        request: Request,
        operation: Json,
        place: Place,
        id: str,
        query: Json,
        body: Json,
        key: str,
        status: int,
    ) -> tuple[int, Any, dict[str, str]]:
        status, found, headers = super()._once(
            request, operation, place, id, query, body, key, status
        )
        if headers:
            found = self.platform.find(place, found["object"], found["id"]) or found
        return status, found, headers


class RefundsEveryPayment(Platform):
    """The statement that stores a refund selects by customer, not by payment."""

    def refund_payment(self, place: Place, id: str, body: Json) -> Json:
        refunded = super().refund_payment(place, id, body)
        for other in list(self.all(place, "payment")):
            if other["customer"] == refunded["customer"] and other["status"] == "succeeded":
                whole = {"status": "refunded", "amount_refunded": other["amount"]}
                self.store(place, other | whole)
        return refunded


class NormalizesText(Platform):
    """Names are stored in Unicode's composed form, as some databases do."""

    def insert(self, place: Place, kind: str, doc: Json) -> Json:
        if doc.get("name"):
            doc = doc | {"name": unicodedata.normalize("NFKC", doc["name"])}
        return super().insert(place, kind, doc)


@dataclass(frozen=True)
class Mistake:
    """A server with a bug, the family that finds it, and the rules that may."""

    family: str
    rules: tuple[str, ...]
    application: type[Application] = Application
    platform: type[Platform] = Platform


MISTAKES = {
    "a rejected change is half done": Mistake(
        "writes", ("writes.rejected",), platform=SavesBeforeItChecks
    ),
    "a cache without the tenant": Mistake(
        "isolation", ("isolation.list", "isolation.object"), CachesByUrl
    ),
    "paused subscriptions outlive their customer": Mistake(
        "writes", ("writes.cascade",), platform=LeavesPaused
    ),
    "a cascade over one page": Mistake("writes", ("writes.cascade",), platform=EndsOnePage),
    "a filter that one direction drops": Mistake(
        "filters", ("filters.directed",), DropsFilterBackward
    ),
    "refunds in floats": Mistake("states", ("states.balance",), platform=RefundsInFloats),
    "a reason that is lost at the period's end": Mistake(
        "states", ("responses.result",), platform=ForgetsReasonAtPeriodEnd
    ),
    "a field beside one that is cleared": Mistake(
        "writes", ("writes.merge",), platform=ClearsOneAtATime
    ),
    "lists from a cache": Mistake("writes", ("writes.read",), ListsFromACache),
    "an email address that stays taken": Mistake(
        "writes", ("writes.freed",), platform=KeepsOldEmails
    ),
    "a replay of the object as it is now": Mistake(
        "idempotency", ("idempotency.replay",), ReplaysWhatIsThere
    ),
    "a refund of every payment": Mistake(
        "states", ("states.balance",), platform=RefundsEveryPayment
    ),
    "names in another Unicode form": Mistake("bounds", ("writes.echo",), platform=NormalizesText),
    "amounts of 24 bits": Mistake("states", ("states.balance",), platform=WalletOf32Bits),
}
