"""Writes values as TypeScript expressions."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from codegen.model.texts import typescript_string

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


@dataclass(frozen=True)
class Code:
    """An expression that is written as it is."""

    text: str


Value: TypeAlias = "Code | str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"


def literal(value: Value) -> str:
    """Return a value as an expression."""
    match value:
        case Code(text):
            return text
        case str():
            return typescript_string(value)
        case Mapping():
            return f"{{{', '.join(f'{key(name)}: {literal(one)}' for name, one in value.items())}}}"
        case Sequence():
            return f"[{', '.join(map(literal, value))}]"
        case _:
            return json.dumps(value)


def key(name: str) -> str:
    """Return the name of a property, in quotes if it needs them."""
    # A literal with `__proto__: …` sets the prototype, with and without quotes.
    if name == "__proto__":
        return f"[{typescript_string(name)}]"
    return name if _NAME.fullmatch(name) else typescript_string(name)
