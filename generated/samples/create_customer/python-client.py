# Generated from openapi/ and templates/samples/python-client.py.jinja: edit there, not here.
from azotte import Azotte

azotte = Azotte()  # reads AZOTTE_API_KEY and AZOTTE_TENANT_ID

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
print(customer)
