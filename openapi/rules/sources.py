"""Reads the files of the contract and keeps the line number of each value."""

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import yaml


@dataclass(frozen=True, order=True)
class Finding:
    """A problem on one line of the contract."""

    file: str  # relative to the folder of the contract
    line: int
    rule: str
    problem: str
    remedy: str = ""
    """What to do instead, if the rule has no fix of its own."""


class UnreadableError(Exception):
    """Parts of the contract cannot be read. Fix them first: other rules need the whole contract."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            *(f"{finding.file}:{finding.line}: {finding.problem}" for finding in findings)
        )
        self.findings = findings


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value in a source file, with its place."""

    file: str  # relative to the folder of the contract
    pointer: tuple[str, ...]
    line: int  # of the key in a map, otherwise of the value
    value: Any  # as plain data
    fields: Mapping[str, "Node"] = field(
        default_factory=dict[str, "Node"]
    )  # of a map, or of a list by index

    def __getitem__(self, key: str) -> "Node":
        return self.fields[key]

    def __contains__(self, key: str) -> bool:
        return key in self.fields

    def find(self, *steps: str) -> "Node | None":
        """Return the node at a path of keys, or None if there is none."""
        node = self.nearest(*steps)
        return node if node.pointer == (*self.pointer, *steps) else None

    def nearest(self, *steps: str) -> "Node":
        """Return the node at a path of keys, or the last existing one on the path, to show it to the reader."""
        node = self
        for step in steps:
            if step not in node.fields:
                break
            node = node.fields[step]
        return node

    def get(self, *steps: str) -> Any:
        """Return the value at a path of keys as plain data, or None if there is none."""
        node = self.find(*steps)
        return node.value if node else None

    def text(self, *steps: str) -> str | None:
        """Return the string at a path of keys, or None. Values of `x-...` can have any type."""
        value = self.get(*steps)
        return value if isinstance(value, str) else None

    def texts(self, *steps: str) -> list[str]:
        """Return the strings in the list at a path of keys, or an empty list."""
        return [
            node.value for node in self.children(*steps).values() if isinstance(node.value, str)
        ]

    def children(self, *steps: str) -> Mapping[str, "Node"]:
        """Return the child nodes of the node at a path of keys, or an empty map."""
        node = self.find(*steps)
        return node.fields if node else {}

    @property
    def is_file(self) -> bool:
        """Whether the node is a whole file, which becomes a named component."""
        return not self.pointer

    @property
    def name(self) -> str:
        """Name of the file without its suffix, which becomes the name of the component."""
        return PurePosixPath(self.file).name.removesuffix(".yaml")

    @property
    def kind(self) -> str:
        """Folder of its kind: `schemas` of `resources/bundles/schemas/Plan.yaml`."""
        first, *rest = PurePosixPath(self.file).parts
        within = {"shared": rest, "resources": rest[1:]}.get(first, [first])
        return within[0] if within else ""


@dataclass(frozen=True)
class Sources:
    """Every file that is reachable from the entry file."""

    folder: Path
    entry: Node
    files: Mapping[str, Node]

    def target(self, node: Node) -> Node:
        """Return the target of a `$ref`, or the node itself if it has none."""
        return self.files[_path(node["$ref"])] if "$ref" in node else node


def load(entry: Path) -> Sources:
    """Read the entry file and every file that a `$ref` refers to.

    Raises:
        UnreadableError: A file is not YAML, a `$ref` has no target, or two files become the same component.
    """
    folder = entry.parent
    files: dict[str, Node] = {}
    findings: list[Finding] = []
    waiting = [entry.name]
    exists = {entry.name: True}
    for file in waiting:  # grows during the loop
        try:
            files[file] = parse(file, _text(folder, file))
        except UnreadableError as error:
            findings += error.findings
            continue
        for reference in _references_in(files[file]):
            path = _path(reference)
            if path not in exists:
                exists[path] = not path.startswith("..") and (folder / path).is_file()
                waiting += [path] if exists[path] else []
            problem = _reference_problem(reference, exists[path])
            if problem:
                findings.append(Finding(file, reference.line, "reference", problem))
    findings += _name_clashes(files)
    if findings:
        raise UnreadableError(sorted(findings))
    return Sources(folder, files[entry.name], dict(sorted(files.items())))


