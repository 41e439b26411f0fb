"""Pages of objects that only the contract describes (`x-pagination`, `x-filter`)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import msgspec

from azotte_sandbox import errors
from azotte_sandbox.context import Call
from azotte_sandbox.contract.effects import Effect, Filter
from azotte_sandbox.contract.paging import Paging
from azotte_sandbox.errors import ApiError, quoted
from azotte_sandbox.json_values import Json, is_list
from azotte_sandbox.store import Connection
from azotte_sandbox.store.documents import Condition, Documents, Index, Wanted, indexed
from azotte_sandbox.store.objects import Page, folded

_DIGITS = 18
"""Longest position in a token."""


async def page(
    effect: Effect, kind: str, scope: str | None, documents: Documents, call: Call, db: Connection
) -> Page:
    """Return the page that a request asks for.

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
    limit = int(call.query.get(paging.limit or "", paging.default_limit))
    wanted = Wanted(limit, _conditions(effect, call), scope)
    await _start(paging, wanted, kind, documents, call, db)
    rows = await documents.page(db, world, wanted)
    has_more, rows = len(rows) > limit, rows[:limit]
    if wanted.before is not None:
        rows.reverse()
    following = _following(paging, wanted, rows, call) if has_more else {}
    total = 0
    if not {"total", "pages"}.isdisjoint(paging.roles.values()):
        total = await documents.total(db, world, wanted.whole())
    return Page(
        [doc for doc, _ in rows],
        has_more,
        _fields(paging, wanted, call, total, following),
        paging.items,
        paging.more,
        {"next": following} if following else {},
    )


def _conditions(effect: Effect, call: Call) -> list[Condition]:
    conditions = [
        _condition(wanted, call.query[name])
        for name, wanted in effect.filters.items()
        if name in call.query
    ]
    if effect.member is not None:
        owner = call.path[effect.parents[-1].parameter]
        conditions.insert(0, Condition(effect.member, "eq", indexed(owner)))
    return conditions


def _condition(wanted: Filter, value: Any) -> Condition:
    index = Index(wanted.member, wanted.ignore_case, is_unique=False).name
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

    wanted.after, wanted.before = await place(paging.after), await place(paging.before)
    if paging.token is not None and query.get(paging.token):
        wanted.after = _position(query[paging.token], paging.token)
    if paging.offset is not None:
        wanted.skip = int(query.get(paging.offset, 0))
    if paging.page is not None:
        wanted.skip = (int(query.get(paging.page, 1)) - 1) * wanted.limit


def _following(
    paging: Paging, wanted: Wanted, rows: list[tuple[bytes, int]], call: Call
) -> dict[str, Any]:
    """Return the query parameter of the next page."""
    if paging.page is not None:
        return {paging.page: int(call.query.get(paging.page, 1)) + 1}
    if paging.offset is not None:
        return {paging.offset: wanted.skip + wanted.limit}
    if paging.token is not None:
        return {paging.token: _token(rows[-1][1])}
    if paging.after is not None and paging.cursor is not None:
        return {paging.after: msgspec.json.decode(rows[-1][0])[paging.cursor]}
    return {}


def _fields(
    paging: Paging, wanted: Wanted, call: Call, total: int, following: dict[str, Any]
) -> Json:
    """Return the fields of a page besides its objects."""
    numbers = {
        "limit": wanted.limit,
        "page": int(call.query.get(paging.page or "", 1)),
        "offset": wanted.skip,
        "total": total,
        "pages": -(-total // max(wanted.limit, 1)),
    }
    fields = paging.fixed | {name: numbers[role] for name, role in paging.roles.items()}
    if paging.next is not None:
        fields[paging.next] = next(iter(following.values()), None)
    return fields


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
