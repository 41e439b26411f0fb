"""The input of an operation: tenant, environment, time and request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, TypeAlias

from azotte_sandbox.contract import Operation
from azotte_sandbox.contract.checking import Checker
from azotte_sandbox.ids import Ids
from azotte_sandbox.store import World

Json: TypeAlias = dict[str, Any]


class Context(NamedTuple):
    """Tenant, environment, time and cause of a change."""

    world: World
    now: int
    """Time of the clock, in Unix seconds."""
    ids: Ids
    checker: Checker
    request: Json | None
    """The request that caused the change (`EventRequest`), or `None` for a scheduled change."""

    def new_id(self, kind: str) -> str:
        """Return a new ID of a kind of object, by the name of its schema."""
        return self.checker.contract.resources[kind].id_form.new(self.ids)


class Call(NamedTuple):
    """A checked request to an operation."""

    operation: Operation
    context: Context
    path: dict[str, Any]
    query: Mapping[str, Any]
    body: Any
    """The decoded body: an object for most operations, and an empty one if an optional body is not sent."""
    headers: Mapping[str, Any] = {}
    """The header parameters."""
    media_type: str = ""
    """Media type of the request body."""
    accept: bytes = b""
    """Media types that the client accepts."""


class Reply(NamedTuple):
    """A response other than the usual one of the operation."""

    body: bytes
    status: int
    media_type: str | None = None
    """Media type of the body, if it is not the operation's usual one."""
