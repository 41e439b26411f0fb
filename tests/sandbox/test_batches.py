"""Questions that wait for a round trip go together in the next, and each gets its own result."""

from __future__ import annotations

import asyncio

import pytest

from azotte_sandbox.batches import Batches


class Server:
    """Doubles numbers, one round trip at a time, when it is let."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.free = asyncio.Semaphore(0)

    async def double(self, numbers: list[int]) -> list[int]:
        self.asked.append(numbers)
        await self.free.acquire()
        if 13 in numbers:
            raise LookupError("13")
        return [2 * number for number in numbers]


async def asking(batches: Batches[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(batches.ask(number)) for number in numbers]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return tasks


def test_questions_during_a_round_trip_share_the_next() -> None:
    async def run() -> None:
        server = Server()
        batches = Batches(server.double, largest=3)
        first = await asking(batches, 1)
        rest = await asking(batches, 2, 3, 4, 5)
        assert server.asked == [[1]]
        for _ in range(3):
            server.free.release()
        assert await asyncio.gather(*first, *rest) == [2, 4, 6, 8, 10]
        assert server.asked == [[1], [2, 3, 4], [5]]
        later = await asking(batches, 6)
        server.free.release()
        assert await later[0] == 12

    asyncio.run(run())


def test_a_round_trip_that_fails_fails_for_its_questions_only() -> None:
    async def run() -> None:
        server = Server()
        batches = Batches(server.double, largest=10)
        first = await asking(batches, 1)
        rest = await asking(batches, 2, 13)
        server.free.release()
        server.free.release()
        assert await first[0] == 2
        for task in rest:
            with pytest.raises(LookupError):
                await task
        later = await asking(batches, 3)
        server.free.release()
        assert await later[0] == 6

    asyncio.run(run())


def test_a_cancelled_caller_takes_no_result_from_others() -> None:
    async def run() -> None:
        server = Server()
        batches = Batches(server.double, largest=10)
        (first,) = await asking(batches, 1)
        gone, stays = await asking(batches, 2, 3)
        first.cancel()
        gone.cancel()
        server.free.release()
        server.free.release()
        assert await stays == 6
        assert first.cancelled()
        assert gone.cancelled()

    asyncio.run(run())
