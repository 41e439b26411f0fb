"""Calls the API with the client and the models of datamodel-code-generator."""

import json
import os

from stock import Client
from stock.errors import ConflictError
from stock_models import CustomerCreate, ErrorResponse

with Client(
    base_url=os.environ["AZOTTE_BASE_URL"],
    api_key=os.environ["AZOTTE_API_KEY"],
    tenant=os.environ["AZOTTE_TENANT_ID"],
) as client:
    subscription = client.subscriptions.list_subscriptions(limit=1).data[0]

    body = CustomerCreate(email="grace@example.com", name=None)
    customer = client.customers.create_customer(body=body)
    same = client.customers.get_customer(id=customer.id)
    try:
        client.customers.create_customer(body=body)
    except ConflictError as error:
        assert isinstance(error.body, ErrorResponse)
        code = error.body.error.code

print(
    json.dumps(
        {
            "subscription": [subscription.id, subscription.status.value, subscription.plan.amount],
            "customer": [customer.email, customer.name],
            "is_same": same.id == customer.id,
            "error": code,
        }
    )
)
