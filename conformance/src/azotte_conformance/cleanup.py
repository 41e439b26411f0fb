"""Deletes what a run created on a server that is not its own."""

import time
from collections import Counter
from collections.abc import Sequence

from azotte_conformance.configuration import Configuration
from azotte_conformance.contract import Contract
from azotte_conformance.events import ObjectCreated
from azotte_conformance.http_client import NoResponse
from azotte_conformance.interruptions import CannotRun, Gone
from azotte_conformance.plan import Server
from azotte_conformance.session import Session


def clean_up(
    contract: Contract,
    server: Server,
    created: Sequence[ObjectCreated],
    configuration: Configuration,
) -> list[str]:
    """Delete objects, the newest first.

    Returns:
        What is left behind, such as `3 x Payment`, because no operation deletes it or the server did not.
    """
    session = Session(
        contract,
        server.world,
        server.url,
        job="clean up",
        seed=0,
        began=time.monotonic(),
        per_minute=server.per_minute,
        live=server.live,
        configuration=configuration,
    )
    left: Counter[str] = Counter()
    gone = False
    for item in reversed(created):
        operation = contract.resources[item.resource].delete
        who = server.world.identities.get(item.role, server.world.main)
        cleaned = False
        if operation is not None and not gone:
            try:
                exchange = session.call(operation, id=item.id, who=who)
                cleaned = exchange.ok or exchange.status == 404
            except NoResponse:
                pass
            except Gone:
                gone = True
            except CannotRun:
                # The configuration leaves the operation out.
                pass
        if not cleaned:
            left[item.resource] += 1
    session.client.close()
    return [f"{count} x {name}" for name, count in sorted(left.items())]
