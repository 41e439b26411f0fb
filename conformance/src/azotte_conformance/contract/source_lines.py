"""On which line of a JSON file the value is that a JSON pointer names."""

import re
from collections.abc import Iterator

import jsonpointer

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def lines_of(text: str) -> dict[str, int]:
    """The line of each value in a JSON document, by its pointer. Lines count from 1."""
    tokens = _tokens(text)
    found: dict[str, int] = {}
    _value(tokens, next(tokens, ("", 1)), "", found)
    return found


def _tokens(text: str) -> Iterator[tuple[str, int]]:
    line, end = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", end, match.start())
        end = match.start()
        yield match[0], line


def _value(
    tokens: Iterator[tuple[str, int]], token: tuple[str, int], pointer: str, found: dict[str, int]
) -> None:
    text, line = token
    found.setdefault(pointer, line)
    if text == "{":
        for name, at in tokens:
            if name == "}":
                return
            if name == ",":
                continue
            child = f"{pointer}/{jsonpointer.escape(name[1:-1])}"
            found[child] = at
            next(tokens)  # the colon
            _value(tokens, next(tokens), child, found)
    elif text == "[":
        index = 0
        for item in tokens:
            if item[0] == "]":
                return
            if item[0] == ",":
                index += 1
                continue
            _value(tokens, item, f"{pointer}/{index}", found)
