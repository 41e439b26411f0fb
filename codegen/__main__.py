"""Generates `generated/` from `openapi/` and `templates/`.

python -m codegen            check the contract, and write the files that changed
python -m codegen --check    write nothing; print the difference and exit with status 1 if `generated/` is out of date
"""

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from codegen.errors import GenerationError
from codegen.generation import UnexpectedError, generate
from codegen.paths import CONTRACT, GENERATED, TEMPLATES
from codegen.timer import Timer
from codegen.tree import difference, replace
from openapi.rules.check import findings_of, place_of


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    options = _parser().parse_args(arguments)
    timer = Timer()
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder)
        try:
            problems = _make(options.contract.resolve(), options.templates.resolve(), fresh, timer)
        except GenerationError as error:
            problems = [f"generate: {error}"]
        if problems:
            print("\n".join(problems), file=sys.stderr)
            return 1
        if options.verbose:
            print(timer.table())
        if options.check:
            return _compare(fresh, options.output)
        written, removed = replace(fresh, options.output)
    print(f"{written} files written, {removed} removed in {timer.seconds:.1f} s.")
    return 0


def _make(entry: Path, templates: Path, destination: Path, timer: Timer) -> list[str]:
    """Check the contract and generate everything at the same time, and return the problems of the contract."""

    def lint() -> list[str]:
        with timer.step("lint"):
            return findings_of(entry)

    with ThreadPoolExecutor(2) as pool:
        linting = pool.submit(lint)
        generating = pool.submit(generate, entry, templates, destination, timer)
    # A contract with findings can fail in any way.
    if findings := linting.result():
        return findings
    try:
        generating.result()
    except UnexpectedError as error:
        return [f"{place_of(entry, error.pointer)}: {error}"]
    return []


def _compare(fresh: Path, output: Path) -> int:
    if changes := difference(fresh, output):
        print(changes)
        print(
            "generated/ is out of date. Run `nox -s generate` and commit the changes.",
            file=sys.stderr,
        )
        return 1
    print("generated/ is up to date.")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m codegen", description="Generate generated/ from openapi/ and templates/."
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; print the difference and fail if generated/ is out of date",
    )
    parser.add_argument("--verbose", action="store_true", help="print how long each step takes")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="root file of the contract")
    parser.add_argument("--templates", type=Path, default=TEMPLATES, help="folder of templates")
    parser.add_argument(
        "--output", type=Path, default=GENERATED, help="folder to write to or to compare with"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
