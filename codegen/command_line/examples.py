"""Makes command lines of the examples in the contract."""

import json
from collections.abc import Mapping, Sequence

from codegen.command_line.options import Option
from codegen.model.texts import shell
from codegen.model.types import Json


def command_line(
    words: Sequence[str],
    arguments: Mapping[Option, Json],
    options: Mapping[Option, Json],
    fields: Sequence[Option],
    body: Json,
) -> str:
    """Return the arguments of `azotte` for a call, as words of a POSIX shell.

    Args:
        words: The group and the command.
        arguments: Values of the positional arguments.
        options: Values of the parameters.
        fields: Options for the fields of the body.
        body: The body, or None.
    """
    given = [word for option, value in options.items() for word in _option(option, value)]
    positional = [_text(value) for value in arguments.values()]
    if any(value.startswith("-") for value in positional):
        positional.insert(0, "--")
        return " ".join(map(shell, [*words, *given, *_body(fields, body), *positional]))
    return " ".join(map(shell, [*words, *positional, *given, *_body(fields, body)]))


def _body(fields: Sequence[Option], body: Json) -> list[str]:
    if body is None:
        return []
    found = _fields(fields, (), body) if isinstance(body, dict) else None
    return found or ["--body", json.dumps(body, ensure_ascii=False)]


def _fields(fields: Sequence[Option], path: tuple[str, ...], value: Json) -> list[str] | None:
    """Return the options that set the fields of an object, or None if a field has none."""
    words: list[str] = []
    for name, one in value.items():
        inner = (*path, name)
        option = next((option for option in fields if option.path == inner), None)
        has_options = any(option.path[:-1][: len(inner)] == inner for option in fields)
        nested = _fields(fields, inner, one) if one and has_options else None
        if nested:
            words += nested
        elif option is None or option.kind == "file":
            return None
        elif one is None and option.is_nullable:
            words += ["--clear", option.name]
        else:
            words += _option(option, one)
    return words


def _option(option: Option, value: Json) -> list[str]:
    flag = f"--{option.name}"
    if option.shape == "one" and option.kind == "boolean":
        return [flag if value else f"--no-{option.name}"]
    if option.shape == "map":
        return [word for key, one in value.items() for word in (flag, f"{key}={_text(one)}")]
    to_text = json.dumps if option.kind == "json" else _text
    return [word for one in _values(option, value) for word in (flag, to_text(one))]


def _values(option: Option, value: Json) -> list[Json]:
    return list(value) if option.shape == "list" else [value]


def _text(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
