# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os
import uuid

import requests

base_url = os.environ.get("AZOTTE_BASE_URL", "https://api.azotte.com/v1")
response = requests.post(
    f"{base_url}/customers",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
        "idempotency-key": str(uuid.uuid4()),
    },
    json={
        "email": "ada@example.com",
        "name": "Ada Lovelace",
        "phone": "+44 20 7946 0000",
        "address": {
            "line1": "12 St James's Square",
            "city": "London",
            "postal_code": "SW1Y 4JH",
            "country": "GB",
        },
        "metadata": {"channel": "web"},
    },
    timeout=30,
)
if not response.ok:
    raise SystemExit(f"{response.status_code}: {response.text}")
print(response.json())
