"""Checks prose: `python -m openapi.rules.prose [FILE ...]`.

Without arguments it checks the files that vocabulary.yaml lists. The vocabulary and the limits are there too.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from codegen.errors import GenerationError
from codegen.paths import ROOT
from openapi.rules.prose.rules import ERRORS, WARNINGS, Rule, Vocabulary, read
from openapi.rules.prose.texts import texts
from openapi.rules.sources import Finding, UnreadableError


def main(arguments: Sequence[str] | None = None) -> int:
    """Print every finding as `file:line: rule: problem; fix` and return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m openapi.rules.prose", description="Check the prose of documents and code."
    )
    parser.add_argument(
        "files",
        type=Path,
        nargs="*",
        metavar="FILE",
        help="file to check (default: those that openapi/rules/prose/vocabulary.yaml lists)",
    )
    parser.add_argument("--warnings", action="store_true", help="print warnings too")
    options = parser.parse_args(arguments)
    words = read()
    files = [file.resolve() for file in options.files] or [*listed_files(words)]
    try:
        findings = [*check(files, (*ERRORS, *WARNINGS), words)]
    except (GenerationError, UnreadableError, OSError) as error:
        print(f"prose: {error}", file=sys.stderr)
        return 2
    is_warning = {to_name(rule) for rule in WARNINGS}
    errors = [finding for finding in findings if finding.rule not in is_warning]
    warnings = [finding for finding in findings if finding.rule in is_warning]
    for finding in errors:
        print(to_line(finding))
    for finding in warnings if options.warnings else ():
        print(f"{to_line(finding)} (warning)")
    if warnings and not options.warnings:
        print(f"{len(warnings)} warnings; `python -m openapi.rules.prose --warnings` prints them.")
    return 1 if errors else 0


def to_line(finding: Finding) -> str:
    """Write a finding as one line."""
    return f"{finding.file}:{finding.line}: {finding.rule}: {finding.problem}"


def to_name(rule: Rule) -> str:
    """Return the name of a rule in findings."""
    return rule.__name__.replace("_", "-")


def listed_files(words: Vocabulary) -> Iterator[Path]:
    """Yield the files that the vocabulary lists.

    Raises:
        GenerationError: A pattern matches no file.
    """
    for pattern in words.files:
        found = sorted(ROOT.glob(pattern))
        if not found:
            raise GenerationError(
                f"no file matches '{pattern}'; correct it in openapi/rules/prose/vocabulary.yaml"
            )
        yield from found


def check(files: Sequence[Path], rules: Sequence[Rule], words: Vocabulary) -> Iterator[Finding]:
    """Apply rules to every text of some files.

    Raises:
        GenerationError: A file has an unknown format or cannot be parsed.
        UnreadableError: A YAML file cannot be parsed.
        OSError: A file cannot be read.
    """
    for file in files:
        name = file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)
        for text in texts(name, file.read_text(encoding="utf-8")):
            for rule in rules:
                for problem in rule(text.content, words):
                    yield Finding(name, text.line, to_name(rule), problem)


if __name__ == "__main__":
    sys.exit(main())
