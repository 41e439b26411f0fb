"""The command line: `python -m tests.contract`.

Exit codes: 0 the server keeps the contract, 1 findings, 2 the run could not be made or the tester failed, 130 stopped.
"""

import argparse
import os
import random
import signal
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from tests.contract import report
from tests.contract.client import Unreachable
from tests.contract.contract import Contract, ContractUnusable
from tests.contract.identities import CredentialsMissing, World, from_environment
from tests.contract.jobs import Depth
from tests.contract.progress import Progress
from tests.contract.report.text import headline, to_text
from tests.contract.run import Refused, Target, check_reachable, run, started_sandbox
from tests.contract.sandbox import CommandFailed

CONTRACT = Path(__file__).parents[2] / "generated" / "openapi.json"
LIVE_VARIABLE = "AZOTTE_CONTRACT_LIVE"
"""The second time that a run is told to use live keys."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    # A CI job that is cancelled is told by SIGTERM: what was made is cleaned up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        contract = Contract.load(options.contract)
        if options.prove is not None:
            from tests.contract.faults.prove import prove

            return prove(contract, options)
        return _run(contract, options)
    except (ContractUnusable, CredentialsMissing, Refused, Unreachable, CommandFailed) as problem:
        print(f"contract: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """What the command line takes."""
    text = argparse.ArgumentParser(
        prog="python -m tests.contract",
        description="Holds a server against the contract. Without --url the sandbox is started for the run.",
        epilog="Exit codes: 0 clean, 1 findings, 2 the run could not be made, 130 stopped.",
    )
    text.add_argument(
        "--url", help="a server's base URL, with the version; keys come from the environment"
    )
    depth = text.add_mutually_exclusive_group()
    depth.add_argument("--quick", action="store_true", help="under a minute, for each commit")
    depth.add_argument("--deep", action="store_true", help="as much as half an hour finds")
    text.add_argument(
        "--seed",
        type=int,
        help="the same seed makes the same requests; chosen and told if left out",
    )
    text.add_argument(
        "--workers",
        type=int,
        help="processes; one more than there are cores for the sandbox, one for --url",
    )
    text.add_argument(
        "--rate",
        type=float,
        help="requests a minute at most for --url; the contract's limit if left out, 0 for none",
    )
    text.add_argument(
        "--report", type=Path, default=Path("contract-report"), help="where the reports go"
    )
    text.add_argument(
        "--contract", type=Path, default=CONTRACT, help="another bundle than generated/openapi.json"
    )
    text.add_argument(
        "--live",
        action="store_true",
        help=f"take live keys; {LIVE_VARIABLE}=yes has to say so as well",
    )
    text.add_argument(
        "--prove",
        nargs="?",
        const="all",
        metavar="SAMPLE",
        help="put known faults into the sandbox, one at a time, and show which rule finds each: all, a number of them"
        " drawn by the seed, or some by name",
    )
    text.add_argument(
        "--beside-schemathesis",
        action="store_true",
        help="with --prove: run plain schemathesis on each that it was not run on yet as well; slow",
    )
    return text


def _run(contract: Contract, options: argparse.Namespace) -> int:
    depth: Depth = "quick" if options.quick else "deep" if options.deep else "full"
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**6)
    # One more than cores: some jobs mostly wait, for deliveries or for a limit to end.
    workers = options.workers or (1 if options.url else len(os.sched_getaffinity(0)) + 1)
    per_minute: float | None = None
    if options.url:
        world = from_environment(contract, os.environ)
        refuse_live(contract, world, options.live, os.environ.get(LIVE_VARIABLE))
        per_minute = _rate(contract, world, options.rate)
        target: AbstractContextManager[Target] = nullcontext(
            Target(options.url.rstrip("/"), world, None, ("", ()))
        )
        # One tenant: what two workers did there would be in each other's way.
        workers = 1
    else:
        target = started_sandbox(contract, options.contract)
    with target as server:
        progress = Progress(sys.stderr)
        print(f"{server.url}, {depth} run, seed {seed}", file=sys.stderr)
        if server.world is not None:
            check_reachable(contract, server)
            print(announcement(contract, server.world, depth, per_minute), file=sys.stderr)
        result = run(
            contract,
            options.contract,
            server,
            depth=depth,
            seed=seed,
            workers=workers,
            per_minute=per_minute,
            # What is generated is wild: on a server that it may bring down, the rules come first.
            in_order=server.world is not None,
            tell=progress,
        )
        progress.end()
    print(to_text(result))
    files = report.write(result, options.report)
    print(f"{headline(result)}\nSee {', '.join(map(str, files))}", file=sys.stderr)
    return result.exit_code


def safe_environments(contract: Contract) -> set[str]:
    """Environments that every server has, the sandbox among them: what is live is not one."""
    names: list[list[str]] = [s.get("x-environments", []) for s in contract.document["servers"]]
    return (
        {name for name in names[0] if all(name in others for others in names)} if names else set()
    )


def refuse_live(contract: Contract, world: World, option: bool, variable: str | None) -> None:
    """Stop unless every key is for test data, or live ones were asked for twice.

    Raises:
        Refused: a live key was given, and not both ways of saying so.
    """
    safe = safe_environments(contract)
    live = [i for i in world.identities.values() if i.environment not in safe]
    if live and not (option and variable == "yes"):
        names = ", ".join(sorted({identity.key.shown for identity in live}))
        raise Refused(
            f"{names} is not a key for {' or '.join(sorted(safe))}: it opens live data, and this run writes and deletes."
            f" Use other keys. If you mean it, say so twice: --live and {LIVE_VARIABLE}=yes."
        )


def _rate(contract: Contract, world: World, option: float | None) -> float | None:
    if option is not None:
        return option or None
    rates: dict[str, Any] = contract.key_scheme.get("x-rate-limits", {})
    rate = rates.get(world.main.environment or "", {})
    return float(rate["per_minute"]) if rate else None


ABOUT_REQUESTS = {"quick": 9000, "full": 14000, "deep": 60000}


def announcement(contract: Contract, world: World, depth: Depth, per_minute: float | None) -> str:
    """What a run will do to a server that is not ours, before it does it."""
    main = world.main
    made = [f"{r.name} ({r.create.id})" for r in contract.resources.values() if r.create]
    kept = [r.name for r in contract.resources.values() if r.create and not r.delete]
    requests = ABOUT_REQUESTS[depth]
    lines = [
        f"Writes to the tenant in {main.tenant.shown}, environment {main.environment or 'unknown'}:",
        f"  makes       {', '.join(made)}: some hundreds of each",
        "  changes     only what it made itself",
        "  deletes     at the end what it made, where an operation does",
        f"  leaves      {', '.join(kept) or 'nothing'}: no operation deletes it",
        f"  asks        about {requests} requests"
        + (
            f", at most {per_minute:.0f} a minute: {requests / per_minute:.0f} minutes (--rate allows more)"
            if per_minute
            else ", as fast as they are answered"
        ),
    ]
    if world.missing:
        lines.append("Without these some rules can not be tried:")
        lines += [f"  {remedy}" for remedy in world.missing.values()]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
