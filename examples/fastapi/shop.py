"""A shop on FastAPI that sells subscriptions with Azotte. `shop_application` makes the application.

The shop keeps what it needs to decide who has access, and Azotte keeps the rest. Webhooks report changes, and a nightly job
makes the changes of webhooks that were lost.
"""

# FastAPI calls the functions that it decorates.
# pyright: reportUnusedFunction=false

from __future__ import annotations

from dataclasses import dataclass, field

from fastapi import FastAPI, HTTPException, Request, Response
from pydantic import BaseModel

from azotte import Azotte, Secret, errors, webhooks
from azotte.models import Subscription

SETUP_FEE = 100
"""Charged at the checkout. It also checks that the payment method works."""
WITH_ACCESS = ("trialing", "active", "past_due")


class Checkout(BaseModel):
    """An order. The page creates its `id`, so that a second click is not a second order."""

    id: str
    email: str
    plan: str
    payment_method: str


class PlanChange(BaseModel):
    """The plan that an account changes to."""

    plan: str


@dataclass
class Account:
    """What the shop knows of a customer."""

    email: str
    customer: str
    subscription: str
    plan: str
    status: str
    is_ending: bool = False
    payment: str | None = None
    """ID of the newest successful payment."""
    as_of: int = 0
    """Time of the newest event, because events can arrive in another order."""

    @property
    def has_access(self) -> bool:
        """Whether the customer can use the product."""
        return self.status in WITH_ACCESS


@dataclass
class Shop:
    """The shop.

    Args:
        azotte: Client with a secret key.
        customers: IDs of customers by email address. A real shop has a database.
        accounts: Accounts by customer ID.
        mails: Mails that were sent: address and subject.
    """

    azotte: Azotte
    customers: dict[str, str] = field(default_factory=dict[str, str])
    accounts: dict[str, Account] = field(default_factory=dict[str, Account])
    mails: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    _seen: set[str] = field(default_factory=set[str])

    def check_out(self, order: Checkout) -> Account:
        """Create a customer with a subscription.

        Raises:
            HTTPException: The payment method was declined.
        """
        # One key for each write of the order: a repeated order gets the objects of the first one.
        customer = self.customers.get(order.email)
        if customer is None:
            customer = self.azotte.customers.create(
                email=order.email, idempotency_key=f"{order.id}-customer"
            ).id
            self.customers[order.email] = customer
        payment = self.azotte.payments.create(
            customer=customer,
            amount=SETUP_FEE,
            currency="usd",
            payment_method=order.payment_method,
            idempotency_key=f"{order.id}-payment",
        )
        if payment.status == "failed":
            raise HTTPException(402, payment.failure_code)
        created = self.azotte.subscriptions.create(
            customer=customer, plan=order.plan, idempotency_key=f"{order.id}-subscription"
        )
        account = Account(order.email, customer, created.id, order.plan, created.status)
        account.payment = payment.id
        return self.accounts.setdefault(customer, account)

    def change_plan(self, account: Account, plan: str) -> None:
        """Change the plan now, and charge the difference for the rest of the period."""
        self._take(account, self.azotte.subscriptions.update(account.subscription, plan=plan))

    def cancel(self, account: Account) -> None:
        """Cancel at the end of the period that is paid."""
        canceled = self.azotte.subscriptions.cancel(account.subscription, at_period_end=True)
        self._take(account, canceled)

    def refund(self, account: Account) -> str:
        """Refund the newest payment, and return its status."""
        assert account.payment is not None
        return self.azotte.payments.refund(account.payment).status

    def receive(self, event: webhooks.Event) -> None:
        """Handle an event, which may arrive twice and after later ones."""
        if event.id in self._seen:
            return
        match event.type:
            case (
                "subscription.updated"
                | "subscription.renewed"
                | "subscription.cancelled"
                | "subscription.trial_ending"
            ):
                subscription = event.data.object
                account = self.accounts.get(subscription.customer)
                if account is not None and event.created >= account.as_of:
                    account.as_of = event.created
                    self._take(account, subscription)
                if account is not None and event.type == "subscription.trial_ending":
                    self.mails.append((account.email, "Your trial ends soon"))
            case "payment.succeeded" | "payment.failed" | "payment.disputed":
                payment = event.data.object
                account = self.accounts.get(payment.customer)
                if account is not None and event.type == "payment.succeeded":
                    account.payment = payment.id
                elif account is not None and event.type == "payment.failed":
                    self.mails.append((account.email, "Your payment failed"))
                elif account is not None:
                    account.status = "disputed"
            case _:
                pass
        # Last: an event whose handling fails is delivered again.
        self._seen.add(event.id)

    def run_nightly(self) -> int:
        """Repair accounts that missed an event, and return their number. Running it again changes nothing."""
        repaired = 0
        for subscription in self.azotte.subscriptions.list(limit=100):
            account = self.accounts.get(subscription.customer)
            if account is None or account.status == "disputed":
                continue
            before = (account.status, account.plan, account.is_ending)
            self._take(account, subscription)
            repaired += before != (account.status, account.plan, account.is_ending)
        return repaired

    @staticmethod
    def _take(account: Account, subscription: Subscription) -> None:
        account.status = subscription.status
        account.plan = subscription.plan.id
        account.is_ending = subscription.cancel_at_period_end


def shop_application(shop: Shop, webhook_secret: str | Secret) -> FastAPI:
    """Return the application of a shop."""
    app = FastAPI()

    def account_of(customer: str) -> Account:
        if customer not in shop.accounts:
            raise HTTPException(404, "no such account")
        return shop.accounts[customer]

    @app.post("/checkout")
    def check_out(order: Checkout) -> Account:
        return shop.check_out(order)

    @app.get("/accounts/{customer}")
    def get_account(customer: str) -> Account:
        return account_of(customer)

    @app.post("/accounts/{customer}/plan")
    def change_plan(customer: str, change: PlanChange) -> Account:
        account = account_of(customer)
        shop.change_plan(account, change.plan)
        return account

    @app.post("/accounts/{customer}/cancel")
    def cancel(customer: str) -> Account:
        account = account_of(customer)
        shop.cancel(account)
        return account

    @app.post("/accounts/{customer}/refund")
    def refund(customer: str) -> str:
        return shop.refund(account_of(customer))

    @app.post("/webhooks")
    async def receive(request: Request) -> Response:
        try:
            event = webhooks.verify(await request.body(), request.headers, webhook_secret)
        except errors.SignatureError:
            return Response(status_code=400)
        shop.receive(event)
        return Response(status_code=200)

    @app.exception_handler(errors.APIStatusError)
    def rejected(request: Request, error: errors.APIStatusError) -> Response:
        # The shop's customer can do something about a conflict, and nothing about the rest.
        return Response(str(error), 409 if error.status == 409 else 503)

    @app.exception_handler(errors.APIConnectionError)
    def unreachable(request: Request, error: errors.APIConnectionError) -> Response:
        return Response("The payment service is not available. Try again.", 503)

    return app
