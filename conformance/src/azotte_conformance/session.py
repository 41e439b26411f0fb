"""What the parts of one job work with: calls, objects to act on, and where to report."""

import random
import string
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from typing import Any

from azotte_conformance.calls import Calls
from azotte_conformance.configuration import NO_CONFIGURATION, Configuration
from azotte_conformance.contract import Contract, Operation, Parameter
from azotte_conformance.coverage import Coverage
from azotte_conformance.events import ObjectCreated, OnEvent, OperationSlow, Waiting, ignore
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.http_client import Client, NoResponse, Stopped, Withheld
from azotte_conformance.identities import (
    EXPIRED,
    LIMITED,
    MAIN,
    NEIGHBOUR,
    REVOKED,
    Identity,
    World,
)
from azotte_conformance.interruptions import CannotRun, FoundEnough, Gone, Unexpected
from azotte_conformance.masking import Masker
from azotte_conformance.objects import Objects
from azotte_conformance.reporting import Reporter
from azotte_conformance.response_rules import ResponseRules
from azotte_conformance.sandbox_process import SandboxCommands
from azotte_conformance.slow_operations import SlowOperations

ACCEPTED = Rule(
    "responses.accepted",
    "A request that keeps the contract succeeds.",
    by="/paths/*/*/responses/20*",
)
WITHIN = Rule(
    "limits.within",
    "A key within its rate limit is not rejected.",
    by="/components/securitySchemes/*/x-rate-limits",
)

_LETTERS = string.ascii_lowercase + string.digits


