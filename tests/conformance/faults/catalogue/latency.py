"""Faults that only cost time."""

from __future__ import annotations

import asyncio

from tests.conformance.faults.exchange import Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams


@fault("slow-operation", "One operation does something slow.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    async def _(response: Response) -> None:
        if response.request.path.endswith("/pause"):
            await asyncio.sleep(0.7)
