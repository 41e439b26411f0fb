"""Sends concurrent requests to a server in batches."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batches(Generic[Question, Answer]):
    """Runs one round trip at a time. Items that arrive during a round trip form the next batch.

    So a result is never older than its request, and the cost per request falls with the load.

    Args:
        ask: Returns the results of a batch, in order, with one round trip.
        largest: Maximum number of items in a batch.
    """

    def __init__(
        self, ask: Callable[[list[Question]], Awaitable[Sequence[Answer]]], largest: int
    ) -> None:
        self._ask = ask
        self._largest = largest
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """Return the result for an item. Raises the exception of its round trip."""
        response: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, response))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await response

    async def _ask_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
            try:
                responses = await self._ask([question for question, _ in batch])
            except Exception as error:  # noqa: BLE001  (raised for each item)
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
            else:
                for (_, waiting), response in zip(batch, responses, strict=True):
                    if not waiting.done():  # the caller was cancelled
                        waiting.set_result(response)
        self._asking = None
