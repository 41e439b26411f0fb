"""Tells what an edit to the contract does: `python -m codegen.diff [BASE]`.

Compares openapi/ with a git revision or a published bundle and says, change by change, who is broken, then the version that
the whole calls for and the changelog's entry. Exit status 1 if the version is too low for it or CHANGELOG.md does not tell it.
README.md beside this file has the rules.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen.bundle import bundle
from codegen.diff.change import Change, Impact, next_version, numbers, parties
from codegen.diff.changelog import entry, missing
from codegen.diff.compare import compare
from codegen.diff.revision import contract_of
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
    options = parser.parse_args(arguments)
    try:
        name, base = contract_of(options.base)
        revision = bundle(options.contract.resolve())
        was, now = (document["info"]["version"] for document in (base, revision))
        changes = compare(base, revision)
        print(f"The contract compared with {name}: version {was}, now {now}.")
        if not changes:
            print("Nothing differs.")
            return 0
        needed = next_version(was, changes[0].impact)
        published = now if numbers(now) >= numbers(needed) else needed
    except (GenerationError, ValueError) as error:
        print(f"diff: {error}", file=sys.stderr)
        return 2
    print("\n".join(report(changes)))
    print(
        f"\nThis calls for version {needed} or later. The changelog's entry:\n\n{entry(published, changes)}"
    )
    text = options.changelog.read_text(encoding="utf-8") if options.changelog.exists() else ""
    findings = [
        *version_findings(changes, now, needed),
        *changelog_findings(changes, text, published),
    ]
    for finding in findings:
        print(f"diff: {finding}", file=sys.stderr)
    return 1 if findings else 0


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
