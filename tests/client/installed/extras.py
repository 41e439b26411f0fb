"""Uses the package's extras, but for `azotte.testing`, against the platform that the environment names."""

import asyncio
from typing import Any

from opentelemetry import trace

from azotte import AsyncAzotte, Azotte, convert, encode
from azotte.models import pydantic
from azotte.telemetry import OpenTelemetry
from azotte.transports import AiohttpTransport, Urllib3Transport


def main() -> None:
    """Call over each transport, traced, and read the response as pydantic models."""
    traced: Any = OpenTelemetry(trace.get_tracer_provider())
    with Azotte(transport=Urllib3Transport(), on_event=traced) as client:
        response = client.bundles.with_detail.list(limit=1)
    assert encode(response.parse(pydantic.BundleList)) == encode(response.result)
    made = asyncio.run(write(traced))
    assert made.email == "grace@example.com"


async def write(traced: Any) -> pydantic.Customer:
    async with AsyncAzotte(transport=AiohttpTransport(), on_event=traced) as client:
        made = await client.customers.create(email="grace@example.com")
        changed = await client.customers.update(made.id, metadata={"a": "b"})
        assert (await client.customers.get(made.id)) == changed
        await client.customers.delete(made.id)
    return convert(made, pydantic.Customer)


if __name__ == "__main__":
    main()
