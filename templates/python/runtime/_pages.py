"""Lists, page by page or object by object."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar
from urllib.parse import urlsplit

from azotte._base_errors import PaginationError
from azotte._msgspec_base import UNSET
from azotte._operation import Call
from azotte._response import Response
from azotte._wire import count

if TYPE_CHECKING:
    from azotte._client_base import AsyncClient, SyncClient

ListT = TypeVar("ListT")
ItemT = TypeVar("ItemT")
ClientT = TypeVar("ClientT")


Arguments: TypeAlias = dict[str, Any]
"""The arguments of the call that fetches a page."""


class Progress:
    """How far a walk is.

    Attributes:
        items: How many objects its pages had.
        cursors: Where its pages led to.
        arguments: The arguments of its last page.
    """

    __slots__ = ("arguments", "cursors", "items")

    def __init__(self, arguments: Arguments) -> None:
        self.items: int = 0
        self.cursors: set[object] = set()
        self.arguments: Arguments = arguments


class Walk(Generic[ListT, ItemT]):
    """Where a list is walked from and to: works out the next call from a page."""

    def __init__(
        self,
        build: Callable[..., Call[ListT]],
        arguments: dict[str, Any],
        pagination: Pagination,
        max_items: int | None,
    ) -> None:
        if max_items is not None:
            count(max_items, "max_items", least=1)
        self._build = build
        self.arguments: Arguments = arguments
        self.pagination = pagination
        self.max_items = max_items
        # From newer to newest; with both ends given the API too begins at `before`.
        before = pagination.before
        self.backwards: bool = before is not None and arguments.get(before) is not None
        self._given = {
            arguments[name] for name in pagination.cursors() if arguments.get(name) is not None
        }

    def first(self) -> Call[ListT]:
        """Return the call for the first page."""
        return self._build(**self.arguments)

    def begun(self, page: Response[ListT]) -> Response[ListT]:
        """Return the first page, for its objects to be handed out; see `arrived`."""
        return self.arrived(page, Progress(self.arguments)) if self._given else page

    def arrived(self, page: Response[ListT], progress: Progress) -> Response[ListT]:
        """Return a page that was fetched, for its objects to be handed out.

        Args:
            page: The page.
            progress: How far the walk is; where the page leads is added.

        Raises:
            PaginationError: It leads to where the walk has been, so that its objects are not new.
        """
        cursor = self.pagination.cursor(self, page, progress.arguments)
        if cursor is None:
            return page
        if cursor in progress.cursors or cursor in self._given:
            raise PaginationError(
                f"{page.operation}: a page ends with {cursor}, where the walk has been already: "
                f"the server ignores {self.pagination.direction(self)}"
            )
        progress.cursors.add(cursor)
        return page

    def next(self, page: Response[ListT], progress: Progress) -> Call[ListT] | None:
        """Return the call for the next page, `None` after the last that is wanted.

        Only the cursor is taken from the response, never a URL, so a page cannot lead to another server.

        Args:
            page: The page that was fetched last.
            progress: How far the walk is; the page is added.

        Raises:
            PaginationError: The page leads nowhere.
        """
        progress.items += len(self.items(page.result))
        if self.max_items is not None and progress.items >= self.max_items:
            return None
        if not self.pagination.has_more(self, page, progress.arguments):
            return None
        cursor = self.pagination.cursor(self, page, progress.arguments)
        if cursor is None:
            raise PaginationError(
                f"{page.operation}: a page says that there are more objects, but has none"
            )
        if isinstance(self.pagination, LinkHeader):
            call = self.first()
            call.query = cursor
            return call
        progress.arguments = {**progress.arguments, self.pagination.direction(self): cursor}
        return self._build(**progress.arguments)

    def items(self, page: ListT) -> list[ItemT]:
        """Return a page's objects in the order walked."""
        items = self.pagination.items_of(page)
        return items[::-1] if self.backwards else items


Path: TypeAlias = tuple[str, ...]
"""The attributes that lead to a value in a page. The empty path is the page itself."""


class Pagination:
    """How the contract divides a list into pages."""

    before: str | None = None

    def __init__(self, items: Path) -> None:
        self._items = items

    def items_of(self, page: object) -> list[Any]:
        """Return the objects of a page, none if a response without a page came."""
        return _value(page, self._items) or []

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
        return _value(items[-1], self._cursor) if items else None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return bool(
            self.items_of(page.result) if self._more is None else _value(page.result, self._more)
        )


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
        return _value(page.result, path) or None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return self.cursor(walk, page, arguments) is not None


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
        return _number(arguments, self._page, self._first) + 1

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        items = len(self.items_of(page.result))
        before = _number(arguments, self._page, self._first) - self._first
        if items == 0:
            return False
        if self._more is not None:
            return bool(_value(page.result, self._more))
        if self._pages is not None:
            return before + 1 < (_value(page.result, self._pages) or 0)
        if self._total is not None:
            # The last page may have fewer objects than the others, but then the number of all of them is reached.
            size = max(items, _number(arguments, self._limit, items))
            return before * size + items < (_value(page.result, self._total) or 0)
        return True


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
        return _number(arguments, self._offset, 0) + len(self.items_of(page.result))

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        if not self.items_of(page.result):
            return False
        if self._more is not None:
            return bool(_value(page.result, self._more))
        if self._total is not None:
            return self.cursor(walk, page, arguments) < (_value(page.result, self._total) or 0)
        return True


