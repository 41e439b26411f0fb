"""Finds what an edit is compared with: a git revision's contract and programs, or a contract that was published as a file."""

import json
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.document import Json, is_map
from codegen.errors import GenerationError

_MAIN = ("origin/main", "main")
_BUNDLE = "generated/openapi.json"
_TEMPLATES = "templates"


@dataclass(frozen=True)
class Base:
    """What a contract is compared with.

    Attributes:
        name: What to call it.
        contract: Its bundle, which has its samples too.
        programs: Its typed programs by path; a published file has none.
        has_other_templates: Whether other clients could come of the same contract.
    """

    name: str
    contract: Json
    programs: dict[str, str]
    has_other_templates: bool


def read_base(base: str | None, repository: Path, programs: Sequence[str] = ()) -> Base:
    """Read what a contract is compared with.

    Args:
        base: A bundle's file, or a git revision; `None` for where this branch left the main one.
        repository: The root of the git repository.
        programs: Folders of typed programs in a git revision.

    Raises:
        GenerationError: There is no such file or revision, or it has no bundle.
    """
    if base is not None and Path(base).is_file():
        return Base(base, _parsed(base, Path(base).read_text(encoding="utf-8")), {}, False)
    git = _Git(repository)
    revision = base or _branch_point(git)
    commit = git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise GenerationError(
            f"{revision} is neither a file nor a git revision; name a tag, a branch, a commit or a bundle, for instance"
            " `nox -s diff -- v1.0.0`."
        )
    name = f"{revision} ({commit[:9]})"
    text = git("show", f"{commit}:{_BUNDLE}")
    if text is None:
        raise GenerationError(
            f"{name} has no {_BUNDLE}; name a later revision, or a bundle's file."
        )
    folders = [f"{folder.rstrip('/')}/" for folder in programs]
    listed = git("ls-tree", "--name-only", commit, *folders) if folders else None
    paths = [
        path for path in (listed or "").splitlines() if not path.endswith((".d.ts", "__init__.py"))
    ]
    sources = {path: git("show", f"{commit}:{path}") or "" for path in paths}
    are_same = git("diff", "--quiet", commit, "--", _TEMPLATES) is not None
    return Base(name, _parsed(name, text), sources, not are_same)


def _branch_point(git: "_Git") -> str:
    for main in _MAIN:
        commit = git("merge-base", "HEAD", main)
        if commit:
            return commit
    return "HEAD"


def _parsed(name: str, text: str) -> Json:
    try:
        document: object = json.loads(text)
    except ValueError as error:
        raise GenerationError(
            f"{name} is not JSON: {error}; name a bundle, as {_BUNDLE} is."
        ) from None
    if not is_map(document) or not {"openapi", "info", "paths", "components"} <= document.keys():
        raise GenerationError(f"{name} is not a bundled contract; name one, as {_BUNDLE} is.")
    return document


@dataclass(frozen=True)
class _Git:
    repository: Path

    def __call__(self, *arguments: str) -> str | None:
        """Return what git prints, or nothing if it fails."""
        try:
            finished = subprocess.run(
                ["git", *arguments],
                cwd=self.repository,
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
