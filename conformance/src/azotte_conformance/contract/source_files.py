"""Where in the files of a contract the value is that a JSON pointer into the bundle names."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import jsonpointer
import yaml


@dataclass(frozen=True)
class SourceFiles:
    """The files that a contract is bundled from.

    Args:
        entry: The root file. Each shared part of the bundle has the name of its file, in a folder of its kind.
    """

    entry: Path

    def find(self, pointer: str) -> tuple[Path, int]:
        """The file and line of a value, or of the nearest one above it. Lines count from 1."""
        parts = jsonpointer.JsonPointer(pointer).parts
        if parts[:1] == ["components"] and len(parts) >= 3:
            _, kind, name, *rest = parts
            for part in sorted(self.entry.parent.glob(f"**/{kind}/{name}.yaml")):
                return _find(part, rest)
        return _find(self.entry, parts)


def _find(file: Path, parts: list[str]) -> tuple[Path, int]:
    node, line = _root(file), 1
    for part in parts:
        file, node, line = _followed(file, node, line)
        if isinstance(node, yaml.MappingNode):
            found = next(((key, value) for key, value in node.value if key.value == part), None)
        elif isinstance(node, yaml.SequenceNode) and part.isdigit() and int(part) < len(node.value):
            found = (node.value[int(part)],) * 2
        else:
            found = None
        if found is None:
            # The bundler adds parts that no file has, such as the errors of every operation.
            return file, line
        mark, node = found
        line = mark.start_mark.line + 1
    return file, line


def _followed(file: Path, node: yaml.Node | None, line: int) -> tuple[Path, yaml.Node | None, int]:
    """A node, or the file that its `$ref` refers to."""
    while isinstance(node, yaml.MappingNode):
        reference = next((str(v.value) for k, v in node.value if k.value == "$ref"), "#")
        target = (file.parent / reference).resolve()
        if reference.startswith("#") or not target.is_file():
            break
        file, node, line = target, _root(target), 1
    return file, node, line


@cache
def _root(file: Path) -> yaml.Node | None:
    return yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
