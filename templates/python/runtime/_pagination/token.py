"""Pages start at a token of the previous page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from azotte._pagination.base import Arguments, Pagination, Path, value_at
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Walk


class Token(Pagination):
    """Pages start at a token of the previous page."""

    def __init__(
        self, items: Path, token: str, next: Path, before: str | None, previous: Path | None
    ) -> None:
        super().__init__(items)
        self._token = token
        self._next = next
        self.before = before
        self._previous = previous

    def cursors(self) -> tuple[str, ...]:
        return (self._token, *([self.before] if self.before else []))

    def direction(self, walk: Walk[Any, Any]) -> str:
        return self.before if walk.backwards and self.before else self._token

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> Any:
        path = self._previous if walk.backwards and self._previous is not None else self._next
        return value_at(page.result, path) or None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return self.cursor(walk, page, arguments) is not None
