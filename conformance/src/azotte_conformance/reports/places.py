"""Where a finding is shown by tools that show problems in files: the line of the contract that demands it."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import yaml

from azotte_conformance.contract.source_files import SourceFiles
from azotte_conformance.contract.source_lines import lines_of
from azotte_conformance.findings import Finding

SOURCES = "openapi"
"""Folder of the sources, in a checkout of the contract, beside the folder of the bundle."""


@dataclass(frozen=True)
class Place:
    """A line of a file."""

    file: str
    """Relative to the repository, or only its name."""
    line: int


@dataclass
class Places:
    """The lines of one contract: those of its sources, or those of the bundle if the sources are not there.

    Args:
        path: The bundle.
        root: The folder that paths are relative to.
    """

    path: Path
    root: Path = field(default_factory=Path.cwd)

    def of(self, finding: Finding) -> Place:
        """The place that demands a finding."""
        if self._sources is not None:
            try:
                file, line = self._sources.find(finding.source)
            except (OSError, ValueError, yaml.YAMLError):
                # The sources are being edited, and the bundle is older.
                pass
            else:
                return Place(self._shown(file), line)
        return Place(self._shown(self.path), self._lines.get(finding.source, 1))

    @cached_property
    def _sources(self) -> SourceFiles | None:
        entries = list((self.path.resolve().parents[1] / SOURCES).glob("*.yaml"))
        return SourceFiles(entries[0]) if len(entries) == 1 else None

    @cached_property
    def _lines(self) -> dict[str, int]:
        return lines_of(self.path.read_text(encoding="utf-8"))

    def _shown(self, file: Path) -> str:
        try:
            return file.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return file.name
