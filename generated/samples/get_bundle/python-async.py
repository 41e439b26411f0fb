import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        bundle = await azotte.bundles.get("bun_1234567890")
        print(bundle)


asyncio.run(main())
