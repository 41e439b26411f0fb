"""Calls the API with the output of openapi-python-client."""

import json
import os

from stock import Client
from stock.api.customers import create_customer, get_customer
from stock.api.subscriptions import list_subscriptions
from stock.models import Customer, CustomerCreate, ErrorResponse, SubscriptionList

client = Client(
    base_url=os.environ["AZOTTE_BASE_URL"],
    headers={"x-api-key": os.environ["AZOTTE_API_KEY"], "x-tn": os.environ["AZOTTE_TENANT_ID"]},
)

page = list_subscriptions.sync(client=client, limit=1)
assert isinstance(page, SubscriptionList)
subscription = page.data[0]

body = CustomerCreate(email="grace@example.com", name=None)
customer = create_customer.sync(client=client, body=body)
assert isinstance(customer, Customer)
same = get_customer.sync(customer.id, client=client)
assert isinstance(same, Customer)
error = create_customer.sync(client=client, body=body)
assert isinstance(error, ErrorResponse)

print(
    json.dumps(
        {
            "subscription": [subscription.id, subscription.status, subscription.plan.amount],
            "customer": [customer.email, customer.name],
            "is_same": same.id == customer.id,
            "error": error.error.code,
        }
    )
)
