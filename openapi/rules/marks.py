"""Rules for extensions (`x-...`)."""

import json
import re
from collections.abc import Iterator

from openapi.rules.contract import Contract, Problem
from openapi.rules.manual import EXTENSIONS
from openapi.rules.sources import Node

EVIDENCE = ("documented", "inferred", "assumed")
_HEADING = re.compile(r"^# (.+)$", re.MULTILINE)


def evidence(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        node = part.node
        is_marked = part.kind in ("operation", "parameter", "header", "security scheme") or (
            part.kind in ("schema", "response") and node.is_file
        )
        if is_marked and node.get("x-evidence") not in EVIDENCE:
            yield node.nearest("x-evidence"), f"the {part.kind} has no valid x-evidence"
        if part.kind == "info":
            yield from _evidence_of_sections(node)


def key_types(contract: Contract) -> Iterator[Problem]:
    known = {kind.text("type") for kind in _key_kinds(contract)}
    for operation in contract.operations:
        named = [str(node.value) for node in operation.node.children("x-key-types").values()]
        if not named and operation.node.get("security") != []:
            yield operation.node, f"{operation.id} has no x-key-types"
        elif unknown := sorted(set(named) - known):
            yield operation.node["x-key-types"], f"no key has the type {', '.join(unknown)}"
        elif len(set(named)) < len(named):
            yield operation.node["x-key-types"], "a type of key is listed twice"


def extension(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        for key, field in part.node.fields.items():
            if key.startswith("x-") and part.kind not in EXTENSIONS.get(key, ()):
                yield field, f"{key} is not for the {part.kind} {part.name}"


def open_enum(contract: Contract) -> Iterator[Problem]:
    responded = set(_response_schemas(contract))
    for schema in contract.nodes("schema"):
        if "enum" not in schema:
            continue
        is_open = schema.get("x-open-enum")
        if not isinstance(is_open, bool):
            yield schema["enum"], "the enumeration has no x-open-enum"
        elif schema in responded and not is_open:
            yield schema["x-open-enum"], "clients read the enumeration, so it must be open"


def enum_values(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        values = schema.get("enum")
        if values is None:
            continue
        described = schema.children("x-enumDescriptions")
        texts = {value if isinstance(value, str) else json.dumps(value) for value in values}
        for value in sorted(texts - described.keys() - {"null"}):
            yield schema["enum"], f"x-enumDescriptions does not describe {value}"
        for value, node in described.items():
            if value not in texts:
                yield node, f"{value} is not a value of the enumeration"


def _evidence_of_sections(info: Node) -> Iterator[Problem]:
    sections = _HEADING.findall(info.text("description") or "")
    for section in sections:
        if info.get("x-evidence", section) not in EVIDENCE:
            yield info.nearest("x-evidence"), f"the section {section} has no valid x-evidence"
    for name, node in info.children("x-evidence").items():
        if name not in sections:
            yield node, f"the description has no section {name}"


def _key_kinds(contract: Contract) -> Iterator[Node]:
    for scheme in contract.nodes("security scheme"):
        yield from scheme.children("x-key-kinds").values()


def _response_schemas(contract: Contract) -> Iterator[Node]:
    responses = (node for call in contract.operations for node in call.responses.values())
    yield from contract.schemas_in("response", *responses)
    yield from contract.schemas_in("operation", *(hook.node for hook in contract.webhooks))
