"""Lists the changes of the contract since an older version: `python -m codegen.diff [BASE]`.

Compares `openapi/` with a git revision or a published bundle. Prints what each change breaks, the version that the changes
require, and a changelog entry. The exit status is 1 if the version is too low or CHANGELOG.md does not mention a change.

If version and changelog are correct, runs the older version's samples and programs with the new clients. The exit status is 1 if
one fails and no breaking change explains it. The rules are in README.md in this folder.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from codegen.bundle import bundle
from codegen.diff.change import Change, Impact, next_version, numbers, surfaces
from codegen.diff.changelog import entry as entry_of
from codegen.diff.changelog import missing
from codegen.diff.compare import compare
from codegen.diff.proof import prove
from codegen.diff.revision import Base, read_base
from codegen.diff.sunset import early_removals
from codegen.errors import GenerationError
from codegen.paths import CONTRACT, ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.diff",
        description="List the changes of the contract since an older version, and what they break.",
    )
    parser.add_argument(
        "base",
        nargs="?",
        help="git revision or path of a bundle (default: the commit where this branch left main)",
    )
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="root file of the contract")
    parser.add_argument(
        "--changelog", type=Path, default=ROOT / "CHANGELOG.md", help="changelog of the contract"
    )
    parser.add_argument(
        "--programs",
        action="append",
        default=[],
        metavar="FOLDER",
        help="folder in the base revision whose programs are type-checked with the new clients; repeatable",
    )
    options = parser.parse_args(arguments)
    entry: Path = options.contract.resolve()
    try:
        base = read_base(options.base, entry.parents[1], options.programs)
        revision = bundle(entry)
        changes = compare(base.contract, revision)
        was, now = (one["info"]["version"] for one in (base.contract, revision))
        print(f"Compared version {now} with {base.name}, version {was}.")
        if not changes and not base.has_other_templates:
            print("No changes.")
            return 0
        findings = early_removals(base.contract, revision, datetime.now(UTC).date())
        findings += report(changes, was, now, options.changelog) if changes else []
        if not findings:
            findings = run_programs(base, entry, changes)
    except (GenerationError, ValueError) as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    for finding in findings:
        print(f"diff: {finding}", file=sys.stderr)
    return 1 if findings else 0


def report(changes: list[Change], was: str, now: str, changelog: Path) -> list[str]:
    """Print the changes, the required version and a changelog entry; return the errors in the current ones."""
    needed = next_version(was, changes[0].impact)
    published = now if numbers(now) >= numbers(needed) else needed
    print("\n".join(grouped(changes)))
    print(f"\nThese changes require version {needed} or later. The changelog entry:\n")
    print(entry_of(published, changes))
    text = changelog.read_text(encoding="utf-8") if changelog.exists() else ""
    return [
        *version_findings(changes, now, needed),
        *changelog_findings(changes, text, published),
    ]


def run_programs(base: Base, entry: Path, changes: list[Change]) -> list[str]:
    """Run the programs of the base and print the failures; return those that no breaking change explains."""
    proof = prove(base, entry)
    print(
        f"Programs of {base.name} with the new clients: {proof.samples} samples run and type-checked, {proof.programs}"
        f" programs type-checked, {len(proof.failures)} failed."
    )
    for failure in proof.failures:
        print(f"  {failure}")
    return [
        f"No breaking change explains this failure: {failure}. If the edit breaks the program, add a rule to codegen/diff;"
        " otherwise fix the templates."
        for failure in proof.unexplained(changes)
    ]


def grouped(changes: list[Change]) -> Iterator[str]:
    """Yield the changes as lines, grouped by what they break."""
    for broken in dict.fromkeys(change.breaks for change in changes):
        yield f"\nBreaks {surfaces(broken) or 'nothing'}:"
        yield from (f"  {change}" for change in changes if change.breaks == broken)


def version_findings(changes: list[Change], version: str, needed: str) -> Iterator[str]:
    """Yield an error if the version of the contract is too low."""
    if numbers(version) >= numbers(needed):
        return
    fix = f"Set info.version in openapi/azotte.yaml to {needed} (currently {version})"
    worst = changes[0]
    if worst.impact is Impact.MAJOR:
        yield f"A breaking change requires a new major version: {worst}. {fix}, or revert the change."
    else:
        yield f"The contract has changed, but not its version. {fix}."


def changelog_findings(changes: list[Change], changelog: str, version: str) -> Iterator[str]:
    """Yield an error if the changelog does not mention a change."""
    absent = missing(changelog, version, changes)
    if absent:
        labels = ", ".join(dict.fromkeys(f"`{change.label}`" for change in absent))
        yield (
            f"CHANGELOG.md does not mention {labels} under `## {version}`."
            " Paste the entry above and reword it, but keep the names."
        )


if __name__ == "__main__":
    sys.exit(main())
