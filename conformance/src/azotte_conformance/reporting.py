"""Turns a broken rule into a finding, with the script that shows it."""

import json
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence

from azotte_conformance.causes import difference
from azotte_conformance.contract import Contract
from azotte_conformance.coverage import UNROUTED
from azotte_conformance.encoders import Untrusted, log
from azotte_conformance.events import FindingReported, OnEvent
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.http_archive import to_entry
from azotte_conformance.masking import Masker
from azotte_conformance.reproduction import Fresh, script

NAMED = 6
"""Objects that a finding names and its script creates."""


class Reporter:
    """Reports what a job finds. Safe to use from several threads.

    Args:
        contract: Names the operation of a request.
        masker: Takes secrets out of what is reported.
        created: The request that created each object, by the object's ID.
        url: Base URL of the server.
        written: The successful writes on each object, by the object's ID.
        tokens: Random texts in requests, which have to be new when these are sent again.
        job: The job's name.
        seed: The run's seed.
        began: When the run began, on the monotonic clock.
        count: Returns how many requests the job has sent.
        on_event: Takes each finding when it is met for the first time.
    """

    def __init__(
        self,
        contract: Contract,
        masker: Masker,
        created: Mapping[str, Exchange],
        *,
        url: str,
        written: Mapping[str, Sequence[Exchange]] | None = None,
        tokens: Collection[str] = (),
        job: str,
        seed: int,
        began: float,
        count: Callable[[], int],
        on_event: OnEvent,
    ) -> None:
        self.findings = Findings()
        self.evidence: dict[tuple[str, str], list[Exchange]] = {}
        """The requests that show each finding, by the finding's key."""
        self._contract = contract
        self._masker = masker
        self._created = created
        self._written: Mapping[str, Sequence[Exchange]] = {} if written is None else written
        self._tokens = tokens
        self._url = url
        self._job = job
        self._seed = seed
        self._began = began
        self._count = count
        self._on_event = on_event
        self._lock = threading.RLock()

    def clean(self, text: str) -> str:
        """One line of a text of the server, without secrets."""
        return log(self._masker(text))

    def __call__(
        self,
        rule: Rule,
        exchange: Exchange,
        *,
        expected: str,
        source: str,
        got: str | None = None,
        signature: str = "",
        steps: Sequence[Exchange] = (),
        then: Exchange | None = None,
        operation: str | None = None,
    ) -> None:
        """Report that a rule does not hold.

        Args:
            rule: The rule.
            exchange: The request that shows it.
            expected: The response that was expected.
            source: Pointer to the part of the contract that demands it.
            got: The response, by default its status and body.
            signature: Tells this fault from others that break the same rule.
            steps: Earlier requests that are needed to see it. Those that created what this one names are added.
            then: A later request, whose response shows what this one did.
            operation: Where it was met, if that is not the operation of the request.
        """
        request = exchange.request
        if operation is None:
            operation = str(request.operation or self._operation_of(request))
        with self._lock:
            shown = [*steps, exchange, *([then] if then is not None else [])]
            finding = Finding(
                rule=rule,
                signature=self._masker(signature),
                operations=[operation],
                expected=Untrusted(self._masker(expected)),
                source=self._contract.nearest(source),
                got=Untrusted(self._masker(got if got is not None else exchange.summary())),
                script="",
                status=exchange.status,
                exchange=exchange.number,
                difference=difference(source, expected),
                seed=self._seed,
                job=self._job,
                requests=self._count(),
                seconds=time.monotonic() - self._began,
            )
            if self.findings.add(finding):
                self.evidence[finding.key] = shown
                self.show(finding, self.with_creators(shown))
                self._on_event(FindingReported(finding))

    def show(self, finding: Finding, steps: Sequence[Exchange]) -> None:
        """Give a finding the script that sends requests again, and the requests with their responses."""
        finding.script = self._masker.known(script(steps, self._tokens))
        entries = json.dumps([to_entry(step, self._url) for step in steps])
        finding.entries = json.loads(self._masker(entries))

    def _operation_of(self, request: Request) -> str:
        operation = self._contract.match(request.method, request.path)
        if operation is not None:
            return operation.id
        template = self._contract.route(request.path)
        return f"{request.method} {template}" if template else UNROUTED

    def with_history(
        self, steps: Sequence[Exchange], about: str, *, dependents: bool = False
    ) -> list[Exchange]:
        """Steps, before them everything that what they name owes its state to.

        That is the creation of what a text names, of what has the same unique values, and all successful writes on these.

        Args:
            steps: The requests that show something.
            about: A text with IDs of objects.
            dependents: Whether other objects that name the same ones are part of it.
        """
        last = max(step.number for step in steps)
        named = [creator for id, creator in self._created.items() if id in about][:NAMED]
        values = Fresh(self._tokens, steps)
        named += [
            creator
            for creator in self._created.values()
            if creator.number < last and values.is_in(creator.request)
        ]
        whole = self.with_creators([*named, *steps])
        if dependents:
            ids = self._ids_in(whole)
            named += [
                creator
                for creator in self._created.values()
                if creator.number < last and any(_names(creator.request, id) for id in ids)
            ]
            whole = self.with_creators([*named, *steps])
        writes = [
            write
            for id in self._ids_in(whole)
            for write in self._written.get(id, ())
            if write.number < last
        ]
        return self.with_creators([*writes, *named, *steps])

    def _ids_in(self, steps: Sequence[Exchange]) -> list[str]:
        """The IDs of objects that the job created and requests name or create."""
        made = {step.fields.get("id") for step in steps}
        return [
            id
            for id in self._created
            if id in made or any(_names(step.request, id) for step in steps)
        ]

    def with_creators(self, steps: Sequence[Exchange]) -> list[Exchange]:
        """Steps, before them the requests that created what they name."""
        found: dict[int, Exchange] = {}
        waiting = list(steps)
        while waiting:
            step = waiting.pop()
            if id(step) in found:
                continue
            found[id(step)] = step
            named = step.request.target.encode() + (step.request.body or b"")
            waiting += [
                creator for created, creator in self._created.items() if created.encode() in named
            ]
        # A request that was repeated is one exchange only; the last ones stay where they are.
        by_number = sorted(found.values(), key=lambda step: step.number)
        last = steps[-1]
        return [*(step for step in by_number if step is not last), last]


def _names(request: Request, id: str) -> bool:
    return id in request.target or id.encode() in (request.body or b"")
