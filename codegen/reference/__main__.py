"""Builds the published reference: `python -m codegen.reference`. `--serve` also serves it, with a sandbox."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from codegen.errors import GenerationError
from codegen.paths import ROOT
from codegen.reference.context import Sources
from codegen.reference.site import build


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.reference", description="Build the published reference."
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "dist" / "reference",
        help="folder of the site (default: %(default)s)",
    )
    parser.add_argument(
        "--serve", action="store_true", help="then serve it on this machine, with a sandbox"
    )
    parser.add_argument(
        "--owner",
        action="store_true",
        help="show the evidence for each part (documented, inferred or assumed)",
    )
    parser.add_argument(
        "--url",
        default="http://127.0.0.1:8080/",
        help="address that the site is published at, for the sitemap and links for agents (default: %(default)s)",
    )
    parser.add_argument("--port", type=int, default=8080, help="port to serve on; 0 for a free one")
    options = parser.parse_args(arguments)
    try:
        sources = Sources.read(ROOT)
        build(sources, options.output, options.url.rstrip("/") + "/", owner=options.owner)
        size = sum(file.stat().st_size for file in options.output.rglob("*") if file.is_file())
        print(f"The reference is in {options.output}: {size / 1e6:.1f} MB, for any static host.")
        if options.serve:
            # Here, not above: a site is built without the sandbox installed.
            from codegen.reference.serve import serve

            serve(sources, options.output, options.port)
    except GenerationError as error:
        print(f"reference: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
