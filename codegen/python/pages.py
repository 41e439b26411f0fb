"""Writes how a list is divided into pages."""

from collections.abc import Mapping
from typing import assert_never

from codegen.model.operations import (
    Api,
    FieldPath,
    JsonContent,
    LinkHeader,
    ObjectCursor,
    Offset,
    Operation,
    PageNumber,
    Token,
)
from codegen.model.texts import python_string
from codegen.model.types import Type
from codegen.python.fields import MSGSPEC, attributes, class_fields


def pagination(operation: Operation, api: Api, arguments: Mapping[str, str]) -> str | None:
    """Return the pagination of an operation as an expression, or None if it has none.

    Args:
        operation: The operation.
        api: The contract.
        arguments: Name of the argument for each parameter.
    """
    found = operation.pagination
    if found is None:
        return None
    page = next(
        content.type
        for response in operation.responses
        for content in response.contents
        if isinstance(content, JsonContent)
    )

    def path(fields: FieldPath | None, start: Type = page) -> str:
        return "None" if fields is None else repr(_attributes(api, start, fields))

    def argument(name: str | None) -> str:
        return "None" if name is None else python_string(arguments[name])

    items = f"items={path(found.items)}"
    match found:
        case ObjectCursor():
            return (
                f"Cursor({items}, after={argument(found.after)}, before={argument(found.before)},"
                f" cursor={path(found.cursor, found.item)}, more={path(found.more)})"
            )
        case Token():
            return (
                f"Token({items}, token={argument(found.token)}, next={path(found.next)},"
                f" before={argument(found.before)}, previous={path(found.previous)})"
            )
        case PageNumber():
            return (
                f"PageNumber({items}, page={argument(found.page)}, first={found.first}, limit={argument(found.limit)},"
                f" pages={path(found.pages)}, total={path(found.total)}, more={path(found.more)})"
            )
        case Offset():
            return (
                f"Offset({items}, offset={argument(found.offset)}, total={path(found.total)},"
                f" more={path(found.more)})"
            )
        case LinkHeader():
            return f"LinkHeader({items})"
        case _:
            assert_never(found)


def _attributes(api: Api, type: Type, path: FieldPath) -> tuple[str, ...]:
    """Return the attributes of the models that lead to a field."""
    found: list[str] = []
    for wire in path:
        one = api.object_of(type)
        assert one is not None  # The reader has followed the path.
        fields = class_fields(one, "received")
        index = [each.name for each in fields].index(wire)
        found.append(attributes(fields, MSGSPEC)[index])
        type = fields[index].type
    return tuple(found)
