"""How a fault gets into the sandbox: as a change of its source, of the contract it was built from, or of its answers."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING, Any

from tests.contract.contract import Json, as_array, as_object

if TYPE_CHECKING:  # the faults have to be in it before it is loaded
    from azotte_sandbox import protocol
    from azotte_sandbox.app import App
    from azotte_sandbox.protocol import Request

PACKAGE = "azotte_sandbox"


class Misfit(Exception):
    """The sandbox has changed, so that a fault does not fit any more; the message says which and where."""


@dataclass(frozen=True)
class Source:
    """A change of the source text of one module."""

    module: str
    """Below the package, such as `store.objects`."""
    old: str
    new: str

    def apply(self) -> None:
        """Have the module loaded changed."""
        name = f"{PACKAGE}.{self.module}"
        for finder in sys.meta_path:
            if isinstance(finder, _Finder) and finder.name == name:
                finder.changes.append(self.changed)
                return
        sys.meta_path.insert(0, _Finder(name, [self.changed]))

    def changed(self, text: str) -> str:
        """The text with the fault in it.

        Raises:
            Misfit: the place is not there any more, or there twice.
        """
        count = text.count(self.old)
        if count != 1:
            raise Misfit(
                f"{PACKAGE}.{self.module} has the text {self.old!r} {count} times, not once: fit the fault to it"
            )
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Migration:
    """A change of the database's schema."""

    file: str
    old: str
    new: str

    def apply(self) -> None:
        """Have the migration read changed."""
        real = Path.read_text

        def read_text(path: Path, *args: Any, **options: Any) -> str:
            text = real(path, *args, **options)
            return self.changed(text) if path.name == self.file and "sqlite" in path.parts else text

        vars_of(Path, read_text=read_text)

    def changed(self, text: str) -> str:
        """The text with the fault in it.

        Raises:
            Misfit: the place is not there any more, or there twice.
        """
        if text.count(self.old) != 1:
            raise Misfit(
                f"{self.file} has the text {self.old!r} {text.count(self.old)} times, not once"
            )
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class OtherContract:
    """The server was built from a contract that differs."""

    pointer: str
    value: Any
    """What stands there instead; `...` for nothing."""

    def apply(self) -> None:
        """Have the contract read changed."""
        from azotte_sandbox.contract import Contract

        real = Contract.__init__

        def init(contract: Contract, document: dict[str, Any]) -> None:
            self.change(document)
            real(contract, document)

        vars_of(Contract, __init__=init)

    def change(self, document: dict[str, Any]) -> None:
        """Change a document.

        Raises:
            Misfit: the place is not there any more.
        """
        *path, last = self.pointer.strip("/").split("/")
        node: Any = document
        for part in path:
            part = part.replace("~1", "/")
            if part not in node:
                raise Misfit(f"the contract has no {self.pointer}")
            node = node[part]
        if self.value is ...:
            if last not in node:
                raise Misfit(f"the contract has no {self.pointer}")
            del node[last]
        else:
            node[last] = self.value


@dataclass
class Answer:
    """An answer on its way out."""

    method: str
    path: str
    query: str
    request_headers: dict[str, str]
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    memory: dict[str, Any] = field(default_factory=dict[str, Any])
    """Kept from answer to answer."""

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value, separators=(",", ":")).encode()

    def header(self, name: str) -> str | None:
        return next((v for n, v in self.headers if n == name.lower()), None)

    def set(self, name: str, value: str | None) -> None:
        """Replace a header, or remove it."""
        self.headers = [(n, v) for n, v in self.headers if n != name.lower()]
        if value is not None:
            self.headers.append((name.lower(), value))

    @property
    def members(self) -> Json:
        """The body if it is an object, else nothing."""
        return as_object(self.json) or {}

    def objects(self) -> list[Json]:
        """The objects that the body holds: itself, or those of the list."""
        body = self.members
        return as_array(body.get("data")) or ([body] if body else [])

    def change_objects(
        self, change: Callable[[dict[str, Any]], None], kind: str | None = None
    ) -> None:
        """Change each object, of one kind if one is named."""
        body = self.members
        if self.status >= 300 or not body:
            return
        for thing in as_array(body.get("data")) or [body]:
            if kind is None or thing.get("object") == kind:
                change(thing)
        self.json = body


@dataclass(frozen=True)
class Wire:
    """A change of every answer as it goes out."""

    change: Callable[[Answer], None | Awaitable[None]]

    def apply(self) -> None:
        """Wrap the application."""
        from azotte_sandbox import protocol
        from azotte_sandbox.app import App

        real = App.__call__
        memory: dict[str, Any] = {}

        async def call(app: App, request: Request) -> protocol.Answer:
            answer = _answer(request, await real(app, request), memory)
            result = self.change(answer)
            if result is not None:
                await result
            headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
            return protocol.Answer(answer.status, answer.body, tuple(headers))

        vars_of(App, __call__=call)


def _answer(request: Request, answer: protocol.Answer, memory: dict[str, Any]) -> Answer:
    return Answer(
        method=request.method,
        path=request.path.decode("latin-1"),
        query=request.query.decode("latin-1"),
        request_headers={
            n.decode("latin-1"): v.decode("latin-1") for n, v in request.headers.items()
        },
        status=answer.status,
        headers=[(n.decode("latin-1"), v.decode("latin-1")) for n, v in answer.headers],
        body=answer.body,
        memory=memory,
    )


def vars_of(owner: type, **members: Any) -> None:
    """Replace members of a class that was written without being replaced in mind."""
    for name, member in members.items():
        setattr(owner, name, member)


Change = Source | Migration | OtherContract | Wire


class _Finder(importlib.abc.MetaPathFinder):
    """Finds one module where it is, and has its text changed before it is compiled."""

    def __init__(self, name: str, changes: list[Callable[[str], str]]) -> None:
        self.name = name
        self.changes = changes

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        if fullname != self.name:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path)
        if spec is None or spec.origin is None:
            raise Misfit(f"there is no module {fullname} any more")
        loader = _Loader(fullname, spec.origin, self.changes)
        return importlib.util.spec_from_file_location(
            fullname,
            spec.origin,
            loader=loader,
            submodule_search_locations=spec.submodule_search_locations,
        )


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module from its changed text, past what was compiled before."""

    def __init__(self, name: str, path: str, changes: list[Callable[[str], str]]) -> None:
        super().__init__(name, path)
        self._changes = changes

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        text = Path(path).read_text(encoding="utf-8")
        for change in self._changes:
            text = change(text)
        return compile(text, path, "exec", dont_inherit=True)
