"""Finds the contract that an edit is compared with: a git revision's, or one that was published as a file."""

import json
import subprocess
from pathlib import Path

from codegen.diff.json_types import Json, is_map
from codegen.errors import GenerationError
from codegen.paths import GENERATED, ROOT

_MAIN = ("origin/main", "main")


def contract_of(base: str | None) -> tuple[str, Json]:
    """Return a contract and what to call it.

    Args:
        base: A bundle's file, or a git revision; `None` for where this branch left the main one.

    Raises:
        GenerationError: There is no such file or revision, or it has no bundle.
    """
    if base is not None and Path(base).is_file():
        return base, _read(base, Path(base).read_text(encoding="utf-8"))
    revision = base or _branch_point()
    commit = _git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise GenerationError(
            f"{revision} is neither a file nor a git revision; name a tag, a branch, a commit or a bundle, for instance"
            " `nox -s diff -- v1.0.0`."
        )
    bundle = (GENERATED / "openapi.json").relative_to(ROOT).as_posix()
    text = _git("show", f"{commit}:{bundle}")
    name = f"{revision} ({commit[:9]})"
    if text is None:
        raise GenerationError(f"{name} has no {bundle}; name a later revision, or a bundle's file.")
    return name, _read(name, text)


def _branch_point() -> str:
    for main in _MAIN:
        commit = _git("merge-base", "HEAD", main)
        if commit:
            return commit
    return "HEAD"


def _read(name: str, text: str) -> Json:
    try:
        document: object = json.loads(text)
    except ValueError as error:
        raise GenerationError(
            f"{name} is not JSON: {error}; name a bundle, as generated/openapi.json is."
        ) from None
    if not is_map(document) or not {"openapi", "info", "paths", "components"} <= document.keys():
        raise GenerationError(
            f"{name} is not a bundled contract; name one, as generated/openapi.json is."
        )
    return document


def _git(*arguments: str) -> str | None:
    """Return what git prints, or nothing if it fails."""
    try:
        finished = subprocess.run(
            ["git", *arguments],
            cwd=ROOT,
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    except FileNotFoundError:
        raise GenerationError(
            "git is not installed; install it, or name a bundle's file."
        ) from None
    return finished.stdout.strip() if finished.returncode == 0 else None
