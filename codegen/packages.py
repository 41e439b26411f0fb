"""Builds what is released: `python -m codegen.packages`.

The wheels and source distributions of the Python client and of the sandbox, the npm package of the TypeScript client, and for
each a bill of materials (CycloneDX) of what installing it brings along.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

from codegen.errors import GenerationError
from codegen.node import run_tool
from codegen.npm import run_npm
from codegen.paths import GENERATED, ROOT

_PYTHON = (GENERATED / "python", ROOT / "sandbox")
_NPM = GENERATED / "typescript"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.packages", description="Build what is released."
    )
    parser.add_argument(
        "--output", type=Path, default=ROOT / "dist", help="folder (default: %(default)s)"
    )
    output: Path = parser.parse_args(arguments).output.resolve()
    try:
        for name in ("python", "npm", "sbom"):
            shutil.rmtree(output / name, ignore_errors=True)
            (output / name).mkdir(parents=True)
        for source in _PYTHON:
            wheel = _build_python(source, output / "python")
            _describe_wheel(wheel, output / "sbom")
        archive = _build_npm(output / "npm")
        _describe_archive(archive, output / "sbom")
    except GenerationError as error:
        print(f"packages: {error}", file=sys.stderr)
        return 1
    for file in sorted(output.rglob("*")):
        if file.is_file() and file.parent.name in ("python", "npm", "sbom"):
            print(file.relative_to(output))
    return 0


def _build_python(source: Path, destination: Path) -> Path:
    """Build a source distribution and a wheel; return the wheel."""
    before = set(destination.iterdir())
    # With the tools of this environment, which requirements.lock pins.
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(destination), str(source))
    return next(file for file in destination.glob("*.whl") if file not in before)


def _describe_wheel(wheel: Path, destination: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True, symlinks=True)
        python = str(Path(folder) / "bin" / "python")
        _run(python, "-m", "pip", "install", "--quiet", str(wheel))
        _run(python, "-m", "pip", "uninstall", "--quiet", "--yes", "setuptools", "pip")
        target = destination / f"{wheel.name.split('-')[0]}.cdx.json"
        _run(
            sys.executable,
            *("-m", "cyclonedx_py", "environment", python),
            *("--output-reproducible", "--output-file", str(target)),
        )


def _build_npm(destination: Path) -> Path:
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "package"
        shutil.copytree(
            _NPM, package, ignore=shutil.ignore_patterns("node_modules", "dist", "*.tgz")
        )
        built = run_tool("tsc", cwd=package)
        if built.returncode != 0:
            raise GenerationError(f"the TypeScript client does not compile:\n{built.stdout}")
        run_npm("pack", "--ignore-scripts", "--pack-destination", str(destination), cwd=package)
    return next(destination.glob("*.tgz"))


def _describe_archive(archive: Path, destination: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder)
        (project / "package.json").write_text(
            '{"name": "bill", "version": "0.0.0", "private": true}\n', encoding="utf-8"
        )
        run_npm("install", "--ignore-scripts", "--no-audit", str(archive), cwd=project)
        text = run_npm("sbom", "--sbom-format", "cyclonedx", cwd=project)
    (destination / "azotte-typescript.cdx.json").write_text(text, encoding="utf-8")


def _run(*command: str) -> None:
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        raise GenerationError(f"{' '.join(command)} failed:\n{finished.stdout}{finished.stderr}")


if __name__ == "__main__":
    sys.exit(main())
