# Copied from templates/cli/runtime/table.py: edit there, not here.
"""What the contract says of the commands: a `Group` for each tag, in `azotte.cli.groups`."""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["text", "integer", "number", "boolean", "json", "file"]
Shape: TypeAlias = Literal["one", "list", "map"]
BodyKind: TypeAlias = Literal["json", "text", "bytes"]


class Option(NamedTuple):
    """A parameter or a field of the body.

    Attributes:
        name: Name on the command line, without dashes.
        path: Way to the value: names of nested fields. That of a parameter starts with the argument of the client.
        kind: Type of the value, or of each value of a list or map.
        help: Description.
        shape: Whether there are several values. A map is given as `key=value`.
        values: Values of an enumeration.
        is_open: Whether other values than `values` are accepted.
        is_required: Whether the value is required.
        is_nullable: Whether the value can be null.
        deprecated: Text of the deprecation, or nothing.
    """

    name: str
    path: tuple[str, ...]
    kind: Kind
    help: str
    shape: Shape = "one"
    values: tuple[str | int, ...] = ()
    is_open: bool = False
    is_required: bool = False
    is_nullable: bool = False
    deprecated: str = ""


class Body(NamedTuple):
    """A request body.

    Attributes:
        kind: What it is.
        is_required: Whether it is required.
        fields: Fields that are options.
    """

    kind: BodyKind
    is_required: bool
    fields: tuple[Option, ...] = ()


class Pages(NamedTuple):
    """How a list is shown.

    Attributes:
        method: Method of the resource that fetches all pages.
        items: Way to the objects of a page.
        columns: Fields of an object that a table has.
    """

    method: str
    items: tuple[str, ...]
    columns: tuple[str, ...]


class Command(NamedTuple):
    """An operation.

    Attributes:
        name: Name on the command line.
        operation: Module of the operation in `azotte.api.<resource>`.
        summary: One line about it.
        help: Description.
        arguments: Path parameters, which are positional.
        options: All other parameters.
        body: The request body, or None.
        pages: How a list is shown, or None.
        examples: Arguments of `azotte` from the examples of the contract.
        deprecated: Text of the deprecation, or nothing.
    """

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


class Group(NamedTuple):
    """The operations of a tag.

    Attributes:
        resource: Name of the tag in the client.
        help: Description.
        commands: The operations.
    """

    resource: str
    help: str
    commands: tuple[Command, ...]