class Session(Calls):
    """One job's work with the server under test.

    Args:
        contract: The contract.
        world: The identities that the job has.
        url: Base URL of the server.
        job: The job's name.
        seed: The run's seed.
        began: When the run began, on the monotonic clock.
        deep: Whether to take more time for more cases.
        live: Whether keys for live data may be sent to a server other than a sandbox of this run.
        commands: The sandbox's command line, if the server is a sandbox of this run.
        per_minute: Requests per minute, `None` for no limit.
        stop: Returns whether the run was stopped.
        on_event: Takes findings and created objects, as they come.
        configuration: What is known of the server beside its credentials.
        slow: The slow operations that earlier jobs met, and how long this one may wait for them.
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
        live: bool = False,
        commands: SandboxCommands | None = None,
        per_minute: float | None = None,
        stop: Callable[[], bool] = lambda: False,
        on_event: OnEvent = ignore,
        configuration: Configuration = NO_CONFIGURATION,
        slow: SlowOperations | None = None,
    ) -> None:
        contract = contract.with_values(configuration.values)
        client = Client(
            url,
            per_minute=per_minute,
            observe=self.observe,
            headers=configuration.headers,
            stop=stop,
            withhold=() if live or commands else contract.live_prefixes,
            waiting=lambda status, seconds: on_event(Waiting(job, status, seconds)),
            recovered=self.recovered,
            failed=self.check_server,
        )
        self.created: dict[str, Exchange] = {}
        """The request that created each object, by the object's ID."""
        self.written: dict[str, list[Exchange]] = {}
        """The successful writes on each object, by the object's ID."""
        self.tokens: set[str] = set()
        """Random texts that were made for requests."""
        self.left_out = configuration.left_out
        self.slow = slow or SlowOperations("deep" if deep else "full")
        self.slow.begin_job()
        self.listener = configuration.listener
        secrets = [*world.secrets(), *configuration.secrets()]
        self.masker = Masker(secrets, contract.key_pattern)
        report = Reporter(
            contract,
            self.masker,
            self.created,
            url=client.url,
            written=self.written,
            tokens=self.tokens,
            job=job,
            seed=seed,
            began=began,
            count=lambda: client.count,
            on_event=on_event,
        )
        super().__init__(contract, world, client, report, self._where, commands)
        self.job = job
        self.seed = seed
        self.deep = deep
        self.per_minute = per_minute
        self.stopped = stop
        self.random = random.Random(f"{seed}/{job}")
        self.objects = Objects(self, self.token)
        self.findings = report.findings
        self.coverage = Coverage(contract)
        self.latencies: dict[str, list[float]] = {}
        """Seconds of each response, by operation."""
        self.skipped: list[tuple[str, str]] = []
        """What could not be tried, and why."""
        self.part = job
        """The part of the job that is running, as a report names it."""
        self.memory: dict[str, Any] = {}
        """What the parts of the job share."""
        self.may_send_live_keys = live or commands is not None
        self._on_event = on_event
        self._check_response = ResponseRules(
            contract, self.masker, world.tenants(), report, self._where
        )

    def parent_id(self, parameter: Parameter, who: Identity | None) -> Any:
        """The ID of an object that others belong to: one that is shared, and not changed."""
        resource = self.contract.resource_of(parameter.schema.name)
        maker = who or self.world.main
        if resource is not None and resource.create is not None:
            maker = self._like(maker, resource.create)
        return self.objects.reference(parameter.schema.name or "", maker)

    def _like(self, who: Identity, operation: Operation) -> Identity:
        """Somebody of the same tenant and environment who can call an operation."""
        world = (str(who.tenant), who.environment)
        for one in (who, *self.world.identities.values()):
            is_usable = one.role not in (REVOKED, EXPIRED, LIMITED)
            if is_usable and (str(one.tenant), one.environment) == world:
                if one.kind is not None and one.kind.type in operation.key_types:
                    return one
        return self.world.main

    def skip(self, what: str, why: str) -> None:
        """Remember that something could not be tried."""
        skipped = self.masker(what), self.masker(why)
        if skipped not in self.skipped:
            self.skipped.append(skipped)

    @contextmanager
    def trying(self, on: object = None) -> Generator[None]:
        """What is done inside may turn out to be impossible: the reason is kept, and the job goes on.

        Args:
            on: the operation, resource or path that it is tried on, if it is tried on each by itself.
        """
        what = self.part if on is None else f"{self.part}: {on}"
        try:
            yield
        except (CannotRun, Withheld) as reason:
            self.skip(what, str(reason))
        except NoResponse:
            self.skip(what, "the server did not respond; see the finding")
        except Unexpected as rejected:
            exchange = rejected.exchange
            operation = exchange.request.operation
            if (advice := self._unlisted(exchange, unnamed=True)) is not None:
                self.skip(what, advice)
                return
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
            # A response that is not what it should be was reported already, and may be why this rule cannot go on.
            if not len(self.findings):
                raise
            self.skip(
                what,
                f"a response was not as the contract has it ({error!r:.200}); see the findings",
            )

    def send(self, request: Request, *, limited: bool = False, repeat: bool = True) -> Exchange:
        """Send a request.

        Args:
            request: The request.
            limited: Whether a 429 is a response to return, not a reason to wait and retry.
            repeat: Whether the request is repeated after a failure of the server, which may be by chance.

        Raises:
            CannotRun: The configuration leaves the operation out, it is slow and was tried for long enough, or the
                server rejects a value that the contract has as an example only.
            NoResponse: There was none; it is reported.
            Gone: The server does not respond to other requests either.
        """
        self._check_callable(request)
        exchange = super().send(request, limited=limited, repeat=repeat)
        if (advice := self._unlisted(exchange)) is not None:
            raise CannotRun(advice)
        return exchange

    def _check_callable(self, request: Request) -> None:
        if not self.left_out and not self.slow.seconds:
            return
        operation = self.contract.match(request.method, request.path)
        if operation is None:
            return
        if operation.id in self.left_out:
            why = self.left_out[operation.id]
            raise CannotRun(f"the configuration leaves {operation} out: {why}")
        if (reason := self.slow.used_up(operation.id)) is not None:
            raise CannotRun(reason)

    def concurrently(self, requests: Sequence[Request]) -> list[Exchange]:
        """Send several requests at the same time.

        Raises:
            CannotRun: The configuration leaves one out, one is slow, or nothing can be said of the race.
            NoResponse: There was no response to one of them.
        """
        for request in requests:
            self._check_callable(request)
        return super().concurrently(requests)

    def _unlisted(self, exchange: Exchange, *, unnamed: bool = False) -> str | None:
        """What to configure, if a foreign server rejected a value because it is not one of its own.

        Args:
            exchange: The rejected request.
            unnamed: Whether an error that names no field counts.
        """
        operation, field = exchange.request.operation, exchange.field
        if self.commands is not None or exchange.status not in (400, 402, 422):
            return None
        if operation is None or operation.body is None or (field is None and not unnamed):
            return None
        sent = exchange.request.fields
        for name, schema in operation.body.schema.fields.items():
            kind = schema.nonnull.name
            is_known = kind in self.contract.id_schemas or kind in self.contract.configured
            if name in sent and schema.is_code and not is_known and field in (None, name):
                if operation.body.schema.accepts(sent):
                    return (
                        f"{operation} rejects {name} {sent[name]!r}, which is only an example in the contract."
                        f" Set [values] {kind or name} in conformance.toml to values of this server"
                    )
        return None

    def token(self, length: int) -> str:
        """Random letters and digits."""
        with self._lock:
            token = "".join(self.random.choices(_LETTERS, k=length))
            self.tokens.add(token)
            return token

    def _where(self, operation: Operation | None) -> str:
        """What tells failures of the server apart: what was tried, or the operation if anything was."""
        by_chance = self.job.startswith(("generated", "model"))
        return str(operation) if by_chance else self.part

    def observe(self, exchange: Exchange) -> None:
        """Check an exchange, whoever made it."""
        with self._lock:
            operation = exchange.request.operation or self.contract.match(
                exchange.request.method, exchange.request.path
            )
            if exchange.ok and operation is not None and operation.writes:
                self.remember(exchange, operation)
            self.coverage.see(exchange, operation)
            if operation is not None:
                self.latencies.setdefault(operation.id, []).append(exchange.seconds)
                if self.slow.add(operation.id, exchange.seconds):
                    allowance = self.slow.allowance
                    self._on_event(
                        OperationSlow(self.job, operation.id, exchange.seconds, allowance)
                    )
            self._check_response(exchange)
            limited = self._role(exchange.request) in (LIMITED, NEIGHBOUR)
            if exchange.status == 429 and self.commands is not None and not limited:
                # The sandbox was started with limits that no run comes near.
                self.report(
                    WITHIN,
                    exchange,
                    expected="a response: the server was started with a limit far above",
                    source="/components/securitySchemes",
                )

    def remember(self, exchange: Exchange, operation: Operation) -> None:
        """Keep a successful write: what it created is cleaned up, what it changed is part of later scripts."""
        owner = self.contract.owner(operation)
        id = exchange.fields.get("id")
        if not isinstance(id, str) or owner is None:
            return
        if owner.create is operation:
            if id not in self.created:
                self._on_event(ObjectCreated(owner.name, id, self._role(exchange.request)))
            self.created.setdefault(id, exchange)
        else:
            self.written.setdefault(id, []).append(exchange)

    def _role(self, request: Request) -> str:
        key = request.header(self.contract.key_header)
        return next((r for r, i in self.world.identities.items() if i.key == key), MAIN)

    def holders(self, roles: Collection[str]) -> list[Identity]:
        """The identities that play one of these roles."""
        return [self.world.identities[role] for role in roles if role in self.world.identities]
