"""Resources in four styles: synchronous and asynchronous, with the result alone and with the whole response.

The methods of the synchronous class are written out. Their bodies only say which call they make; how it is sent is a matter of the
class (`_send`, `_list`). The other three classes take over the methods, with other return types.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from azotte._copied_signature import positional, takes
from azotte._operation import Call
from azotte._pages import AsyncPages, Page, Walk, first_page
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._client_base import AsyncClient, SyncClient

P = ParamSpec("P")
T = TypeVar("T")
ListT = TypeVar("ListT")
ItemT = TypeVar("ItemT")

_SELF = positional("self", "")


class Resource:
    """Methods that return results."""

    __slots__ = ("_client",)

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _send(self, call: Call[T]) -> T:
        return self._client.send(call).result

    def _list(self, walk: Walk[ListT, ItemT]) -> Page[ListT, ItemT]:
        return first_page(self._client, walk)


class DetailedResource:
    """Methods that return responses."""

    __slots__ = ("_client",)

    def __init__(self, client: SyncClient) -> None:
        self._client = client

    def _send(self, call: Call[T]) -> Response[T]:
        return self._client.send(call)


class AsyncResource:
    """Methods that return results, to be awaited."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, call: Call[T]) -> T:
        return (await self._client.send(call)).result

    def _list(self, walk: Walk[ListT, ItemT]) -> AsyncPages[ListT, ItemT]:
        return AsyncPages(self._client, walk)


class AsyncDetailedResource:
    """Methods that return responses, to be awaited."""

    __slots__ = ("_client",)

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def _send(self, call: Call[T]) -> Response[T]:
        return await self._client.send(call)


def detailed(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[DetailedResource, P], Response[T]]:
    """Return a method that makes the same call and returns the response."""

    @takes(method, returns="Response[{}]".format)
    def with_detail(self: DetailedResource, /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        return cast("Response[T]", method(self, *args, **kwargs))

    return with_detail


def asynchronous(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[AsyncResource, P], Coroutine[Any, Any, T]]:
    """Return a coroutine method that makes the same call."""

    @takes(method)
    async def awaited(self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await cast("Coroutine[Any, Any, T]", method(self, *args, **kwargs))

    return awaited


def async_detailed(
    method: Callable[Concatenate[Any, P], T],
) -> Callable[Concatenate[AsyncDetailedResource, P], Coroutine[Any, Any, Response[T]]]:
    """Return a coroutine method that makes the same call and returns the response."""

    @takes(method, returns="Response[{}]".format)
    async def awaited(
        self: AsyncDetailedResource, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        return await cast("Coroutine[Any, Any, Response[T]]", method(self, *args, **kwargs))

    return awaited


def async_list(
    method: Callable[Concatenate[Any, P], Page[ListT, ItemT]],
) -> Callable[Concatenate[AsyncResource, P], AsyncPages[ListT, ItemT]]:
    """Return a method that lists the same, asynchronously."""

    @takes(method, returns=lambda page: page.replace("Page", "AsyncPages", 1))
    def pages(
        self: AsyncResource, /, *args: P.args, **kwargs: P.kwargs
    ) -> AsyncPages[ListT, ItemT]:
        return cast("AsyncPages[ListT, ItemT]", method(self, *args, **kwargs))

    return pages


def detailed_page(
    call: Callable[P, Call[T]],
) -> Callable[Concatenate[DetailedResource, P], Response[T]]:
    """Return a method that fetches one page of a list and returns the response."""

    @takes(call, _SELF, returns="Response[{}]".format)
    def page(self: DetailedResource, /, *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        return self._client.send(call(*args, **kwargs))  # pyright: ignore[reportPrivateUsage]  # a method of the class

    return page


def async_detailed_page(
    call: Callable[P, Call[T]],
) -> Callable[Concatenate[AsyncDetailedResource, P], Coroutine[Any, Any, Response[T]]]:
    """Return a coroutine method that fetches one page of a list and returns the response."""

    @takes(call, _SELF, returns="Response[{}]".format)
    async def page(
        self: AsyncDetailedResource, /, *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        return await self._client.send(call(*args, **kwargs))  # pyright: ignore[reportPrivateUsage]  # as above

    return page
