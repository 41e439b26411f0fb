"""Tests the rules of the prose linter, and the texts that it finds in each kind of file."""

from pathlib import Path

import pytest

from codegen.errors import GenerationError
from codegen.paths import ROOT
from openapi.rules.prose.__main__ import listed_files, main
from openapi.rules.prose.rules import Vocabulary, passive, read, sentence_length, vocabulary
from openapi.rules.prose.texts import texts

WORDS = read()

# One sentence for each entry of the vocabulary, in the order of the file.
BANNED = (
    "The server answers with 404.",
    "Every member of the object is set.",
    "Errors have one envelope.",
    "The server refuses the key.",
    "The reply depends on what is sent.",
    "The figures are examples.",
    "The caller is told.",
    "The event tells of it.",
    "The message says what was wrong.",
    "An email must be given.",
    "It is ten if left out.",
    "The operation will be removed.",
    "The client asks for a page.",
    "A lower-case code.",
    "Send at most ten.",
    "The plan changes at once.",
    "The key had its end.",
    "It deletes the customer for good.",
    "It finds the text, whatever its case.",
    "It pays the amount wholly.",
    "It holds responses against the contract.",
    "No run came about.",
    "Mend the line.",
    "Look at the line.",
    "A leaked key cannot mint others.",
    "The payment is tried again.",
    "The money is given back.",
    "Nothing is known of the type.",
    "The object is in another world.",
    "It does not help a guesser.",
    "The key was sent in clear.",
    "A key can not expire.",
    "Lock the file lest it changes.",
    "The file whence it came.",
    "To do it all the same, pass a flag.",
    "The key stands here.",
    "For instance a UUID.",
    "A list is no scalar.",
    "Read the file in order to find it.",
    "The client utilizes a pool.",
    "Simply call it.",
    "A scalar, e.g. a number.",
)


def problems(sentence: str) -> list[str]:
    return [*vocabulary(sentence, WORDS)]


@pytest.mark.parametrize(("index", "sentence"), list(enumerate(BANNED)))
def test_a_banned_word_is_found(index: int, sentence: str) -> None:
    term = WORDS.terms[index]
    found = term.pattern.search(sentence)
    assert found
    assert problems(sentence) == [f"'{found[0]}'; write {term.write}"]


def test_each_term_of_the_vocabulary_has_a_sentence_that_breaks_it() -> None:
    assert len(BANNED) == len(WORDS.terms)


@pytest.mark.parametrize(
    "sentence",
    [
        "Returns the customer's active entitlements.",
        "The prefix stands for the type of the key.",
        "There is no limit.",
        "It is no longer active.",
        "The value of `…` is remembered.",
    ],
)
def test_plain_english_is_accepted(sentence: str) -> None:
    assert problems(sentence) == []


def test_a_long_sentence_is_found() -> None:
    words = " ".join(["word"] * WORDS.longest_sentence)
    assert [*sentence_length(f"A{words[1:]}. Short. A{words[1:]}.", WORDS)] == []
    (problem,) = sentence_length(f"Short. One {words}. Short.", WORDS)
    assert problem.startswith(
        f"'One word word word word ...' has {WORDS.longest_sentence + 1} words"
    )


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("The customer was deleted.", "was deleted"),
        ("A key is not stored.", "is not stored"),
        ("An event is sent.", "is sent"),
        ("The platform sends an event.", None),
        ("The field is required.", None),
    ],
)
def test_the_passive_voice_is_found(sentence: str, found: str | None) -> None:
    seen = [problem.split("'")[1] for problem in passive(sentence, WORDS)]
    assert seen == ([found] if found else [])


@pytest.mark.parametrize(
    ("file", "source", "expected"),
    [
        ("a.md", "# Title\n\nFirst line\nsecond `code` line.\n", [(1, "Title"), (3, "First line second `…` line.")]),
        ("a.md", "| a | b |\n| - | - |\n| one | two |\n", [(1, "a"), (1, "b"), (3, "one"), (3, "two")]),
        ("a.md", "Text.\n\n```sh\nrefuse the answer\n```\n", [(1, "Text.")]),
        ("a.md.jinja", "{% if x %}\nValue {{ x.members }}.\n{% endif %}\n", [(2, "Value `…`.")]),
        ("a.yaml", "description: A text.\n", [(1, "A text.")]),
        ("a.yaml", "description: |\n  One.\n\n  Two.\n", [(2, "One."), (4, "Two.")]),
        ("a.yaml", "value:\n  error:\n    message: Not found.\n", [(3, "Not found.")]),
        ("a.yaml", "x-error-codes:\n  gone: It is gone.\n", [(2, "It is gone.")]),
        ("a.yaml", "# A comment\n# of two lines.\nname: value\n", [(1, "A comment of two lines.")]),
        ("a.py", '"""First.\n\nArgs:\n    one: The one.\n    two: The two.\n"""\n', [(1, "First."), (3, ""), (4, "The one."), (5, "The two.")]),
        ("a.py", "raise E(f'no file matches {name} in the list')\n", [(1, "no file matches `…` in the list")]),
        ("a.py", "raise E('a text that '\n        'goes on here')\n", [(1, "a text that goes on here")]),
        ("a.py", "key = 'x-error-codes'\n", []),
        ("a.py", "x = 1  # why it is one\n", [(1, "why it is one")]),
        ("a.py", "x = 1  # why one\ny = 2  # why two\n", [(1, "why one"), (2, "why two")]),
        ("a.py", "run('SELECT one FROM the table')\nrun('while one < two do it')\n", []),
        ("a.py", "run('if one there: from two import three')\n", []),
        ("a.py", "read('one two three: {four: five}')\n", []),
        ("a.py", "# one    the first one\n# two    the second one\n", [(1, "one    the first one"), (2, "two    the second one")]),
        ("a.ts", "// A comment\n// of two lines.\nthrow new Error(`no file matches ${name} in it`);\n", [(3, "no file matches `…` in it"), (1, "A comment of two lines.")]),
        ("a.ts", "/** A comment. */\nconst a = 'one' + 'two';\n", [(1, "A comment.")]),
    ],
)  # fmt: skip
def test_the_texts_of_a_file_are_found(
    file: str, source: str, expected: list[tuple[int, str]]
) -> None:
    assert [(text.line, text.content) for text in texts(file, source)] == expected


def test_an_unknown_format_is_rejected() -> None:
    with pytest.raises(GenerationError, match=r"a\.bin: unknown format"):
        list(texts("a.bin", ""))


def test_a_finding_names_file_line_rule_and_fix(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.md"
    file.write_text("Good.\n\nThe key can not expire.\n", encoding="utf-8")
    assert main([str(file)]) == 1
    assert capsys.readouterr().out == f"{file}:3: vocabulary: 'can not'; write cannot\n"


def test_a_warning_does_not_fail_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.md"
    file.write_text("The key was deleted.\n", encoding="utf-8")
    assert main([str(file), "--warnings"]) == 0
    assert "passive: 'was deleted'" in capsys.readouterr().out


def test_a_pattern_without_files_is_rejected() -> None:
    words = Vocabulary(["nowhere/*.md"], 30, [])
    with pytest.raises(GenerationError, match="no file matches 'nowhere"):
        list(listed_files(words))


def test_the_contract_and_the_reference_are_checked() -> None:
    files = {file.relative_to(ROOT).as_posix() for file in listed_files(WORDS)}
    assert {"openapi/azotte.yaml", "templates/reference/guides/webhooks.md.jinja"} <= files
