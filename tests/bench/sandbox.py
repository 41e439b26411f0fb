"""Compares the sandbox with mock servers, in CPU time per request.

The mock servers return fixed responses, without state, authentication or limits. json-server does not read the contract. The sandbox
authenticates, limits, reads 20 rows of a tenant from SQLite and checks the response against the contract. All return the same 20
subscriptions. The bar is a share of the cost of Prism without its log. The table also has Prism with its log, which is the default.
"""

import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import httpx2
import psutil

from codegen.node import node_executable
from codegen.paths import GENERATED
from tests.bench.load import Peer, cpu_per_request, free_port, wait_until_listening

HERE = Path(__file__).parent
ROUNDS = 7
REQUESTS = 5000
"""So many that the resolution of CPU time, 10 ms, does not matter."""
WARM_UP = 20_000
CUSTOMERS = 1000
PAGE = "/v1/subscriptions?limit=20"
PRISM = "Prism"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name, ExitStack() as started:
        folder = Path(name)
        sandbox, headers, start = start_sandbox(folder)
        started.callback(sandbox.stop)
        seed(folder)
        page = httpx2.get(f"http://127.0.0.1:{sandbox.port}{PAGE}", headers=headers).json()
        if len(page["data"]) != 20:
            raise RuntimeError("The seeded sandbox does not have 20 subscriptions to list.")
        with ExitStack() as mocked:
            mocks = start_mocks(folder, page)
            for mock in mocks:
                mocked.callback(mock.stop)
            report(sandbox, mocks, headers)
        print(f"{start}, {sandbox.resident_megabytes():.0f} MB resident (bar 60 MB)")
        layers(sandbox, headers, folder)


