"""Compares the generated files with the committed ones, and replaces those that differ."""

import difflib
import shutil
from collections.abc import Iterator
from pathlib import Path

# Folders that running or building generated code creates. They are not compared.
_LEFT_BEHIND = frozenset(
    {"__pycache__", "node_modules", "build", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
)


def difference(fresh: Path, committed: Path) -> str:
    """Return the difference as a unified diff, empty if there is none."""
    ours, theirs = _files(fresh), _files(committed)
    lines: list[str] = []
    for name in sorted(ours.keys() | theirs.keys()):
        before, after = (_text(files.get(name)) for files in (theirs, ours))
        if before != after:
            lines += difflib.unified_diff(before, after, f"committed/{name}", f"generated/{name}")
    return "".join(lines)


def replace(fresh: Path, committed: Path) -> tuple[int, int]:
    """Copy the files that differ, and remove those that are no longer generated.

    Returns:
        The number of files written and of files removed.
    """
    ours, theirs = _files(fresh), _files(committed)
    written = 0
    for name, source in ours.items():
        target = committed / name
        if name not in theirs or source.read_bytes() != target.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            written += 1
    removed = theirs.keys() - ours.keys()
    for name in removed:
        (committed / name).unlink()
    for folder in sorted((path for path in committed.rglob("*") if path.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
    return written, len(removed)


def _files(root: Path) -> dict[str, Path]:
    return (
        {path.relative_to(root).as_posix(): path for path in _walk(root)} if root.exists() else {}
    )


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _LEFT_BEHIND or path.suffix in {".egg-info", ".pyc", ".tgz"}:
            continue
        if path.is_dir():
            yield from _walk(path)
        else:
            yield path


def _text(path: Path | None) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines(keepends=True) if path else []
