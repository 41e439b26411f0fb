"""The command line of the proof: `python -m tests.conformance.faults`.

Exit codes: 0 every fault was found, 1 some were not, 2 a run could not be made, 130 stopped.
"""

import argparse
import sys
from contextlib import closing
from pathlib import Path

from azotte_conformance import CannotStart, built_in
from azotte_conformance.plan import Depth
from tests.conformance.faults import plain_schemathesis
from tests.conformance.faults.prove import Proof, prove, sample

DEPTHS: dict[str, Depth] = {"quick": "quick", "full": "full", "deep": "deep"}


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return _prove(options)
    except CannotStart as problem:
        print(f"faults: {problem}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    """The options."""
    text = argparse.ArgumentParser(
        prog="python -m tests.conformance.faults",
        description="Puts known faults into the sandbox, one at a time, and shows which rule finds each.",
        epilog="Exit codes: 0 every fault was found, 1 some were not, 2 a run could not be made, 130 stopped.",
    )
    text.add_argument(
        "faults",
        nargs="?",
        default="all",
        help="all, a number of them drawn by the seed, or names of faults or families with commas between",
    )
    depth = text.add_mutually_exclusive_group()
    depth.add_argument("--quick", dest="depth", action="store_const", const="quick")
    depth.add_argument("--deep", dest="depth", action="store_const", const="deep")
    text.set_defaults(depth="full")
    text.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    text.add_argument("--workers", type=int, default=2, help="runs at the same time")
    text.add_argument(
        "--contract",
        type=Path,
        default=built_in(),
        help="another bundled openapi.json than the generated one",
    )
    text.add_argument(
        "--beside-schemathesis",
        action="store_true",
        help="first run plain schemathesis on each fault that it was not run on yet; slow",
    )
    return text


def _prove(options: argparse.Namespace) -> int:
    faults = sample(options.faults, options.seed)
    if options.beside_schemathesis:
        plain_schemathesis.find(options.contract, faults, options.seed, options.workers)
    beside = plain_schemathesis.found()
    print(
        f"{len(faults)} faults, {options.depth} run of each until it is found, seed {options.seed}\n"
    )
    print(
        f"{'fault':<34} {'found by':<30} {'requests':>8} {'seconds':>8}  {plain_schemathesis.TITLE}"
    )
    proofs: list[Proof] = []
    depth = DEPTHS[options.depth]
    with closing(prove(faults, options.contract, depth, options.seed, options.workers)) as proving:
        for proof in proving:
            proofs.append(proof)
            print(_row(proof, beside), flush=True)
    clean, *rest = proofs
    if clean.finding or clean.broken:
        print(
            "\nThe sandbox without a fault does not pass, so nothing can be proved. Fix that first."
        )
        return 2
    print(_summary(rest, beside))
    if any(proof.broken for proof in rest):
        return 2
    return 0 if all(proof.finding for proof in rest) else 1


def _row(proof: Proof, beside: dict[str, str]) -> str:
    if proof.fault is None:
        name, plain, nothing = "(none)", plain_schemathesis.NOTHING, "nothing, as it should"
    else:
        name, nothing = proof.fault.name, "NOT FOUND"
        plain = beside.get(name, "?")
    found = proof.finding.rule.id if proof.finding else proof.broken or nothing
    return f"{name:<34} {found:<30} {proof.requests:>8} {proof.seconds:>8.1f}  {plain}"


def _summary(proofs: list[Proof], beside: dict[str, str]) -> str:
    found = sum(proof.finding is not None for proof in proofs)
    lines = [f"\n{found} of {len(proofs)} faults found ({found / max(len(proofs), 1):.0%})"]
    faults = [proof.fault for proof in proofs if proof.fault is not None]
    compared = [beside[fault.name] for fault in faults if fault.name in beside]
    if compared:
        plain = sum(each != plain_schemathesis.NOTHING for each in compared)
        share = plain / len(compared)
        lines.append(f"{plain_schemathesis.TITLE}: {plain} of {len(compared)} ({share:.0%})")
    lines += [
        f"  not found: {proof.fault.name} ({proof.fault.family}): {proof.fault.what}"
        for proof in proofs
        if proof.fault is not None and proof.finding is None
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
