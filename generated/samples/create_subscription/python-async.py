# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        subscription = await azotte.subscriptions.create(
            customer="cus_1234567890", plan="plan_basic", metadata={"order": "4711"}
        )
        print(subscription)


asyncio.run(main())
