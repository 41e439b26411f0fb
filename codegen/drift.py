"""Compares datamodel-code-generator's templates with ours: `python -m codegen.drift [VERSION]`.

We replace some of its templates, so upstream changes of those have to be merged by hand. Without an argument this prints the
difference between the installed templates and ours. With a version it prints the upstream changes of the replaced templates from the
installed version to that one.
"""

import argparse
import difflib
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from codegen.errors import GenerationError
from codegen.paths import TEMPLATES

_DISTRIBUTION = "datamodel-code-generator"
_PLACE = "datamodel_code_generator/model/template"
_OURS = TEMPLATES / "models"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.drift",
        description=f"Compare the templates of {_DISTRIBUTION} with ours, or with those of another version.",
    )
    parser.add_argument("version", nargs="?", metavar="VERSION")
    target: str | None = parser.parse_args(arguments).version
    try:
        sys.stdout.writelines(_ours() if target is None else _theirs(target))
    except GenerationError as error:
        print(f"drift: {error}", file=sys.stderr)
        return 1
    return 0


def _ours() -> Iterator[str]:
    label = f"{_DISTRIBUTION}-{version(_DISTRIBUTION)}"
    for name, ours, theirs in _replaced(_installed()):
        yield from _difference(theirs, ours, f"{label}/{name}", f"templates/models/{name}")


def _theirs(target: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as temporary:
        other = Path(temporary) / "packages"
        _download(f"{_DISTRIBUTION}=={target}", other)
        for name, _, before in _replaced(_installed()):
            after = next((other / _PLACE).rglob(name), None)
            labels = (f"{_DISTRIBUTION}-{one}/{name}" for one in (version(_DISTRIBUTION), target))
            yield from _difference(before, after, *labels)


def _replaced(upstream: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the name, our file and the upstream file of each replaced template."""
    for ours in sorted(_OURS.rglob("*.jinja*")):
        name = ours.relative_to(_OURS).as_posix()
        theirs = next(upstream.rglob(name), None)
        if theirs is not None:
            yield name, ours, theirs


def _installed() -> Path:
    package, _, rest = _PLACE.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise GenerationError(
            f"{_DISTRIBUTION} is not installed. Run this with .nox/generate/bin/python."
        )
    return Path(spec.origin).parent / rest


def _download(requirement: str, target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        finished = subprocess.run(
            [
                *(str(Path(folder) / "bin" / "python"), "-m", "pip", "install", "--quiet"),
                *("--no-deps", "--target", str(target), requirement),
            ],
            capture_output=True,
            text=True,
            check=False,
        )
    if finished.returncode != 0:
        raise GenerationError(f"Cannot download {requirement}:\n{finished.stderr}")


def _difference(before: Path, after: Path | None, old: str, new: str) -> Iterator[str]:
    yield from difflib.unified_diff(_lines(before), _lines(after), old, new)


def _lines(path: Path | None) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path else []


if __name__ == "__main__":
    sys.exit(main())
