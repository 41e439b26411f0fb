# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os

import requests

base_url = os.environ.get("AZOTTE_BASE_URL", "https://api.azotte.com/v1")
response = requests.delete(
    f"{base_url}/customers/cus_1234567890",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
    },
    timeout=30,
)
if not response.ok:
    raise SystemExit(f"{response.status_code}: {response.text}")
print(response.json())
