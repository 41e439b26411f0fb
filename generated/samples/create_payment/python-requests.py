# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os
import uuid

import requests

response = requests.post(
    "https://api.azotte.com/v1/payments",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
        "idempotency-key": str(uuid.uuid4()),
    },
    json={
        "customer": "cus_1234567890",
        "amount": 999,
        "currency": "usd",
        "payment_method": "tok_visa",
    },
    timeout=30,
)
response.raise_for_status()
print(response.json())
