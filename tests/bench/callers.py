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
BATCHES = 5
COUNT = 200

BARS = {
    "azotte": 1.0,
    "azotte over urllib3": 0.6,
    "azotte over aiohttp async": 0.25,
}
"""Maximum cost as a share of the raw library in the same table. Every peer must cost more than the client."""

FLOORS = {"azotte over aiohttp async": ("aiohttp, undecoded async", 1.5)}
"""Where a bar lies below what the library under the client costs alone: that, and how many times as much is allowed then."""

OURS = {False: "azotte", True: "azotte async"}
PEERS = {
    "openai's base client, untyped",
    "openai's base client, untyped async",
    "stripe",
    "stripe async",
    "openapi-python-client's own output",
    "openapi-python-client's own output async",
    "datamodel-code-generator's own client",
    "datamodel-code-generator's own client async",
}

Base: TypeAlias = str
Fetch: TypeAlias = Callable[[], object]
AsyncFetch: TypeAlias = Callable[[], Awaitable[object]]


def raw(base: Base, _: Path) -> Fetch:
    import httpx2

    client = httpx2.Client(headers={"x-api-key": KEY, "x-tn": TENANT})
    return lambda: json.loads(client.get(f"{base}/subscriptions", params={"limit": 20}).content)


def raw_urllib3(base: Base, _: Path) -> Fetch:
    import urllib3

    manager = urllib3.PoolManager(headers={"x-api-key": KEY, "x-tn": TENANT})
    return lambda: json.loads(
        manager.request("GET", f"{base}/subscriptions", fields={"limit": "20"}).data
    )


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
    return lambda: list_subscriptions.sync(client, limit=20)


def stock_datamodel_code_generator(base: Base, generated: Path) -> Fetch:
    sys.path.insert(0, str(generated))
    client: Any = import_module("own").Client(base_url=base, api_key=KEY, tenant=TENANT)
    return lambda: client.subscriptions.list_subscriptions(limit=20).data


def raw_async(base: Base, _: Path) -> AsyncFetch:
    import httpx2

    client = httpx2.AsyncClient(headers={"x-api-key": KEY, "x-tn": TENANT})

    async def fetch() -> object:
        response = await client.get(f"{base}/subscriptions", params={"limit": 20})
        return json.loads(response.content)

    return fetch


def raw_aiohttp(base: Base, _: Path) -> AsyncFetch:
    import aiohttp

    session = aiohttp.ClientSession(headers={"x-api-key": KEY, "x-tn": TENANT})

    async def fetch() -> object:
        async with session.get(f"{base}/subscriptions", params={"limit": "20"}) as response:
            return json.loads(await response.read())

    return fetch


def raw_aiohttp_undecoded(base: Base, _: Path) -> AsyncFetch:
    import aiohttp

    session = aiohttp.ClientSession(headers={"x-api-key": KEY, "x-tn": TENANT})

    async def fetch() -> object:
        async with session.get(f"{base}/subscriptions", params={"limit": "20"}) as response:
            return await response.read()

    return fetch


def ours_async(base: Base, _: Path) -> AsyncFetch:
    from azotte import AsyncAzotte

    client = AsyncAzotte(api_key=KEY, tenant_id=TENANT, base_url=base)

    async def fetch() -> object:
        return (await client.subscriptions.list(limit=20)).data

    return fetch


def ours_over_aiohttp(base: Base, _: Path) -> AsyncFetch:
    from azotte import AsyncAzotte
    from azotte.transports import AiohttpTransport

    client = AsyncAzotte(api_key=KEY, tenant_id=TENANT, base_url=base, transport=AiohttpTransport())

    async def fetch() -> object:
        return (await client.subscriptions.list(limit=20)).data

    return fetch


def openai_base_client_async(base: Base, _: Path) -> AsyncFetch:
    from openai import AsyncOpenAI

    client = AsyncOpenAI(api_key=KEY, base_url=base)
    return lambda: client.get("/subscriptions", cast_to=object)


