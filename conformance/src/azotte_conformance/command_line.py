"""The command line: `azotte-conformance`. It makes a plan, runs it, and hands the events to progress and reports.

Exit codes: 0 the server keeps the contract, 1 findings, 2 the server cannot be tested or the tester failed, 130 stopped.
"""

import argparse
import os
import random
import signal
import sys
from dataclasses import replace
from pathlib import Path

from azotte_conformance import __version__, reports
from azotte_conformance.baseline import NO_BASELINE, read_baseline
from azotte_conformance.bounded_http import tls_context
from azotte_conformance.bundle import built_in
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.comparison import compare
from azotte_conformance.comparison import to_text as to_comparison
from azotte_conformance.configuration import (
    FILE,
    NO_CONFIGURATION,
    Configuration,
    check_operations,
    read_configuration,
    read_listener,
)
from azotte_conformance.contract import Contract
from azotte_conformance.doctor import diagnose
from azotte_conformance.encoders import log_lines
from azotte_conformance.engine import run
from azotte_conformance.export import to_har, to_pytest
from azotte_conformance.identities import from_environment, variables
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
from azotte_conformance.recorded_traffic import judge
from azotte_conformance.replay_command import replay
from azotte_conformance.reports.github_report import to_annotations, to_summary
from azotte_conformance.reports.places import Places
from azotte_conformance.reports.text_report import headline, to_text
from azotte_conformance.result import Result
from azotte_conformance.sandbox_process import CommandFailed
from azotte_conformance.saved_report import find, read_report


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = command_parser().parse_args(given) if given[:1] and given[0] in COMMANDS else None
    if options is None:
        options = parser().parse_args(given)
        options.do = _run
    # A CI job that is cancelled gets SIGTERM: objects are cleaned up as after Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return int(options.do(options))
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
        epilog="Commands: doctor, replay, export, compare, check-traffic; each has --help. Exit codes: 0 clean, 1 new findings, 2 the"
        " server cannot be tested, too little of it was tried, or the tester failed, 130 stopped.",
    )
    text.add_argument("--version", action="version", version=__version__)
    _add_server(text)
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
        "--report",
        type=Path,
        default=Path("contract-report"),
        help="folder for the reports (default: %(default)s)",
    )
    text.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="known findings, each with a reason and an end, which do not fail the run",
    )
    text.add_argument(
        "--time-limit",
        type=float,
        metavar="MINUTES",
        help="end the run after so many minutes, with a report",
    )
    text.add_argument(
        "--webhook-listener",
        metavar="HOST:PORT",
        help="listen here for webhooks of the server at --url, whose endpoint has the secret AZOTTE_WEBHOOK_SECRET",
    )
    return text


