"""Pages have numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte._pagination.base import Arguments, Pagination, Path, number, value_at
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Walk


class PageNumber(Pagination):
    """Pages have numbers."""

    def __init__(
        self,
        items: Path,
        page: str,
        first: int,
        limit: str | None,
        pages: Path | None,
        total: Path | None,
        more: Path | None,
    ) -> None:
        super().__init__(items)
        self._page = page
        self._first = first
        self._limit = limit
        self._pages = pages
        self._total = total
        self._more = more

    def direction(self, walk: Walk[Any, Any]) -> str:
        return self._page

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> int:
        return number(arguments, self._page, self._first) + 1

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        items = len(self.items_of(page.result))
        before = number(arguments, self._page, self._first) - self._first
        if items == 0:
            return False
        if self._more is not None:
            return bool(value_at(page.result, self._more))
        if self._pages is not None:
            return before + 1 < (value_at(page.result, self._pages) or 0)
        if self._total is not None:
            # The last page may have fewer objects than the others, but then the number of all of them is reached.
            size = max(items, number(arguments, self._limit, items))
            return before * size + items < (value_at(page.result, self._total) or 0)
        return True
