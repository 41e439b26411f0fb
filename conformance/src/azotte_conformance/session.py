"""What the rules of one job work with: calls, objects to act on, and where to report."""

import random
import string
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeAlias
from urllib.parse import quote

from azotte_conformance.contract import (
    Contract,
    Json,
    Operation,
    Resource,
    Schema,
    as_array,
    as_object,
)
from azotte_conformance.coverage import UNROUTED, Coverage
from azotte_conformance.events import FindingReported, ObjectCreated, OnEvent, ignore
from azotte_conformance.exchange import JSON_HEADER, Exchange, Masker, Request, json_body, script
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.http_client import Client, NoResponse, Stopped
from azotte_conformance.identities import LIMITED, MAIN, NEIGHBOUR, Identity, World
from azotte_conformance.response_rules import ResponseRules
from azotte_conformance.sandbox_process import SandboxCommands

Query: TypeAlias = Mapping[str, Any] | Sequence[tuple[str, str]]

NO_RESPONSE = Rule("responses.none", "Every request is answered.")
ACCEPTED = Rule("responses.accepted", "A request that keeps the contract is done.")
WITHIN = Rule("limits.within", "A key that keeps within its limit is not rejected.")

GONE_AFTER = 6
"""Requests in a row without a response after which none is expected any more."""

UNSET: Any = object()
_LETTERS = string.ascii_lowercase + string.digits


