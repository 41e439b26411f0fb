"""What the contract says of an operation, and one call of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from azotte._contents import ByMediaType, Content, content_of
from azotte._contract import IDEMPOTENCY_HEADER, SECURITY
from azotte._deprecation import warn
from azotte._headers import Headers
from azotte._idempotency import new_idempotency_key
from azotte._payload import Payload
from azotte._wire import header_value, seconds

T_co = TypeVar("T_co", covariant=True)


class Operation(Generic[T_co]):
    """An operation of the contract.

    Attributes:
        id: The operation's id.
        method: The HTTP method.
        path: The path, with parameters in braces.
        key_types: The types of key that may call it.
        results: Body of each success status; `None` for an empty body. A single digit stands for all statuses that begin with it.
        idempotent: Whether it takes an idempotency key.
        accept: The `Accept` header.
        security: The arguments of the client that it needs together, as alternatives.
        deprecation: Since when it is deprecated and what to use instead; `None` if it is not.
        has_streams: Whether some of its responses are read in pieces.
    """

    __slots__ = (
        "accept",
        "deprecation",
        "has_streams",
        "id",
        "idempotent",
        "key_types",
        "method",
        "path",
        "results",
        "security",
    )

    def __init__(
        self,
        *,
        id: str,
        method: str,
        path: str,
        key_types: tuple[str, ...],
        results: Mapping[int, Any],
        idempotent: bool = False,
        accept: str = "application/json",
        security: tuple[tuple[str, ...], ...] = SECURITY,
        deprecation: str | None = None,
    ) -> None:
        self.id: str = id
        self.method: str = method
        self.path: str = path
        self.key_types: tuple[str, ...] = key_types
        self.results: Mapping[int, Any] = results
        self.idempotent: bool = idempotent
        self.accept: str = accept
        self.security: tuple[tuple[str, ...], ...] = security
        self.deprecation: str | None = deprecation
        contents = [
            content
            for each in results.values()
            for content in (each.contents if isinstance(each, ByMediaType) else (each,))
        ]
        self.has_streams: bool = any(isinstance(content, Content) for content in contents)

    @property
    def anonymous(self) -> bool:
        """Whether it needs no authentication."""
        return not self.security or () in self.security

    def streams(self, status: int, headers: Headers) -> bool:
        """Whether a response is read in pieces."""
        return isinstance(content_of(self.results, status, headers), Content)

    def __repr__(self) -> str:
        return f"<Operation {self.id}: {self.method} {self.path}>"


class Call(Generic[T_co]):
    """One call, ready to be sent with `client.send(call)`; sending it again is the same call under the same key.

    Attributes:
        operation: What is called.
        path: The path with its parameters.
        query: The encoded query, without the question mark.
        headers: Headers that are parameters of the operation, the idempotency key's among them.
        body: The encoded body. A `Payload` reads files while it is sent.
        content_type: The media type of the body.
        idempotency_key: The key that makes the call safe to repeat.
        timeout: Seconds that one attempt may take; the client's own if `None`.
    """

    __slots__ = (
        "body",
        "content_type",
        "headers",
        "idempotency_key",
        "operation",
        "path",
        "query",
        "timeout",
    )

    def __init__(
        self,
        operation: Operation[T_co],
        *,
        path: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes | Payload | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> None:
        self.operation: Operation[T_co] = operation
        self.path: str = path
        self.query: str = query
        self.headers: dict[str, str] = {} if headers is None else dict(headers)
        if operation.deprecation is not None:
            warn(operation.deprecation)
        self.content_type: str = "application/json"
        if isinstance(body, Payload):
            self.content_type, body = body.content_type, body.simplified()
        self.body: bytes | Payload | None = body
        if idempotency_key is None and operation.idempotent:
            idempotency_key = new_idempotency_key()
        if idempotency_key is not None:
            self.headers[IDEMPOTENCY_HEADER] = header_value(idempotency_key, "idempotency_key")
        self.idempotency_key: str | None = idempotency_key
        self.timeout: float | None = None if timeout is None else seconds(timeout, "timeout")

    def __repr__(self) -> str:
        return f"<Call {self.operation.id}: {self.operation.method} {self.path}>"
