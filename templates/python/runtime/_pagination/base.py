"""What all ways of dividing a list into pages have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from azotte._msgspec_base import UNSET
from azotte._operation import Call
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Progress, Walk

Arguments: TypeAlias = dict[str, Any]
"""The arguments of the call that fetches a page."""

Path: TypeAlias = tuple[str, ...]
"""The attributes that lead to a value in a page. The empty path is the page itself."""


class Pagination:
    """How the contract divides a list into pages."""

    before: str | None = None

    def __init__(self, items: Path) -> None:
        self._items = items

    def items_of(self, page: object) -> list[Any]:
        """Return the objects of a page, none if a response without a page came."""
        return value_at(page, self._items) or []

    def cursors(self) -> tuple[str, ...]:
        """Return the arguments that take a cursor."""
        return ()

    def direction(self, walk: Walk[Any, Any]) -> str:
        """Return the argument that leads to the next page."""
        raise NotImplementedError

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> Any:
        """Return where the next page starts; `None` if the page does not say."""
        raise NotImplementedError

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        """Whether there is a next page."""
        raise NotImplementedError

    def next_call(self, walk: Walk[Any, Any], cursor: Any, progress: Progress) -> Call[Any]:
        """Return the call for the page that starts at a cursor."""
        progress.arguments = {**progress.arguments, self.direction(walk): cursor}
        return walk.build(**progress.arguments)


def number(arguments: Arguments, name: str | None, default: int) -> int:
    """Return an argument that is a number."""
    value = None if name is None else arguments.get(name)
    return default if value is None else value


def value_at(page: Any, path: Path) -> Any:
    """Return the value that attributes lead to; `None` if one of them is absent."""
    for name in path:
        page = getattr(page, name, None)
        if page is UNSET:
            return None
    return page