def stripe_client_async(base: Base, _: Path) -> AsyncFetch:
    import stripe

    client = stripe.StripeClient(
        KEY,
        base_addresses={"api": base.removesuffix("/v1")},
        http_client=stripe.AIOHTTPClient(),
    )
    return lambda: client.v1.subscriptions.list_async({"limit": 20})


def stock_openapi_python_client_async(base: Base, generated: Path) -> AsyncFetch:
    sys.path.insert(0, str(generated))
    client: Any = import_module("stock").Client(
        base_url=base, headers={"x-api-key": KEY, "x-tn": TENANT}
    )
    list_subscriptions: Any = import_module("stock.api.subscriptions.list_subscriptions")
    return lambda: list_subscriptions.asyncio(client, limit=20)


def stock_datamodel_code_generator_async(base: Base, generated: Path) -> AsyncFetch:
    sys.path.insert(0, str(generated))
    client: Any = import_module("own").AsyncClient(base_url=base, api_key=KEY, tenant=TENANT)
    return lambda: client.subscriptions.list_subscriptions(limit=20)


CALLERS: dict[str, Callable[[Base, Path], Fetch] | Callable[[Base, Path], AsyncFetch]] = {
    "httpx2": raw,
    "urllib3": raw_urllib3,
    "azotte": ours,
    "azotte over urllib3": ours_over_urllib3,
    "openai's base client, untyped": openai_base_client,
    "stripe": stripe_client,
    "openapi-python-client's own output": stock_openapi_python_client,
    "datamodel-code-generator's own client": stock_datamodel_code_generator,
    "httpx2 async": raw_async,
    "aiohttp async": raw_aiohttp,
    "aiohttp, undecoded async": raw_aiohttp_undecoded,
    "azotte async": ours_async,
    "azotte over aiohttp async": ours_over_aiohttp,
    "openai's base client, untyped async": openai_base_client_async,
    "stripe async": stripe_client_async,
    "openapi-python-client's own output async": stock_openapi_python_client_async,
    "datamodel-code-generator's own client async": stock_datamodel_code_generator_async,
}


def generate_peers(contract: Path, folder: Path) -> None:
    """Generate the clients that other generators make of the same contract, as they come but for the cheapest models."""
    folder.mkdir()
    _run(
        *("openapi_python_client", "generate", "--path", str(contract), "--meta", "none"),
        *("--output-path", "stock"),
        cwd=folder,
    )
    _run(
        *("datamodel_code_generator", "--input", str(contract), "--input-file-type", "openapi"),
        *("--openapi-scopes", "api", "--output-model-type", "msgspec.Struct", "--keyword-only"),
        *("--use-msgspec-tagged-unions", "--use-msgspec-nullable-enum-alias"),
        *("--target-python-version", "3.11", "--formatters", "builtin", "--ignore-pyproject"),
        *("--generate-client", "httpx2", "--output", "own_models.py", "--client-output", "own"),
        *("--client-package", "own", "--client-model-package", "own_models"),
        cwd=folder,
    )


def _run(module: str, *arguments: str, cwd: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", module, *arguments], cwd=cwd, check=True, capture_output=True
    )


def cost(caller: str, base: Base, generated: Path) -> float:
    """CPU seconds of one call: those of the cheapest batch, because other work on the machine only adds."""
    if caller.endswith(" async"):
        return asyncio.run(_async_cost(caller, base, generated))
    fetch = CALLERS[caller](base, generated)
    for _ in range(WARM_UP):
        fetch()
    batches: list[float] = []
    for _ in range(BATCHES):
        started = time.process_time()
        for _ in range(COUNT):
            fetch()
        batches.append(time.process_time() - started)
    return min(batches) / COUNT


async def _async_cost(caller: str, base: Base, generated: Path) -> float:
    fetch: Any = CALLERS[caller](base, generated)
    for _ in range(WARM_UP):
        await fetch()
    batches: list[float] = []
    for _ in range(BATCHES):
        started = time.process_time()
        for _ in range(COUNT):
            await fetch()
        batches.append(time.process_time() - started)
    return min(batches) / COUNT


if __name__ == "__main__":
    print(cost(sys.argv[1], f"http://127.0.0.1:{sys.argv[2]}/v1", Path(sys.argv[3])))
