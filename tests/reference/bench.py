"""Measures the size of pages of the reference and the time until their first content: `python -m tests.reference.bench`."""

import functools
import http.server
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from codegen.node import node_executable
from codegen.paths import ROOT
from codegen.reference.context import Sources
from codegen.reference.site import build
from tests.reference.conftest import CHROMIUM, URL, QuietHandler
from tests.threads import serving

ROUNDS = 5
KINDS = ("guides", "operations", "objects", "events")


def _largest(folder: Path) -> str:
    return max(folder.glob("*.html"), key=lambda file: file.stat().st_size).name


def main() -> int:
    """Print the measurements and return the exit status."""
    if CHROMIUM is None:
        print(
            "bench: no Chromium; install it, for example apt-get install chromium", file=sys.stderr
        )
        return 1
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        build(Sources.read(ROOT), site, URL)
        paths = ["index.html", *(f"{kind}/{_largest(site / kind)}" for kind in KINDS)]
        handler = functools.partial(QuietHandler, directory=str(site))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        address = f"http://127.0.0.1:{server.server_address[1]}/"
        script = Path(__file__).with_name("bench.mjs")
        with serving(server):
            finished = subprocess.run(
                [node_executable(), script, CHROMIUM, address, str(ROUNDS), *paths],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
            )
    rounds = json.loads(finished.stdout)
    for path in paths:
        visits = [one for one in rounds if one["path"] == path]
        times = [one["painted"] for one in visits]
        print(
            f"{path:<40} {visits[0]['files']} files, {visits[0]['gzipped'] / 1e3:.0f} kB gzipped, first content after"
            f" {statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f}, {ROUNDS} cold starts)"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
