# Copied from templates/cli/runtime/option_types.py: edit there, not here.
"""Types of options that click does not have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from azotte.cli.table import Kind, Option


def option_type(option: Option) -> click.ParamType[Any]:
    """Return the type of an option's value."""
    if option.shape == "map":
        return _KeyValue(option.kind)
    if option.values and not option.is_open:
        return click.Choice(option.values)
    if option.values:
        return _OpenChoice(option)
    return _scalar(option.kind)


def parse_json(text: str) -> Any:
    """Return a JSON value.

    Raises:
        click.BadParameter: The text is not JSON. The message says where.
    """
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.BadParameter(f"It is not JSON: {error}.") from None
    except RecursionError:
        raise click.BadParameter("It is JSON that is nested too deeply.") from None


def _scalar(kind: Kind) -> click.ParamType[Any]:
    match kind:
        case "text":
            return click.STRING
        case "integer":
            return click.INT
        case "number":
            return click.FLOAT
        case "boolean":
            return click.BOOL
        case "json":
            return _Json()
        case "file":
            return click.Path(exists=True, dir_okay=False, path_type=Path)


class _Json(click.ParamType[Any]):
    name = "json"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return parse_json(value) if isinstance(value, str) else value


class _KeyValue(click.ParamType[tuple[str, Any]]):
    name = "key=value"

    def __init__(self, kind: Kind) -> None:
        self._value = _scalar(kind)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        key, separator, text = str(value).partition("=")
        if not separator:
            self.fail(f"{value!r} has no '='. Write key=value.", param, ctx)
        return key, self._value.convert(text, param, ctx)


class _OpenChoice(click.ParamType[Any]):
    """Values of an enumeration that can grow: they are shown and completed, and others are accepted."""

    def __init__(self, option: Option) -> None:
        self._values = tuple(map(str, option.values))
        self._scalar = _scalar(option.kind)
        self.name = "|".join((*self._values, "..."))

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return f"[{self.name}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return self._scalar.convert(value, param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return [CompletionItem(value) for value in self._values if value.startswith(incomplete)]
