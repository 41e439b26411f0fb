"""Pages start at the number of an object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte._pagination.base import Arguments, Pagination, Path, number, value_at
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Walk


class Offset(Pagination):
    """Pages start at the number of an object."""

    def __init__(self, items: Path, offset: str, total: Path | None, more: Path | None) -> None:
        super().__init__(items)
        self._offset = offset
        self._total = total
        self._more = more

    def direction(self, walk: Walk[Any, Any]) -> str:
        return self._offset

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> int:
        return number(arguments, self._offset, 0) + len(self.items_of(page.result))

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        if not self.items_of(page.result):
            return False
        if self._more is not None:
            return bool(value_at(page.result, self._more))
        if self._total is not None:
            return self.cursor(walk, page, arguments) < (value_at(page.result, self._total) or 0)
        return True
