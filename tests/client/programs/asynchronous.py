"""The same on an event loop."""

import asyncio

from azotte import AsyncAzotte, AsyncPage, Response, Secret, models
from azotte.transports import AiohttpTransport


async def fresh_key() -> Secret:
    await asyncio.sleep(0)
    return Secret("sk_dev_1")


async def walk(azotte: AsyncAzotte) -> list[str]:
    first: AsyncPage[models.CustomerList, models.Customer] = await azotte.customers.list(limit=10)
    names = [customer.name or "" for customer in first.data]
    async for customer in azotte.customers.list(created_gte=0):
        names.append(customer.email)
    async for page in azotte.customers.list().pages():
        names += [customer.id for customer in page.data]
    return names


async def several(azotte: AsyncAzotte, ids: list[str]) -> list[models.Subscription]:
    return await asyncio.gather(*(azotte.subscriptions.get(id) for id in ids))


async def main() -> None:
    async with AsyncAzotte(
        api_key=fresh_key, tenant_id="t", transport=AiohttpTransport()
    ) as azotte:
        response: Response[models.Payment] = await azotte.payments.with_detail.create(
            customer="c", amount=1, currency="usd", payment_method="tok_visa"
        )
        print(response.result.status, await walk(azotte))
