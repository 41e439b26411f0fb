"""The names of a package. Those of the contract never collide with those of the runtime, of the language or with each other."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from codegen.model.names import TYPESCRIPT, Language, Scope, error_class, family_class, identifier
from codegen.model.operations import Api, Operation, Parameter

_EXPORT = re.compile(
    r"^export (?:abstract |async |declare )?(?:class|interface|type|const|function\*?|enum) (\w+)",
    re.MULTILINE,
)
_DECLARED = re.compile(
    r"^(?:import|export) (?:type )?(?:\* as (\w+)|\{([^}]*)\}|(?:class|const|function|interface|type) (\w+))"
    r"|^const (\w+)",
    re.MULTILINE,
)
_TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}")
IMPORTED = (
    *("Binary", "Call", "CallOptions", "ContentOptions", "Documented", "Download", "EventStream"),
    *("LineStream", "List", "ListOperation", "ListOptions", "Operation", "ServerSentEvent"),
    *("Transport", "Uploadable", "WriteOptions"),
    *("byLink", "byObject", "byOffset", "byPage", "byToken", "contents", "deepObject"),
    *("delimited", "deprecation", "download", "eventStream", "form", "inAuthorization", "inQuery"),
    *("basicForms", "encodedForm"),
    *("json", "jsonLines", "jsonText", "lineStream", "mediaTypes", "multipart"),
    *("parameterHeaders", "pathValue", "raw", "repeated", "typedHeaders"),
)
"""Exports of the runtime that generated files can import: names of the contract differ from them."""
# Names of properties can be keywords, but these have a meaning: a promise takes an object with `then` for another promise.
MEMBERS = Language(frozenset(["constructor", "then", "prototype"]), frozenset())
_CLIENT_MEMBERS = ("forTenant", "withOptions")


@dataclass(frozen=True)
class Tags:
    """The names of a tag.

    Attributes:
        member: Property of the client.
        class_name: Class of the resource.
        file: Name of its file, without suffix.
    """

    member: str
    class_name: str
    file: str


@dataclass(frozen=True)
class PackageNames:
    """The names that a package exports.

    Attributes:
        modules: Module of each export of the runtime that generated files can import.
        families: Class of each error type.
        codes: Class of each error code, by type and code.
        types: Name of each type that the package declares.
        inputs: Name of what requests have in place of the type, where that differs.
        parameters: Name of the parameters of each operation, by its ID.
        tags: Names of each tag.
    """

    modules: Mapping[str, str]
    families: dict[str, str]
    codes: dict[tuple[str, str], str]
    types: dict[str, str]
    inputs: dict[str, str]
    parameters: dict[str, str]
    tags: dict[str, Tags]


def package_names(
    api: Api,
    modules: Mapping[str, str],
    exported: Iterable[str],
    declared: Sequence[str],
    differing: Sequence[str],
) -> PackageNames:
    """Give all names of a package.

    Args:
        api: The contract.
        modules: Module of each export of the runtime that generated files can import.
        exported: Names that the package exports besides those of the contract.
        declared: Types that the package declares.
        differing: Those of which requests have another form than responses.
    """
    reserved = {*modules, *exported, *TYPESCRIPT.builtins}
    scope = Scope(TYPESCRIPT, "pascal", reserved)
    families = {one.type: scope.name(family_class(one)) for one in api.errors}
    codes = {
        (family.type, code.name): scope.name(error_class(code.name))
        for family in api.errors
        for code in family.codes
    }
    types = dict(zip(declared, scope.names(declared), strict=True))
    inputs = {name: scope.name(f"{types[name]}Input") for name in differing}
    parameters = {
        one.id: scope.name(f"{identifier(one.id, 'pascal')}Parameters") for one in api.operations
    }
    return PackageNames(modules, families, codes, types, inputs, parameters, _tags(api, scope))


def names_in_templates(folder: Path) -> set[str]:
    """Return the names in the templates of files that also have names of the contract."""
    found: set[str] = set()
    for name in ("index.ts.jinja", "webhooks.ts.jinja", "api-errors.ts.jinja"):
        text = _TEMPLATE_CODE.sub("", (folder / name).read_text(encoding="utf-8"))
        for words in _DECLARED.findall(text):
            found |= {*re.findall(r"\w+", " ".join(words))}
    return found - {"type"}


def runtime_exports(folder: Path) -> dict[str, str]:
    """Return the module of each name that the runtime exports."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.ts")):
        text = path.read_text(encoding="utf-8")
        for name in _EXPORT.findall(text):
            found[name] = f"{path.stem}.js"
    return found


def argument_names(parameters: Sequence[Parameter]) -> list[str]:
    """Return the property for each parameter: its own name if that is an identifier."""
    wishes = [one.argument or one.name for one in parameters]
    taken: set[str] = set()
    names: list[str] = []
    for wish in wishes:
        is_name = wish.isidentifier() and wish.isascii()
        candidate = wish if is_name else identifier(wish, "snake")
        name, number = candidate, 2
        while name in taken or (name in wishes and name != wish):
            name, number = f"{candidate}_{number}", number + 1
        taken.add(name)
        names.append(name)
    return names


def operations_by_tag(api: Api) -> dict[str, list[Operation]]:
    """Return the operations of each tag that has some, in the order of the contract."""
    found: dict[str, list[Operation]] = {tag.name: [] for tag in api.tags}
    for operation in api.operations:
        found[operation.tag].append(operation)
    return {tag: operations for tag, operations in found.items() if operations}


def tag_members(api: Api) -> dict[str, str]:
    """Return the property of the client for each tag that has operations."""
    names = list(operations_by_tag(api))
    return dict(zip(names, Scope(MEMBERS, "camel", _CLIENT_MEMBERS).names(names), strict=True))


def _tags(api: Api, classes: Scope) -> dict[str, Tags]:
    members = tag_members(api)
    names = list(members)
    files = Scope(MEMBERS, "snake").names(names)
    return {
        name: Tags(members[name], classes.name(name), file.replace("_", "-"))
        for name, file in zip(names, files, strict=True)
    }
