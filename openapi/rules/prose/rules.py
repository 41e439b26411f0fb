"""The rules for prose. Each takes a text and yields what is wrong with it."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import yaml

VOCABULARY = Path(__file__).with_name("vocabulary.yaml")

Rule: TypeAlias = Callable[[str, "Vocabulary"], Iterator[str]]

_SENTENCE_END = re.compile(r"(?<=[.!?:;])[)\"'*]*\s+(?=[\"'(*`A-Z0-9])")
_BE = r"(?:am|is|are|was|were|be|been|being)"
# Past participles that do not end in -ed and that technical prose uses.
_IRREGULAR = (
    "begun|bound|broken|brought|built|chosen|cut|done|drawn|found|given|gone|held|kept|known|left|lost|made|met|paid|put|read"
    "|run|seen|sent|set|shown|sought|split|spoken|spent|taken|told|thrown|understood|won|written"
)
_PASSIVE = re.compile(
    rf"\b{_BE}\s+(?:\w+ly\s+|not\s+|then\s+)?(?:\w+ed|{_IRREGULAR})\b", re.IGNORECASE
)
# Adjectives that only look like participles.
_ADJECTIVES = re.compile(
    r"\b(?:need|limited|unlimited|required|deprecated|related)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Term:
    """A word to avoid.

    Attributes:
        pattern: Matches the word.
        write: What to write instead.
    """

    pattern: re.Pattern[str]
    write: str


@dataclass(frozen=True)
class Vocabulary:
    """The content of `vocabulary.yaml`.

    Attributes:
        files: Patterns of the files to check.
        longest_sentence: Number of words that a sentence can have.
        terms: Words to avoid.
    """

    files: Sequence[str]
    longest_sentence: int
    terms: Sequence[Term]


def read(file: Path = VOCABULARY) -> Vocabulary:
    """Read the vocabulary."""
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    terms = [
        Term(re.compile(rf"(?<![\w-])(?:{term['avoid']})(?![\w-])", re.IGNORECASE), term["write"])
        for term in content["terms"]
    ]
    return Vocabulary(content["files"], content["longest_sentence"], terms)


def vocabulary(text: str, words: Vocabulary) -> Iterator[str]:
    for term in words.terms:
        if found := term.pattern.search(text):
            yield f"'{found[0]}'; write {term.write}"


def sentence_length(text: str, words: Vocabulary) -> Iterator[str]:
    for sentence in _SENTENCE_END.split(text):
        count = len(sentence.split())
        if count > words.longest_sentence:
            start = " ".join(sentence.split()[:5])
            yield f"'{start} ...' has {count} words; split it, the limit is {words.longest_sentence}"


def passive(text: str, _: Vocabulary) -> Iterator[str]:
    for found in _PASSIVE.finditer(text):
        if not _ADJECTIVES.search(found[0]):
            yield f"'{found[0]}'; use the active voice if it matters who does it"


ERRORS: tuple[Rule, ...] = (vocabulary, sentence_length)
WARNINGS: tuple[Rule, ...] = (passive,)
