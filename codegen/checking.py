"""Checks generated code before it replaces older code: the Python client is type-checked and imported.

The TypeScript client is type-checked when it is compiled.
"""

import os
import subprocess
import sys
from pathlib import Path

from codegen.errors import GenerationError

_BANNER = "# Generated from"
_IMPORT = "import importlib, sys\nfor module in sys.argv[1:]: importlib.import_module(module)"


def check_python(client: Path) -> None:
    """Type-check and import the modules that are generated from the contract.

    Those that are copied are not imported on their own: `azotte.testing` needs the sandbox, which generation does not install.

    Args:
        client: Folder of the Python distribution.

    Raises:
        GenerationError: It has an error.
    """
    source = client / "src"
    made = [
        path.relative_to(source)
        for path in sorted(source.rglob("*.py"))
        if path.read_text(encoding="utf-8").startswith(_BANNER)
    ]
    # `nox -s types` checks with pyright and mypy in strict mode, which takes 30 s.
    types = ("-m", "ty", "check", "--output-format", "concise", "--python", sys.prefix)
    # The client itself calls the functions of deprecated operations.
    warnings = ("--ignore", "deprecated", "--exit-zero-on-warning")
    _run("does not type-check", source, *types, *warnings, *map(str, made))
    # Names of modules end up in error messages, not their files in a temporary folder.
    modules = [".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in made]
    _run("cannot be imported", source, "-c", _IMPORT, *modules)


def _run(problem: str, folder: Path, *arguments: str) -> None:
    result = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        lines = (result.stdout + result.stderr).strip().splitlines() or ["no output"]
        shown = lines[-1] if problem.startswith("cannot") else "\n".join(lines[:10])
        raise GenerationError(f"the Python client {problem}:\n{shown}")
