"""Checks access to a server before anything is written: credentials, what a run would try, and what is missing."""

import time
from dataclasses import dataclass, field

from azotte_conformance.configuration import Configuration
from azotte_conformance.contract import Contract, Operation
from azotte_conformance.http_client import NoResponse, Withheld
from azotte_conformance.identities import EXPIRED, REVOKED, Identity
from azotte_conformance.interruptions import CannotRun, Gone, Unexpected
from azotte_conformance.plan import Server
from azotte_conformance.preflight import ABOUT_REQUESTS, announcement, check_reachable
from azotte_conformance.session import Session


@dataclass
class Diagnosis:
    """What a run would meet."""

    lines: list[str] = field(default_factory=list[str])
    ready: bool = True
    """Whether a run would say something."""

    def note(self, is_fine: bool, text: str) -> None:
        """Add a line; what is not fine keeps the server from being ready."""
        self.lines.append(f"{'ok' if is_fine else 'FAIL':<5} {text}")
        self.ready = self.ready and is_fine


def diagnose(contract: Contract, server: Server, configuration: Configuration) -> Diagnosis:
    """Read from a server with each key, and say what a run would do.

    Raises:
        CannotStart: The server does not respond, or rejects the main key.
    """
    check_reachable(contract, server, configuration)
    session = Session(
        contract,
        server.world,
        server.url,
        job="doctor",
        seed=0,
        began=time.monotonic(),
        live=server.live,
        per_minute=server.per_minute,
        configuration=configuration,
    )
    found = Diagnosis()
    try:
        found.note(True, f"{server.url} accepts {server.world.main.key.shown}")
        _keys(session, found)
        _objects(session, found)
        _values(contract, found)
        _pace(session, found)
    finally:
        session.client.close()
    for id, why in configuration.left_out.items():
        found.lines.append(f"skip  {id}: {why}")
    for advice in server.world.missing.values():
        found.lines.append(f"skip  some rules: {advice}")
    found.lines += ["", announcement(contract, server, "quick")]
    return found


def _readable(contract: Contract, identity: Identity) -> Operation | None:
    """A list that a key can read."""
    kind = identity.kind
    return next(
        (
            op
            for op in contract.lists()
            if not op.needs_object and kind is not None and kind.type in op.key_types
        ),
        None,
    )


def _keys(session: Session, found: Diagnosis) -> None:
    for role, identity in session.world.identities.items():
        operation = _readable(session.contract, identity)
        if identity.key == session.world.main.key or operation is None:
            continue
        try:
            exchange = session.client.once(session.request(operation, who=identity))
        except (NoResponse, Withheld) as problem:
            found.note(
                False, f"{identity.key.shown} ({role}): {session.report.clean(str(problem))}"
            )
            continue
        ended = role in (REVOKED, EXPIRED)
        is_fine = exchange.status == 401 if ended else exchange.ok
        wanted = "is rejected, as it should be" if ended else "is accepted"
        text = wanted if is_fine else f"got {exchange.status} instead of {401 if ended else 200}"
        found.note(is_fine, f"{identity.key.shown} ({role}) {text}")


def _objects(session: Session, found: Diagnosis) -> None:
    """Objects that no operation creates, and without which most of the API cannot be tried."""
    for resource in session.contract.resources.values():
        if resource.create is not None or resource.listing is None:
            continue
        try:
            session.objects.shared(resource)
        except (CannotRun, Unexpected, Gone) as problem:
            found.note(
                False,
                f"{resource.name}: {session.report.clean(str(problem))}. Create one in the portal.",
            )
        else:
            found.note(True, f"the tenant has a {resource.name}, which no operation creates")


def _values(contract: Contract, found: Diagnosis) -> None:
    """Values that a server may not have."""
    named: set[str] = set()
    for operation in contract.operations.values():
        for name, schema in operation.body.schema.fields.items() if operation.body else ():
            kind = schema.nonnull.name or name
            if schema.is_code and kind not in contract.id_schemas | contract.configured | named:
                named.add(kind)
                values = ", ".join(map(str, schema.known_values))
                found.lines.append(
                    f"note  {kind}: {values} are sent, which are only examples in the contract."
                    f" Set [values] {kind} if the server has others"
                )


def _pace(session: Session, found: Diagnosis) -> None:
    """How long a run would take, by the time that a few requests take."""
    operation = next(op for op in session.contract.lists() if not op.needs_object)
    times: list[float] = []
    for _ in range(5):
        try:
            times.append(session.client.once(session.request(operation)).seconds)
        except NoResponse:
            continue
    if not times:
        return
    seconds = sorted(times)[len(times) // 2]
    if session.per_minute:
        seconds = max(seconds, 60 / session.per_minute)
    for depth, requests in ABOUT_REQUESTS.items():
        found.lines.append(
            f"note  --{depth}: about {requests} requests, {requests * seconds / 60:.0f} minutes"
        )