def _add_server(text: argparse.ArgumentParser) -> None:
    """The options that say what is tested."""
    text.add_argument(
        "--url", help="base URL of a server, with the version; keys come from the environment"
    )
    text.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help=f"configuration of the server; {FILE} by default, if it exists",
    )
    text.add_argument(
        "--rate",
        type=float,
        help="requests per minute for --url, 0 for no limit; the contract's limit by default",
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


def command_parser() -> argparse.ArgumentParser:
    """The options of the commands beside a run."""
    text = argparse.ArgumentParser(prog="azotte-conformance")
    commands = text.add_subparsers(required=True)
    doctor = commands.add_parser(
        "doctor",
        help="check access to a server, and what a run would try",
        description="Checks access to a server, and says what a run would try, and what is missing. Reads only.",
    )
    _add_server(doctor)
    doctor.set_defaults(do=_doctor)
    again = commands.add_parser(
        "replay",
        help="run the script of a finding again",
        description="Runs the script of a finding again. Exit codes: 0 no longer found, 1 still found, 2 neither.",
    )
    _add_finding(again)
    again.add_argument("--url", required=True, help="base URL of the server, with the version")
    again.set_defaults(do=_replay)
    exported = commands.add_parser(
        "export",
        help="write a finding as a test or an HTTP archive",
        description="Prints a finding as a test for pytest, or its requests and responses as an HTTP archive (HAR).",
    )
    _add_finding(exported)
    exported.add_argument("--as", dest="form", choices=("pytest", "har"), default="pytest")
    exported.set_defaults(do=_export)
    compared = commands.add_parser(
        "compare",
        help="compare the reports of two runs",
        description="Compares the JSON reports of two runs, by cause. Exit codes: 0 nothing is new, 1 new findings.",
    )
    compared.add_argument("before", type=Path, help="report.json of the earlier run")
    compared.add_argument("after", type=Path, nargs="?", default=REPORT, help=_REPORT_HELP)
    compared.set_defaults(do=_compare)
    traffic = commands.add_parser(
        "check-traffic",
        help="judge recorded traffic",
        description="Judges recorded traffic by every rule that needs no request. Sends nothing.",
    )
    traffic.add_argument("file", type=Path, help="HTTP archive (HAR)")
    traffic.add_argument("--url", help="base URL of the API in the recording, with the version")
    traffic.add_argument(
        "--report",
        type=Path,
        default=Path("contract-report"),
        help="folder for the reports (default: %(default)s)",
    )
    traffic.add_argument("--contract", type=Path, default=built_in(), help="another bundle")
    traffic.set_defaults(do=_check_traffic)
    return text


def _add_finding(text: argparse.ArgumentParser) -> None:
    """The options that name a finding of an earlier run."""
    text.add_argument("finding", help="ID or number of the finding in the report")
    text.add_argument("--report", type=Path, default=REPORT, help=_REPORT_HELP)


COMMANDS = ("doctor", "replay", "export", "compare", "check-traffic")
REPORT = Path("contract-report/report.json")
_REPORT_HELP = "JSON report (default: %(default)s)"


def _run(options: argparse.Namespace) -> int:
    configuration = _configuration(options)
    contract = Contract.load(options.contract)
    depth: Depth = "quick" if options.quick else "deep" if options.deep else "full"
    baseline = options.baseline or configuration.baseline
    server = _server(contract, configuration, options)
    plan = Plan(
        contract=options.contract,
        target=server or SandboxCommand(),
        seed=options.seed if options.seed is not None else random.SystemRandom().randrange(10**6),
        depth=depth,
        # One more than cores: some jobs mostly wait, for deliveries or for a limit to end.
        workers=options.workers or (os.cpu_count() or 1) + 1,
        configuration=configuration,
        baseline=read_baseline(baseline) if baseline else NO_BASELINE,
    )
    check_operations(contract, configuration)
    if server is not None:
        check_reachable(contract, server, configuration)
        print(announcement(contract, server, depth), file=sys.stderr)
    result = run(plan, Progress(sys.stderr))
    secrets = [*(server.world.secrets() if server else ()), *configuration.secrets()]
    _write(result, options, Masker(secrets, contract.key_pattern))
    return result.exit_code


def _write(result: Result, options: argparse.Namespace, masker: Masker) -> None:
    """Print the report, write its files, and tell GitHub if the run is one of its own."""
    print(masker(to_text(result)))
    files = reports.write(result, options.report, masker, bundle=options.contract)
    print(f"{headline(result)}\nSee {', '.join(map(str, files))}", file=sys.stderr)
    if os.environ.get("GITHUB_ACTIONS") == "true":
        print(masker(to_annotations(result, Places(options.contract))), end="")
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(masker(to_summary(result)))


def _configuration(options: argparse.Namespace) -> Configuration:
    """The configuration file, with what the options say in place of it."""
    path = options.config or (Path(FILE) if Path(FILE).exists() else None)
    found = read_configuration(path, os.environ) if path else NO_CONFIGURATION
    if options.ca or found.ca:
        # Worker processes, and whatever else opens a connection, get it this way.
        os.environ["SSL_CERT_FILE"] = str(options.ca or found.ca)
    tls_context()
    if limit := getattr(options, "time_limit", None):
        found = replace(found, time_limit=limit)
    if address := getattr(options, "webhook_listener", None):
        found = replace(found, listener=read_listener(address, os.environ))
    return found


def _server(
    contract: Contract, configuration: Configuration, options: argparse.Namespace
) -> Server | None:
    """The server to test; `None` for a sandbox."""
    url = options.url or configuration.url
    if not url:
        return None
    world = from_environment(contract, os.environ)
    live = options.live and os.environ.get(LIVE_VARIABLE) == "yes"
    reject_live(contract, world, allowed=live)
    rate = configuration.rate if options.rate is None else options.rate
    per_minute = documented_rate(contract, world) if rate is None else rate or None
    return Server(url.rstrip("/"), world, per_minute, live)


def _doctor(options: argparse.Namespace) -> int:
    configuration = _configuration(options)
    contract = Contract.load(options.contract)
    check_operations(contract, configuration)
    contract = contract.with_values(configuration.values)
    server = _server(contract, configuration, options)
    if server is None:
        raise CannotStart(
            "Which server? Pass --url, or set url under [server] in conformance.toml."
        )
    diagnosis = diagnose(contract, server, configuration)
    masker = Masker([*server.world.secrets(), *configuration.secrets()], contract.key_pattern)
    print(masker("\n".join(diagnosis.lines)))
    return 0 if diagnosis.ready else 2


def _replay(options: argparse.Namespace) -> int:
    done = replay(find(options.report, options.finding), options.url, os.environ)
    contract = Contract.load(built_in())
    names = {name for pair in variables(contract).values() for name in pair}
    secrets = [(value, f"${name}") for name in names if (value := os.environ.get(name))]
    print(log_lines(Masker(secrets, contract.key_pattern)(done.output)))
    print("Still found." if done.shows else "No longer found.", file=sys.stderr)
    return 1 if done.shows else 0


def _export(options: argparse.Namespace) -> int:
    finding = find(options.report, options.finding)
    text = (
        to_pytest(finding) if options.form == "pytest" else to_har(finding, options.report.parent)
    )
    print(text, end="")
    return 0


def _compare(options: argparse.Namespace) -> int:
    comparison = compare(read_report(options.before), read_report(options.after))
    print(to_comparison(comparison))
    return 1 if comparison.new else 0


def _check_traffic(options: argparse.Namespace) -> int:
    judged = judge(Contract.load(options.contract), options.file, options.url)
    _write(judged.result, options, judged.masker)
    if judged.others:
        print(f"{judged.others} entries are no calls of an operation.", file=sys.stderr)
    return judged.result.exit_code
