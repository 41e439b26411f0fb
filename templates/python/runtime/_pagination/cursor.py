"""Pages start after, or end before, the object with an ID."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte._pagination.base import Arguments, Pagination, Path, value_at
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Walk


class Cursor(Pagination):
    """Pages start after, or end before, the object with an ID."""

    def __init__(
        self, items: Path, after: str, before: str | None, cursor: Path, more: Path | None
    ) -> None:
        super().__init__(items)
        self._after = after
        self.before = before
        self._cursor = cursor
        self._more = more

    def cursors(self) -> tuple[str, ...]:
        return (self._after, *([self.before] if self.before else []))

    def direction(self, walk: Walk[Any, Any]) -> str:
        return self.before if walk.backwards and self.before else self._after

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> Any:
        items = walk.items(page.result)
        return value_at(items[-1], self._cursor) if items else None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return bool(
            self.items_of(page.result) if self._more is None else value_at(page.result, self._more)
        )
