# Generated from openapi/ and templates/samples/python-client.py.jinja: edit there, not here.
from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

payment = azotte.payments.create(
    customer="cus_1234567890", amount=999, currency="usd", payment_method="tok_visa"
)
print(payment)