def start_sandbox(folder: Path) -> tuple[Peer, dict[str, str], str]:
    """Start an empty sandbox; returns it, a secret key's headers and how long its first response took, in words."""
    port = free_port()
    started = time.monotonic()
    process = subprocess.Popen(
        [
            *command(folder),
            "serve",
            "--port",
            str(port),
            "--limits",
            "relaxed",
            "--check",
            "strict",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    wait_until_listening(process, port)
    httpx2.get(f"http://127.0.0.1:{port}/healthz").raise_for_status()
    seconds = time.monotonic() - started
    peer = Peer("sandbox", process, port)
    start = f"first response after {seconds:.2f} s, {peer.cpu_seconds():.2f} s of CPU (bar 0.5 s)"
    assert process.stdout is not None
    printed = ""
    while "Listening" not in printed:
        printed += process.stdout.readline().decode()
    tenant = re.search(r"^Tenant +(\S+)", printed, re.MULTILINE)
    key = re.search(r"^ +(\S+) +secret, development", printed, re.MULTILINE)
    assert tenant
    assert key
    return peer, {"x-api-key": key[1], "x-tn": tenant[1]}, start


def start_mocks(folder: Path, page: dict[str, Any]) -> list[Peer]:
    """Start the mock servers, Prism first, each with the same page."""
    contract = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    contract["components"]["examples"]["SubscriptionList"]["value"] = page
    document, database = folder / "openapi.json", folder / "db.json"
    document.write_text(json.dumps(contract), encoding="utf-8")
    database.write_text(json.dumps({"subscriptions": page["data"]}), encoding="utf-8")
    packages = HERE / "node_modules"
    prism = packages / "@stoplight" / "prism-cli" / "dist" / "index.js"
    json_server = packages / "json-server" / "lib" / "cli" / "bin.js"
    return [
        start_mock(PRISM, prism, "mock", "--verboseLevel", "silent", document, "--port"),
        start_mock(f"{PRISM} with its log", prism, "mock", document, "--port"),
        start_mock("Scalar's mock", HERE / "scalar.mjs", document),
        start_mock("json-server", json_server, "--quiet", database, "--port"),
    ]


def start_mock(name: str, *arguments: str | Path) -> Peer:
    """Start a program of Node's whose last argument is its port."""
    port = free_port()
    process = subprocess.Popen(
        [str(node_executable()), *map(str, arguments), str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_listening(process, port)
    return Peer(name, process, port)


def report(sandbox: Peer, mocks: list[Peer], headers: dict[str, str]) -> None:
    """Measure in turn, so that a change of the machine's speed meets all, and print the medians."""
    measured: defaultdict[str, list[float]] = defaultdict(list)
    mock_page = PAGE.removeprefix("/v1")
    for round_number in range(ROUNDS + 1):
        # The first round warms up: Node's programs become faster for some ten thousand requests.
        asked = REQUESTS if round_number else WARM_UP
        costs = {
            "page": cpu_per_request(sandbox, gets(PAGE, headers), REQUESTS, 200),
            "create": cpu_per_request(sandbox, posts(headers, round_number), REQUESTS, 201),
            **{
                mock.name: cpu_per_request(mock, gets(mock_page, headers), asked, 200)
                for mock in mocks
            },
        }
        if round_number:
            for name, cost in costs.items():
                measured[name].append(cost)
    usual = {name: median(costs) for name, costs in measured.items()}
    print(f"{'':44} {'CPU µs':>8} {'ratio':>7}  bar")
    for mock in mocks:
        row(f"{mock.name}, canned page of 20", usual[mock.name], usual[PRISM])
    row("sandbox, page of 20, all checks", usual["page"], usual[PRISM], "0.40 of Prism")
    row(
        "sandbox, durable POST (synchronous=FULL)",
        usual["create"],
        usual["page"],
        "2.50 of the page",
    )


def row(what: str, cost: float, beside: float, bar: str = "") -> None:
    print(f"{what:44} {cost:8.0f} {cost / beside:7.2f}  {bar}".rstrip())


def layers(sandbox: Peer, headers: dict[str, str], folder: Path) -> None:
    """Sample the server while it lists pages and print which layer the time goes to."""
    stacks = folder / "stacks.txt"
    options = f"--format raw --native --rate 500 --duration 10 --pid {sandbox.process.pid}"
    sampler = subprocess.Popen(
        ["py-spy", "record", *options.split(), "--output", str(stacks)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    with on_a_core_of_its_own(sandbox):
        while sampler.poll() is None:
            cpu_per_request(sandbox, gets(PAGE, headers), REQUESTS, 200)
    if not stacks.exists():
        assert sampler.stderr is not None
        print(f"No shares of the layers: {sampler.stderr.read().strip()}")
        return
    shares: Counter[str] = Counter()
    for line in stacks.read_text(encoding="utf-8").splitlines():
        stack, _, count = line.rpartition(" ")
        if layer := layer_of(stack.split(";")):
            shares[layer] += int(count)
    total = sum(shares.values())
    print("\nWhere the time of a page goes:")
    for layer, samples in shares.most_common():
        print(f"{samples / total:7.1%}  {layer}")


@contextmanager
def on_a_core_of_its_own(peer: Peer) -> Generator[None]:
    """Keep the load off the server's core: samples are of wall time, and a client that is woken there would count."""
    cores = list(range(psutil.cpu_count() or 1))
    if len(cores) == 1 or not hasattr(psutil.Process, "cpu_affinity"):  # macOS has none
        yield
        return
    server, here = psutil.Process(peer.process.pid), psutil.Process()
    server.cpu_affinity(cores[:1])
    here.cpu_affinity(cores[1:])
    try:
        yield
    finally:
        server.cpu_affinity(cores)
        here.cpu_affinity(cores)


WAITING = ("epoll_", "SimpleQueue_get", "pthread_cond")
"""In what a thread waits that has nothing to do."""
KERNEL = ("write (libc", "read (libc", "send (libc", "recv (libc", "writev (libc")
APPLICATION = "routing, headers and the rest of the application"
EDGE = "HTTP (uvicorn and its parser)"
LAYERS = (
    ("jsonschema_rs", "checks against the contract"),
    ("checking.py", "checks against the contract"),
    ("validation.py", "checks against the contract"),
    ("auth.py", "authentication, with its query"),
    ("logs.py", "logging"),
    ("limits.py", "rate limits"),
    ("metrics.py", "metrics"),
    ("parameters.py", "reading parameters"),
    ("azotte_sandbox/resources", "the operation, with its query"),
    ("azotte_sandbox/store", "the operation, with its query"),
    ("RequestResponseCycle.send", EDGE),
    ("azotte_sandbox/messages.py", APPLICATION),
    ("azotte_sandbox/app.py", APPLICATION),
    ("uvicorn", EDGE),
)
"""What a frame's name or file has in it, and the layer that it belongs to; those that others work for come first."""


def layer_of(frames: list[str]) -> str | None:
    """Return the layer of a sample, or `None` if the thread only waits.

    It is the first of `LAYERS` in the stack, so that calls of a layer to others, such as a query or a hash, count as its own.
    """
    if any(word in frame for frame in frames[-8:] for word in WAITING):
        return None
    for part, layer in LAYERS:
        if any(part in frame for frame in frames):
            if layer in (APPLICATION, EDGE) and frames[-1].startswith(KERNEL):
                return "kernel: reading and writing sockets"
            return layer
    return "event loop (uvloop)"


def gets(path: str, headers: dict[str, str]) -> Iterator[bytes]:
    return itertools.repeat(message("GET", path, headers))


def posts(headers: dict[str, str], round_number: int) -> Iterator[bytes]:
    for number in itertools.count():
        yield message(
            "POST", "/v1/customers", headers, {"email": f"ada+{round_number}.{number}@example.com"}
        )


def message(
    method: str, path: str, headers: dict[str, str], body: dict[str, Any] | None = None
) -> bytes:
    content = json.dumps(body).encode() if body else b""
    fields = {"host": "127.0.0.1", **headers}
    if body:
        fields |= {"content-type": "application/json", "content-length": str(len(content))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + content


def command(folder: Path) -> list[str]:
    return [sys.executable, "-m", "azotte_sandbox", "--database", str(folder / "sandbox.db")]


def seed(folder: Path) -> None:
    subprocess.run(
        [*command(folder), "seed", "--customers", str(CUSTOMERS)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
