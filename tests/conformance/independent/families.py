"""Runs families of rules on a server in this process, without the engine around them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace

from azotte_conformance.configuration import NO_CONFIGURATION, Configuration
from azotte_conformance.contract import Contract
from azotte_conformance.jobs import jobs
from azotte_conformance.replaying import replay_findings
from azotte_conformance.session import Session
from tests.conformance.independent.running import Running


def tried(
    contract: Contract,
    server: Running,
    families: Iterable[str],
    *,
    seed: int = 1,
    configuration: Configuration = NO_CONFIGURATION,
) -> list[Session]:
    """A session for each family, after all parts of the family were tried in it.

    What a part could not do is among what the session skipped; what the tester gets wrong is raised.
    """
    wanted = set(families)
    sessions: list[Session] = []
    for job in jobs("quick"):
        if job.name not in wanted:
            continue
        wanted.discard(job.name)
        session = Session(
            contract,
            server.world,
            server.url,
            job=job.name,
            seed=seed,
            began=time.monotonic(),
            live=True,
            configuration=replace(configuration, values=server.values),
        )
        for part in job.parts:
            session.part = f"{job.name}: {part.__name__}"
            with session.trying():
                part(session)
        replay_findings(session)
        session.client.close()
        sessions.append(session)
    assert not wanted, f"no such families: {wanted}"
    return sessions
