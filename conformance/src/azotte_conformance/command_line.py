"""The command line: `azotte-conformance`. It makes a plan, runs it, and hands the events to progress and reports.

Exit codes: 0 the server keeps the contract, 1 findings, 2 the server cannot be tested or the tester failed, 130 stopped.
"""

import argparse
import os
import random
import signal
import sys
from pathlib import Path

from azotte_conformance import __version__, reports
from azotte_conformance.bounded_http import tls_context
from azotte_conformance.bundle import built_in
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract
from azotte_conformance.encoders import log_lines
from azotte_conformance.engine import run
from azotte_conformance.identities import from_environment
from azotte_conformance.masking import Masker
from azotte_conformance.plan import Depth, Plan, SandboxCommand, Server
from azotte_conformance.preflight import (
    LIVE_VARIABLE,
    announcement,
    check_reachable,
    documented_rate,
    reject_live,
)
from azotte_conformance.progress import Progress
from azotte_conformance.reports.text_report import headline, to_text
from azotte_conformance.sandbox_process import CommandFailed


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    # A CI job that is cancelled gets SIGTERM: objects are cleaned up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _run(options)
    except (CannotStart, CommandFailed) as problem:
        print(f"azotte-conformance: {log_lines(str(problem))}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The options."""
    text = argparse.ArgumentParser(
        prog="azotte-conformance",
        description="Checks a server against the Azotte API contract. Without --url it starts a sandbox.",
        epilog="Exit codes: 0 clean, 1 findings, 2 the server cannot be tested or the tester failed, 130 stopped.",
    )
    text.add_argument("--version", action="version", version=__version__)
    text.add_argument(
        "--url", help="base URL of a server, with the version; keys come from the environment"
    )
    depth = text.add_mutually_exclusive_group()
    depth.add_argument("--quick", action="store_true", help="one or two minutes, for each commit")
    depth.add_argument("--deep", action="store_true", help="about half an hour")
    text.add_argument(
        "--seed",
        type=int,
        help="the same seed makes the same requests; random by default, and shown",
    )
    text.add_argument(
        "--workers",
        type=int,
        help="processes; one more than there are cores for the sandbox, always one for --url",
    )
    text.add_argument(
        "--rate",
        type=float,
        help="requests per minute for --url, 0 for no limit; the contract's limit by default",
    )
    text.add_argument(
        "--report",
        type=Path,
        default=Path("contract-report"),
        help="folder for the reports (default: %(default)s)",
    )
    text.add_argument(
        "--contract",
        type=Path,
        default=built_in(),
        help="another bundled openapi.json than the one in this package",
    )
    text.add_argument(
        "--ca",
        type=Path,
        metavar="FILE",
        help="certificates of the authorities to trust, in place of the system's; as SSL_CERT_FILE",
    )
    text.add_argument(
        "--live",
        action="store_true",
        help=f"allow live keys; {LIVE_VARIABLE}=yes must be set too",
    )
    return text


def _run(options: argparse.Namespace) -> int:
    if options.ca:
        # Worker processes, and whatever else opens a connection, get it this way.
        os.environ["SSL_CERT_FILE"] = str(options.ca)
    tls_context()
    contract = Contract.load(options.contract)
    depth: Depth = "quick" if options.quick else "deep" if options.deep else "full"
    plan = Plan(
        contract=options.contract,
        target=_server(contract, options) if options.url else SandboxCommand(),
        seed=options.seed if options.seed is not None else random.SystemRandom().randrange(10**6),
        depth=depth,
        # One more than cores: some jobs mostly wait, for deliveries or for a limit to end.
        workers=options.workers or (os.cpu_count() or 1) + 1,
    )
    if isinstance(plan.target, Server):
        check_reachable(contract, plan.target)
        print(announcement(contract, plan.target, depth), file=sys.stderr)
    result = run(plan, Progress(sys.stderr))
    masker = Masker(
        plan.target.world.secrets() if isinstance(plan.target, Server) else (),
        contract.key_pattern,
    )
    print(masker(to_text(result)))
    files = reports.write(result, options.report, masker)
    print(f"{headline(result)}\nSee {', '.join(map(str, files))}", file=sys.stderr)
    return result.exit_code


def _server(contract: Contract, options: argparse.Namespace) -> Server:
    world = from_environment(contract, os.environ)
    live = options.live and os.environ.get(LIVE_VARIABLE) == "yes"
    reject_live(contract, world, allowed=live)
    rate = documented_rate(contract, world) if options.rate is None else options.rate or None
    return Server(options.url.rstrip("/"), world, rate, live)
