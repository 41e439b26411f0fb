"""How a list is divided into pages (`x-pagination`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from azotte_sandbox.contract.validation import Schemas
from azotte_sandbox.json_values import fields_of

_ROLES = {
    "limit": ("limit", "per_page", "page_size"),
    "page": ("page", "page_number", "current_page"),
    "offset": ("offset",),
    "total": ("total", "total_count", "total_items", "count"),
    "pages": ("pages", "total_pages", "page_count"),
}
"""Usual names of the fields of a page that `x-pagination` does not name."""


@dataclass(frozen=True, slots=True, eq=False)
class Paging:
    """The parameters and the fields of a page.

    Attributes:
        item: Schema of an object of the list.
        items: Field of the page with the objects, or None if the response is the array itself.
        more: Field that says whether there are more objects.
        next: Field with the token of the next page.
        limit: Parameter with the number of objects.
        default_limit: Number of objects if the parameter is not sent.
        after: Parameter with the ID of an object, for the objects after it.
        before: Parameter with the ID of an object, for the objects before it.
        cursor: Field of an object that `after` and `before` take.
        token: Parameter with the token of a page.
        page: Parameter with the number of a page, from 1.
        offset: Parameter with the number of objects to skip.
        roles: Fields of the page that hold a number, with its role: `limit`, `page`, `offset`, `total` or `pages`.
        fixed: Other fields of the page, with their values.
    """

    item: dict[str, Any]
    items: str | None
    more: str | None
    next: str | None
    limit: str | None
    default_limit: int
    after: str | None
    before: str | None
    cursor: str | None
    token: str | None
    page: str | None
    offset: str | None
    roles: dict[str, str]
    fixed: dict[str, Any]


def read_paging(
    mark: dict[str, Any],
    schema: dict[str, Any],
    parameters: set[str],
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
    items: str | None = mark.get("items") or next(
        (n for n, f in fields.items() if _is_array(f, schemas)), None
    )
    is_bare = schemas.types_of(full) == frozenset({"array"})
    array = full if is_bare else schemas.resolve(fields.get(items or "", {}))
    if "items" not in array:
        return None
    named = {str(mark[role]) for role in ("items", "more", "next") if role in mark} | {items}
    roles = {
        name: role
        for role, usual in _ROLES.items()
        for name in fields
        if name == mark.get(f"{role}_field") or (name == mark.get(role) or name in usual)
        if name not in named and schemas.types_of(fields[name]) & {"integer", "number"}
    }
    samples = fields_of(example)
    return Paging(
        item=array["items"],
        items=None if is_bare else items,
        more=mark.get("more"),
        next=mark.get("next"),
        limit=_parameter(mark, "limit", parameters),
        default_limit=array.get("maxItems", 100),
        after=_parameter(mark, "after", parameters),
        before=_parameter(mark, "before", parameters),
        cursor=mark.get("cursor"),
        token=_parameter(mark, "token", parameters),
        page=_parameter(mark, "page", parameters),
        offset=_parameter(mark, "offset", parameters),
        roles=roles,
        fixed={
            name: schemas.resolve(field).get("const", samples.get(name))
            for name, field in fields.items()
            if name not in named
            and name not in roles
            and _is_set(name, field, full, samples, schemas)
        },
    )


def _parameter(mark: dict[str, Any], role: str, parameters: set[str]) -> str | None:
    name = mark.get(role)
    return name if name in parameters else None


def _is_array(schema: dict[str, Any], schemas: Schemas) -> bool:
    return schemas.types_of(schema) == frozenset({"array"})


def _is_set(
    name: str,
    field: dict[str, Any],
    page: dict[str, Any],
    samples: dict[str, Any],
    schemas: Schemas,
) -> bool:
    is_required = name in schemas.required(page)
    return is_required and ("const" in schemas.resolve(field) or name in samples)
