"""Builds the packages of a release: `python -m codegen.packages`.

These are wheels and source distributions of the Python client, the sandbox and the contract tests, and the npm package of the
TypeScript client. Each has a bill of materials (CycloneDX) with its dependencies.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from codegen.errors import GenerationError
from codegen.npm import run_npm
from codegen.paths import GENERATED, ROOT

_PYTHON = ("generated/python", "sandbox", "conformance")
_NPM = "generated/typescript"
# What building and running leave behind.
_NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "*.tgz", "__pycache__", "*.db*")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.packages", description="Build the packages of a release."
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=ROOT / "dist",
        help="folder to write to (default: %(default)s)",
    )
    output: Path = parser.parse_args(arguments).output.resolve()
    try:
        for name in ("python", "npm", "sbom"):
            shutil.rmtree(output / name, ignore_errors=True)
            (output / name).mkdir(parents=True)
        wheels, archive = build(output / "python", output / "npm")
        for wheel in wheels:
            _describe_wheel(wheel, output / "sbom")
        _describe_archive(archive, output / "sbom")
    except GenerationError as error:
        print(f"packages: {error}", file=sys.stderr)
        return 1
    for file in sorted(output.rglob("*")):
        if file.is_file() and file.parent.name in ("python", "npm", "sbom"):
            print(file.relative_to(output))
    return 0


def build(python: Path, npm: Path) -> tuple[list[Path], Path]:
    """Build the packages, each with the license.

    Args:
        python: Folder for wheels and source distributions.
        npm: Folder for the npm package.

    Returns:
        The wheels and the npm package.

    Raises:
        GenerationError: A build tool failed.
    """
    with tempfile.TemporaryDirectory() as name:
        # In a copy, because the license is only in the root of the repository.
        folder = Path(name)
        shutil.copytree(GENERATED, folder / "generated", ignore=_NOT_COPIED)
        # The npm package's dist/ is generated, not left behind by a build.
        shutil.copytree(GENERATED / "typescript" / "dist", folder / _NPM / "dist")
        for ours in ("sandbox", "conformance"):
            shutil.copytree(ROOT / ours, folder / ours, ignore=_NOT_COPIED)
        for package in (*_PYTHON, _NPM):
            shutil.copy(ROOT / "LICENSE", folder / package)
        wheels = [_build_python(folder / package, python) for package in _PYTHON]
        return wheels, _build_npm(folder / _NPM, npm)


def _build_python(source: Path, destination: Path) -> Path:
    """Build a source distribution and a wheel, and return the wheel."""
    before = set(destination.iterdir())
    # With the tools of this environment, which requirements.lock pins.
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(destination), str(source))
    return next(file for file in destination.glob("*.whl") if file not in before)


def _build_npm(source: Path, destination: Path) -> Path:
    run_npm("pack", "--ignore-scripts", "--pack-destination", str(destination), cwd=source)
    return next(destination.glob("*.tgz"))


def _describe_wheel(wheel: Path, destination: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        python = str(Path(folder) / "bin" / "python")
        _run(python, "-m", "pip", "install", "--quiet", str(wheel))
        _run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", "pip")
        name = wheel.name.split("-")[0]
        bill = _run(
            sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", python
        )
    _write_bill(bill, name, destination / f"{name}.cdx.json")


def _describe_archive(archive: Path, destination: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "package.json").write_text(
            '{"name": "bill", "version": "0.0.0", "private": true}\n', encoding="utf-8"
        )
        run_npm("install", "--ignore-scripts", "--no-audit", str(archive), cwd=project)
        text = run_npm("sbom", "--sbom-format", "cyclonedx", cwd=project)
    _write_bill(text, "azotte", destination / "azotte-typescript.cdx.json")


def _write_bill(text: str, package: str, target: Path) -> None:
    """Write a bill of materials with the package as its subject, instead of the environment that has it installed."""
    bill: dict[str, Any] = json.loads(text)
    place = bill["metadata"].pop("component", {}).get("bom-ref")
    subject = next(one for one in bill["components"] if one["name"].replace("-", "_") == package)
    bill["components"].remove(subject)
    bill["metadata"]["component"] = subject
    bill["dependencies"] = [one for one in bill["dependencies"] if one["ref"] != place]
    # These two differ for each run.
    bill.pop("serialNumber", None)
    bill["metadata"].pop("timestamp", None)
    target.write_text(json.dumps(bill, indent=2) + "\n", encoding="utf-8")


def _run(*command: str) -> str:
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise GenerationError(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")
    return finished.stdout


if __name__ == "__main__":
    sys.exit(main())
