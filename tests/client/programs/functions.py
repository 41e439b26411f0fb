"""Functions, calls by hand, other models, webhooks, a transport and a listener of one's own."""

import os

from azotte import (
    AsyncAzotte,
    Azotte,
    Call,
    Response,
    auth,
    convert,
    decode,
    events,
    models,
    webhooks,
)
from azotte.api.payments import create_payment
from azotte.api.subscriptions import get_subscription, list_subscriptions
from azotte.models import pydantic, typeddicts
from azotte.transports import HttpRequest, HttpResponse, TransportError


def one_page(client: Azotte) -> models.SubscriptionList:
    detailed: Response[models.SubscriptionList] = list_subscriptions.sync_detailed(client, limit=1)
    return detailed.result if detailed.status == 200 else list_subscriptions.sync(client)


async def one(client: AsyncAzotte) -> models.Subscription:
    detailed = await get_subscription.asyncio_detailed(client, "sub_1")
    return detailed.result if detailed.attempts else await get_subscription.asyncio(client, "sub_1")


def pay(client: Azotte) -> models.Payment:
    body: typeddicts.PaymentCreate = {
        "customer": "c",
        "amount": 1,
        "currency": "usd",
        "payment_method": "tok_visa",
    }
    call: Call[models.Payment] = create_payment.call(body=body, idempotency_key="k")
    print(call.idempotency_key)
    return client.send(call).result


def others(plan: models.Plan, response: Response[models.Plan]) -> int:
    as_pydantic: pydantic.Plan = convert(plan, pydantic.Plan)
    as_dictionary = decode(response.body, typeddicts.Plan)
    return as_pydantic.amount + as_dictionary["amount"] + len(plan.extra)


def endpoint(body: bytes, signature: str | None) -> str:
    event = webhooks.verify(body, signature, ["new", os.environ.get("OLD")], require_timestamp=True)
    match event:
        case models.CustomerCreatedEvent():
            return event.data.object.email
        case models.SubscriptionCancelledEvent():
            return event.data.object.cancellation_reason or ""
        case webhooks.UnknownEvent():
            return str(event.data)
        case _:
            return event.type


class Recorded:
    """A transport of one's own."""

    verified = True

    def send(self, request: HttpRequest) -> HttpResponse:
        if "x-api-key" not in request.wire_headers():
            raise TransportError("no key", sent=False)
        return HttpResponse(200, [("content-type", "application/json")], b"{}")

    def close(self) -> None:
        pass


def listen(event: events.Event) -> None:
    if isinstance(event, events.ResponseReceived):
        print(event.operation, event.status, event.seconds)


def client() -> Azotte:
    print(auth.headers()["x-tn"])
    return Azotte(transport=Recorded(), on_event=listen)
