"""Breaks a copy of the contract, one small edit at a time."""

import shutil
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from codegen.paths import CONTRACT


@dataclass(frozen=True, eq=False)
class Defect:
    """One small edit of the contract that breaks a rule."""

    rule: str
    file: str  # that is edited, and named by the finding
    old: str  # the first occurrence is replaced
    new: str
    at: str = ""  # start of the line in the finding, if it is not the edited line
    says: str = ""  # part of the message
    added: dict[str, str] = field(default_factory=dict[str, str])  # new files, path to content
    also: tuple[str, ...] = ()  # other rules that the same edit breaks
    found_in: str = ""  # file in the finding, if it is not the edited one

    def __str__(self) -> str:
        return f"{self.rule}: {self.says or self.at or self.new.strip().partition(chr(10))[0]}"

    def apply(self, folder: Path) -> tuple[str, int]:
        """Make the edit in a copy of the contract and return the file and line that the finding should name."""
        for file, content in self.added.items():
            (folder / file).write_text(content, encoding="utf-8")
        edited_line = replace(folder / self.file, self.old, self.new)
        file = self.found_in or self.file
        if not self.at:
            return file, edited_line if file == self.file else 1
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        found = [number for number, line in enumerate(lines, 1) if line.strip().startswith(self.at)]
        assert found, f"no line of {file} begins with {self.at!r}"
        return file, min(found, key=lambda number: abs(number - edited_line))


def copy_contract(folder: Path) -> Path:
    """Copy the contract, without its rules, to a new folder and return the copy's entry."""
    shutil.copytree(CONTRACT.parent, folder, ignore=shutil.ignore_patterns("rules"))
    return folder / CONTRACT.name


@contextmanager
def broken(folder: Path, defect: Defect) -> Generator[tuple[str, int]]:
    """Break a copy of the contract, yield the file and line of the expected finding, and restore the copy."""
    sound = (folder / defect.file).read_text(encoding="utf-8")
    try:
        yield defect.apply(folder)
    finally:
        (folder / defect.file).write_text(sound, encoding="utf-8")
        for file in defect.added:
            (folder / file).unlink()


def replace(path: Path, old: str, new: str) -> int:
    """Replace the first occurrence of a text in a file and return its line."""
    before = path.read_text(encoding="utf-8")
    assert old in before, f"{path.name} has no {old!r}"
    path.write_text(before.replace(old, new, 1), encoding="utf-8")
    return before[: before.index(old)].count("\n") + 1
