"""Calls operations of the server under test, as one of the identities that a job has."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeAlias
from urllib.parse import quote

from azotte_conformance.contract import Contract, Json, Operation, as_array
from azotte_conformance.exchange import JSON_HEADER, Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.http_client import Client, NoResponse
from azotte_conformance.identities import Identity, World
from azotte_conformance.interruptions import CannotRun, Gone, Unexpected
from azotte_conformance.json_text import json_body
from azotte_conformance.reporting import Reporter

Query: TypeAlias = Mapping[str, Any] | Sequence[tuple[str, str]]

NO_RESPONSE = Rule("responses.none", "Every request gets a response.")

GONE_AFTER = 6
"""Requests in a row without a response after which none is expected any more."""

UNSET: Any = object()


class Calls:
    """Calls operations.

    Args:
        contract: Says how operations are called.
        world: The identities that the job has.
        client: Sends the requests.
        report: Takes requests without a response.
        where: Returns what tells failures of the server apart.
    """

    def __init__(
        self,
        contract: Contract,
        world: World,
        client: Client,
        report: Reporter,
        where: Callable[[Operation | None], str],
    ) -> None:
        self.contract = contract
        self.world = world
        self.client = client
        self.report = report
        self._where = where
        self._without_response = 0

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
            id: Value of its path parameter.
            query: Values of query parameters; a list is sent once for each item.
            body: Sent as JSON.
            raw: Sent as it is, in place of `body`.
            headers: Sent beside credentials and media type; a `Content-Type` replaces the latter.
            who: Whose credentials are sent, by default the main identity's.
            credentials: Headers sent in place of an identity's.
            method: Sent in place of the operation's.
        """
        path = operation.path
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
            all_headers.append(JSON_HEADER)
        all_headers += headers
        return Request(
            method=method or operation.method,
            target=path + _query(query),
            headers=tuple(all_headers),
            body=raw,
            operation=operation if method is None else None,
        )

    def call(self, operation: Operation, **options: Any) -> Exchange:
        """Send a request to an operation. The options are the arguments of `request`."""
        return self.send(self.request(operation, **options))

    def must(self, operation: Operation, **options: Any) -> Exchange:
        """Send a request that has to succeed. The options are the arguments of `request`.

        Raises:
            Unexpected: It did not.
        """
        exchange = self.call(operation, **options)
        if not exchange.ok or not isinstance(exchange.json, dict):
            raise Unexpected(exchange)
        return exchange

    def send(self, request: Request, *, limited: bool = False) -> Exchange:
        """Send a request.

        Args:
            request: The request.
            limited: Whether a 429 is a response to return, not a reason to wait and try again.

        Raises:
            NoResponse: There was none; it is reported.
        """
        try:
            exchange = self.client.send(request, limited=limited)
        except NoResponse as failure:
            exchange = Exchange(request, 0, (), b"", 0.0, time.time(), self.client.count)
            self.no_response(exchange, failure.reason)
            raise
        self._without_response = 0
        return exchange

    def no_response(self, exchange: Exchange, reason: str) -> None:
        """Report a request without a response.

        Raises:
            Gone: Several before it had none either.
        """
        operation = exchange.request.operation
        self.report(
            NO_RESPONSE,
            exchange,
            signature=self._where(operation),
            expected="a response",
            source=operation.where("responses") if operation else "/paths",
            got=reason,
        )
        self._without_response += 1
        if self._without_response >= GONE_AFTER:
            raise Gone

    def concurrently(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send several requests at the same time."""
        barrier = threading.Barrier(len(requests))

        def one(request: Request) -> Exchange:
            barrier.wait()
            return self.send(request)

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(one, requests))

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


def _segment(id: str) -> str:
    """An ID as one segment of a path. Plain dots would be taken for a step in the path, and removed on the way."""
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
