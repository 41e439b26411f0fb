"""Makes a group of commands of each tag."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

from codegen.command_line.examples import command_line
from codegen.command_line.options import (
    Names,
    Option,
    argument_names,
    deprecation_text,
    files_of,
    read_options,
)
from codegen.model.names import Language, Scope
from codegen.model.operations import (
    Api,
    BodyContent,
    BytesContent,
    Form,
    JsonContent,
    JsonLines,
    MergePatch,
    Multipart,
    Operation,
    Pagination,
    Parameter,
    TextContent,
)
from codegen.model.operations import (
    Body as RequestBody,
)
from codegen.model.types import Boolean, Enum, Field, Integer, Json, Number, Text, Type
from codegen.python.calls import Endpoint, Resource, read_resources
from codegen.python.views import Views, with_named_unions

BodyKind: TypeAlias = Literal["json", "text", "bytes"]

OWN_COMMANDS = ("completion", "login", "mcp", "profiles")
"""Commands that are not of the contract. `templates/cli/runtime/app.py` defines them."""


@dataclass(frozen=True)
class Body:
    """A request body, as in `templates/cli/runtime/table.py`. So are the other classes."""

    kind: BodyKind
    is_required: bool
    fields: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Pages:
    """How a list is shown."""

    method: str
    items: tuple[str, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """An operation."""

    name: str
    operation: str
    summary: str
    help: str
    arguments: tuple[Option, ...] = ()
    options: tuple[Option, ...] = ()
    body: Body | None = None
    pages: Pages | None = None
    examples: tuple[str, ...] = ()
    deprecated: str = ""


@dataclass(frozen=True)
class Group:
    """The operations of a tag."""

    resource: str
    help: str
    commands: tuple[Command, ...]


@dataclass(frozen=True)
class NamedGroup:
    """A group with its name on the command line."""

    name: str
    table: Group


def read_groups(api: Api) -> tuple[NamedGroup, ...]:
    """Return the groups, in the order of the tags."""
    return tuple(
        NamedGroup(
            word,
            Group(
                resource.name,
                resource.description,
                tuple(_command(api, one, word) for one in resource.endpoints),
            ),
        )
        for word, resource in _resources(api)
    )


def command_examples(api: Api) -> dict[str, tuple[str, ...]]:
    """Return the lines that call each operation, by its ID."""
    return {
        endpoint.operation.id: tuple(
            f"azotte {example}" for example in _command(api, endpoint, word).examples
        )
        for word, resource in _resources(api)
        for endpoint in resource.endpoints
    }


def _resources(api: Api) -> Iterator[tuple[str, Resource]]:
    """Yield the resources of the client with their names on the command line."""
    named = with_named_unions(api)
    resources = read_resources(named, Views(named), {})
    tags = [one.endpoints[0].operation.tag for one in resources]
    # With an underscore if the command line has the command itself.
    names = Scope(Language(frozenset(), frozenset()), "snake", OWN_COMMANDS).names(tags)
    for name, resource in zip(names, resources, strict=True):
        yield name.replace("_", "-"), resource


def _command(api: Api, endpoint: Endpoint, group: str) -> Command:
    operation = endpoint.operation
    content = operation.body.contents[0] if operation.body else None
    names = argument_names(endpoint)
    arguments, options, of_body = read_options(
        api, operation.parameters, names, _fields(api, content), files_of(content)
    )
    name = endpoint.method.strip("_").replace("_", "-")
    pages = operation.pagination
    return Command(
        name=name,
        operation=endpoint.module,
        summary=operation.summary,
        help=_help(operation.description or f"{operation.summary}."),
        arguments=arguments,
        options=options,
        body=_body(operation.body, of_body) if operation.body else None,
        pages=_pages(api, pages, endpoint.method) if pages else None,
        examples=_examples(operation, names, (group, name), arguments, options, of_body),
        deprecated=deprecation_text(operation.deprecation),
    )


def _fields(api: Api, content: BodyContent | None) -> tuple[Field, ...]:
    match content:
        case JsonContent() | MergePatch() | Form() | Multipart():
            found = api.object_of(content.type)
            return found.fields if found else ()
        case JsonLines() | TextContent() | BytesContent() | None:
            return ()
        case _:
            assert_never(content)


def _body(body: RequestBody, fields: tuple[Option, ...]) -> Body:
    content = body.contents[0]
    match content:
        case JsonContent() | MergePatch() | Form() | Multipart() | JsonLines():
            return Body("json", body.required, fields)
        case TextContent():
            return Body("text", body.required)
        case BytesContent():
            return Body("bytes", body.required)
        case _:
            assert_never(content)


def _pages(api: Api, pagination: Pagination, method: str) -> Pages:
    item = api.object_of(pagination.item)
    columns = tuple(one.name for one in item.fields if _is_cell(api, one.type)) if item else ()
    return Pages(method, pagination.items, columns)


def _is_cell(api: Api, type: Type) -> bool:
    """Whether a value fits into a column. A constant says nothing."""
    match api.resolve(type):
        case Text() | Integer() | Number() | Boolean() | Enum():
            return True
        case _:
            inner = getattr(api.resolve(type), "type", None)
            return inner is not None and _is_cell(api, inner)


def _help(text: str) -> str:
    """Return a description for click, which wraps paragraphs except those that start with a backspace."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(
        f"\b\n{one}" if one.lstrip().startswith(("- ", "* ", "|", "1.")) else one
        for one in paragraphs
    )


def _examples(
    operation: Operation,
    names: Names,
    words: tuple[str, str],
    arguments: tuple[Option, ...],
    options: tuple[Option, ...],
    fields: tuple[Option, ...],
) -> tuple[str, ...]:
    """Return a line for each example of the body, or one with and one without a filter."""
    examples: dict[tuple[str, ...], Json] = {
        (names[one.name, one.location],): one.examples[0].value
        for one in operation.parameters
        if one.examples
    }
    if any(option.path not in examples for option in (*arguments, *_required(options))):
        return ()
    positional = {option: examples[option.path] for option in arguments}
    required = {option: examples[option.path] for option in _required(options)}
    content = operation.body.contents[0] if operation.body else None
    bodies: list[Json] = [one.value for one in getattr(content, "examples", ())]
    if operation.body and operation.body.required and not bodies:
        return ()
    lines = [command_line(words, positional, required, fields, body) for body in bodies or [None]]
    chosen = _filter(operation, names, options, examples)
    if not bodies and chosen:
        given = {**required, chosen: examples[chosen.path]}
        lines.append(command_line(words, positional, given, fields, None))
    return tuple(lines)


def _required(options: tuple[Option, ...]) -> list[Option]:
    return [option for option in options if option.is_required]


def _filter(
    operation: Operation,
    names: Names,
    options: tuple[Option, ...],
    examples: Mapping[tuple[str, ...], Json],
) -> Option | None:
    """Return the option for an optional query parameter that is not for pagination."""
    queries = {
        names[one.name, one.location]
        for one in operation.parameters
        if one.location == "query" and not _pages_with(operation.pagination, one)
    }
    usable = [
        one
        for one in options
        if not one.is_required and one.path in examples and one.path[0] in queries
    ]
    # One of a few values shows more than an ID.
    return next((one for one in usable if one.values), next(iter(usable), None))


def _pages_with(pagination: Pagination | None, parameter: Parameter) -> bool:
    return pagination is not None and parameter.name in vars(pagination).values()
