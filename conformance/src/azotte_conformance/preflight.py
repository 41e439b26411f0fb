"""What is checked and said before a run writes to a server that is not its own."""

import time
from typing import Any

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract
from azotte_conformance.http_client import NoResponse
from azotte_conformance.identities import World
from azotte_conformance.plan import Depth, Server
from azotte_conformance.session import Session

LIVE_VARIABLE = "AZOTTE_CONTRACT_LIVE"
"""The second way in which live keys have to be allowed."""

ABOUT_REQUESTS = {"quick": 9000, "full": 14000, "deep": 60000}


def check_reachable(contract: Contract, server: Server) -> None:
    """Send one harmless request, so that no run starts in which every response is a 401.

    Raises:
        CannotStart: The server does not respond, or rejects the credentials.
    """
    operation = next(op for op in contract.lists() if not op.path_parameters)
    session = Session(
        contract, server.world, server.url, job="first", seed=0, began=time.monotonic()
    )
    try:
        exchange = session.call(operation)
    except NoResponse as failure:
        raise CannotStart(
            f"{server.url} does not respond: {failure.reason}. Check --url; it ends with the version,"
            f" as {contract.json['servers'][0]['url']} does."
        ) from failure
    finally:
        session.client.close()
    if not exchange.ok:
        raise CannotStart(
            f"GET {operation.path} with {server.world.main.key.shown} returned"
            f" {session.masker(exchange.summary())[:300]}. Check the key, the tenant and --url."
        )


def safe_environments(contract: Contract) -> set[str]:
    """The environments that every server has, the sandbox among them. The others hold live data."""
    names: list[list[str]] = [s.get("x-environments", []) for s in contract.json["servers"]]
    return (
        {name for name in names[0] if all(name in others for others in names)} if names else set()
    )


def reject_live(contract: Contract, world: World, option: bool, variable: str | None) -> None:
    """Check that every key is for test data, or that live ones were allowed in both ways.

    Raises:
        CannotStart: There is a live key that was not allowed in both ways.
    """
    safe = safe_environments(contract)
    live = [i for i in world.identities.values() if i.environment not in safe]
    if live and not (option and variable == "yes"):
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
