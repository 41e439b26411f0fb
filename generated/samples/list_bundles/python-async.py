import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        async for bundle in azotte.bundles.list(limit=10):
            print(bundle)


asyncio.run(main())
