"""Rules for schemas: keywords that every tool supports, bounds and patterns."""

import builtins
import keyword
from collections.abc import Iterator

from codegen.expand import UNION_OF
from openapi.rules.contract import Contract, Problem, types
from openapi.rules.regex import regex_problem
from openapi.rules.sources import Node

_SCALARS = ("string", "integer", "number", "boolean")
# Attributes of generated classes.
_TAKEN_PROPERTIES = {"to_dict", "from_dict", "additional_properties", "cls", "self", "d"}
# Names that generated modules import or define.
_TAKEN_SCHEMAS = {
    *dir(builtins),
    *("Annotated", "Any", "ClassVar", "Literal", "NotRequired", "Optional", "TypeAlias"),
    *("TypedDict", "Union", "BaseModel", "Client", "Field", "Model", "Response", "Struct", "Unset"),
}


def named_schema(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if schema.is_file:
            continue
        if "enum" in schema:
            yield schema, "the enumeration has no file"
        elif "object" in types(schema) or "properties" in schema:
            yield schema, "the object has no file"
        elif UNION_OF in schema or (
            len(schema.children("oneOf")) > 1 and not _is_nullable_reference(schema)
        ):
            yield schema, "the union has no file"
    for media_type in contract.nodes("media type"):
        if "$ref" not in media_type.nearest("schema"):
            yield media_type.nearest("schema"), "the schema of the body has no file"


def nullable(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        named = schema.get("type")
        is_branch = schema.pointer[-2:-1] == ("oneOf",)
        if isinstance(named, list) and not (
            len(schema.children("type")) == 2 and "null" in named and types(schema)[0] in _SCALARS
        ):
            yield schema["type"], "several types other than one scalar and 'null'"
        elif named == "null" and not is_branch:
            yield schema["type"], "the only type is 'null'"
        elif _has_null_branch(schema) and not _is_nullable_reference(schema):
            yield schema["oneOf"], "the other branches beside 'null' are not one named schema"


def reference_siblings(contract: Contract) -> Iterator[Problem]:
    def visit(node: Node) -> Iterator[Problem]:
        if isinstance(node.get("$ref"), str):
            for key, member in node.members.items():
                if key not in ("$ref", "description"):
                    yield member, f"`{key}` beside `$ref`"
        for member in node.members.values():
            yield from visit(member)

    for node in contract.sources.files.values():
        yield from visit(node)


def union(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if UNION_OF in schema:
            yield from _union_of_bodies(contract, schema)
        elif "oneOf" in schema and not _has_null_branch(schema):
            yield from _union_of_schemas(contract, schema)


def reserved_name(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if schema.is_file and schema.name in _TAKEN_SCHEMAS:
            yield schema, f"{schema.name} is reserved in generated code"
        for name, node in schema.children("properties").items():
            if name in _TAKEN_PROPERTIES or keyword.iskeyword(name):
                yield node, f"{name} is reserved in generated code"


def closed_request(contract: Contract) -> Iterator[Problem]:
    bodies = filter(None, map(contract.request_body, contract.operations))
    for schema in contract.schemas_in("request body", *bodies):
        if "properties" in schema and schema.get("additionalProperties") is not False:
            yield schema, f"{schema.name} allows unknown fields, so it accepts misspelled ones"


def bounds(contract: Contract) -> Iterator[Problem]:
    for schema in contract.nodes("schema"):
        if "enum" in schema or "const" in schema:
            continue
        for name in types(schema):
            for alternatives in _needed_bounds(name, schema):
                if not any(bound in schema for bound in alternatives):
                    yield schema, f"{_article(name)} without {' or '.join(alternatives)}"


def pattern(contract: Contract) -> Iterator[Problem]:
    for node in contract.nodes("schema", "security scheme"):
        for key in ("pattern", "x-pattern"):
            form = node.text(key)
            if form is not None and (problem := regex_problem(form)):
                yield node[key], problem


def _union_of_bodies(contract: Contract, schema: Node) -> Iterator[Problem]:
    name = schema.text("discriminator", "propertyName")
    if name is None:
        yield schema[UNION_OF], "the union has no discriminator"
    elif schema.get(UNION_OF) != "webhooks":
        yield schema[UNION_OF], f"{UNION_OF} is not `webhooks`"
    else:
        for branch in contract.branches(schema):
            if _tag(contract, branch, name) is None:
                yield branch, f"{branch.name} does not require `{name}` with a const"


def _union_of_schemas(contract: Contract, schema: Node) -> Iterator[Problem]:
    name = schema.text("discriminator", "propertyName")
    if name is None:
        yield schema["oneOf"], "the union has no discriminator"
        return
    mapping = schema.children("discriminator", "mapping")
    tags: set[str | None] = set()
    for node in schema.children("oneOf").values():
        branch = contract.target(node)
        tag = _tag(contract, branch, name)
        tags.add(tag)
        if tag is None:
            yield node, f"{branch.name} does not require `{name}` with a const"
        elif tag not in mapping or mapping[tag].value != node.get("$ref"):
            yield node, f"the mapping of {tag} is not {node.get('$ref')}"
    for tag, node in mapping.items():
        if tag not in tags:
            yield node, f"no branch has the {name} {tag}"


def _tag(contract: Contract, branch: Node, name: str) -> str | None:
    """Return the value of the discriminator that a branch requires."""
    member = contract.property(branch, name)
    return member.text("const") if member and name in branch.texts("required") else None


def _needed_bounds(name: str, schema: Node) -> Iterator[tuple[str, ...]]:
    match name:
        case "string":
            yield ("maxLength",)
        case "integer" | "number":
            yield ("minimum", "exclusiveMinimum")
            yield ("maximum", "exclusiveMaximum")
        case "array":
            yield ("maxItems",)
        case "object" if "properties" not in schema:
            yield ("maxProperties",)
        case _:
            pass


def _article(name: str) -> str:
    return {"integer": "an integer", "array": "an array", "object": "a map"}.get(name, f"a {name}")


def _has_null_branch(schema: Node) -> bool:
    return any(branch.get("type") == "null" for branch in schema.children("oneOf").values())


def _is_nullable_reference(schema: Node) -> bool:
    branches = [*schema.children("oneOf").values()]
    return len(branches) == 2 and "$ref" in branches[0] and branches[1].value == {"type": "null"}
