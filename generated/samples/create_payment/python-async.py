# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        payment = await azotte.payments.create(
            customer="cus_1234567890", amount=999, currency="usd", payment_method="tok_visa"
        )
        print(payment)


asyncio.run(main())
