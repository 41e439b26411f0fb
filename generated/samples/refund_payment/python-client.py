# Generated from openapi/ and templates/samples/python-client.py.jinja: edit there, not here.
from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

payment = azotte.payments.refund("pay_789ghi", amount=500, reason="duplicate")
print(payment)
