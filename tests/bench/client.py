"""The Python client beside raw HTTP libraries and other SDKs, in CPU time of one run.

Every candidate runs in a process of its own and fetches the same page of 20 subscriptions from one server that answers
with canned bytes. Rounds are interleaved, so that a change of the machine's speed meets all of them.
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


def main() -> None:
    """Print the tables."""
    imports()
    calls()


def imports() -> None:
    """What it costs to import, over an empty interpreter."""
    statements = {"": "pass", "httpx2": "import httpx2", "azotte": "import azotte"}
    statements |= {name: f"import {name}" for name in ("openai", "stripe")}
    costs: dict[str, list[float]] = {name: [] for name in statements}
    for _ in range(IMPORT_ROUNDS):
        for name, statement in statements.items():
            program = f"{statement}\nimport time\nprint(time.process_time())"
            costs[name].append(float(output(["-c", program])))
    empty = median(costs.pop(""))
    base = median(costs["httpx2"]) - empty
    print(f"{'import':44} {'CPU ms':>8} {'ratio':>7}  bar")
    for name, seconds in costs.items():
        cost = median(seconds) - empty
        bar = "1.20" if name == "azotte" else ""
        print(f"{name:44} {cost * 1e3:8.0f} {cost / base:7.2f}  {bar}")


def calls() -> None:
    """What a typed page of 20 costs."""
    with tempfile.TemporaryDirectory() as name, server(Path(name)) as port:
        generated = Path(name) / "peers"
        callers.generate_peers(GENERATED / "openapi.json", generated)
        costs: dict[str, list[float]] = {caller: [] for caller in callers.CALLERS}
        for _ in range(ROUNDS):
            for caller, samples in costs.items():
                samples.append(
                    float(output(["-m", "tests.bench.callers", caller, str(port), str(generated)]))
                )
    for base, title in (("httpx2", "page of 20, sync"), ("httpx2 async", "page of 20, async")):
        floor = median(costs[base])
        print(f"\n{title:44} {'CPU µs':>8} {'ratio':>7}  bar")
        for caller, samples in costs.items():
            if caller.endswith(" async") == base.endswith(" async"):
                cost = median(samples)
                print(
                    f"{caller:44} {cost * 1e6:8.0f} {cost / floor:7.2f}  {callers.BARS.get(caller, '')}"
                )


def output(arguments: list[str]) -> str:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, check=True
    ).stdout


@contextmanager
def server(folder: Path) -> Generator[int]:
    """A server that answers every request with the same page."""
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
        process.wait()


class Canned(asyncio.Protocol):
    """Answers each request that ends with its headers."""

    answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.head = b""

    def data_received(self, data: bytes) -> None:
        self.head += data
        if self.head.endswith(b"\r\n\r\n"):
            self.head = b""
            self.transport.write(self.answer)


async def serve(port: int, body: bytes) -> None:
    head = (
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\n"
        f"content-length: {len(body)}\r\n\r\n"
    )
    Canned.answer = head.encode() + body
    listener = await asyncio.get_running_loop().create_server(Canned, "127.0.0.1", port)
    await listener.serve_forever()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
    else:
        main()
