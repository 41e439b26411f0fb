"""Times how long a test waits for a tenant of its own, beside a request that reads one page.

The tenant is created over HTTP, at a sandbox that runs, and in the process of the tests. The bars are 10 ms and 50 ms.
"""

import time
from collections.abc import Callable
from statistics import median

import httpx2

from azotte.testing import Sandbox
from codegen.sandbox import running_sandbox

ROUNDS = 100


def main() -> None:
    """Print the medians."""
    with running_sandbox() as server, httpx2.Client(base_url=server.url) as http:
        control = f"{server.url}/control/tenants"

        def create() -> None:
            http.post(control, json={}).raise_for_status()

        over_http = milliseconds(create)
    with Sandbox() as sandbox, sandbox.client() as azotte:
        in_process = milliseconds(lambda: sandbox.create_tenant().close())
        page = milliseconds(azotte.bundles.list)
    print(f"Create a tenant over HTTP: {over_http:.1f} ms (bar 10 ms)")
    print(
        f"Create and remove a tenant in the process: {in_process:.1f} ms (bar 50 ms),"
        f" {in_process / page:.1f} times as long as reading a page"
    )


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of a call."""
    durations: list[float] = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        durations.append(time.perf_counter() - started)
    return median(durations) * 1000


if __name__ == "__main__":
    main()
