"""Gives identifiers for the names of the contract.

    scope = Scope(PYTHON, "snake", reserved={"self", "client"})
    scope.names(["fooBar", "foo_bar", "class"])  # ("foo_bar_2", "foo_bar", "class_")

A scope is a set of identifiers that must differ: the arguments of a method, the fields of a class, the types of a module. The emitter
says which identifiers are reserved there: its imports, locals and the exports of the runtime.
"""

import builtins
import keyword
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from codegen.model.operations import ErrorFamily, Operation

Case: TypeAlias = Literal["snake", "camel", "pascal"]


@dataclass(frozen=True)
class Language:
    """A programming language.

    Attributes:
        keywords: Words that are never identifiers.
        builtins: Names that exist everywhere, for an emitter to reserve where a declaration would hide one that it uses.
    """

    keywords: frozenset[str]
    builtins: frozenset[str]


PYTHON = Language(
    frozenset(keyword.kwlist),
    frozenset(dir(builtins)) | {"Any"},
)
TYPESCRIPT = Language(
    # ECMAScript 2024, 12.7.2, with the words that strict mode reserves, and TypeScript's names of types.
    frozenset(
        [
            *("arguments", "await", "break", "case", "catch", "class", "const", "continue"),
            *("debugger", "default", "delete", "do", "else", "enum", "eval", "export"),
            *("extends", "false", "finally", "for", "function", "if", "implements", "import"),
            *("in", "instanceof", "interface", "let", "new", "null", "package", "private"),
            *("protected", "public", "return", "static", "super", "switch", "this", "throw"),
            *("true", "try", "typeof", "undefined", "var", "void", "while", "with", "yield"),
            *("any", "bigint", "boolean", "never", "number", "object", "string", "symbol"),
            *("unknown",),
        ]
    ),
    frozenset(
        [
            *("AbortController", "AbortSignal", "Array", "ArrayBuffer", "AsyncGenerator"),
            *("AsyncIterable", "AsyncIterator", "BigInt", "Blob", "Boolean", "Buffer", "Date"),
            *("Error", "File", "FormData", "Function", "Headers", "Infinity", "Iterable"),
            *("Iterator", "JSON", "Map", "Math", "NaN", "Number", "Object", "Omit", "Partial"),
            *("Pick", "Promise", "Proxy", "Readonly", "ReadonlyArray", "ReadableStream"),
            *("Record", "Reflect", "RegExp", "Request", "Response", "Set", "String", "Symbol"),
            *("TextDecoder", "TextEncoder", "TypeError", "URL", "URLSearchParams"),
            *("Uint8Array", "WeakMap", "WeakSet", "console", "fetch", "globalThis", "process"),
        ]
    ),
)


@dataclass
class Scope:
    """Identifiers that must differ.

    Attributes:
        language: Language of the identifiers.
        case: Case of the identifiers.
        reserved: Identifiers that are taken already.
    """

    language: Language
    case: Case
    reserved: Iterable[str] = ()
    _reserved: frozenset[str] = field(init=False)
    _taken: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._reserved = frozenset(self.reserved)
        self._taken = {*self._reserved}

    def name(self, wire: str) -> str:
        """Return an identifier for a name, and take it."""
        return self.names([wire])[0]

    def names(self, wires: Sequence[str]) -> tuple[str, ...]:
        """Return an identifier for each name, and take them.

        A name that already is an identifier keeps it. Of others that become the same identifier, the first keeps it, and the next ones
        get a number. An identifier that is a keyword or reserved gets an underscore.
        """
        found: dict[int, str] = {}
        for index, wire in enumerate(wires):
            candidate = self._candidate(wire)
            if candidate == wire and candidate not in self._taken:
                found[index] = self._take(candidate)
        for index, wire in enumerate(wires):
            if index not in found:
                found[index] = self._take(self._free(self._candidate(wire)))
        return tuple(found[index] for index in range(len(wires)))

    def _take(self, name: str) -> str:
        self._taken.add(name)
        return name

    def _candidate(self, wire: str) -> str:
        name = identifier(wire, self.case)
        return f"{name}_" if name in self.language.keywords or name in self._reserved else name

    def _free(self, candidate: str) -> str:
        name, number = candidate, 2
        base = candidate.rstrip("_") or candidate
        separator = "_" if self.case == "snake" or base[-1:].isdigit() else ""
        while name in self._taken or name in self.language.keywords:
            name, number = f"{base}{separator}{number}", number + 1
        return name


