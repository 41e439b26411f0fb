"""Faults that only cost time."""

import asyncio

from tests.contract.faults.fault import wire

FAULTS = [
    wire(
        "slow-operation",
        "one operation does something slow",
        lambda a: asyncio.sleep(0.7) if a.path.endswith("/pause") else None,
    ),
]
