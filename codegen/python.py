"""Writes the Python distribution, except its models (`codegen/models.py`)."""

from __future__ import annotations

import textwrap
from functools import partial
from pathlib import Path
from typing import Any

from codegen import banner
from codegen.document import resolve, schema_name
from codegen.errors import GenerationError
from codegen.facts import (
    HeaderNames,
    read_credentials,
    read_errors,
    read_headers,
    read_servers,
    read_webhooks,
)
from codegen.names import pascal_case
from codegen.operations import read_resources
from codegen.render import Renderer

_LINE = 100
_TEMPLATES = "templates/python"


def write_python(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write the distribution `azotte`.

    Args:
        contract: The bundled contract.
        destination: Folder of the distribution.
        templates: Folder of the templates. `runtime/` is copied without changes.

    Raises:
        GenerationError: The client does not support a part of the contract, or a template has an error.
    """
    package = destination / "src" / "azotte"
    banner.copy_tree(templates / "runtime", package, f"{_TEMPLATES}/runtime")
    resources = read_resources(contract)
    key, tenant = read_credentials(contract)
    headers = read_headers(contract)
    webhooks = read_webhooks(contract)
    union = _event_union(contract, webhooks.events)
    type_member = contract["components"]["schemas"][union]["discriminator"]["propertyName"]
    families = read_errors(contract)
    classes = {family.type: family.class_name for family in families}
    renderer = Renderer(
        templates,
        annotation=partial(_annotation, contract),
        docstring=_docstring,
        pascal=pascal_case,
        error_class=classes.__getitem__,
    )

    def write(template: str, target: Path, **context: Any) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        first = banner.generated(target, "openapi/", f"{_TEMPLATES}/{template}.jinja")
        text = renderer.render(template, info=contract["info"], **context)
        target.write_text(first + text, encoding="utf-8")

    write("pyproject.toml", destination / "pyproject.toml")
    servers = read_servers(contract)
    write(
        "README.md",
        destination / "README.md",
        key=key,
        tenant=tenant,
        sandbox=servers[-1].url,
    )
    write(
        "contract.py",
        package / "_contract.py",
        key=key,
        tenant=tenant,
        servers=servers,
        headers=headers,
        logged=_logged_headers(contract, tenant, headers),
    )
    write("errors.py", package / "errors.py", families=families)
    write(
        "webhooks.py",
        package / "webhooks.py",
        events=webhooks.events,
        signature=webhooks.signature,
        union=union,
        type_member=type_member,
        envelope=_event_envelope(contract, webhooks.events) | {type_member: "str"},
    )
    write("client.py", package / "_client.py", resources=resources)
    write("resources_init.py", package / "resources" / "__init__.py")
    write("api_init.py", package / "api" / "__init__.py")
    for resource in resources:
        write("resource.py", package / "resources" / f"{resource.name}.py", resource=resource)
        write(
            "endpoint_init.py", package / "api" / resource.name / "__init__.py", resource=resource
        )
        for operation in resource.operations:
            target = package / "api" / resource.name / f"{operation.id}.py"
            write("endpoint_module.py", target, resource=resource, operation=operation)


def _logged_headers(
    contract: dict[str, Any], tenant: dict[str, Any], headers: HeaderNames
) -> list[str]:
    """Return the headers whose values can be logged: those of the contract, except the key, and technical ones."""
    documented = (name.lower() for name in contract["components"]["headers"])
    technical = [
        "accept",
        "accept-encoding",
        "content-length",
        "content-type",
        "date",
        "server",
        "user-agent",
    ]
    return sorted({*documented, tenant["name"].lower(), headers.idempotency_key, *technical})


def _event_envelope(contract: dict[str, Any], events: dict[str, str]) -> dict[str, str]:
    """Return the fields that all events have, with their types, for events of an unknown type."""
    schemas = [contract["components"]["schemas"][name] for name in events.values()]
    return {
        member: _annotation(contract, schema)
        if _is_shared(member, schema, schemas)
        else "dict[str, Any]"
        for member, schema in schemas[0]["properties"].items()
        if all(member in each["required"] for each in schemas)
    }


def _is_shared(member: str, schema: dict[str, Any], schemas: list[dict[str, Any]]) -> bool:
    return all(each["properties"][member] == schema for each in schemas)


def _event_union(contract: dict[str, Any], events: dict[str, str]) -> str:
    """Return the name of the schema that is the union of all events."""
    unions = [
        name
        for name, schema in contract["components"]["schemas"].items()
        if {schema_name(variant) for variant in schema.get("oneOf", ())} == {*events.values()}
    ]
    if len(unions) != 1:
        raise GenerationError(
            f"webhooks: {len(unions)} schemas are a `oneOf` of all events. Define exactly one."
        )
    (union,) = unions
    return str(union)


def _annotation(contract: dict[str, Any], schema: dict[str, Any]) -> str:
    """Return the type of an argument. An argument that is an object accepts a model or a dictionary.

    An open enumeration is closed as an argument, so that a type checker finds a misspelled value.
    """
    resolved = resolve(contract, schema)
    name = schema_name(schema)
    if resolved.get("x-open-enum"):
        return f"Literal[{', '.join(map(repr, resolved['enum']))}]"
    if "enum" in resolved or (resolved.get("type") == "object" and "properties" not in resolved):
        if name is None:
            raise GenerationError(
                f"An enumeration or map has no name: {resolved}. Move it to a file in a folder schemas/ of openapi/."
            )
        return f"models.{name}"
    for keyword in ("oneOf", "anyOf"):
        if keyword in resolved:
            return " | ".join(_annotation(contract, variant) for variant in resolved[keyword])
    if "const" in resolved:
        return f"Literal[{resolved['const']!r}]"
    kinds: Any = resolved.get("type", [])
    if not isinstance(kinds, str):
        if not kinds:
            return "Any"
        return " | ".join(_annotation(contract, {**resolved, "type": kind}) for kind in kinds)
    match kinds:
        case "string":
            return "str"
        case "integer":
            return "int"
        case "number":
            return "float"
        case "boolean":
            return "bool"
        case "null":
            return "None"
        case "array":
            return f"Sequence[{_annotation(contract, resolved['items'])}]"
        case "object" if name is not None:
            return f"models.{name} | typeddicts.{name}"
        case _:
            raise GenerationError(f"Unsupported schema: {resolved}. Give it a `type` or a name.")


def _docstring(text: str, indent: int = 0, hanging: int = 0) -> str:
    """Wrap text for a docstring. Paragraphs are kept, and each line except the first is indented."""
    paragraphs = [
        " ".join(paragraph.split()) for paragraph in text.replace("\\", "\\\\").split("\n\n")
    ]
    wrapped = [
        textwrap.fill(
            paragraph, _LINE - indent, subsequent_indent=" " * hanging, break_on_hyphens=False
        )
        for paragraph in paragraphs
        if paragraph
    ]
    return (
        "\n\n".join(wrapped)
        .replace("\n", "\n" + " " * indent)
        .replace("\n" + " " * indent + "\n", "\n\n")
    )
