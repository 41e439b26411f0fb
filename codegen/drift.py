"""Shows how the generators' own templates differ from ours: `python -m codegen.drift [PACKAGE==VERSION]`.

We replace some templates of datamodel-code-generator and openapi-python-client. What upstream changes in those does not reach us
by itself. Without an argument this prints the difference from theirs, as installed, to ours. With a version it prints what upstream
changes in the templates that we replace between the installed version and that one: what to take over before an upgrade.
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

# Our folder, the distribution, and where its templates are.
_UPSTREAM = (
    ("models", "datamodel-code-generator", "datamodel_code_generator/model/template"),
    ("python", "openapi-python-client", "openapi_python_client/templates"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.drift",
        description="Show how the generators' own templates differ from ours, or from a version to the next.",
    )
    parser.add_argument("target", nargs="?", metavar="PACKAGE==VERSION")
    target: str | None = parser.parse_args(arguments).target
    names = [distribution for _, distribution, _ in _UPSTREAM]
    if target is not None and target.partition("==")[0] not in names:
        parser.error(f"{target} is none of {', '.join(names)} with ==VERSION")
    try:
        for folder, distribution, path in _UPSTREAM:
            if target is None:
                sys.stdout.writelines(_ours(folder, distribution, path))
            elif target.partition("==")[0] == distribution:
                sys.stdout.writelines(_theirs(folder, distribution, path, target))
    except GenerationError as error:
        print(f"drift: {error}", file=sys.stderr)
        return 1
    return 0


def _ours(folder: str, distribution: str, path: str) -> Iterator[str]:
    label = f"{distribution}-{version(distribution)}"
    for name, ours, theirs in _replaced(folder, _installed(path)):
        yield from _difference(theirs, ours, f"{label}/{name}", f"templates/{folder}/{name}")


def _theirs(folder: str, distribution: str, path: str, target: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as temporary:
        other = Path(temporary) / "packages"
        _download(target, other)
        for name, _, before in _replaced(folder, _installed(path)):
            after = next((other / path).rglob(name), None)
            installed = f"{distribution}-{version(distribution)}"
            yield from _difference(before, after, f"{installed}/{name}", f"{target}/{name}")


def _replaced(folder: str, upstream: Path) -> Iterator[tuple[str, Path, Path]]:
    """Yield the templates that both have: name, ours, theirs."""
    for ours in sorted((TEMPLATES / folder).rglob("*.jinja*")):
        name = ours.relative_to(TEMPLATES / folder).as_posix()
        theirs = next(upstream.rglob(name), None)
        if theirs is not None:
            yield name, ours, theirs


def _installed(path: str) -> Path:
    package, _, rest = path.partition("/")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise GenerationError(f"{package} is not installed; run `pip install -r requirements.lock`")
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
        raise GenerationError(f"{requirement} can not be had:\n{finished.stderr}")


def _difference(before: Path, after: Path | None, old: str, new: str) -> Iterator[str]:
    yield from difflib.unified_diff(_lines(before), _lines(after), old, new)


def _lines(path: Path | None) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path else []


if __name__ == "__main__":
    sys.exit(main())
