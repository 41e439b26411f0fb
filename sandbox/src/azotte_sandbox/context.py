"""What an operation is given: where and when it acts, and what it was asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from azotte_sandbox.contract import Operation
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import World

Json: TypeAlias = dict[str, Any]


class Context(NamedTuple):
    """Where, when and why something is done."""

    world: World
    now: int
    """The sandbox's clock, in Unix seconds."""
    ids: Ids
    checker: Checker
    request: Json | None
    """The request that caused it, as events tell it (`EventRequest`); `None` where time did."""


class Call(NamedTuple):
    """One request to one operation, read and checked."""

    operation: Operation
    context: Context
    path: dict[str, str]
    query: Mapping[str, Any]
    body: Json
