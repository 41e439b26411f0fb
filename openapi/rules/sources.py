"""Reads the contract's files and remembers on which line everything stands."""

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
    """What is wrong on one line of the contract."""

    file: str  # from the contract's folder
    line: int
    rule: str
    problem: str


class UnreadableError(Exception):
    """The contract can not be read as a whole: nothing else can be said about it before this is mended."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            *(f"{finding.file}:{finding.line}: {finding.problem}" for finding in findings)
        )
        self.findings = findings


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """A value of a source file and the place where it stands."""

    file: str  # from the contract's folder
    pointer: tuple[str, ...]
    line: int  # the key's line in a map, else the value's own
    value: Any  # as plain data
    members: Mapping[str, "Node"] = field(
        default_factory=dict[str, "Node"]
    )  # of a map, or of a list by its index

    def __getitem__(self, key: str) -> "Node":
        return self.members[key]

    def __contains__(self, key: str) -> bool:
        return key in self.members

    def find(self, *steps: str) -> "Node | None":
        """Return the node that some steps lead to, None where there is none."""
        node = self.nearest(*steps)
        return node if node.pointer == (*self.pointer, *steps) else None

    def nearest(self, *steps: str) -> "Node":
        """Return the node that some steps lead to, or the last one on the way: the place to show a reader."""
        node = self
        for step in steps:
            if step not in node.members:
                break
            node = node.members[step]
        return node

    def get(self, *steps: str) -> Any:
        """Return what some steps lead to as plain data, None where there is nothing."""
        node = self.find(*steps)
        return node.value if node else None

    def text(self, *steps: str) -> str | None:
        """Return the string that some steps lead to, else None: nothing has checked the values of `x-...`."""
        value = self.get(*steps)
        return value if isinstance(value, str) else None

    def texts(self, *steps: str) -> list[str]:
        """Return the strings of the list that some steps lead to, none where there is none."""
        return [
            node.value for node in self.children(*steps).values() if isinstance(node.value, str)
        ]

    def children(self, *steps: str) -> Mapping[str, "Node"]:
        """Return the members of what some steps lead to, none where there is nothing."""
        node = self.find(*steps)
        return node.members if node else {}

    @property
    def is_file(self) -> bool:
        """Whether this is a whole file, and so a named component."""
        return not self.pointer

    @property
    def name(self) -> str:
        """The file's name without its ending: the name of the component that it becomes."""
        return PurePosixPath(self.file).name.removesuffix(".yaml")


@dataclass(frozen=True)
class Sources:
    """Every file that is reached from the entry."""

    folder: Path
    entry: Node
    files: Mapping[str, Node]

    def target(self, node: Node) -> Node:
        """Return what a `$ref` points to; a node without one is its own target."""
        return self.files[_path(node["$ref"])] if "$ref" in node else node


def load(entry: Path) -> Sources:
    """Read the entry and every file that a `$ref` leads to.

    Raises:
        UnreadableError: A file is not YAML, a `$ref` leads nowhere, or two files would become one component.
    """
    folder = entry.parent
    files: dict[str, Node] = {}
    findings: list[Finding] = []
    waiting = [entry.name]
    exists = {entry.name: True}
    for file in waiting:  # which grows meanwhile
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
        file: The file's path from the contract's folder.
        text: Its content.

    Raises:
        UnreadableError: It is not YAML, is empty, or names a key twice.
    """
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
        if root is None:
            raise _unreadable(file, 1, "the file is empty")
        return _node(file, (), root, root.start_mark.line + 1)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise _unreadable(file, line, f"not YAML: {error.problem}") from error
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(file, line, f"not YAML: {error.reason}") from error
    except RecursionError as error:
        raise _unreadable(file, 1, "an alias stands for something that holds itself") from error


def _node(file: str, pointer: tuple[str, ...], node: yaml.Node, line: int) -> Node:
    members: dict[str, Node] = {}
    match node:
        case yaml.MappingNode(value=pairs):
            for key, value in pairs:
                at = key.start_mark.line + 1
                if key.value == "<<" or not isinstance(key.value, str):
                    raise _unreadable(file, at, "a key that not every tool reads")
                if key.value in members:
                    raise _unreadable(file, at, f"the key `{key.value}` stands here a second time")
                members[key.value] = _node(file, (*pointer, key.value), value, at)
            return Node(
                file, pointer, line, {key: member.value for key, member in members.items()}, members
            )
        case yaml.SequenceNode(value=values):
            for index, value in enumerate(values):
                members[str(index)] = _node(
                    file, (*pointer, str(index)), value, value.start_mark.line + 1
                )
            return Node(file, pointer, line, [member.value for member in members.values()], members)
        case yaml.ScalarNode():
            return Node(file, pointer, line, _scalar(node))
        case _:
            raise AssertionError(node)


# YAML 1.2, as redocly reads it. PyYAML's own YAML 1.1 takes `no` for a boolean and `12:30` for a number.
_PLAIN_SCALARS: tuple[tuple[re.Pattern[str], Callable[[str], Any]], ...] = (
    (re.compile(r"~|null|Null|NULL|"), lambda _: None),
    (re.compile(r"true|True|TRUE|false|False|FALSE"), lambda text: text.lower() == "true"),
    (re.compile(r"[-+]?[0-9]+"), int),
    (re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+"), lambda text: int(text, 0)),
    (re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"), float),
)


def _scalar(node: yaml.ScalarNode) -> Any:
    if not node.style:  # not quoted and no block
        for form, convert in _PLAIN_SCALARS:
            if form.fullmatch(node.value):
                return convert(node.value)
    return node.value


def _text(folder: Path, file: str) -> str:
    try:
        return (folder / file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(file, 1, f"not UTF-8: {error.reason}") from error


@lru_cache(maxsize=2048)
def _references_in(root: Node) -> tuple[Node, ...]:
    return tuple(_references(root))


def _references(node: Node) -> Iterator[Node]:
    """Yield the paths of files that stand in a file: of each `$ref`, and of each discriminator's mapping."""
    if node.text("$ref") is not None:
        yield node["$ref"]
    yield from node.children("discriminator", "mapping").values()
    for member in node.members.values():
        yield from _references(member)


def _reference_problem(reference: Node, exists: bool) -> str | None:
    if "#" in str(reference.value):
        return f"`{reference.value}` points into a file"
    if reference.pointer == ("$ref",):
        return f"the file is nothing but a reference to `{reference.value}`"
    return None if exists else f"there is no file `{reference.value}`"


def _path(reference: Node) -> str:
    return _join(reference.file, str(reference.value))


@lru_cache(maxsize=4096)
def _join(file: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), reference))


def _name_clashes(files: Mapping[str, Node]) -> Iterator[Finding]:
    first: dict[tuple[str, str], str] = {}
    for file, node in sorted(files.items()):
        other = first.setdefault((PurePosixPath(file).parts[0], node.name), file)
        if other != file:
            yield Finding(
                file, 1, "component-name", f"`{other}` would become the component {node.name} too"
            )


def _unreadable(file: str, line: int, problem: str) -> UnreadableError:
    return UnreadableError([Finding(file, line, "yaml", problem)])
