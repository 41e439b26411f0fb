"""Where a finding is shown by tools that show problems in files: the line of the contract that demands it."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from azotte_conformance.contract.source_lines import lines_of
from azotte_conformance.findings import Finding


@dataclass
class Places:
    """The lines of one bundled contract.

    Args:
        path: The bundle.
        root: The folder that paths are relative to.
    """

    path: Path
    root: Path = field(default_factory=Path.cwd)

    @property
    def file(self) -> str:
        """The path of the bundle as tools expect it: relative to the repository, or its name."""
        try:
            return self.path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return self.path.name

    @cached_property
    def _lines(self) -> dict[str, int]:
        return lines_of(self.path.read_text(encoding="utf-8"))

    def line(self, finding: Finding) -> int:
        """The line of the place that demands a finding."""
        return self._lines.get(finding.source, 1)
