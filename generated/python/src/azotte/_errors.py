# Copied from templates/python/runtime/_errors.py: edit there, not here.
"""The errors that every API has. `azotte.errors` adds those of this API's contract."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

Refusal: TypeAlias = Literal[
    "unknown_key", "wrong_key_type", "wrong_environment", "plain_http", "unverified_tls"
]


class AzotteError(Exception):
    """Whatever this package raises."""


class InvalidArgumentError(AzotteError, ValueError):
    """An argument can not be used. Nothing was sent.

    Attributes:
        argument: The argument's name.
    """

    def __init__(self, message: str, argument: str) -> None:
        super().__init__(message, argument)
        self.argument = argument

    def __str__(self) -> str:
        return str(self.args[0])


class RefusedError(AzotteError):
    """The call would have put a key at risk or could not have worked. Nothing was sent.

    Attributes:
        reason: Which rule refused it; give it in the client's `allow` to overrule.
    """

    def __init__(self, message: str, reason: Refusal) -> None:
        super().__init__(message, reason)
        self.reason: Refusal = reason

    def __str__(self) -> str:
        return f'{self.args[0]} (To do it all the same: allow=["{self.reason}"].)'


class DecodeError(AzotteError, ValueError):
    """JSON does not fit a model. The message names the member."""


class PaginationError(AzotteError):
    """The server's pages lead nowhere: a page says that there is more but is empty, or repeats an earlier one."""


class SignatureError(AzotteError):
    """A webhook delivery's signature is missing, malformed, wrong, or too old. Answer 400 and do not act on the body."""


class InvalidEventError(AzotteError):
    """A webhook delivery is signed rightly, but its body is not an event."""


class CallError(AzotteError):
    """A call that did not succeed. Pickles, and holds no key.

    Attributes:
        message: What happened.
        operation: The operation's id in the contract.
        attempts: How many times the request was sent or tried to be.
        idempotency_key: The key that the call was made under: with the same key it is safe to make again.
        curl: A command that makes the call again, with the API key as an environment variable.
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
    ) -> CallError:
        """Note how the call went, and return the error."""
        self.operation = operation
        self.attempts = attempts
        self.idempotency_key = idempotency_key
        self.stopped = stopped
        return self

    def __str__(self) -> str:
        facts = [f"operation {self.operation}", f"attempts {self.attempts}", *self._facts()]
        if self.stopped:
            facts.append(f"not tried again: {self.stopped}")
        return f"{self.message} [{', '.join(facts)}]\n  {self.curl}"

    def _facts(self) -> list[str]:
        return []

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class NetworkError(CallError):
    """No answer came: the connection could not be made or broke."""


class TimedOutError(NetworkError):
    """No answer came in time."""


class StatusError(CallError):
    """The API answered with an error. `azotte.errors` has a class for each type and each code.

    Attributes:
        status: The HTTP status.
        code: What happened, for a program; `None` where the body is not the API's error.
        type: The family of the code; `None` likewise.
        details: What exactly was wrong, as the API said it.
        request_id: Names the request; quote it when you ask for help.
        retry_after: Seconds that the server asked to wait.
        headers: The answer's headers, those that may be logged.
        body: The answer's body as it came.
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
            "request": self.request_id,
        }
        return [f"{name} {value}" for name, value in facts.items() if value is not None]


class UnexpectedResponseError(StatusError):
    """The answer is not in the contract: an undocumented status, or a body that is not what the status promises."""


class InvalidResponseError(UnexpectedResponseError):
    """The answer is a success, but its body lacks a required field or has one of another type. The message names it."""


def _rebuild(cls: type[CallError], args: tuple[Any, ...], state: dict[str, Any]) -> CallError:
    error = cls.__new__(cls, *args)
    error.args = args
    error.__dict__.update(state)
    return error
