"""The errors that every API has. `azotte.errors` adds those of this API's contract."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from typing import Any, Literal, TypeAlias

from azotte._printable import printable

Refusal: TypeAlias = Literal[
    "unknown_key", "wrong_key_type", "wrong_environment", "plain_http", "unverified_tls"
]

_LONGEST = 1000
_LONGEST_FACT = 200
_MOST_DETAILS = 10


class AzotteError(Exception):
    """Base class of all errors that this package raises.

    `str(error)` is one line, safe to print and to log: control characters of a server's text are escaped in it.
    """

    def __str__(self) -> str:
        return printable(str(self.args[0]) if self.args else "")


class InvalidArgumentError(AzotteError, ValueError):
    """An argument cannot be used. Nothing was sent.

    Attributes:
        argument: The argument's name.
    """

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message, argument)
        self.argument = argument


class RefusedError(AzotteError):
    """The call would have put a key at risk, or could not have worked. Nothing was sent.

    Attributes:
        reason: The check that rejected it. Pass it in the client's `allow` to override the check.
    """

    def __init__(self, message: str, reason: Refusal) -> None:
        super().__init__(message, reason)
        self.reason: Refusal = reason

    def __str__(self) -> str:
        return f'{super().__str__()} To override this check, pass allow=["{self.reason}"].'


class DecodeError(AzotteError, ValueError):
    """JSON does not fit a model. The message names the field."""


class PaginationError(AzotteError):
    """The server's pages lead nowhere: a page says that there is more but is empty, or repeats an earlier one."""


class SignatureError(AzotteError):
    """A webhook delivery's signature is missing, malformed, wrong or expired. Return 400 and do not act on the body."""


class InvalidEventError(AzotteError):
    """A webhook delivery has a valid signature, but its body is not an event."""


class APIError(AzotteError):
    """Base class of the errors of a call. Can be pickled, and holds no API key.

    Attributes:
        message: What happened, as the server wrote it if the text is the server's.
        operation: ID of the operation in the contract.
        attempts: Number of attempts.
        idempotency_key: The call's idempotency key. With the same key the call is safe to repeat.
        curl: A cURL command that repeats the call, with the API key as an environment variable. It holds the request body, which
            may be personal, and extra headers, and is not part of `str(error)`.
        stopped: Why there was no further attempt.
    """

    operation: str = ""
    attempts: int = 0
    idempotency_key: str | None = None
    stopped: str = ""

    def __init__(self, message: str, *, curl: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.curl = curl

    def after(
        self, operation: str, attempts: int, idempotency_key: str | None, stopped: str
    ) -> APIError:
        """Note how the call went, and return the error."""
        self.operation = operation
        self.attempts = attempts
        self.idempotency_key = idempotency_key
        self.stopped = stopped
        return self

    def __str__(self) -> str:
        facts = [f"operation {self.operation}", f"attempts {self.attempts}", *self._facts()]
        if self.stopped:
            facts.append(f"not retried: {self.stopped}")
        return f"{printable(self.message, _LONGEST)} [{', '.join(map(printable, facts))}]"

    def _facts(self) -> list[str]:
        return []

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class APIConnectionError(APIError):
    """There was no response: the connection could not be made, or it broke."""


class APITimeoutError(APIConnectionError):
    """There was no response in time."""


class APIStatusError(APIError):
    """The API returned an error. `azotte.errors` has a class for each type and each code.

    Attributes:
        status: The HTTP status.
        code: The error's code; `None` if the body is not an error of the API.
        type: The error's type; `None` if the body is not an error of the API.
        details: Details of the error; which ones depends on the code.
        request_id: ID of the request. Include it when you contact support.
        retry_after: Seconds that the server asks to wait.
        headers: Headers of the response that may be logged.
        body: Body of the response.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        code: str | None = None,
        type: str | None = None,
        details: Mapping[str, Any] | None = None,
        request_id: str | None = None,
        retry_after: float | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        curl: str = "",
    ) -> None:
        super().__init__(message, curl=curl)
        self.status = status
        self.code = code
        self.type = type
        self.details: Mapping[str, Any] = {} if details is None else details
        self.request_id = request_id
        self.retry_after = retry_after
        self.headers: Mapping[str, str] = {} if headers is None else headers
        self.body = body

    def _facts(self) -> list[str]:
        facts = {
            "status": self.status,
            "type": self.type,
            "code": self.code,
            **{name: _json(value) for name, value in islice(self.details.items(), _MOST_DETAILS)},
            "request": self.request_id,
        }
        return [
            f"{printable(name, _LONGEST_FACT)} {printable(str(value), _LONGEST_FACT)}"
            for name, value in facts.items()
            if value is not None
        ]


class UnexpectedResponseError(APIStatusError):
    """The response is not in the contract: an undocumented status, or a body that does not belong to the status."""


class InvalidResponseError(UnexpectedResponseError):
    """The response is a success, but its body lacks a required field or has one of another type. The message names it."""


def _json(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    except (ValueError, RecursionError):  # it contains itself, or is nested too deep
        return "…"


def _rebuild(cls: type[APIError], args: tuple[Any, ...], state: dict[str, Any]) -> APIError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
