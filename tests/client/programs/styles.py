"""One operation in each style: the arguments of `call`, and what the style returns."""

from typing import assert_type

from azotte import AsyncAzotte, AsyncPage, Azotte, Page, Response, models
from azotte.api.payments import create_payment
from azotte.api.subscriptions import get_subscription, list_subscriptions
from azotte.models import typeddicts


def functions(client: Azotte, body: typeddicts.PaymentCreate) -> None:
    assert_type(get_subscription.sync(client, "sub_1", timeout=5), models.Subscription)
    assert_type(
        get_subscription.sync_detailed(client, subscription_id="sub_1"),
        Response[models.Subscription],
    )
    assert_type(list_subscriptions.sync(client, status="active", limit=1), models.SubscriptionList)
    assert_type(
        create_payment.sync_detailed(client, body=body, idempotency_key="k"),
        Response[models.Payment],
    )


async def async_functions(client: AsyncAzotte, body: typeddicts.PaymentCreate) -> None:
    assert_type(await get_subscription.asyncio(client, "sub_1", timeout=5), models.Subscription)
    assert_type(
        await get_subscription.asyncio_detailed(client, "sub_1"), Response[models.Subscription]
    )
    assert_type(await create_payment.asyncio(client, body=body), models.Payment)


def methods(client: Azotte) -> None:
    assert_type(client.subscriptions.get("sub_1", timeout=5), models.Subscription)
    assert_type(
        client.subscriptions.list(status="active", max_items=5),
        Page[models.SubscriptionList, models.Subscription],
    )
    detailed = client.subscriptions.with_detail
    assert_type(detailed.get("sub_1", timeout=5), Response[models.Subscription])
    assert_type(detailed.list(status="active"), Response[models.SubscriptionList])
    assert_type(
        detailed.create(customer="c", plan="p", idempotency_key="k"),
        Response[models.Subscription],
    )


async def async_methods(client: AsyncAzotte) -> None:
    assert_type(await client.subscriptions.get("sub_1", timeout=5), models.Subscription)
    assert_type(
        await client.subscriptions.list(status="active", max_items=5),
        AsyncPage[models.SubscriptionList, models.Subscription],
    )
    async for subscription in client.subscriptions.list(max_items=5):
        assert_type(subscription, models.Subscription)
    detailed = client.subscriptions.with_detail
    assert_type(await detailed.get("sub_1", timeout=5), Response[models.Subscription])
    assert_type(await detailed.list(status="active"), Response[models.SubscriptionList])
