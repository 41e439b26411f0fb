# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os
import uuid

import requests

base_url = os.environ.get("AZOTTE_BASE_URL", "https://api.azotte.com/v1")
response = requests.post(
    f"{base_url}/payments/pay_789ghi/refund",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
        "idempotency-key": str(uuid.uuid4()),
    },
    json={"amount": 500, "reason": "duplicate"},
    timeout=30,
)
if not response.ok:
    raise SystemExit(f"{response.status_code}: {response.text}")
print(response.json())
