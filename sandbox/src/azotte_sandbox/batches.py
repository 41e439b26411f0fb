"""Many questions in one round trip to a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Batches(Generic[Question, Answer]):
    """Asks one round trip at a time: what comes while one is under way goes together in the next.

    So an answer is never older than its question, and the busier a process is, the less a question costs.

    Args:
        ask: answers many questions, in their order, in one round trip.
        largest: how many go together at most.
    """

    def __init__(
        self, ask: Callable[[list[Question]], Awaitable[Sequence[Answer]]], largest: int
    ) -> None:
        self._ask = ask
        self._largest = largest
        self._waiting: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer to one question; whatever its round trip raises is raised here."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._largest], self._waiting[self._largest :]
            try:
                answers = await self._ask([question for question, _ in batch])
            except Exception as error:  # noqa: BLE001  (raised where the questions are)
                for _, waiting in batch:
                    if not waiting.done():
                        waiting.set_exception(error)
            else:
                for (_, waiting), answer in zip(batch, answers, strict=True):
                    if not waiting.done():  # whoever asked went away
                        waiting.set_result(answer)
        self._asking = None
