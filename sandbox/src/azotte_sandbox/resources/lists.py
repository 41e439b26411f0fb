"""Pages of objects that only the contract describes (`x-pagination`, `x-filter`)."""

from __future__ import annotations

import base64
import binascii
import functools
from typing import Any

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.context import Call
from azotte_sandbox.contract.effects import Effect, Filter
from azotte_sandbox.contract.paging import FieldPath, Paging
from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.json_values import Json, fields_of, is_list
from azotte_sandbox.store import Connection
from azotte_sandbox.store.documents import Condition, Documents, Index, Wanted, indexed
from azotte_sandbox.store.filters import folded
from azotte_sandbox.store.objects import Page

LARGEST_PAGE = 1000
"""Number of objects in a page if the contract allows more."""
_MOST = 10**12
_DIGITS = 18
"""Longest position in a token."""


async def page(
    effect: Effect, kind: str, scope: str | None, documents: Documents, call: Call, db: Connection
) -> Page:
    """Return the page of a request.

    Args:
        effect: What the operation does.
        kind: Kind of the objects, for messages.
        scope: Objects in the path that the listed ones belong to, or None if no scope limits them.
        documents: The objects of the kind.
        call: The request.
        db: The connection of the unit of work.

    Raises:
        ApiError: `resource_missing` for a cursor that does not exist, `invalid_format` for an invalid token.
    """
    world, paging = call.context.world, effect.paging
    assert paging is not None
    limit = _whole(call, paging.limit, paging.default_limit, LARGEST_PAGE)
    wanted = Wanted(limit, _conditions(effect, call), scope, ascending=paging.ascending)
    await _start(paging, wanted, kind, documents, call, db)
    rows = await documents.page(db, world, wanted)
    has_more, rows = len(rows) > limit, rows[:limit]
    if wanted.before is not None:
        rows.reverse()
    following = _following(paging, wanted, rows, call) if has_more or wanted.before else {}
    total = 0
    if not {"total", "pages"}.isdisjoint(paging.roles.values()):
        total = await documents.total(db, world, wanted.whole())
    fields = _fields(paging, wanted, call, total, following, rows, has_more=has_more)
    frame = functools.partial(_framed, fields, paging)
    links = {"next": following} if following else {}
    return Page([doc for doc, _ in rows], has_more, links, frame)


def _whole(call: Call, parameter: str | None, default: int, most: int = _MOST) -> int:
    """Return the number in a parameter, which the contract need not bound, but a database does."""
    return max(0, min(int(call.query.get(parameter or "", default)), most))


def _conditions(effect: Effect, call: Call) -> list[Condition]:
    conditions = [
        _condition(wanted, call.query[name])
        for name, wanted in effect.filters.items()
        if name in call.query
    ]
    if effect.parent_field is not None:
        owner = call.path[effect.parents[-1].parameter]
        conditions.insert(0, Condition(effect.parent_field, "eq", indexed(owner)))
    return conditions


def _condition(wanted: Filter, value: Any) -> Condition:
    index = Index(wanted.field, wanted.ignore_case, is_unique=False).name
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and wanted.operator not in ("eq", "ne", "contains"):
        return Condition(index, wanted.operator, float(value))
    if is_list(value):
        return Condition(index, wanted.operator, [indexed(_case(item, wanted)) for item in value])
    sought = None if value is None else indexed(_case(value, wanted))
    return Condition(index, wanted.operator, sought)


def _case(value: Any, wanted: Filter) -> Any:
    return folded(value) if wanted.ignore_case and isinstance(value, str) else value


async def _start(
    paging: Paging, wanted: Wanted, kind: str, documents: Documents, call: Call, db: Connection
) -> None:
    """Set where the page starts."""
    query, world = call.query, call.context.world

    async def place(parameter: str | None) -> int | None:
        if parameter is None or parameter not in query:
            return None
        found = await documents.place(db, world, str(query[parameter]))
        if found is None:
            raise errors.missing(kind, str(query[parameter]), parameter)
        return found

    if paging.token is None:
        wanted.after, wanted.before = await place(paging.after), await place(paging.before)
    elif query.get(paging.token):
        wanted.after = _position(query[paging.token], paging.token)
    elif paging.before is not None and query.get(paging.before):
        wanted.before = _position(query[paging.before], paging.before)
    if paging.offset is not None:
        wanted.skip = _whole(call, paging.offset, 0)
    if paging.page is not None:
        wanted.skip = max(_whole(call, paging.page, paging.first) - paging.first, 0) * wanted.limit


def _following(
    paging: Paging, wanted: Wanted, rows: list[tuple[bytes, int]], call: Call
) -> dict[str, Any]:
    """Return the query parameter of the next page."""
    if paging.page is not None:
        return {paging.page: _whole(call, paging.page, paging.first) + 1}
    if paging.offset is not None:
        return {paging.offset: wanted.skip + wanted.limit}
    if not rows:
        return {}
    if paging.token is not None:
        return {paging.token: _token(rows[-1][1])}
    if paging.after is not None and paging.cursor:
        value: Any = msgspec.json.decode(rows[-1][0])
        for name in paging.cursor:
            value = fields_of(value).get(name)
        return {paging.after: value}
    return {}


def _fields(
    paging: Paging,
    wanted: Wanted,
    call: Call,
    total: int,
    following: dict[str, Any],
    rows: list[tuple[bytes, int]],
    *,
    has_more: bool,
) -> Json:
    """Return the fields of a page besides its objects."""
    numbers = {
        "limit": wanted.limit,
        "page": _whole(call, paging.page, paging.first),
        "offset": wanted.skip,
        "total": total,
        "pages": -(-total // max(wanted.limit, 1)),
    }
    fields = dict(paging.fixed)
    for path, role in paging.roles.items():
        _put(fields, path, numbers[role])
    if paging.next is not None:
        _put(fields, paging.next, next(iter(following.values()), None))
    if paging.previous is not None:
        # A page that starts after an object has others before it.
        is_first = wanted.after is None and not (wanted.before is not None and has_more)
        _put(fields, paging.previous, None if is_first or not rows else _token(rows[0][1]))
    return fields


def _framed(fields: Json, paging: Paging, array: bytes, has_more: bool) -> bytes:
    """Return the JSON of a page around the array of its objects."""
    if not paging.items:
        return array
    page = dict(fields)
    _put(page, paging.items, msgspec.Raw(array))
    if paging.more is not None:
        _put(page, paging.more, has_more)
    return msgspec.json.encode(page)


def _put(fields: Json, path: FieldPath, value: Any) -> None:
    """Set the field at a path; objects on the way are copied."""
    *most, last = path
    for name in most:
        fields[name] = dict(fields_of(fields.get(name)))
        fields = fields[name]
    fields[last] = value


def _token(position: int) -> str:
    return base64.urlsafe_b64encode(b"%d" % position).rstrip(b"=").decode()


def _position(token: str, parameter: str) -> int:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (ValueError, binascii.Error):
        text = b""
    if not text.isdigit() or len(text) > _DIGITS:
        raise ApiError(
            "invalid_format",
            f"Invalid {parameter}: {quoted(token)}. Send the value of an earlier page.",
            {"field": parameter, "constraint": "format"},
        )
    return int(text)
