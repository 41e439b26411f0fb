# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        customer = await azotte.customers.create(
            email="ada@example.com",
            name="Ada Lovelace",
            phone="+44 20 7946 0000",
            address={
                "line1": "12 St James's Square",
                "city": "London",
                "postal_code": "SW1Y 4JH",
                "country": "GB",
            },
            metadata={"channel": "web"},
        )
        print(customer)


asyncio.run(main())
