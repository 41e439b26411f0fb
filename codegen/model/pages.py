"""Reads `x-pagination`.

    {style: cursor, after: starting_after, before: ending_before, items: data, more: has_more, cursor: id, limit: limit}

    {style: token, token: page_token, next: next_page_token, before: before, previous: previous_token, items: data, limit: limit}

    {style: page, page: page, first: 1, items: data, pages: total_pages, total: total, more: has_more, limit: per_page}

    {style: offset, offset: offset, items: data, total: total, more: has_more, limit: limit}

    {style: link, items: data, limit: limit}

`after`, `before`, `token`, `page`, `offset` and `limit` name parameters. `items`, `more`, `next`, `previous`, `pages` and `total` name
fields of the page, and `cursor` a field of an item: by name, or as a JSON pointer (`/meta/next`). Without `items`, the page is an
array. Required are `after` and `cursor`; `token` and `next`; `page`; `offset`. `ascending` or `descending` names the field of an item that
the list is ordered by, which servers and contract tests read.
"""

from jsonpointer import JsonPointer, JsonPointerException

from codegen.model.capabilities import PAGINATION
from codegen.model.operations import (
    FieldPath,
    JsonContent,
    LinkHeader,
    ObjectCursor,
    Offset,
    PageNumber,
    Pagination,
    Parameter,
    Response,
    Token,
    items_of,
    object_of,
)
from codegen.model.place import Place
from codegen.model.schemas import SchemaReader
from codegen.model.types import Type

_ORDERS = ("ascending", "descending")
_ROLES = {
    "cursor": ("after", "before", "cursor", "more"),
    "token": ("token", "next", "before", "previous"),
    "page": ("page", "first", "pages", "total", "more"),
    "offset": ("offset", "total", "more"),
    "link": (),
}


def read_pagination(
    schemas: SchemaReader,
    place: Place,
    parameters: tuple[Parameter, ...],
    responses: tuple[Response, ...],
) -> Pagination:
    """Return how a list is divided into pages.

    Raises:
        RejectedError: It does not match the parameters or the response.
    """
    reader = _Reader(schemas, place, parameters, _page(place, responses))
    style = place["style"].string()
    if style not in _ROLES:
        raise place["style"].rejected(PAGINATION, f"the style {style!r} is unknown")
    for role, inner in place.items():
        if role not in ("style", "items", "limit", *_ORDERS, *_ROLES[style]):
            raise inner.rejected(PAGINATION, f"the style {style} has no {role!r}")
    items = reader.optional_field("items") or ()
    item = reader.item(items)
    for order in _ORDERS:
        if order in place:
            reader.field(order, item)
    limit = reader.optional_parameter("limit")
    match style:
        case "cursor":
            return ObjectCursor(
                items,
                item,
                after=reader.parameter("after"),
                before=reader.optional_parameter("before"),
                cursor=reader.field("cursor", item),
                more=reader.optional_field("more"),
                limit=limit,
            )
        case "token":
            return Token(
                items,
                item,
                token=reader.parameter("token"),
                next=reader.field("next"),
                before=reader.optional_parameter("before"),
                previous=reader.optional_field("previous"),
                limit=limit,
            )
        case "page":
            first = place.get("first")
            return PageNumber(
                items,
                item,
                page=reader.parameter("page"),
                first=1 if first is None else first.integer(),
                pages=reader.optional_field("pages"),
                total=reader.optional_field("total"),
                more=reader.optional_field("more"),
                limit=limit,
            )
        case "offset":
            return Offset(
                items,
                item,
                offset=reader.parameter("offset"),
                total=reader.optional_field("total"),
                more=reader.optional_field("more"),
                limit=limit,
            )
        case _:
            return LinkHeader(items, item, limit)


def _page(place: Place, responses: tuple[Response, ...]) -> Type:
    for response in responses:
        for content in response.contents:
            if isinstance(content, JsonContent):
                return content.type
    raise place.rejected(PAGINATION, "the operation has no JSON response")


class _Reader:
    def __init__(
        self, schemas: SchemaReader, place: Place, parameters: tuple[Parameter, ...], page: Type
    ) -> None:
        self._types = schemas.types
        self._place = place
        self._names = {one.name for one in parameters if one.location == "query"}
        self._page = page

    def parameter(self, role: str) -> str:
        name = self._place[role].string()
        if name not in self._names:
            raise self._place[role].rejected(
                PAGINATION, f"the operation has no query parameter {name!r}"
            )
        return name

    def optional_parameter(self, role: str) -> str | None:
        return self.parameter(role) if role in self._place else None

    def field(self, role: str, of: Type | None = None) -> FieldPath:
        place = self._place[role]
        name = place.string()
        try:
            path = tuple(map(str, JsonPointer(name).parts)) if name.startswith("/") else (name,)
        except JsonPointerException:
            raise place.rejected(PAGINATION, f"{name!r} is not a JSON pointer") from None
        self._type(place, path, self._page if of is None else of)
        return path

    def optional_field(self, role: str) -> FieldPath | None:
        return self.field(role) if role in self._place else None

    def item(self, items: FieldPath) -> Type:
        place = self._place.get("items") or self._place
        found = items_of(self._types, self._type(place, items, self._page))
        if found is None:
            raise place.rejected(PAGINATION, f"{'/'.join(items) or 'the page'} is not an array")
        return found

    def _type(self, place: Place, path: FieldPath, type: Type) -> Type:
        for name in path:
            found = object_of(self._types, type)
            inner = {} if found is None else {one.name: one.type for one in found.fields}
            if name not in inner:
                raise place.rejected(PAGINATION, f"there is no field {name!r}")
            type = inner[name]
        return type
