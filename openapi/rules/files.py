"""Rules for files: each part is in its folder, and each file is used."""

from collections.abc import Iterator

from openapi.rules.contract import Contract, Problem
from openapi.rules.sources import Node

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
    folder = contract.sources.folder
    for path in sorted([*folder.rglob("*.yaml"), *folder.rglob("*.yml")]):
        file = path.relative_to(folder).as_posix()
        if file not in contract.sources.files and not file.startswith("rules/"):
            yield Node(file, (), 1, None), "no file refers to this one"


def file_name(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        folder = _FOLDERS.get(part.kind)
        if folder and part.node.is_file and part.node.file.rpartition("/")[0] != folder:
            yield part.node, f"the {part.kind} is not in {folder}/"
        for member in _NAMED_BY_KEY.get(part.kind, ()):
            for key, node in part.node.children(member).items():
                name = key.strip("/").replace("/", "_")
                if "$ref" not in node:
                    yield node, f"{key} has no file"
                elif contract.target(node).name != name:
                    yield node, f"{key} is in {node.get('$ref')}, not in {name}.yaml"


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
    required = {
        name for node in contract.entry.children("security").values() for name in node.members
    }
    unrouted = {
        str(node.value) for node in contract.entry.children("x-unrouted-responses").values()
    }
    for kind, section in components.items():
        for name, node in section.members.items():
            named = {"securitySchemes": required, "responses": unrouted}.get(kind, set())
            target = contract.target(node)
            # Receivers of webhooks use the union of events. See the rule event-union.
            is_union = kind == "schemas" and "oneOf" in target
            if name not in named and target not in used and not is_union:
                yield node, f"the component {name} is not used"


def _references_outside_components(contract: Contract) -> Iterator[Node]:
    def visit(node: Node) -> Iterator[Node]:
        if isinstance(node.get("$ref"), str):
            yield node
        for key, member in node.members.items():
            if node is not contract.entry or key != "components":
                yield from visit(member)

    for node in contract.sources.files.values():
        yield from visit(node)
