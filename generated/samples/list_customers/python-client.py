# Generated from openapi/ and templates/samples/python-client.py.jinja: edit there, not here.
from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

for customer in azotte.customers.list(
    limit=10, created_gte=1767225600, created_lte=1767312000, email_contains="@example.com"
):
    print(customer)
