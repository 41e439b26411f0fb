"""Rules for files: each part is in its folder, and each file is used."""

from collections.abc import Iterator
from pathlib import Path

from codegen.expand import OPERATION_PARTS, UNION_OF
from codegen.paths import path_of_file
from openapi.rules.contract import Contract, Part, Problem
from openapi.rules.sources import Node, UnreadableError, parse, targets

_FOLDERS = {
    "path item": "paths",
    "webhook": "webhooks",
    "schema": "schemas",
    "parameter": "parameters",
    "response": "responses",
    "header": "headers",
    "example": "examples",
    "link": "links",
    "security scheme": "security",
}
# Maps whose keys are the names of the files that they refer to.
_NAMED_BY_KEY = {
    "root": ("paths", "webhooks"),
    "components": ("schemas", "responses", "parameters", "securitySchemes"),
    "response": ("headers", "links"),
}


def orphan_file(contract: Contract) -> Iterator[Problem]:
    orphans = _orphans(contract)
    referred = {target for others in orphans.values() for target in others}
    named: set[str] = set()
    # A file that only orphans refer to needs no line of its own. Files that refer to each other in a circle get one.
    for file in sorted(orphans, key=lambda file: (file in referred, file)):
        if file not in named:
            named |= _reachable(file, orphans)
            node = Node(file, (), 1, None)
            yield node, _missing_line(contract.entry.file, node)


def _orphans(contract: Contract) -> dict[str, set[str]]:
    """Return each file that the entry file does not lead to, with the files that it refers to."""
    folder = contract.sources.folder
    found = [path.relative_to(folder) for path in (*folder.rglob("*.yaml"), *folder.rglob("*.yml"))]
    files = {path.as_posix() for path in found if path.parts[0] != "rules"}
    return {file: _targets(folder, file) for file in files - contract.sources.files.keys()}


def _targets(folder: Path, file: str) -> set[str]:
    try:
        return targets(parse(file, (folder / file).read_text(encoding="utf-8")))
    except (UnreadableError, UnicodeDecodeError):
        return set()


def _reachable(file: str, orphans: dict[str, set[str]]) -> set[str]:
    found = {file}
    waiting = [file]
    for each in waiting:  # grows during the loop
        new = (orphans[each] & orphans.keys()) - found
        found |= new
        waiting += new
    return found


def _missing_line(entry: str, node: Node) -> str:
    line = f"with `$ref: {node.file}`"
    match node.kind:
        case "paths":
            return f"`paths` of {entry} has no `{path_of_file(node.name)}` {line}"
        case "webhooks":
            return f"`webhooks` of {entry} has no `{node.name}` {line}"
        case _:
            return "no file refers to this one"


def file_name(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        if part.kind in _FOLDERS and part.node.is_file:
            folders = _folders(contract, part)
            if part.node.file.rpartition("/")[0] not in folders:
                yield part.node, f"the {part.kind} is not in {_shown(folders)}"
        for field in _NAMED_BY_KEY.get(part.kind, ()):
            for key, node in part.node.children(field).items():
                name = key.strip("/").replace("/", "_")
                if "$ref" not in node:
                    yield node, f"{key} has no file"
                elif contract.target(node).name != name:
                    yield node, f"{key} is in {node.get('$ref')}, not in {name}.yaml"


def _folders(contract: Contract, part: Part) -> list[str]:
    """Return the folders that a part can be in. A path or webhook is in that of its operations' tag."""
    kind = _FOLDERS[part.kind]
    if part.kind in ("path item", "webhook"):
        tags = [tag for node in part.node.fields.values() for tag in node.texts("tags")]
        return [f"resources/{tag}/{kind}" for tag in dict.fromkeys(tags)]
    # Also a tag that is not declared, which the rule operation-tag-defined reports.
    used = {tag for operation in contract.operations for tag in operation.node.texts("tags")}
    declared = {tag.text("name") for tag in contract.entry.children("tags").values()}
    return [f"shared/{kind}", *(f"resources/{tag}/{kind}" for tag in used | declared)]


def _shown(folders: list[str]) -> str:
    return folders[0] if len(folders) == 1 else f"{folders[0]} or that of a resource"


def schema_title(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if schema.is_file and schema.get("title") != schema.name:
            yield (
                schema.nearest("title"),
                f"the title of {schema.file} is '{schema.get('title') or ''}'",
            )


def unused_component(contract: Contract) -> Iterator[Problem]:
    components = contract.entry.children("components")
    used = {contract.target(node) for node in _references_outside_components(contract)}
    named = set(_components_used_by_name(contract))
    for kind, section in components.items():
        for name, node in section.fields.items():
            target = contract.target(node)
            # Receivers of webhooks use the union of events, which no operation refers to.
            is_union = kind == "schemas" and UNION_OF in target
            if (kind, name) not in named and target not in used and not is_union:
                yield node, f"the component {name} is not used"


def _components_used_by_name(contract: Contract) -> Iterator[tuple[str, str]]:
    entry = contract.entry
    for node in (entry, *(operation.node for operation in contract.operations)):
        for requirement in node.children("security").values():
            for name in requirement.fields:
                yield "securitySchemes", name
    for response in entry.children("x-unrouted-responses").values():
        yield "responses", str(response.value)
    for parts in entry.children(OPERATION_PARTS).values():
        for kind, used in parts.fields.items():
            for node in used.fields.values():
                yield kind, str(node.value)


def _references_outside_components(contract: Contract) -> Iterator[Node]:
    def visit(node: Node) -> Iterator[Node]:
        if isinstance(node.get("$ref"), str):
            yield node
        for key, field in node.fields.items():
            if node is not contract.entry or key != "components":
                yield from visit(field)

    for node in contract.sources.files.values():
        yield from visit(node)
