"""The Python client beside raw HTTP libraries and other SDKs, in CPU time of one run.

Each candidate runs in its own process and fetches the same page of 20 subscriptions from a server with a fixed response. Rounds are
interleaved, so that a change of the machine's speed meets all of them, and a ratio is the median of the rounds' own. The exit
status is 1 if a bar is missed.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from codegen.paths import GENERATED
from tests.bench import callers
from tests.bench.load import free_port, wait_until_listening

ROUNDS = 7
IMPORT_ROUNDS = 15


def main() -> int:
    """Print the tables; returns the exit status."""
    missed = [*imports(), *calls()]
    print("\nEvery bar is met." if not missed else f"\nMissed: {', '.join(missed)}.")
    return 1 if missed else 0


def imports() -> list[str]:
    """What it costs to import, over an empty interpreter; returns the bars that are missed."""
    statements = {
        "": "pass",
        "httpx2": "import httpx2",
        "azotte": "import azotte",
        "openai": "import openai",
        "stripe": "import stripe",
    }
    ready = {
        "httpx2, with a client": "import httpx2; httpx2.Client()",
        "azotte, with a client, a resource and httpx2": "import azotte; from azotte import transports; "
        "azotte.Azotte(api_key='sk_dev_1', tenant_id='t', transport=transports.Httpx2Transport()).subscriptions",
        "openai, with a client and a resource": "import openai; openai.OpenAI(api_key='k').models",
        "stripe, with a client and a resource": "import stripe; stripe.StripeClient('k').v1.subscriptions",
    }
    costs: dict[str, list[float]] = {name: [] for name in statements | ready}
    for _ in range(IMPORT_ROUNDS):
        for name, statement in (statements | ready).items():
            program = f"{statement}\nimport time\nprint(time.process_time())"
            costs[name].append(float(output(["-c", program])))
    empty = costs.pop("")
    costs = {
        name: [cost - floor for cost, floor in zip(samples, empty, strict=True)]
        for name, samples in costs.items()
    }
    first = {name: costs[name] for name in costs if name in statements}
    return [
        *table("import", "ms", first, "httpx2", {"azotte": 1.2}),
        *table(
            "ready for the first call",
            "ms",
            {name: costs[name] for name in ready},
            next(iter(ready)),
            {},
        ),
    ]


def calls() -> list[str]:
    """What a typed page of 20 costs; returns the bars that are missed."""
    with tempfile.TemporaryDirectory() as name, server(Path(name)) as port:
        generated = Path(name) / "peers"
        callers.generate_peers(GENERATED / "openapi.json", generated)
        costs: dict[str, list[float]] = {caller: [] for caller in callers.CALLERS}
        for _ in range(ROUNDS):
            for caller, samples in costs.items():
                samples.append(
                    float(output(["-m", "tests.bench.callers", caller, str(port), str(generated)]))
                )
    missed: list[str] = []
    for title, base, asynchronous in (("sync", "httpx2", False), ("async", "httpx2 async", True)):
        ones = {
            caller: samples
            for caller, samples in costs.items()
            if caller.endswith(" async") is asynchronous
        }
        missed += table(f"page of 20, {title}", "µs", ones, base, callers.BARS)
        ours = median(ones[callers.OURS[asynchronous]])
        missed += [
            f"ahead of {caller}"
            for caller in sorted(callers.PEERS & ones.keys())
            if median(ones[caller]) <= ours
        ]
    return missed


def table(
    title: str, unit: str, costs: dict[str, list[float]], base: str, bars: dict[str, float]
) -> list[str]:
    """Print costs and their ratio to the base; returns the names whose bar is missed."""
    scale = {"ms": 1e3, "µs": 1e6}[unit]
    missed: list[str] = []
    print(f"\n{title:44} {'CPU ' + unit:>8} {'ratio':>7} {'bar':>6}")
    ratios = {name: share(samples, costs[base]) for name, samples in costs.items()}
    for name, ratio in ratios.items():
        bar = bars.get(name)
        floor, times = callers.FLOORS.get(name, (None, 1.0))
        remark = ""
        if bar is not None and floor is not None and ratios[floor] > bar:
            over = share(costs[name], costs[floor])
            remark = f" out of reach: {floor} takes {ratios[floor]:.2f}; {over:.2f} of that, bar {times:.2f}"
            if over > times:
                missed.append(f"{name} ({title})")
        elif bar is not None and ratio > bar:
            missed.append(f"{name} ({title})")
        shown = "" if bar is None else f"{bar:6.2f}"
        print(f"{name:44} {median(costs[name]) * scale:8.0f} {ratio:7.2f} {shown}{remark}")
    return missed


def share(samples: list[float], base: list[float]) -> float:
    """The median of each round's own ratio."""
    return median(one / other for one, other in zip(samples, base, strict=True))


def output(arguments: list[str]) -> str:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    ).stdout


@contextmanager
def server(folder: Path) -> Generator[int]:
    """A server that returns the same page for each request."""
    contract = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    page = contract["components"]["examples"]["SubscriptionList"]["value"]
    page["data"] = [{**page["data"][0], "id": f"sub_{number}"} for number in range(20)]
    body = folder / "page.json"
    body.write_text(json.dumps(page), encoding="utf-8")
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.client", str(port), str(body)])
    try:
        wait_until_listening(process, port)
        yield port
    finally:
        process.terminate()
        process.wait(30)


class Canned(asyncio.Protocol):
    """Returns a fixed response to each request without a body."""

    response = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.head = b""

    def data_received(self, data: bytes) -> None:
        self.head += data
        if self.head.endswith(b"\r\n\r\n"):
            self.head = b""
            self.transport.write(self.response)


async def serve(port: int, body: bytes) -> None:
    head = (
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    Canned.response = head.encode() + body
    listener = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", port)
    await listener.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
    else:
        sys.exit(main())
