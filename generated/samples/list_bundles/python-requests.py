# Generated from openapi/ and templates/samples/python-requests.py.jinja: edit there, not here.
import os

import requests

response = requests.get(
    "https://api.azotte.com/v1/bundles",
    headers={
        "x-api-key": os.environ["AZOTTE_API_KEY"],
        "x-tn": os.environ["AZOTTE_TENANT_ID"],
    },
    params={"limit": "10"},
    timeout=30,
)
response.raise_for_status()
print(response.json())
