"""Lists, page by page or object by object."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Generator, Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from azotte._base_errors import PaginationError
from azotte._operation import Call
from azotte._pagination.base import Arguments, Pagination
from azotte._response import Response
from azotte._wire import count

if TYPE_CHECKING:
    from azotte._client_base import AsyncClient, SyncClient

ListT = TypeVar("ListT")
ItemT = TypeVar("ItemT")
ClientT = TypeVar("ClientT")


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
        self.build = build
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
        return self.build(**self.arguments)

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
        return self.pagination.next_call(self, cursor, progress)

    def items(self, page: ListT) -> list[ItemT]:
        """Return a page's objects in the order walked."""
        items = self.pagination.items_of(page)
        return items[::-1] if self.backwards else items


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
