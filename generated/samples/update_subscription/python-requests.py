# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os

import requests

response = requests.put(
    "https://api.azotte.com/v1/subscriptions/sub_1234567890",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
    },
    json={"plan": "plan_pro", "proration": "next_cycle"},
    timeout=30,
)
response.raise_for_status()
print(response.json())
