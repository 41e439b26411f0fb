"""Reads the older contract of a comparison: from a git revision, with its programs, or from a bundle."""

import json
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.diff.change import numbers
from codegen.document import Json, is_map
from codegen.errors import GenerationError

_MAIN = ("origin/main", "main")
_BUNDLE = "generated/openapi.json"
_VERSION = re.compile(r"v\d+\.\d+\.\d+")
# Those of a new resource do not change the clients.
_TEMPLATES = ("templates", ":(exclude)templates/resource")


@dataclass(frozen=True)
class Base:
    """The older contract of a comparison.

    Attributes:
        name: Name for messages.
        contract: The bundle, with its samples.
        programs: Typed programs by path. A bundle that is read from a file has none.
        has_other_templates: Whether `templates/` differs, so that the clients can differ too.
    """

    name: str
    contract: Json
    programs: dict[str, str]
    has_other_templates: bool


def read_base(base: str | None, repository: Path, programs: Sequence[str] = ()) -> Base:
    """Read the older contract of a comparison.

    Args:
        base: Path of a bundle, or a git revision. Defaults to the commit where this branch left main.
        repository: Root of the git repository.
        programs: Folders of typed programs in the git revision.

    Raises:
        GenerationError: The file or revision does not exist, or has no bundle.
    """
    if base is not None and Path(base).is_file():
        return Base(base, _parsed(base, Path(base).read_text(encoding="utf-8")), {}, False)
    git = _Git(repository)
    revision = base or _branch_point(git)
    commit = git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if commit is None:
        raise GenerationError(
            f"No such file or git revision: '{revision}'. Name a tag, a branch, a commit or a bundle, for example"
            " `nox -s diff -- v1.0.0`."
        )
    name = f"{revision} ({commit[:9]})"
    text = git("show", f"{commit}:{_BUNDLE}")
    if text is None:
        raise GenerationError(
            f"{name} has no {_BUNDLE}. Name a later revision or the path of a bundle."
        )
    folders = [f"{folder.rstrip('/')}/" for folder in programs]
    listed = git("ls-tree", "--name-only", commit, *folders) if folders else None
    paths = [
        path for path in (listed or "").splitlines() if not path.endswith((".d.ts", "__init__.py"))
    ]
    sources = {path: git("show", f"{commit}:{path}") or "" for path in paths}
    are_same = git("diff", "--quiet", commit, "--", *_TEMPLATES) is not None
    return Base(name, _parsed(name, text), sources, not are_same)


def published_bundles(repository: Path) -> dict[str, Json]:
    """Return the bundle of each published version, the oldest first: those of the tags that are `v` and a version.

    Args:
        repository: Root of the git repository. A folder that is none, as an unpacked archive, has no published versions.

    Raises:
        GenerationError: git is not installed, or a bundle cannot be read.
    """
    git = _Git(repository)
    versions = [
        tag.removeprefix("v")
        for tag in (git("tag", "--list", "v*") or "").splitlines()
        if _VERSION.fullmatch(tag)
    ]
    texts = {version: git("show", f"v{version}:{_BUNDLE}") for version in versions}
    return {
        version: _parsed(f"v{version}", text)
        for version in sorted(versions, key=numbers)
        if (text := texts[version]) is not None
    }


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
            f"{name} is not JSON: {error}. Name a bundle such as {_BUNDLE}."
        ) from None
    if not is_map(document) or not {"openapi", "info", "paths", "components"} <= document.keys():
        raise GenerationError(f"{name} is not a bundled contract. Name a bundle such as {_BUNDLE}.")
    return document


@dataclass(frozen=True)
class _Git:
    repository: Path

    def __call__(self, *arguments: str) -> str | None:
        """Return the output of git, or None if it fails."""
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
                "git is not installed. Install it, or name the path of a bundle."
            ) from None
        return finished.stdout.strip() if finished.returncode == 0 else None
