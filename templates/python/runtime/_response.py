"""The response of a call, with its result."""

from __future__ import annotations

from typing import Any, Generic, NamedTuple, TypeVar, get_args, get_type_hints

import msgspec

from azotte._contract import RATE_LIMIT_HEADERS, REPLAYED_HEADER, REQUEST_ID_HEADER
from azotte._headers import Headers
from azotte._json import decode

T = TypeVar("T")
HeadersT = TypeVar("HeadersT", bound=tuple[Any, ...])
T_co = TypeVar("T_co", covariant=True)


class RateLimit(NamedTuple):
    """The limit that is closest to being used up.

    Attributes:
        limit: Largest burst of requests that it allows.
        remaining: Requests of it that are left.
        reset: When it is whole again, in Unix seconds.
    """

    limit: int
    remaining: int
    reset: int


class Response(Generic[T_co]):
    """The response of a call.

    Attributes:
        operation: The operation's id.
        status: The HTTP status.
        headers: Headers of the response, with names in any case.
        body: The body, unchanged.
        result: The body as a model; the same as the plain method returns.
        attempts: How many times the request was sent, the last one included.
        idempotency_key: The key that the call was made under.
    """

    def __init__(
        self,
        operation: str,
        status: int,
        headers: Headers,
        body: bytes,
        result: T_co,
        attempts: int,
        idempotency_key: str | None,
    ) -> None:
        self.operation = operation
        self.status = status
        self.headers = headers
        self.body = body
        self.result: T_co = result
        self.attempts = attempts
        self.idempotency_key = idempotency_key

    @property
    def request_id(self) -> str | None:
        """ID of the request. Include it when you contact support."""
        return self.headers.get(REQUEST_ID_HEADER)

    @property
    def rate_limit(self) -> RateLimit | None:
        """How much of the rate limit is left; `None` if the server does not say."""
        try:
            return RateLimit(*(int(self.headers[name]) for name in RATE_LIMIT_HEADERS))
        except (KeyError, ValueError):
            return None

    @property
    def replayed(self) -> bool:
        """Whether this is the stored response of an earlier call with the same idempotency key."""
        return self.headers.get(REPLAYED_HEADER) == "true"

    def parse(self, model: type[T]) -> T:
        """Read the body into a model of any package.

        Args:
            model: A class of `azotte.models`, `azotte.models.pydantic` or `azotte.models.typeddicts`.

        Returns:
            An instance of the class.

        Raises:
            DecodeError: The body does not fit it.
        """
        return decode(self.body, model)

    def read_headers(self, names: type[HeadersT]) -> HeadersT:
        """Read the documented headers.

        Args:
            names: The class `ResponseHeaders` of the operation's module in `azotte.api`.

        Returns:
            Its instance; a header that the response does not have, or that is something else, is `None`.
        """
        found: dict[str, Any] = {}
        for name, hint in get_type_hints(names, include_extras=True).items():
            kind, wire_name = get_args(hint)
            value = self.headers.get(wire_name)
            found[name] = None if value is None else _typed(value, kind)
        return names(**found)

    def __repr__(self) -> str:
        return f"<Response {self.status} of {self.operation}, request {self.request_id!r}>"


def _typed(value: str, kind: Any) -> Any:
    try:
        return msgspec.convert(value, kind, strict=False)
    except msgspec.ValidationError:
        return None
