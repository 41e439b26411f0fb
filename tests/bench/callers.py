"""The candidates of the client's bench: each fetches one page, again and again, in a process of its own."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

KEY = "sk_dev_1234567890abcdef"
TENANT = "tenant_abc123"
WARM_UP = 50
COUNT = 400

BARS = {
    "azotte": "1.00",
    "azotte over urllib3": "0.60",
    "azotte over aiohttp async": "0.25",
}
"""At most this share of what the raw library of the same table costs."""

Base: TypeAlias = str
Fetch: TypeAlias = Callable[[], object]
AsyncFetch: TypeAlias = Callable[[], Awaitable[object]]


def raw(base: Base, _: Path) -> Fetch:
    import httpx2

    client = httpx2.Client(headers={"x-api-key": KEY, "x-tn": TENANT})
    return lambda: json.loads(client.get(f"{base}/subscriptions", params={"limit": 20}).content)


def ours(base: Base, _: Path) -> Fetch:
    from azotte import Azotte

    client = Azotte(api_key=KEY, tenant_id=TENANT, base_url=base)
    return lambda: client.subscriptions.list(limit=20).data


def ours_over_urllib3(base: Base, _: Path) -> Fetch:
    from azotte import Azotte
    from azotte.transports import Urllib3Transport

    client = Azotte(api_key=KEY, tenant_id=TENANT, base_url=base, transport=Urllib3Transport())
    return lambda: client.subscriptions.list(limit=20).data


def openai_base_client(base: Base, _: Path) -> Fetch:
    from openai import OpenAI

    client = OpenAI(api_key=KEY, base_url=base)
    return lambda: client.get("/subscriptions", cast_to=object)


def stripe_client(base: Base, _: Path) -> Fetch:
    import stripe

    client = stripe.StripeClient(KEY, base_addresses={"api": base.removesuffix("/v1")})
    return lambda: client.v1.subscriptions.list({"limit": 20})


def stock_openapi_python_client(base: Base, generated: Path) -> Fetch:
    # Made by the bench itself, so nothing knows its types.
    sys.path.insert(0, str(generated))
    client: Any = import_module("stock").Client(
        base_url=base, headers={"x-api-key": KEY, "x-tn": TENANT}
    )
    list_subscriptions: Any = import_module("stock.api.subscriptions.list_subscriptions")
    return lambda: list_subscriptions.sync(client=client, limit=20)


def raw_async(base: Base, _: Path) -> AsyncFetch:
    import httpx2

    client = httpx2.AsyncClient(headers={"x-api-key": KEY, "x-tn": TENANT})

    async def fetch() -> object:
        answer = await client.get(f"{base}/subscriptions", params={"limit": 20})
        return json.loads(answer.content)

    return fetch


def ours_async(base: Base, _: Path) -> AsyncFetch:
    from azotte import AsyncAzotte

    client = AsyncAzotte(api_key=KEY, tenant_id=TENANT, base_url=base)

    async def fetch() -> object:
        return await client.subscriptions.list(limit=20)

    return fetch


def ours_over_aiohttp(base: Base, _: Path) -> AsyncFetch:
    from azotte import AsyncAzotte
    from azotte.transports import AiohttpTransport

    client = AsyncAzotte(api_key=KEY, tenant_id=TENANT, base_url=base, transport=AiohttpTransport())

    async def fetch() -> object:
        return await client.subscriptions.list(limit=20)

    return fetch


CALLERS: dict[str, Callable[[Base, Path], Fetch] | Callable[[Base, Path], AsyncFetch]] = {
    "httpx2": raw,
    "azotte": ours,
    "azotte over urllib3": ours_over_urllib3,
    "openai's base client, untyped": openai_base_client,
    "stripe": stripe_client,
    "openapi-python-client's own output": stock_openapi_python_client,
    "httpx2 async": raw_async,
    "azotte async": ours_async,
    "azotte over aiohttp async": ours_over_aiohttp,
}


def generate_peers(contract: Path, folder: Path) -> None:
    """Generate the clients that other generators make of the same contract."""
    folder.mkdir()
    subprocess.run(
        [
            *("openapi-python-client", "generate", "--path", str(contract), "--meta", "none"),
            *("--output-path", str(folder / "stock")),
        ],
        check=True,
        capture_output=True,
    )


def cost(caller: str, base: Base, generated: Path) -> float:
    """CPU seconds of one call."""
    if caller.endswith(" async"):
        return asyncio.run(_async_cost(caller, base, generated))
    fetch = CALLERS[caller](base, generated)
    for _ in range(WARM_UP):
        fetch()
    started = time.process_time()
    for _ in range(COUNT):
        fetch()
    return (time.process_time() - started) / COUNT


async def _async_cost(caller: str, base: Base, generated: Path) -> float:
    fetch: Any = CALLERS[caller](base, generated)
    for _ in range(WARM_UP):
        await fetch()
    started = time.process_time()
    for _ in range(COUNT):
        await fetch()
    return (time.process_time() - started) / COUNT


if __name__ == "__main__":
    print(cost(sys.argv[1], f"http://127.0.0.1:{sys.argv[2]}/v1", Path(sys.argv[3])))
