"""The first line of each generated file, which names its sources."""

from __future__ import annotations

from pathlib import Path

_COMMENTS = {
    ".py": "# {}",
    ".sh": "# {}",
    ".toml": "# {}",
    ".md": "<!-- {} -->",
    ".ts": "// {}",
    ".mts": "// {}",
    ".js": "// {}",
    ".mjs": "// {}",
}


def generated(target: Path, *sources: str) -> str:
    """Return the first line of a generated file, or an empty string if its format has no comments.

    Args:
        target: The file. Its suffix selects the form of the comment.
        sources: Files or folders that it is generated from, relative to the repository.
    """
    return _line(target, statement(*sources))


def statement(*sources: str) -> str:
    """Return the sentence that names the files or folders that a file is generated from."""
    return f"Generated from {' and '.join(sources)}: edit there, not here."


def copy(source: Path, target: Path, name: str) -> None:
    """Copy a file, with a first line that names the original.

    Args:
        source: File to copy.
        target: Path of the copy.
        name: Path of the original in the repository.
    """
    banner = _line(target, f"Copied from {name}: edit there, not here.")
    target.parent.mkdir(parents=True, exist_ok=True)
    text = source.read_text(encoding="utf-8")
    # An empty file is a marker, such as `py.typed`.
    target.write_text(banner + text if text else "", encoding="utf-8")


def is_copied(path: Path) -> bool:
    """Whether a file is a copy, with a first line that says so."""
    return path.read_text(encoding="utf-8").startswith(_line(path, "Copied from ").rstrip("\n"))


def copy_tree(source: Path, target: Path, name: str) -> None:
    """Copy the files below a folder, each with a first line that names its original.

    Args:
        source: Folder to copy.
        target: Path of the copy.
        name: Path of the original in the repository.
    """
    for path in sorted(source.rglob("*")):
        inside = path.relative_to(source)
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside.parts)
        if path.is_file() and not hidden:
            copy(path, target / inside, f"{name}/{inside.as_posix()}")


def _line(target: Path, text: str) -> str:
    comment = _COMMENTS.get(target.suffix)
    return f"{comment.format(text)}\n" if comment else ""
