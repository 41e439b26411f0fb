# Generated from openapi/ and templates/samples/end-to-end/python-client.py.jinja: edit there, not here.
"""All workflows of the API, one after the other: each call uses what earlier calls returned."""

from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY, AZOTTE_TENANT_ID and AZOTTE_BASE_URL

# Create a customer
customer = azotte.customers.create(
    email="ada@example.com",
    name="Ada Lovelace",
    phone="+44 20 7946 0000",
    address={
        "line1": "12 St James's Square",
        "city": "London",
        "postal_code": "SW1Y 4JH",
        "country": "GB",
    },
    metadata={"channel": "web"},
)
print("Create a customer", customer)

# Create a subscription
subscription = azotte.subscriptions.create(
    customer=customer.id, plan="plan_basic", metadata={"order": "4711"}
)
print("Create a subscription", subscription)

# Update a subscription
subscription = azotte.subscriptions.update(subscription.id, plan="plan_pro", proration="next_cycle")
print("Update a subscription", subscription)

# Cancel a subscription
subscription = azotte.subscriptions.cancel(
    subscription.id, at_period_end=True, reason="customer_request"
)
print("Cancel a subscription", subscription)

# Update a customer
customer = azotte.customers.update(customer.id, name="Ada King", phone=None)
print("Update a customer", customer)

# Create a payment
payment = azotte.payments.create(
    customer=customer.id, amount=999, currency="usd", payment_method="tok_visa"
)
print("Create a payment", payment)

# Refund a payment
payment = azotte.payments.refund(payment.id, amount=500, reason="duplicate")
print("Refund a payment", payment)

# Delete a customer
deleted_customer = azotte.customers.delete(customer.id)
print("Delete a customer", deleted_customer)
