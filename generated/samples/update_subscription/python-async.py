import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        subscription = await azotte.subscriptions.update(
            "sub_1234567890", plan="plan_pro", proration="next_cycle"
        )
        print(subscription)


asyncio.run(main())
