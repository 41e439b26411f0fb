# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os

import requests

base_url = os.environ.get("AZOTTE_BASE_URL", "https://api.azotte.com/v1")
response = requests.get(
    f"{base_url}/payments/pay_789ghi",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
    },
    timeout=30,
)
if not response.ok:
    raise SystemExit(f"{response.status_code}: {response.text}")
print(response.json())
