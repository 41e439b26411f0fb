"""Uses the package without extras against the platform that the environment names."""

import asyncio
import pickle
import re
import sys
from importlib import import_module, metadata

import azotte
from azotte import AsyncAzotte, Azotte, convert, decode, encode, errors, models, webhooks
from azotte.api.customers import get_customer
from azotte.models import typeddicts

EXTRAS = {
    "azotte.transports._urllib3": "azotte[urllib3]",
    "azotte.transports._aiohttp": "azotte[aiohttp]",
    "azotte.telemetry": "azotte[opentelemetry]",
    "azotte.testing": "azotte[testing]",
    "azotte.models.pydantic": "pydantic",
}


def main() -> None:
    """Make, read, change and list customers in every style."""
    assert azotte.__file__.startswith(sys.prefix), azotte.__file__
    assert azotte.__version__ == metadata.version("azotte")
    needed = [line for line in metadata.requires("azotte") or [] if "extra ==" not in line]
    assert {re.split(r"[^\w-]", line)[0] for line in needed} == {"httpx2", "msgspec"}, needed
    with Azotte() as client:
        made = client.customers.create(email="plain@example.com", metadata={"from": "plain"})
        assert get_customer.sync(client, made.id) == made
        assert client.customers.with_detail.update(made.id, name=None).status == 200
        assert made.id in [customer.id for customer in client.customers.list(limit=1, max_items=9)]
        try:
            client.customers.get("cus_unknown")
        except errors.NotFoundError as error:
            copied = pickle.loads(pickle.dumps(error))
            assert (type(copied), str(copied)) == (type(error), str(error))
        else:
            raise AssertionError("there is a customer that nobody made")
    asyncio.run(asynchronously(made))
    there = encode(made)
    for model in (typeddicts.Customer, models.Customer):
        assert encode(convert(decode(there, models.Customer), model)) == there
    body = b'{"id":"evt_1","object":"event","type":"x.y","created":1,"data":{}}'
    event = webhooks.verify(body, webhooks.sign(body, "whsec_1"), "whsec_1")
    assert str(event.type) == "x.y"
    for module, hint in EXTRAS.items():
        try:
            import_module(module)
        except ModuleNotFoundError as missing:
            assert hint in str(missing), missing
        else:
            raise AssertionError(f"{module} is there without its extra")


async def asynchronously(made: models.Customer) -> None:
    async with AsyncAzotte() as client:
        assert await client.customers.get(made.id) is not None
        assert made.id in [customer.id async for customer in client.customers.list(limit=1)]


if __name__ == "__main__":
    main()
