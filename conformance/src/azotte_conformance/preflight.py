"""What is checked and said before a run writes to a server that is not its own."""

import sys
import time
from typing import Any

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.configuration import NO_CONFIGURATION, Configuration
from azotte_conformance.contract import Contract
from azotte_conformance.events import Event, Waiting
from azotte_conformance.http_client import NoResponse
from azotte_conformance.identities import World
from azotte_conformance.interruptions import Gone
from azotte_conformance.plan import Depth, Server
from azotte_conformance.session import Session

CERTIFICATES = " For a private certificate authority, set --ca or SSL_CERT_FILE to its certificate."

LIVE_VARIABLE = "AZOTTE_CONTRACT_LIVE"
"""The second way in which live keys have to be allowed."""

ABOUT_REQUESTS = {"quick": 9000, "full": 14000, "deep": 60000}


def check_reachable(
    contract: Contract, server: Server, configuration: Configuration = NO_CONFIGURATION
) -> None:
    """Send one harmless request, so that no run starts in which every response is a 401.

    Raises:
        CannotStart: The server does not respond, limits the rate, or rejects the credentials.
    """
    operation = next(op for op in contract.lists() if not op.needs_object)
    session = Session(
        contract,
        server.world,
        server.url,
        job="first",
        seed=0,
        began=time.monotonic(),
        on_event=_say,
        configuration=configuration,
    )
    try:
        exchange = session.call(operation)
    except (NoResponse, Gone) as failure:
        help = CERTIFICATES if "CERTIFICATE_VERIFY" in failure.reason else ""
        raise CannotStart(
            f"{server.url} cannot be tested. {session.report.clean(failure.reason)}{help}"
        ) from None
    finally:
        session.client.close()
    if not exchange.ok:
        version = contract.json["servers"][0]["url"]
        raise CannotStart(
            f"GET {operation.path} with {server.world.main.key.shown} returned"
            f" {session.report.clean(exchange.summary())[:300]}. Check the key, the tenant, and --url,"
            f" which ends with the version, as {version} does."
        )


def _say(event: Event) -> None:
    if isinstance(event, Waiting):
        print(
            f"The server returned {event.status}: waiting {event.seconds:.0f} seconds.",
            file=sys.stderr,
        )


def reject_live(contract: Contract, world: World, *, allowed: bool) -> None:
    """Check that no key opens live data, unless that is allowed.

    Raises:
        CannotStart: A key does, and it is not.
    """
    safe = contract.safe_environments
    live = [i for i in world.identities.values() if i.environment not in safe]
    if live and not allowed:
        names = ", ".join(sorted({identity.key.shown for identity in live}))
        raise CannotStart(
            f"{names} is not a key for {' or '.join(sorted(safe))}: it opens live data, and this run writes and deletes."
            f" Use other keys. To override this check, pass --live and set {LIVE_VARIABLE}=yes."
        )


def documented_rate(contract: Contract, world: World) -> float | None:
    """The contract's limit for the main key, in requests per minute."""
    rates: dict[str, Any] = contract.key_scheme.get("x-rate-limits", {})
    rate = rates.get(world.main.environment or "", {})
    return float(rate["per_minute"]) if rate else None


def announcement(contract: Contract, server: Server, depth: Depth) -> str:
    """What a run will do to a server, before it does it."""
    main = server.world.main
    created = [f"{r.name} ({r.create.id})" for r in contract.resources.values() if r.create]
    kept = [r.name for r in contract.resources.values() if r.create and not r.delete]
    requests = ABOUT_REQUESTS[depth]
    pace = "as fast as the server responds"
    if server.per_minute:
        minutes = requests / server.per_minute
        pace = (
            f"up to {server.per_minute:.0f} per minute: {minutes:.0f} minutes (--rate changes it)"
        )
    lines = [
        f"Writes to the tenant in {main.tenant.shown}, environment {main.environment or 'unknown'}:",
        f"  creates     {', '.join(created)}: some hundreds of each",
        "  changes     only what it created itself",
        "  deletes     at the end what it created, if an operation does",
        f"  leaves      {', '.join(kept) or 'nothing'}: no operation deletes it",
        f"  sends       about {requests} requests, {pace}",
    ]
    if server.world.missing:
        lines.append("Without these some rules cannot be tried:")
        lines += [f"  {remedy}" for remedy in server.world.missing.values()]
    return "\n".join(lines)
