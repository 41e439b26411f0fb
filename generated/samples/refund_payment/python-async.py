# Generated from openapi/ and templates/samples/python-async.py.jinja: edit there, not here.
import asyncio

from azotte import AsyncAzotte


async def main() -> None:
    # Reads AZOTTE_API_KEY and AZOTTE_TENANT_ID.
    async with AsyncAzotte() as azotte:
        payment = await azotte.payments.refund("pay_789ghi", amount=500, reason="duplicate")
        print(payment)


asyncio.run(main())