class LinkHeader(Pagination):
    """The header `Link` has the query of the next page (RFC 8288). Its host and path are not followed."""

    def direction(self, walk: Walk[Any, Any]) -> str:
        return "Link"

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> str | None:
        for url, parameters in _LINK.findall(page.headers.get("link", "")):
            relations = _RELATION.search(parameters)
            if relations and "next" in (relations[1] or relations[2]).lower().split():
                return urlsplit(str(url)).query or None
        return None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return self.cursor(walk, page, arguments) is not None


_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)


def _number(arguments: Arguments, name: str | None, default: int) -> int:
    """Return an argument that is a number."""
    value = None if name is None else arguments.get(name)
    return default if value is None else value


def _value(page: Any, path: Path) -> Any:
    """Return the value that attributes lead to; `None` if one of them is absent."""
    for name in path:
        page = getattr(page, name, None)
        if page is UNSET:
            return None
    return page


class _Page(Generic[ClientT, ListT, ItemT]):
    def __init__(
        self, client: ClientT, walk: Walk[ListT, ItemT], response: Response[ListT]
    ) -> None:
        self._client = client
        self._walk = walk
        self._response = response

    @property
    def result(self) -> ListT:
        """The page as the API sent it."""
        return self._response.result

    @property
    def data(self) -> list[ItemT]:
        """The objects of this page alone."""
        return self._walk.pagination.items_of(self.result)

    @property
    def has_more(self) -> bool:
        """Whether there are more beyond this page."""
        return self._walk.pagination.has_more(self._walk, self._response, self._walk.arguments)

    @property
    def cursor(self) -> Any:
        """The ID or other cursor to go on from another time; `None` if the page has none."""
        return self._walk.pagination.cursor(self._walk, self._response, self._walk.arguments)

    def __repr__(self) -> str:
        return f"<Page of {self._response.operation}, {len(self.data)} objects{', and more' if self.has_more else ''}>"


class Page(_Page["SyncClient", ListT, ItemT]):
    """A page of a list. Iterate it for its objects and those of all following pages, which are fetched as needed."""

    def __iter__(self) -> Iterator[ItemT]:
        return islice(
            (item for page in self.pages() for item in self._walk.items(page)), self._walk.max_items
        )

    def pages(self) -> Iterator[ListT]:
        """Walk this and the following pages, whole; no more of them than `max_items` needs."""
        progress = Progress(self._walk.arguments)
        page = self._walk.arrived(self._response, progress)
        while True:
            yield page.result
            call = self._walk.next(page, progress)
            if call is None:
                return
            page = self._walk.arrived(self._client.send(call), progress)


def first_page(client: SyncClient, walk: Walk[ListT, ItemT]) -> Page[ListT, ItemT]:
    """Fetch the first page of a list."""
    return Page(client, walk, walk.begun(client.send(walk.first())))


class AsyncPage(_Page["AsyncClient", ListT, ItemT]):
    """A page of a list. Iterate it for its objects and those of all following pages, which are fetched as needed."""

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        left = self._walk.max_items
        async for page in self.pages():
            items = self._walk.items(page)[:left]
            for item in items:
                yield item
            if left is not None:
                left -= len(items)

    async def pages(self) -> AsyncIterator[ListT]:
        """Walk this and the following pages, whole; no more of them than `max_items` needs."""
        progress = Progress(self._walk.arguments)
        page = self._walk.arrived(self._response, progress)
        while True:
            yield page.result
            call = self._walk.next(page, progress)
            if call is None:
                return
            page = self._walk.arrived(await self._client.send(call), progress)


class AsyncPages(Generic[ListT, ItemT]):
    """A list: `await` it for its first page, or iterate it with `async for`."""

    def __init__(self, client: AsyncClient, walk: Walk[ListT, ItemT]) -> None:
        self._client = client
        self._walk = walk

    def __await__(self) -> Generator[Any, None, AsyncPage[ListT, ItemT]]:
        return self._first().__await__()

    async def __aiter__(self) -> AsyncIterator[ItemT]:
        async for item in await self._first():
            yield item

    async def pages(self) -> AsyncIterator[ListT]:
        """Walk all pages, whole; no more of them than `max_items` needs."""
        async for page in (await self._first()).pages():
            yield page

    async def _first(self) -> AsyncPage[ListT, ItemT]:
        first = await self._client.send(self._walk.first())
        return AsyncPage(self._client, self._walk, self._walk.begun(first))
