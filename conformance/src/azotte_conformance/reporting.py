"""Turns a broken rule into a finding, with the script that shows it."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence

from azotte_conformance.contract import Contract
from azotte_conformance.coverage import UNROUTED
from azotte_conformance.encoders import Untrusted, log
from azotte_conformance.events import FindingReported, OnEvent
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Finding, Findings, Rule
from azotte_conformance.masking import Masker
from azotte_conformance.reproduction import script


class Reporter:
    """Reports what a job finds. Safe to use from several threads.

    Args:
        contract: Names the operation of a request.
        masker: Takes secrets out of what is reported.
        created: The request that created each object, by the object's ID.
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
        job: str,
        seed: int,
        began: float,
        count: Callable[[], int],
        on_event: OnEvent,
    ) -> None:
        self.findings = Findings()
        self._contract = contract
        self._masker = masker
        self._created = created
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
            operation: Where it was met, if that is not the operation of the request.
        """
        request = exchange.request
        if operation is None:
            operation = str(request.operation or self._operation_of(request))
        with self._lock:
            finding = Finding(
                rule=rule,
                signature=self._masker(signature),
                operations=[operation],
                expected=Untrusted(self._masker(expected)),
                source=self._contract.nearest(source),
                got=Untrusted(self._masker(got if got is not None else exchange.summary())),
                script=self._masker.known(script(self._with_creators([*steps, exchange]))),
                seed=self._seed,
                job=self._job,
                requests=self._count(),
                seconds=time.monotonic() - self._began,
            )
            if self.findings.add(finding):
                self._on_event(FindingReported(finding))

    def _operation_of(self, request: Request) -> str:
        operation = self._contract.match(request.method, request.path)
        if operation is not None:
            return operation.id
        template = self._contract.route(request.path)
        return f"{request.method} {template}" if template else UNROUTED

    def _with_creators(self, steps: Sequence[Exchange]) -> list[Exchange]:
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
        last = steps[-1]
        return [
            *sorted((s for s in found.values() if s is not last), key=lambda s: s.number),
            last,
        ]
