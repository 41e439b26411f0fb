"""Measures the size of the reference and the time until the first operation is visible: `python -m tests.reference.bench`."""

import functools
import http.server
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from codegen.node import node_executable
from codegen.paths import GENERATED, ROOT, TEMPLATES
from codegen.reference.site import build
from tests.reference.conftest import CHROMIUM
from tests.threads import serving

ROUNDS = 5


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # the base names it so
        """Say nothing."""


def main() -> int:
    """Print the measurements and return the exit status."""
    if CHROMIUM is None:
        print(
            "bench: no Chromium; install it, for example apt-get install chromium", file=sys.stderr
        )
        return 1
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        contract = json.loads((GENERATED / "openapi.json").read_text(encoding="utf-8"))
        changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        build(contract, changelog, TEMPLATES / "reference", site)
        handler = functools.partial(_Quiet, directory=str(site))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        script = Path(__file__).with_name("bench.mjs")
        with serving(server):
            finished = subprocess.run(
                [node_executable(), script, CHROMIUM, address, str(ROUNDS)],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
    rounds = json.loads(finished.stdout)
    print(f"loaded     {rounds[0]['files']} files, {rounds[0]['bytes'] / 1e6:.2f} MB,"
          f" {rounds[0]['gzipped'] / 1e6:.2f} MB gzipped")  # fmt: skip
    for name, title in (("painted", "painted"), ("operation", "operation")):
        times = [one[name] for one in rounds]
        print(
            f"{title:<10} {statistics.median(times):.0f} ms"
            f" ({min(times):.0f} to {max(times):.0f}, {ROUNDS} cold starts)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
