"""Writes the types of the contract: `src/models.ts`."""

from codegen.model.operations import Api, Operation, Parameter
from codegen.model.types import (
    Default,
    Deprecation,
    Enum,
    Field,
    NamedType,
    Object,
    Ref,
    Text,
    Type,
)
from codegen.typescript.comments import comment, deprecated
from codegen.typescript.imports import Imports
from codegen.typescript.literals import literal
from codegen.typescript.names import PackageNames, argument_names
from codegen.typescript.types import TypeWriter, View, fields_of, is_declared, views_of


def models(api: Api, names: PackageNames) -> str:
    """Return the declarations of all types, and of the parameters of each operation."""
    imports = Imports(names.modules)
    writer = TypeWriter(api, names, imports, is_models=True)
    declarations: list[str] = []
    for name in names.types:
        named = api.types[name]
        for view in views_of(named, is_differing=name in names.inputs):
            declarations.append(_declaration(api, writer, name, named, view))
    for operation in api.operations:
        if parameters := named_parameters(operation):
            declarations.append(_parameters(api, writer, names, operation, parameters))
    lines = [
        f"import type {{ {', '.join(one.names)} }} from '{one.module}';"
        for one in imports.statements()
    ]
    # A module without exports would be a script.
    return "\n\n".join([*lines, *(declarations or ["export {};"])]) + "\n"


def named_parameters(operation: Operation) -> dict[str, Parameter]:
    """Return the parameters in the query and in headers, by the name that the client gives them."""
    found = [
        one
        for one in operation.parameters
        if one.location != "path"
        # An option of the call sends it.
        and not (operation.idempotency and one.name == operation.idempotency.header)
    ]
    return dict(zip(argument_names(found), found, strict=True))


def _declaration(api: Api, writer: TypeWriter, name: str, named: NamedType, view: View) -> str:
    declared = writer.name(name, view)
    text = named.description or named.title
    if isinstance(named.type, Enum):
        text = _with_values(text, named.type)
    tags = [deprecated(named.deprecation)] if named.deprecation else []
    match named.type:
        case Object():
            fields = [
                _field(
                    comment(
                        "" if _is_repeated(api, one) else one.description,
                        _tags(api, one.type, one.deprecation, one.default),
                    ),
                    writer.field(one, view),
                )
                for one in fields_of(named.type, view)
            ]
            lines = [*fields, *writer.other_fields(named.type, view)]
            body = f"export interface {declared} {{\n{chr(10).join(lines)}\n}}"
        case _:
            body = f"export type {declared} = {writer.text(named.type, view)};"
    return f"{comment(text, tags)}\n{body}".lstrip()


def _parameters(
    api: Api,
    writer: TypeWriter,
    names: PackageNames,
    operation: Operation,
    parameters: dict[str, Parameter],
) -> str:
    fields = [
        _field(
            comment(one.description, _tags(api, one.type, one.deprecation, one.default)),
            f"{name}{'' if one.required else '?'}: {writer.text(one.type, 'sent')}",
        )
        for name, one in parameters.items()
    ]
    kinds = {one.location for one in parameters.values()}
    what = "Query parameters" if kinds == {"query"} else "Parameters"
    head = f"/** {what} of `{operation.id}`. */"
    body = "\n".join(fields)
    return f"{head}\nexport interface {names.parameters[operation.id]} {{\n{body}\n}}"


def _is_repeated(api: Api, field: Field) -> bool:
    """Whether the description of a field is only that of its type, which editors show too."""
    named = api.types[field.type.name] if isinstance(field.type, Ref) else None
    return named is not None and is_declared(named) and named.description == field.description


def _field(text: str, field: str) -> str:
    return f"{text}\n{field};".lstrip()


def _tags(
    api: Api, type: Type, deprecation: Deprecation | None, default: Default | None
) -> list[str]:
    tags: list[str] = []
    resolved = api.resolve(type)
    if isinstance(resolved, Text) and resolved.format != "plain":
        tags.append(f"@format {resolved.format}")
    if default is not None:
        tags.append(f"@default {literal(default.value)}")
    if deprecation is not None:
        tags.append(deprecated(deprecation))
    return tags


def _with_values(text: str, enum: Enum) -> str:
    lines = [f"- `{one.value}`: {one.description}" for one in enum.values if one.description]
    return "\n\n".join(filter(None, [text, "\n".join(lines)]))
