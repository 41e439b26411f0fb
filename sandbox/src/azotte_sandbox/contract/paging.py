"""How a list is divided into pages (`x-pagination`).

    {style: cursor, after: starting_after, before: ending_before, items: data, more: has_more, cursor: id, limit: limit}
    {style: token, token: page_token, next: next_token, before: before, previous: previous_token, items: data}
    {style: page, page: page, first: 1, items: data, pages: total_pages, total: total, limit: per_page}
    {style: offset, offset: offset, items: data, total: total, more: has_more, limit: limit}
    {style: link, items: data, limit: limit}

Parameters are named, and so are fields, which can also be JSON pointers (`/meta/next`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

from jsonpointer import JsonPointer

from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.json_values import Json, fields_of

FieldPath: TypeAlias = tuple[str, ...]

LINK_PARAMETER = "page_token"
"""Parameter in the links of a list that has no parameter for the start of a page."""
_ROLES = {
    "limit": ("limit", "per_page", "page_size"),
    "page": ("page", "page_number", "current_page"),
    "offset": ("offset",),
    "total": ("total", "total_count", "total_items", "count"),
    "pages": ("pages", "total_pages", "page_count"),
}
"""Usual names of the numbers in a page, for those that `x-pagination` does not name."""
_LINKED = {
    "page": ("page",),
    "offset": ("offset",),
    "token": ("page_token", "token", "cursor", "after"),
}
"""Usual names of the parameters in links."""


@dataclass(frozen=True, slots=True, eq=False)
class Paging:
    """The parameters and the fields of a page.

    Attributes:
        item: Schema of an object of the list.
        items: Field of the page with the objects; empty if the response is the array itself.
        more: Field that says whether there are more objects.
        next: Field with the token of the next page.
        previous: Field with the token of the previous page.
        limit: Parameter with the number of objects.
        default_limit: Number of objects if the parameter is not sent.
        after: Parameter with the ID of an object, for the objects after it.
        before: Parameter with the ID of an object, or the token, for the objects before it.
        cursor: Field of an object that `after` and `before` take.
        token: Parameter with the token of a page.
        page: Parameter with the number of a page.
        first: Number of the first page.
        offset: Parameter with the number of objects to skip.
        ascending: Whether the oldest objects come first (`x-pagination`).
        roles: Fields of the page with a number, and its role: `limit`, `page`, `offset`, `total` or `pages`.
        fixed: Other fields of the page, with their values.
    """

    item: Json
    items: FieldPath
    more: FieldPath | None
    next: FieldPath | None
    previous: FieldPath | None
    limit: str | None
    default_limit: int
    after: str | None
    before: str | None
    cursor: FieldPath
    token: str | None
    page: str | None
    first: int
    offset: str | None
    ascending: bool
    roles: dict[FieldPath, str]
    fixed: Json


def read_paging(
    mark: Json,
    schema: Json,
    parameters: Iterable[str],
    schemas: Schemas,
    example: Any,
) -> Paging | None:
    """Return how a list is divided into pages, or None if the response has no array of objects.

    Args:
        mark: `x-pagination`, or nothing for a list that is not divided.
        schema: Schema of the response.
        parameters: Names of the query parameters.
        schemas: Resolves references.
        example: An example of the response.
    """
    full = schemas.resolve(schema)
    fields = schemas.properties(full)
    is_bare = schemas.types_of(full) == frozenset({"array"})
    arrays = [n for n, f in fields.items() if schemas.types_of(f) == frozenset({"array"})]
    items = _path(mark.get("items", arrays[0] if arrays and not is_bare else ""))
    array = _field(full, items, schemas)
    if "items" not in array:
        return None
    given = {role: _path(mark[role]) for role in ("more", "next", "previous") if role in mark}
    numbers: dict[FieldPath, str] = {
        _path(mark[role]): role for role in ("total", "pages") if role in mark
    }
    named = {path[0] for path in (items, *given.values(), *numbers) if path}
    usual: dict[FieldPath, str] = {
        (name,): role
        for role, names in _ROLES.items()
        for name in names
        if name in fields and name not in named and role not in numbers.values()
    }
    required = schemas.required(full)
    positions = _positions(mark, list(parameters))
    return Paging(
        item=array["items"],
        items=items,
        more=given.get("more"),
        next=given.get("next"),
        previous=given.get("previous"),
        limit=mark.get("limit"),
        default_limit=array.get("maxItems", 100),
        after=positions.get("after"),
        before=positions.get("before"),
        cursor=_path(mark.get("cursor", "")),
        token=positions.get("token"),
        page=positions.get("page"),
        first=mark.get("first", 1),
        offset=positions.get("offset"),
        ascending="ascending" in mark,
        roles=usual | numbers,
        fixed={
            name: schemas.resolve(field).get("const", fields_of(example).get(name))
            for name, field in fields.items()
            if name in required and (name,) not in usual
        },
    )


def _positions(mark: Json, parameters: list[str]) -> dict[str, str]:
    """Return the parameters for the start of a page by their roles."""
    if mark.get("style") != "link":
        roles = ("after", "before", "token", "page", "offset")
        return {role: mark[role] for role in roles if role in mark}
    for role, names in _LINKED.items():
        for name in names:
            if name in parameters:
                return {role: name}
    return {"token": LINK_PARAMETER}


def _path(name: str) -> FieldPath:
    """Return the path of a field that is given by its name or as a JSON pointer."""
    if name.startswith("/"):
        parts: list[str] = JsonPointer(name).parts
        return tuple(parts)
    return (name,) if name else ()


def _field(schema: Json, path: FieldPath, schemas: Schemas) -> Json:
    for name in path:
        schema = schemas.resolve(schemas.properties(schema).get(name, {}))
    return schema
