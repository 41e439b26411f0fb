"""The jobs of a run. They depend on nothing but the seed, so any worker can take any of them."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass

from azotte_conformance.identities import OTHER
from azotte_conformance.plan import Depth
from azotte_conformance.session import Session

FAMILIES = (
    "authorization",
    "isolation",
    "writes",
    "idempotency",
    "states",
    "pagination",
    "filters",
    "bounds",
    "errors",
    "http",
    "limits",
    "webhooks",
    "time",
)
"""The rule families, in the order in which they are worth running."""

EXAMPLES = {"quick": 8, "full": 50, "deep": 300}
SEQUENCES = {"quick": (25, 20), "full": (150, 30), "deep": (800, 40)}
SCENARIOS = {"quick": 20, "full": 100, "deep": 500}


@dataclass(frozen=True)
class Job:
    """One piece of a run."""

    name: str
    roles: tuple[str, ...]
    parts: tuple[Callable[[Session], None], ...]
    weight: float
    """About how many seconds it takes, for the order."""
    own_server: bool = False
    """Whether it needs a server that nobody else uses, for example to move its clock."""


def job_names(depth: Depth, *, rules_first: bool = False) -> list[str]:
    """The names of a run's jobs, the longest first, or those of the rules first."""
    names = [job.name for job in jobs(depth)]
    if rules_first:
        names.sort(
            key=lambda n: (FAMILIES.index(n) if n in FAMILIES else len(FAMILIES), n != "model")
        )
    return names


def jobs(depth: Depth) -> list[Job]:
    """The jobs of a run, the longest first."""
    found = [_family(name) for name in FAMILIES]
    sequences, steps = SEQUENCES[depth]
    found.append(_model(sequences, steps))
    found.append(_generated("coverage", ("examples", "coverage"), EXAMPLES[depth], 9))
    found.append(_generated("fuzzing", ("fuzzing",), EXAMPLES[depth], EXAMPLES[depth] * 0.9))
    found.append(_generated("stateful", ("stateful",), SCENARIOS[depth], SCENARIOS[depth] * 0.3))
    return sorted(found, key=lambda job: -job.weight)


_WEIGHTS = {
    "bounds": 6.0,
    # It mostly waits for a second delivery.
    "webhooks": 10.0,
    "idempotency": 3.0,
    "time": 3.5,
    "http": 3.0,
    "errors": 5.0,
}


def _family(name: str) -> Job:
    module = importlib.import_module(f"azotte_conformance.rules.{name}")
    return Job(name, module.ROLES, module.PARTS, _WEIGHTS.get(name, 2.0), own_server=name == "time")


def _model(sequences: int, steps: int) -> Job:
    def model(session: Session) -> None:
        # Hypothesis takes a while to import, and only one worker needs it.
        from azotte_conformance.sequences import run

        run(session, sequences, steps)

    return Job("model", (), (model,), sequences * 0.15)


def _generated(name: str, phases: tuple[str, ...], examples: int, weight: float) -> Job:
    def generated(session: Session) -> None:
        from azotte_conformance.schemathesis_adapter import run

        run(session, phases, examples)

    return Job(f"generated.{name}", (OTHER,), (generated,), weight)