@lru_cache(maxsize=2048)
def parse(file: str, text: str) -> Node:
    """Parse one YAML file.

    Args:
        file: Path of the file, relative to the folder of the contract.
        text: Content of the file.

    Raises:
        UnreadableError: The file is not YAML, is empty or has a duplicate key.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
        if root is None:
            raise _unreadable(file, 1, "the file is empty")
        return _node(file, (), root, root.start_mark.line + 1)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _unreadable(file, line, f"invalid YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(file, line, f"invalid YAML: {error.reason}") from error
    except RecursionError as error:
        raise _unreadable(file, 1, "an alias refers to a value that contains it") from error


def targets(file: Node) -> set[str]:
    """Return the paths of the files that a file refers to."""
    return {_path(reference) for reference in _references_in(file)}


def _node(file: str, pointer: tuple[str, ...], node: yaml.Node, line: int) -> Node:
    fields: dict[str, Node] = {}
    match node:
        case yaml.MappingNode(value=pairs):
            for key, value in pairs:
                at = key.start_mark.line + 1
                if key.value == "<<" or not isinstance(key.value, str):
                    raise _unreadable(file, at, "not every tool supports this key")
                if key.value in fields:
                    raise _unreadable(file, at, f"duplicate key `{key.value}`")
                fields[key.value] = _node(file, (*pointer, key.value), value, at)
            return Node(
                file, pointer, line, {key: field.value for key, field in fields.items()}, fields
            )
        case yaml.SequenceNode(value=values):
            for index, value in enumerate(values):
                fields[str(index)] = _node(
                    file, (*pointer, str(index)), value, value.start_mark.line + 1
                )
            return Node(file, pointer, line, [field.value for field in fields.values()], fields)
        case yaml.ScalarNode():
            return Node(file, pointer, line, _scalar(node))
        case _:
            raise AssertionError(node)


# YAML 1.2, like redocly. PyYAML follows YAML 1.1, in which `no` is a boolean and `12:30` a number.
_PLAIN_SCALARS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)


def _scalar(node: yaml.ScalarNode) -> Any:
    if not node.style:  # neither quoted nor a block
        for form, convert in _PLAIN_SCALARS:
            if form.fullmatch(node.value):
                return convert(node.value)
    return node.value


def _text(folder: Path, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(file, 1, f"invalid UTF-8: {error.reason}") from error


@lru_cache(maxsize=2048)
def _references_in(root: Node) -> tuple[Node, ...]:
    return tuple(_references(root))


def _references(node: Node) -> Iterator[Node]:
    """Yield the paths of files in each `$ref` and in the mapping of each discriminator."""
    if node.text("$ref") is not None:
        yield node["$ref"]
    yield from node.children("discriminator", "mapping").values()
    for child in node.fields.values():
        yield from _references(child)


def _reference_problem(reference: Node, exists: bool) -> str | None:
    if "#" in str(reference.value):
        return f"`{reference.value}` refers to a part of a file"
    if reference.pointer == ("$ref",):
        return f"the file contains only a reference to `{reference.value}`"
    return None if exists else f"the file `{reference.value}` does not exist"


def _path(reference: Node) -> str:
    return _join(reference.file, str(reference.value))


@lru_cache(maxsize=4096)
def _join(file: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), reference))


def _name_clashes(files: Mapping[str, Node]) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file, node in sorted(files.items()):
        other = first.setdefault((node.kind, node.name), file)
        if other != file:
            yield Finding(
                file, 1, "component-name", f"`{other}` becomes the component {node.name} too"
            )


def _unreadable(file: str, line: int, problem: str) -> UnreadableError:
    return UnreadableError([Finding(file, line, "yaml", problem)])
