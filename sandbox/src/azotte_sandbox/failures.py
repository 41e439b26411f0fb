"""Failures on purpose: a request of a tenant and environment that fails as a rule says.

A rule is stored with the data, so that it applies to all servers, and a number of requests is counted exactly.
"""

from __future__ import annotations

from enum import Enum
from http import HTTPStatus
from typing import Any

import msgspec

from azotte_sandbox.contract import Contract, Operation
from azotte_sandbox.errors import ApiError, OperatorError
from azotte_sandbox.store import Connection, Row, World


class FailureError(OperatorError):
    """A rule is not possible, or does not exist. The message says why and what to do."""


class ConnectionCutError(Exception):
    """The connection is closed instead of a response."""


class Kind(Enum):
    """What happens to a request."""

    ERROR = "error"
    """It is rejected with a status and a code of the contract."""
    RATE_LIMIT = "rate_limit"
    """It is rejected with 429 and `Retry-After`."""
    MAINTENANCE = "maintenance"
    """It is rejected with 503 and `Retry-After`."""
    CUT_CONNECTION = "cut_connection"
    """The connection is closed before the operation has an effect."""
    LOSE_RESPONSE = "lose_response"
    """The operation has its effect, and the connection is closed instead of the response."""
    LATENCY = "latency"
    """It only takes longer."""


class Rule(msgspec.Struct):
    """Which requests fail, and how."""

    type: Kind
    operation: str | None = None
    """operationId, or `None` for all operations."""
    key: str | None = None
    """ID of an API key, or `None` for all keys."""
    status: int | None = None
    code: str | None = None
    retry_after: int = 1
    """Seconds, for `rate_limit` and `maintenance`."""
    latency_ms: int = 0
    """Time to wait before anything else."""

    def applies(self, key_id: str, operation: Operation) -> bool:
        """Return whether the rule applies to a request: also, the operation must document the status."""
        return (
            self.operation in (None, operation.id)
            and self.key in (None, key_id)
            and (self.status is None or self.status in operation.responses)
        )

    @property
    def effect(self) -> Exception | None:
        """What happens instead of the operation, or `None` if it takes place."""
        match self.type:
            case Kind.CUT_CONNECTION:
                return ConnectionCutError()
            case Kind.LOSE_RESPONSE | Kind.LATENCY:
                return None
            case _:
                assert self.code is not None
                wait = b"%d" % self.retry_after
                headers: list[tuple[bytes, bytes]] = []
                if self.type is not Kind.ERROR:
                    headers.append((b"retry-after", wait))
                if self.type is Kind.RATE_LIMIT:
                    headers.append((b"x-ratelimit-retry-after", wait))
                message = "A failure rule of the sandbox rejects this request. Remove the rule to get a result."
                return ApiError(self.code, message, None, tuple(headers))


def complete(rule: Rule, contract: Contract) -> Rule:
    """Check a rule, and find the status and code of its error.

    Raises:
        FailureError: The contract has no such operation, code or status.
    """
    operation = None
    if rule.operation is not None:
        operation = contract.operations.get(rule.operation)
        if operation is None:
            raise FailureError(
                f"No such operation: '{rule.operation}'. Use an operationId of the contract."
            )
    if rule.type is Kind.RATE_LIMIT:
        rule.status = HTTPStatus.TOO_MANY_REQUESTS
    elif rule.type is Kind.MAINTENANCE:
        rule.status = HTTPStatus.SERVICE_UNAVAILABLE
    elif rule.type is not Kind.ERROR:
        rule.status = rule.code = None
        return rule
    if rule.code is None:
        rule.code = next(
            (code for code, kind in contract.errors.items() if kind.status == rule.status), None
        )
    if rule.code not in contract.errors:
        statuses = ", ".join(map(str, sorted({kind.status for kind in contract.errors.values()})))
        raise FailureError(
            f"The contract has no error with status {rule.status} and code {rule.code}."
            f" Send one of the codes {', '.join(contract.errors)}, or one of the statuses {statuses}."
        )
    rule.status = contract.errors[rule.code].status
    if operation is not None and rule.status not in operation.responses:
        documented = ", ".join(str(status) for status in operation.responses if status >= 400)
        raise FailureError(
            f"{operation.id} does not return status {rule.status}. Its errors have {documented}."
        )
    return rule


async def add(db: Connection, world: World, failure_id: str, rule: Rule, times: int | None) -> None:
    """Add a rule, for a number of requests or until it is removed."""
    await db.execute(
        "INSERT INTO failure (tenant, environment, id, remaining, rule) VALUES ($1, $2, $3, $4, $5)",
        *world,
        failure_id,
        times,
        msgspec.json.encode(rule).decode(),
    )


async def of_tenant(db: Connection, tenant: str) -> list[tuple[str, str, int | None, Rule]]:
    """Return the rules of a tenant in the order in which they are tried: ID, environment, requests left, rule."""
    rows = await db.fetch(
        "SELECT id, environment, remaining, rule FROM failure WHERE tenant = $1 ORDER BY seq",
        tenant,
    )
    return [(row[0], row[1], row[2], _rule(row[3])) for row in rows]


async def remove(db: Connection, tenant: str, failure_id: str | None) -> None:
    """Remove a rule of a tenant, or all.

    Raises:
        FailureError: There is no such rule, for example because it has applied to all its requests.
    """
    rows = await db.fetch(
        "DELETE FROM failure WHERE tenant = $1 AND id = COALESCE($2, id) RETURNING id",
        tenant,
        failure_id,
    )
    if failure_id is not None and not rows:
        raise FailureError(
            f"No such failure: '{failure_id}'. A failure is removed after its last request.", 404
        )


async def take(
    db: Connection, world: World, key_id: str, operation: Operation
) -> tuple[str, Rule] | None:
    """Return the ID and the rule that applies to a request, and count the request."""
    row: Row
    for row in await db.fetch(
        "SELECT seq, id, remaining, rule FROM failure WHERE tenant = $1 AND environment = $2"
        " ORDER BY seq /* FOR UPDATE */",
        *world,
    ):
        rule = _rule(row[3])
        if not rule.applies(key_id, operation):
            continue
        if row[2] == 1:
            await db.execute(f"DELETE {_ONE}", *world, row[0])
        elif row[2] is not None:
            await db.execute(
                "UPDATE failure SET remaining = remaining - 1"
                " WHERE tenant = $1 AND environment = $2 AND seq = $3",
                *world,
                row[0],
            )
        return row[1], rule
    return None


_ONE = "FROM failure WHERE tenant = $1 AND environment = $2 AND seq = $3"


def _rule(text: Any) -> Rule:
    return msgspec.json.decode(text, type=Rule)
