"""The sandbox beside the mock server that people use instead (Prism), in CPU per request of one run.

Prism gives a canned answer: no state, any key passes, no limit. The sandbox authenticates, limits, reads 20 rows of one
tenant from SQLite and checks the answer against the contract. Both answer with the same 20 subscriptions.
"""

import itertools
import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
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
REQUESTS = 2000
"""So many that the hundredth of a second in which CPU time is told does not matter."""
CUSTOMERS = 1000
PAGE = "/v1/subscriptions?limit=20"


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sandbox, headers, seconds = start_sandbox(folder)
        try:
            seed(folder)
            page = httpx2.get(f"http://127.0.0.1:{sandbox.port}{PAGE}", headers=headers).json()
            if len(page["data"]) != 20:
                raise RuntimeError("The seeded sandbox does not have 20 subscriptions to list.")
            prism = start_prism(folder, page)
            try:
                report(sandbox, prism, headers, seconds)
            finally:
                prism.stop()
            layers(sandbox, headers, folder)
        finally:
            sandbox.stop()


def start_sandbox(folder: Path) -> tuple[Peer, dict[str, str], float]:
    """Start an empty sandbox; returns it, a secret key's headers and the seconds to its first answer."""
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
    assert process.stdout is not None
    printed = ""
    while "Listening" not in printed:
        printed += process.stdout.readline().decode()
    tenant = re.search(r"^Tenant +(\S+)", printed, re.MULTILINE)
    key = re.search(r"^ +(\S+) +secret, development", printed, re.MULTILINE)
    assert tenant
    assert key
    return Peer("sandbox", process, port), {"x-api-key": key[1], "x-tn": tenant[1]}, seconds


def start_prism(folder: Path, page: dict[str, Any]) -> Peer:
    """Start Prism's static mock, with the same page as its example."""
    contract = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
    contract["components"]["examples"]["SubscriptionList"]["value"] = page
    document = folder / "openapi.json"
    document.write_text(json.dumps(contract), encoding="utf-8")
    port = free_port()
    prism = HERE / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
    process = subprocess.Popen(
        [
            *(str(node_executable()), str(prism), "mock", "--port", str(port)),
            *("--verboseLevel", "silent", str(document)),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_until_listening(process, port)
    return Peer("Prism", process, port)


def report(sandbox: Peer, prism: Peer, headers: dict[str, str], seconds: float) -> None:
    """Measure in turn, so that a change of the machine's speed meets both, and print the medians."""
    measured: dict[str, list[float]] = {"page": [], "create": [], "prism": []}
    prism_page = PAGE.removeprefix("/v1")
    for round_number in range(ROUNDS + 1):
        costs = {
            "page": cpu_per_request(sandbox, gets(PAGE, headers), REQUESTS, 200),
            "create": cpu_per_request(sandbox, posts(headers, round_number), REQUESTS, 201),
            "prism": cpu_per_request(prism, gets(prism_page, headers), REQUESTS, 200),
        }
        if round_number:  # the first round warms up
            for name, cost in costs.items():
                measured[name].append(cost)
    page, create, canned = (median(measured[name]) for name in ("page", "create", "prism"))
    print(f"{'':44} {'CPU µs':>8} {'ratio':>7}  bar")
    print(f"{'Prism, canned page of 20':44} {canned:8.0f} {1:7.2f}")
    print(f"{'sandbox, page of 20, all checks':44} {page:8.0f} {page / canned:7.2f}  0.33 of Prism")
    print(
        f"{'sandbox, durable POST (synchronous=FULL)':44} {create:8.0f} {create / page:7.2f}  2.00 of the page"
    )
    print(
        f"first answer after {seconds:.2f} s (bar 1 s), {sandbox.resident_megabytes():.0f} MB resident (bar 60 MB)"
    )


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
    if len(cores) == 1:
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
EDGE = "HTTP (our edge, uvicorn, httptools)"
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
    ("azotte_sandbox/app.py", APPLICATION),
    ("azotte_sandbox/protocol.py", EDGE),
    ("uvicorn", EDGE),
)
"""What a frame's name or file has in it, and the layer that it belongs to; those that others work for come first."""


def layer_of(frames: list[str]) -> str | None:
    """The layer of a sample, `None` if the thread only waits.

    It is the first of `LAYERS` that the stack goes through, so that what a layer has others do, a query or a hash, counts
    as its own, and what the application and the edge have nobody else do is theirs.
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