class Unexpected(Exception):
    """A request that a rule builds on did not succeed, so the rule cannot go on."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange.status)
        self.exchange = exchange


class CannotRun(Exception):
    """A rule cannot be tried on this target; the message says why and what to do."""


class Gone(Exception):
    """The server answers nothing any more."""


class FoundEnough(Exception):
    """The first finding was all that was asked for."""


class Session:
    """One job's dealings with the target.

    Args:
        contract: what is promised.
        world: who the job can be.
        url: the target's base URL.
        job: its name.
        seed: the run's.
        began: when the run began, on the monotonic clock.
        deep: whether to take more time for more cases.
        commands: the sandbox's command line, if the target is one that we started.
        per_minute: requests a minute at most.
        stop: says whether the run was stopped.
        on_event: takes findings and created objects, as they come.
    """

    def __init__(
        self,
        contract: Contract,
        world: World,
        url: str,
        *,
        job: str,
        seed: int,
        began: float,
        deep: bool = False,
        commands: SandboxCommands | None = None,
        per_minute: float | None = None,
        stop: Callable[[], bool] = lambda: False,
        on_event: OnEvent = ignore,
    ) -> None:
        self.contract = contract
        self.world = world
        self.job = job
        self.seed = seed
        self.deep = deep
        self.commands = commands
        self.random = random.Random(f"{seed}/{job}")
        self.findings = Findings()
        self.coverage = Coverage(contract)
        self.skipped: list[tuple[str, str]] = []
        self.part = job
        """What of the job is under way, as a report names it."""
        self.memory: dict[str, Any] = {}
        """What the parts of the job share."""
        self.latencies: dict[str, list[float]] = {}
        self.masker = Masker(world.secrets(), str(contract.key_scheme["x-pattern"]))
        self.per_minute = per_minute
        self.stopped = stop
        self._began = began
        self._on_event = on_event
        self._responses = ResponseRules(
            contract, self.masker, world.tenants(), self.report, self._where
        )
        self._made: dict[str, Exchange] = {}
        self._kept: dict[tuple[str, str], Exchange] = {}
        self._candidates: dict[tuple[str, str], list[tuple[str, Json]]] = {}
        self._lock = threading.RLock()
        self._unique = 0
        self._no_response = 0
        self.client = Client(url, per_minute=per_minute, observe=self.observe, stop=stop)

    # Who.

    def who(self, role: str) -> Identity:
        """Whoever plays a role.

        Raises:
            CannotRun: nobody does.
        """
        identity = self.world.identities.get(role)
        if identity is None:
            raise CannotRun(self.world.missing.get(role, f"nobody plays the role {role!r}"))
        return identity

    def skip(self, what: str, why: str) -> None:
        """Remember that something could not be tried."""
        if (what, why) not in self.skipped:
            self.skipped.append((what, why))

    @contextmanager
    def trying(self, on: object = None) -> Generator[None]:
        """What is done inside may turn out not to be possible: why is told, and the job goes on.

        Args:
            on: the operation, resource or path that it is tried on, if it is tried on each by itself.
        """
        what = self.part if on is None else f"{self.part}: {on}"
        try:
            yield
        except CannotRun as reason:
            self.skip(what, str(reason))
        except NoResponse:
            self.skip(what, "the server did not answer; see the finding")
        except Unexpected as rejected:
            exchange = rejected.exchange
            operation = exchange.request.operation
            self.report(
                ACCEPTED,
                exchange,
                signature=f"{operation} {exchange.status} {exchange.code}",
                expected=f"{operation.success.status if operation else 'a success'}: the request keeps the contract",
                source=operation.where("responses") if operation else "/paths",
            )
            self.skip(what, f"{operation} did not do what this is built on; see the finding")
        except (Stopped, FoundEnough, Gone):
            raise
        except Exception as error:
            # a response that is not what it should be was reported already, and may be why this rule cannot go on.
            if not len(self.findings):
                raise
            self.skip(
                what,
                f"a response was not as the contract has it ({error!r:.200}); see the findings",
            )

    # Requests.

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
        """A request to an operation.

        Args:
            operation: which.
            id: fills its path's parameter.
            query: by parameter; a list is sent once for each item.
            body: is sent as JSON.
            raw: is sent as it is, in place of `body`.
            headers: beside credentials and media type; one of the name `Content-Type` takes the latter's place.
            who: whose credentials are sent; the main identity's if left out.
            credentials: sent in place of an identity's.
            method: sent in place of the operation's.
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
        """Make a request to an operation; the arguments are those of `request`."""
        return self.send(self.request(operation, **options))

    def send(self, request: Request, *, limited: bool = False) -> Exchange:
        """Send a request.

        Raises:
            NoResponse: there was none; it is reported.
        """
        try:
            exchange = self.client.send(request, limited=limited)
        except NoResponse as failure:
            exchange = Exchange(request, 0, (), b"", 0.0, time.time(), self.client.count)
            self.no_response(exchange, failure.reason)
            raise
        self._no_response = 0
        return exchange

    def no_response(self, exchange: Exchange, reason: str) -> None:
        """Report a request that was not answered.

        Raises:
            Gone: nor were several before it.
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
        self._no_response += 1
        if self._no_response >= GONE_AFTER:
            raise Gone

    def _where(self, operation: Operation | None) -> str:
        """What tells failures of the server apart: what was tried, or the operation if anything was."""
        by_chance = self.job.startswith(("generated", "model"))
        return str(operation) if by_chance else self.part

    def must(self, operation: Operation, **options: Any) -> Exchange:
        """Make a request that has to succeed.

        Raises:
            Unexpected: it did not.
        """
        exchange = self.call(operation, **options)
        if not exchange.ok or not isinstance(exchange.json, dict):
            raise Unexpected(exchange)
        return exchange

    def at_once(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send several requests at the same moment."""
        barrier = threading.Barrier(len(requests))

        def one(request: Request) -> Exchange:
            barrier.wait()
            return self.send(request)

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(one, requests))

    # Objects.

    def make(
        self, resource: Resource | str, who: Identity | None = None, **fields: Any
    ) -> Exchange:
        """Make an object.

        Args:
            resource: its kind.
            who: by whom; the main identity if left out.
            fields: of the body, beside those that are required.

        Raises:
            Unexpected: it was rejected.
            CannotRun: the contract has no operation for it.
        """
        if isinstance(resource, str):
            resource = self.contract.resources[resource]
        if resource.create is None:
            raise CannotRun(f"no operation makes a {resource.name}")
        return self.must(
            resource.create, body=self.body_for(resource.create, who, **fields), who=who
        )

    def makers(self) -> list[Exchange]:
        """The requests that made the objects that there are."""
        return list(self._made.values())

    def kept(self, resource: Resource, who: Identity | None = None) -> Json:
        """An object that rules may read but do not change, the same one each time."""
        identity = who or self.world.main
        key = (resource.name, str(identity.key))
        if key not in self._kept:
            if resource.create is not None:
                self._kept[key] = self.make(resource, who)
            else:
                exchange = self._listed(resource, who)
                self._kept[key] = exchange
        exchange = self._kept[key]
        if resource.create is None:
            assert resource.listing is not None and resource.listing.pagination is not None
            item: Json = exchange.fields[resource.listing.pagination.items][0]
            return item
        return exchange.fields

    def _listed(self, resource: Resource, who: Identity | None) -> Exchange:
        if resource.listing is None or resource.listing.pagination is None:
            raise CannotRun(f"no operation makes or lists a {resource.name}")
        exchange = self.must(resource.listing, who=who)
        if not exchange.fields.get(resource.listing.pagination.items):
            raise CannotRun(f"the tenant has no {resource.name} to try it on")
        return exchange

    def body_for(self, operation: Operation, who: Identity | None = None, **fields: Any) -> Json:
        """A body that the operation has to accept: what is required, and some fields."""
        assert operation.body is not None
        schema = operation.body.schema
        body: Json = {}
        unique = self.unique_fields(operation)
        for name, field in schema.fields.items():
            if name in fields:
                continue
            if name not in schema.required:
                continue
            if field.name in self.contract.id_schemas:
                body[name] = self.reference(field.name or "", who)
            elif name in unique:
                body[name] = self.unique(field)
            else:
                body[name] = operation.body.example_of(name)
        body.update(fields)
        return body

    def unique_fields(self, operation: Operation) -> set[str]:
        """Fields of an operation's body that must not be another object's."""
        owner = self.contract.owner(operation)
        return {str(rule["member"]) for rule in owner.unique} if owner else set()

    def reference(self, id_schema: str, who: Identity | None = None) -> str:
        """The id of an object of a kind."""
        resource = self.contract.resource_of(id_schema)
        if resource is not None:
            return str(self.kept(resource, who)["id"])
        return self.candidates(id_schema, who)[0][0]

    def candidates(self, id_schema: str, who: Identity | None = None) -> list[tuple[str, Json]]:
        """The ids of objects that stand inside others, such as plans, each with the whole object.

        Raises:
            CannotRun: there are none.
        """
        identity = who or self.world.main
        key = (id_schema, str(identity.key))
        if key not in self._candidates:
            found: list[tuple[str, Json]] = []
            for resource in self.contract.resources.values():
                if resource.create is None and resource.listing is not None:
                    exchange = self._listed(resource, who)
                    assert resource.listing.pagination is not None
                    for item in exchange.fields[resource.listing.pagination.items]:
                        found += _inner(resource.schema, item, id_schema)
            if not found:
                raise CannotRun(f"the tenant has nothing that a {id_schema} names")
            self._candidates[key] = found
        return self._candidates[key]

    def unique(self, schema: Schema) -> str:
        """A value that no other object has."""
        with self._lock:
            self._unique += 1
            token = f"{self.token(6)}{self._unique}"
        example = str(schema.example)
        for value in (token + example, example + token, token):
            if schema.accepts(value):
                return value
        raise CannotRun(f"no unique value fits {schema.pointer}")

    def token(self, length: int) -> str:
        """Random letters and digits."""
        with self._lock:
            return "".join(self.random.choices(_LETTERS, k=length))

    def absent_id(self, schema: Schema) -> str:
        """An id of the right form that nothing has."""
        example = str(schema.example)
        prefix = example[: example.index("_") + 1] if "_" in example else ""
        for length in (24, 16, 10):
            value = prefix + self.token(length)
            if schema.accepts(value):
                return value
        raise CannotRun(f"no id fits {schema.pointer}")

    def state(self, resource: Resource, id: str, who: Identity | None = None) -> Json | None:
        """An object as it is now; `None` if it is not there."""
        if resource.get is None:
            return None
        exchange = self.call(resource.get, id=id, who=who)
        return exchange.fields if exchange.ok else None

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

    # Reports.

    def report(
        self,
        rule: Rule,
        exchange: Exchange,
        *,
        expected: str,
        source: str,
        got: str | None = None,
        signature: str = "",
        steps: Sequence[Exchange] = (),
        operation: str | None = None,
    ) -> None:
        """Report that a rule does not hold.

        Args:
            rule: which.
            exchange: the request that shows it.
            expected: what should have come.
            source: pointer to the part of the contract that asks for it.
            got: what came; status and body if left out.
            signature: tells this fault from others that break the same rule.
            steps: earlier requests that are needed to see it; those that made what this one names are added.
            operation: where, if that is not the operation of the request.
        """
        request = exchange.request
        if operation is None:
            operation = str(request.operation or self._operation_of(request))
        with self._lock:
            finding = Finding(
                rule=rule,
                signature=signature,
                operations=[operation],
                expected=self.masker(expected),
                source=source,
                got=self.masker(got if got is not None else exchange.summary()),
                script=self.masker.known(script(self._with_makers([*steps, exchange]))),
                seed=self.seed,
                job=self.job,
                requests=self.client.count,
                seconds=time.monotonic() - self._began,
            )
            if self.findings.add(finding):
                self._on_event(FindingReported(finding))

    def _operation_of(self, request: Request) -> str:
        operation = self.contract.match(request.method, request.path)
        if operation is not None:
            return operation.id
        template = self.contract.route(request.path)
        return f"{request.method} {template}" if template else UNROUTED

    def _with_makers(self, steps: Sequence[Exchange]) -> list[Exchange]:
        """Steps, before them the requests that made what they name."""
        found: dict[int, Exchange] = {}
        waiting = list(steps)
        while waiting:
            step = waiting.pop()
            if id(step) in found:
                continue
            found[id(step)] = step
            named = step.request.target.encode() + (step.request.body or b"")
            waiting += [maker for made, maker in self._made.items() if made.encode() in named]
        last = steps[-1]
        return [
            *sorted((s for s in found.values() if s is not last), key=lambda s: s.number),
            last,
        ]

    def observe(self, exchange: Exchange) -> None:
        """Look at an exchange, whoever made it."""
        with self._lock:
            operation = exchange.request.operation or self.contract.match(
                exchange.request.method, exchange.request.path
            )
            if exchange.ok and operation is not None and operation.method == "POST":
                made = exchange.fields.get("id")
                owner = self.contract.owner(operation)
                if isinstance(made, str) and owner is not None and owner.create is operation:
                    if made not in self._made:
                        self._on_event(
                            ObjectCreated(owner.name, made, self._role(exchange.request))
                        )
                    self._made.setdefault(made, exchange)
            self.coverage.see(exchange, operation)
            if operation is not None:
                self.latencies.setdefault(operation.id, []).append(exchange.seconds)
            self._responses(exchange)
            limited = self._role(exchange.request) in (LIMITED, NEIGHBOUR)
            if exchange.status == 429 and self.commands is not None and not limited:
                # The sandbox was started with limits that no run comes near.
                self.report(
                    WITHIN,
                    exchange,
                    expected="a response: the server was started with a limit far above",
                    source="/components/securitySchemes",
                )

    def _role(self, request: Request) -> str:
        key = request.header(self.contract.key_header)
        return next((r for r, i in self.world.identities.items() if i.key == key), MAIN)

    def holders(self, roles: Collection[str]) -> list[Identity]:
        """Whoever plays one of these roles."""
        return [self.world.identities[role] for role in roles if role in self.world.identities]


def _segment(id: str) -> str:
    """An id as one segment of a path. Plain dots would be taken for a step in the path, and taken out on the way."""
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


def _inner(schema: Schema, value: Any, id_schema: str) -> list[tuple[str, Json]]:
    """Objects inside another one whose id has a schema."""
    found: list[tuple[str, Json]] = []
    schema = schema.nonnull
    array, thing = as_array(value), as_object(value)
    if array is not None:
        for item in array if schema.items else ():
            assert schema.items is not None
            found += _inner(schema.items, item, id_schema)
    elif thing is not None:
        fields = schema.fields
        if "id" in fields and fields["id"].name == id_schema:
            found.append((str(thing.get("id")), thing))
        for name, field in fields.items():
            if isinstance(thing.get(name), dict | list):
                found += _inner(field, thing[name], id_schema)
    return found
