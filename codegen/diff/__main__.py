"""Tells what an edit to the contract does: `python -m codegen.diff [BASE]`.

Compares openapi/ with a git revision or a published bundle and says, change by change, who is broken, then the version that
the whole calls for and the changelog's entry. Exit status 1 if the version is too low for it or CHANGELOG.md does not tell it.
Once both are right the base's samples and typed programs are tried with the new clients, and status 1 says that one fails which
nothing told should. README.md beside this file has the rules.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen.bundle import bundle
from codegen.diff.change import Change, Impact, next_version, numbers, parties
from codegen.diff.changelog import entry as entry_of
from codegen.diff.changelog import missing
from codegen.diff.compare import compare
from codegen.diff.proof import prove
from codegen.diff.revision import Base, read_base
from codegen.errors import GenerationError
from codegen.paths import CONTRACT, ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m codegen.diff",
        description="Tell what an edit to the contract does, and to whom.",
    )
    parser.add_argument(
        "base",
        nargs="?",
        help="a git revision or a bundle's file (default: where this branch left main)",
    )
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="root file of the contract")
    parser.add_argument(
        "--changelog", type=Path, default=ROOT / "CHANGELOG.md", help="the contract's changelog"
    )
    parser.add_argument(
        "--programs",
        action="append",
        default=[],
        metavar="FOLDER",
        help="folder in the base's revision with programs to type-check with the new clients; repeatable",
    )
    options = parser.parse_args(arguments)
    entry: Path = options.contract.resolve()
    try:
        base = read_base(options.base, entry.parents[1], options.programs)
        revision = bundle(entry)
        changes = compare(base.contract, revision)
        print(f"The contract compared with {base.name}:", end=" ")
        was, now = (one["info"]["version"] for one in (base.contract, revision))
        print(f"version {was}, now {now}.")
        if not changes and not base.has_other_templates:
            print("Nothing differs.")
            return 0
        findings = tell(changes, was, now, options.changelog) if changes else []
        if not findings:
            findings = trial(base, entry, changes)
    except (GenerationError, ValueError) as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    for finding in findings:
        print(f"diff: {finding}", file=sys.stderr)
    return 1 if findings else 0


def tell(changes: list[Change], was: str, now: str, changelog: Path) -> list[str]:
    """Print the changes, the version and the changelog's entry; returns what is wrong with what there is of the two."""
    needed = next_version(was, changes[0].impact)
    published = now if numbers(now) >= numbers(needed) else needed
    print("\n".join(report(changes)))
    print(f"\nThis calls for version {needed} or later. The changelog's entry:\n")
    print(entry_of(published, changes))
    text = changelog.read_text(encoding="utf-8") if changelog.exists() else ""
    return [
        *version_findings(changes, now, needed),
        *changelog_findings(changes, text, published),
    ]


def trial(base: Base, entry: Path, changes: list[Change]) -> list[str]:
    """Print what comes of the base's programs; returns the failures that no change tells."""
    proof = prove(base, entry)
    print(
        f"The programs of {base.name} with the new clients: {proof.samples} samples run and type-checked, {proof.programs}"
        f" programs type-checked, {len(proof.failures)} failures."
    )
    for failure in proof.failures:
        print(f"  {failure}")
    return [
        f"Nothing tells that {failure}. If the edit does break it, give codegen/diff a rule that says so; if not, mend the templates."
        for failure in proof.unexplained(changes)
    ]


def report(changes: list[Change]) -> Iterator[str]:
    """Yield the changes, grouped by whom they break."""
    for broken in dict.fromkeys(change.breaks for change in changes):
        yield f"\nBreaks {parties(broken) or 'nobody'}:"
        yield from (f"  {change}" for change in changes if change.breaks == broken)


def version_findings(changes: list[Change], version: str, needed: str) -> Iterator[str]:
    """Yield what is wrong with the contract's version."""
    if numbers(version) >= numbers(needed):
        return
    remedy = f"set info.version in openapi/azotte.yaml to {needed} (it is {version})"
    worst = changes[0]
    if worst.impact is Impact.MAJOR:
        yield f"A breaking change needs a new major version: {worst}. {remedy[0].upper()}{remedy[1:]}, or take it back."
    else:
        yield f"An edit to the contract needs a new version: {remedy}."


def changelog_findings(changes: list[Change], changelog: str, version: str) -> Iterator[str]:
    """Yield what the changelog does not tell."""
    untold = missing(changelog, version, changes)
    if untold:
        labels = ", ".join(dict.fromkeys(f"`{change.label}`" for change in untold))
        yield (
            f"An edit to the contract needs an entry in CHANGELOG.md: below `## {version}` it does not name {labels}."
            " Paste the entry above and word it as you like, but keep the names."
        )


if __name__ == "__main__":
    sys.exit(main())
