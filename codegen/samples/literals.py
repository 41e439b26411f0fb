"""Writes values as source code."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from codegen.document import is_list, is_map
from codegen.model.texts import python_string, typescript_string


@dataclass(frozen=True)
class File:
    """A file that a sample sends, in the folder in which it runs."""

    name: str


@dataclass(frozen=True)
class Result:
    """A value in the result of an earlier call of a sample.

    Attributes:
        variable: Name of the result.
        path: Names of the fields that lead to the value.
    """

    variable: str
    path: tuple[str, ...]


def python(value: Any) -> str:
    """Return a value as a Python expression. A file is a `Path`."""
    return _literal(
        value,
        {True: "True", False: "False", None: "None"},
        python_string,
        lambda file: f"Path({python_string(file.name)})",
    )


def python_url(path: str) -> str:
    """Return the URL of a path as a Python expression, with the variable `base_url`."""
    return "f" + python_string("{base_url}" + path.replace("{", "{{").replace("}", "}}"))


def javascript(value: Any) -> str:
    """Return a value as a JavaScript expression. A file is a `Blob`."""
    return _literal(
        value,
        {True: "true", False: "false", None: "null"},
        typescript_string,
        lambda file: f"await openAsBlob({typescript_string(file.name)})",
    )


def javascript_name(name: str) -> str:
    """Return a property name of a JavaScript object. Prettier removes quotes that are not needed."""
    # In an object literal, only the computed name is an ordinary property.
    return '["__proto__"]' if name == "__proto__" else typescript_string(name)


def javascript_template(text: str) -> str:
    """Escape a text for a template literal of JavaScript."""
    return re.sub(r"[\\`$]", lambda found: "\\" + found[0], text)


def json_text(value: Any, indent: int | None = None) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False, indent=indent)


def environment(name: str) -> str:
    """Return the name of an environment variable for the security scheme with a name."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|\W+", "_", name).upper()


def _literal(
    value: Any,
    constants: dict[bool | None, str],
    string: Callable[[str], str],
    file: Callable[[File], str],
) -> str:
    def of(one: Any) -> str:
        return _literal(one, constants, string, file)

    if isinstance(value, File):
        return file(value)
    if isinstance(value, Result):
        return ".".join((value.variable, *value.path))
    if value is None or isinstance(value, bool):
        return constants[value]
    if isinstance(value, str):
        return string(value)
    if is_map(value):
        name = javascript_name if string is typescript_string else string
        return "{" + ", ".join(f"{name(key)}: {of(one)}" for key, one in value.items()) + "}"
    if is_list(value):
        return "[" + ", ".join(map(of, value)) + "]"
    return json.dumps(value)
