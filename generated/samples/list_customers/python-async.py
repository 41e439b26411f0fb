# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        async for customer in azotte.customers.list(
            limit=10, created_gte=1767225600, created_lte=1767312000, email_contains="@example.com"
        ):
            print(customer)


asyncio.run(main())
