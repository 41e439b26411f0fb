# Generated from openapi/ and templates/samples/python-client.py.jinja: edit there, not here.
from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

for subscription in azotte.subscriptions.list(
    limit=10, customer="cus_1234567890", status="active", plan="plan_basic"
):
    print(subscription)
