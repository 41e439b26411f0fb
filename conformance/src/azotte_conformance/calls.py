"""Calls operations of the server under test, as one of the identities that a job has."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeAlias
from urllib.parse import quote

from azotte_conformance.contract import (
    JSON_MEDIA_TYPE,
    Contract,
    Json,
    Operation,
    Parameter,
    as_array,
)
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.http_client import LONGEST_WAIT, Client, NoResponse, Uncertain
from azotte_conformance.identities import Identity, World
from azotte_conformance.interruptions import CannotRun, Gone, Unexpected
from azotte_conformance.json_text import json_body
from azotte_conformance.reporting import Reporter
from azotte_conformance.sandbox_process import SandboxCommands

Query: TypeAlias = Mapping[str, Any] | Sequence[tuple[str, str]]

NO_RESPONSE = Rule("responses.none", "Every request gets a response.", by="/paths/*/*/responses")
BY_CHANCE = Rule(
    "responses.by-chance", "A request does not fail at random.", by="/paths/*/*/responses"
)

TOO_MANY, TOO_OFTEN = 12, 0.1
"""How many requests without a response, and which share of all, mean that the server cannot be tested."""
PAUSE = 1.0
"""Seconds before a server that did not respond is called again."""

UNSET: Any = object()


class Calls:
    """Calls operations.

    Args:
        contract: Says how operations are called.
        world: The identities that the job has.
        client: Sends the requests.
        report: Takes requests without a response.
        where: Returns what tells failures of the server apart.
        commands: The sandbox's command line, if the server is a sandbox of this run.
    """

    def __init__(
        self,
        contract: Contract,
        world: World,
        client: Client,
        report: Reporter,
        where: Callable[[Operation | None], str],
        commands: SandboxCommands | None,
    ) -> None:
        self.contract = contract
        self.world = world
        self.client = client
        self.report = report
        self._where = where
        self.commands = commands
        self._silent = 0
        self._lock = threading.RLock()

    def who(self, role: str) -> Identity:
        """The identity that plays a role.

        Raises:
            CannotRun: There is none.
        """
        identity = self.world.identities.get(role)
        if identity is None:
            raise CannotRun(self.world.missing.get(role, f"nobody plays the role {role!r}"))
        return identity

    def request(
        self,
        operation: Operation,
        *,
        id: str | None = None,
        query: Query | None = None,
        body: Any = UNSET,
        raw: bytes | None = None,
        headers: Sequence[tuple[str, str]] = (),
        who: Identity | None = None,
        credentials: Sequence[tuple[str, str]] | None = None,
        method: str | None = None,
    ) -> Request:
        """Build a request to an operation.

        Args:
            operation: The operation.
            id: ID of its object in the path.
            query: Values of query parameters; a list is sent once for each item.
            body: Sent as JSON.
            raw: Sent as it is, in place of `body`.
            headers: Sent beside credentials and media type; a `Content-Type` replaces the latter.
            who: Whose credentials are sent, by default the main identity's.
            credentials: Headers sent in place of an identity's.
            method: Sent in place of the operation's.

        Raises:
            CannotRun: What the object belongs to cannot be created.
        """
        path = operation.path
        for parameter in operation.parents:
            parent = self.parent_id(parameter, who)
            path = path.replace(f"{{{parameter.name}}}", _segment(parent))
        for parameter in operation.path_parameters:
            assert id is not None, f"{operation.id} needs an id"
            path = path.replace(f"{{{parameter.name}}}", _segment(id))
        if body is not UNSET:
            raw = json_body(body)
        identity = who or self.world.main
        all_headers: list[tuple[str, str]] = [
            (self.contract.key_header, identity.key),
            (self.contract.tenant_header, identity.tenant),
        ]
        if credentials is not None:
            all_headers = list(credentials)
        if raw is not None and not any(name.lower() == "content-type" for name, _ in headers):
            media_type = operation.body.media_type if operation.body else JSON_MEDIA_TYPE
            all_headers.append(("Content-Type", media_type))
        all_headers += headers
        return Request(
            method=method or operation.method,
            target=path + _query(query),
            headers=tuple(all_headers),
            body=raw,
            operation=operation if method is None else None,
        )

    def parent_id(self, parameter: Parameter, who: Identity | None) -> Any:
        """The ID of an object that others belong to, for their path.

        Raises:
            CannotRun: There is none.
        """
        raise CannotRun(f"the object in {parameter.name} is unknown")

    def call(self, operation: Operation, **options: Any) -> Exchange:
        """Send a request to an operation. The options are the arguments of `request`."""
        return self.send(self.request(operation, **options))

    def must(self, operation: Operation, **options: Any) -> Exchange:
        """Send a request that has to succeed. The options are the arguments of `request`.

        Raises:
            Unexpected: It did not.
        """
        exchange = self.call(operation, **options)
        is_empty = exchange.ok and operation.success.schema is None
        if not exchange.ok or not (is_empty or isinstance(exchange.json, dict)):
            raise Unexpected(exchange)
        return exchange

    def send(self, request: Request, *, limited: bool = False, repeat: bool = True) -> Exchange:
        """Send a request.

        Args:
            request: The request.
            limited: Whether a 429 is a response to return, not a reason to wait and retry.
            repeat: Whether the request is repeated after a failure of the server, which may be by chance.

        Raises:
            NoResponse: There was none; it is reported.
            Gone: The server does not respond to other requests either.
        """
        try:
            exchange = self.client.send(request, limited=limited, repeat=repeat)
        except NoResponse as failure:
            exchange = self._without_response(request, failure, limited=limited, repeat=repeat)
        except Uncertain:
            raise CannotRun(
                f"{request.operation} failed by chance, and then reported a conflict"
            ) from None
        if exchange.status == 429 and not limited and self.commands is None:
            raise Gone(
                f"{_named(exchange)} returned 429, also after waiting as long as Retry-After says, up to"
                f" {LONGEST_WAIT:.0f} seconds. Raise the key's rate limit, or lower --rate."
            )
        return exchange

    def _without_response(
        self, request: Request, failure: NoResponse, *, limited: bool, repeat: bool
    ) -> Exchange:
        """The response to the same request a little later, if the server responds at all."""
        none = Exchange(request, 0, (), b"", 0.0, time.time(), self.client.count)
        self.check_server(none, failure.reason)
        self._count_silence()
        if repeat:
            try:
                again = self.client.send(request, limited=limited)
            except NoResponse:
                pass
            else:
                # A conflict may be with what the first request did.
                if again.status != 409:
                    self.recovered(none, again, failure.reason)
                    return again
        self.no_response(none, failure.reason)
        raise failure

    def no_response(self, exchange: Exchange, reason: str) -> None:
        """Report a request without a response, to a server that responds to others."""
        operation = exchange.request.operation
        self.report(
            NO_RESPONSE,
            exchange,
            signature=self._where(operation),
            expected="a response",
            source=operation.where("responses") if operation else "/paths",
            got=reason,
        )

    def recovered(self, failed: Exchange, again: Exchange, reason: str = "") -> None:
        """Report a failure that did not come again when its request was repeated. All of them are one finding."""
        operation = failed.request.operation
        self.report(
            BY_CHANCE,
            failed,
            expected="the same response to the same request",
            source=operation.where("responses") if operation else "/paths",
            got=f"{reason or failed.status}, and {again.status} when it was repeated",
        )

    def check_server(self, last: Exchange, reason: str = "") -> None:
        """Check that the server responds to some list at least, now or a little later.

        Args:
            last: The exchange that gave reason to check.
            reason: How that failed, by default its status.

        Raises:
            Gone: It does not.
        """
        problem = self._problem()
        if problem is not None:
            self.client.pause(PAUSE)
            problem = self._problem()
        if problem is None:
            return
        if self.client.count == 0:
            raise Gone(f"The first request failed: {self.report.clean(problem)}.")
        failed = self.report.clean(reason or f"status {last.status}")
        raise Gone(
            f"Every request fails: {self.report.clean(problem)}. The first of them was {_named(last)}: {failed}."
        )

    def _problem(self) -> str | None:
        """Why no list can be read; `None` if one gets a response below 500."""
        problem = "no response"
        for operation in self.contract.lists():
            if operation.needs_object:
                continue
            try:
                exchange = self.client.once(self.request(operation))
            except NoResponse as failure:
                # To try another one would only take longer.
                return failure.reason
            if exchange.status < 500:
                return None
            problem = f"status {exchange.status}"
        return problem

    def _count_silence(self) -> None:
        """Count a request without a response.

        Raises:
            Gone: Too many had none.
        """
        with self._lock:
            self._silent += 1
            silent, count = self._silent, self.client.count
        if silent >= TOO_MANY and silent > count * TOO_OFTEN:
            raise Gone(f"{silent} of about {count + silent} requests had no response.")

    def concurrently(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send several requests at the same time.

        Raises:
            CannotRun: The server failed by chance, or limited the rate, so that nothing can be said of the race.
            NoResponse: There was no response to one of them.
        """
        barrier = threading.Barrier(len(requests))

        def one(request: Request) -> Exchange:
            barrier.wait()
            return self.client.once(request)

        with ThreadPoolExecutor(len(requests)) as pool:
            exchanges = list(pool.map(one, requests))
        first = min(exchange.number for exchange in exchanges)
        exchanges = [replace(exchange, together=first) for exchange in exchanges]
        by_chance = False
        for exchange in exchanges:
            # What comes of a race is not the same the second time, but an error that goes away was chance.
            again = self.client.once(exchange.request) if exchange.status >= 500 else exchange
            if again.status < exchange.status:
                self.recovered(exchange, again)
                by_chance = True
            else:
                self.client.observe(exchange)
        if by_chance or any(exchange.status == 429 for exchange in exchanges):
            raise CannotRun(
                "requests at the same time failed by chance, or exceeded the rate limit"
            )
        return exchanges

    def walk(
        self,
        operation: Operation,
        *,
        id: str | None = None,
        limit: int | None = None,
        query: Mapping[str, Any] | None = None,
        who: Identity | None = None,
        at_most: int = 400,
    ) -> Iterator[Exchange]:
        """The pages of a list, newest first."""
        paging = operation.pagination
        assert paging is not None
        asked = dict(query or {})
        if limit is not None:
            asked[paging.limit.name] = limit
        for _ in range(at_most):
            page = self.must(operation, id=id, query=asked, who=who)
            yield page
            items: list[Json] = page.fields.get(paging.items) or []
            if not page.fields.get(paging.more) or not items:
                return
            asked[paging.after.name] = items[-1][paging.cursor]


def _named(exchange: Exchange) -> str:
    request = exchange.request
    return str(request.operation or f"{request.method} {request.path}")


def _segment(id: Any) -> str:
    """An ID as one segment of a path. Plain dots would be taken for a step in the path, and removed on the way."""
    id = str(id)
    return quote(id, safe="") if id.strip(".") else id.replace(".", "%2E")


def _query(query: Query | None) -> str:
    if not query:
        return ""
    pairs: list[str] = []
    given: Iterable[tuple[str, Any]] = query.items() if isinstance(query, Mapping) else query
    for name, value in given:
        for item in as_array(value) or [value]:
            text = str(item).lower() if isinstance(item, bool) else str(item)
            pairs.append(f"{quote(name, safe='')}={quote(text, safe='')}")
    return "?" + "&".join(pairs)