def identifier(wire: str, case: Case) -> str:
    """Return a valid identifier, in Python and in TypeScript, for any name. It can be a keyword."""
    convert = {"snake": snake_case, "camel": camel_case, "pascal": pascal_case}[case]
    name = unicodedata.normalize("NFKC", convert(wire))
    if not name.isidentifier():
        prefix = "Value" if case == "pascal" else "value"
        joined = f"{prefix}_{name}" if case == "snake" else f"{prefix}{name}"
        # Normalized once more: a mark can combine with the end of the prefix.
        name = unicodedata.normalize("NFKC", joined) if name and joined.isidentifier() else prefix
    return name


def snake_case(name: str) -> str:
    """Convert a name to snake_case: `listCustomers` becomes `list_customers`."""
    return "_".join(word.lower() for part in _parts(name) for word in _humps(part))


def pascal_case(name: str) -> str:
    """Convert a name to PascalCase: `list_customers` becomes `ListCustomers`."""
    return "".join(part[:1].upper() + part[1:] for part in _parts(name))


def camel_case(name: str) -> str:
    """Convert a name to camelCase: `list_customers` becomes `listCustomers`."""
    first, *others = _parts(name) or [""]
    # An acronym at the start is one word: `URLPath` becomes `urlPath`.
    words = _humps(first)
    start = words[0].lower() + "".join(words[1:]) if words else ""
    return start + "".join(part[:1].upper() + part[1:] for part in others)


def method_names(operations: Sequence[Operation], scope: Scope) -> tuple[str, ...]:
    """Return the client methods of the operations of a tag.

    A method is called `x-method-name`, or else the verb of the `operationId` (`list_customers` becomes `list`), or else the whole
    `operationId` if another operation has the verb.
    """
    wishes = [
        one.method_name or snake_case(one.id).partition("_")[0] or one.id for one in operations
    ]
    taken: set[str] = {one.method_name for one in operations if one.method_name}
    chosen: list[str] = []
    for operation, wish in zip(operations, wishes, strict=True):
        is_free = operation.method_name is not None or wish not in taken
        chosen.append(wish if is_free else operation.id)
        taken.add(chosen[-1])
    return scope.names(chosen)


def error_class(name: str) -> str:
    """Return the class of an error code: `card_declined` becomes `CardDeclinedError`."""
    pascal = identifier(name, "pascal")
    return pascal if pascal.endswith("Error") else f"{pascal}Error"


def family_class(family: ErrorFamily) -> str:
    """Return the class of an error type."""
    # In other SDKs `APIError` is the base of all errors, so the class of `api_error` is named for its statuses.
    is_of_server = bool(family.statuses) and min(family.statuses) >= 500
    return "ServerError" if is_of_server else error_class(family.type)


def _parts(name: str) -> list[str]:
    """Split a name at each character that no identifier has."""
    text = unicodedata.normalize("NFKC", name)
    kept = [one if one != "_" and f"a{one}".isidentifier() else " " for one in text]
    return "".join(kept).split()


def _humps(part: str) -> list[str]:
    """Split camelCase: `listHTTPCalls` becomes `list`, `HTTP`, `Calls`."""
    words: list[str] = []
    start = 0
    for index in range(1, len(part)):
        before, here, after = part[index - 1], part[index], part[index + 1 : index + 2]
        starts = here.isupper() and not before.isupper()
        ends = here.isupper() and before.isupper() and after.islower()
        if starts or ends:
            words.append(part[start:index])
            start = index
    return [*words, part[start:]] if part else words
