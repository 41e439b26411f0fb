# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        subscription = await azotte.subscriptions.cancel(
            "sub_1234567890", at_period_end=True, reason="customer_request"
        )
        print(subscription)


asyncio.run(main())
