"""Shows responses: JSON for programs, tables for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import click
import msgspec

from azotte import encode
from azotte.cli.table import Pages

if TYPE_CHECKING:
    from jmespath.parser import ParsedResult

Row: TypeAlias = dict[str, Any]


class Printer:
    """Shows the responses of a command."""

    def __init__(self, output: str | None, query: str | None) -> None:
        """Make one.

        Args:
            output: `json` or `table`. Defaults to a table on a terminal.
            query: JMESPath expression.

        Raises:
            click.BadParameter: The expression has an error.
        """
        self._is_table = output == "table" if output else sys.stdout.isatty()
        self._query = None if query is None else _compile(query)

    def body(self, body: bytes, content_type: str, pages: Pages | None) -> None:
        """Show the body of a response.

        Args:
            body: The body.
            content_type: Its media type.
            pages: How a list is shown, or None.
        """
        if not body:
            return
        if "json" not in content_type:
            _raw(body, content_type)
        elif self._query is None and not self._is_table:
            # Formatted and not decoded, so that numbers stay as they are.
            click.echo(msgspec.json.format(body, indent=2))
        else:
            self._show(self._select(json.loads(body)), pages)

    def each(self, objects: Iterable[bytes], pages: Pages) -> None:
        """Show objects, in JSON each on a line of its own as soon as it is there."""
        if self._query is None and not self._is_table:
            for one in objects:
                click.echo(one)
        elif self._is_table:
            selected = [self._select(json.loads(one)) for one in objects]
            _table(selected, pages.columns if self._query is None else ())
        else:
            for one in objects:
                _json(self._select(json.loads(one)), indent=None)

    def stream(self, items: Iterable[Any], content_type: str) -> None:
        """Show a response that the client reads in pieces: the content of a file, or values, each on a line of its own."""
        for item in items:
            if isinstance(item, bytes):
                _raw(item, content_type)
            else:
                _json(self._select(json.loads(encode(item))), indent=None)

    def _select(self, value: Any) -> Any:
        if self._query is None:
            return value
        from jmespath.exceptions import JMESPathError

        try:
            return self._query.search(value)
        except JMESPathError as error:
            raise click.ClickException(
                f"The call succeeded, but --query does not fit the response: {' '.join(str(error).split())}"
            ) from None

    def _show(self, value: Any, pages: Pages | None) -> None:
        if not self._is_table:
            _json(value, indent=2)
        elif pages and self._query is None:
            for name in pages.items:
                value = value[name]
            _table(value, pages.columns)
        else:
            _values(value)


def _compile(query: str) -> ParsedResult:
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return jmespath.compile(query)
    except JMESPathError as error:
        message = f"It is not a JMESPath expression: {' '.join(str(error).split())}"
        raise click.BadParameter(message, param_hint="'--query'") from None


def _raw(body: bytes, content_type: str) -> None:
    if sys.stdout.isatty() and not content_type.startswith("text/"):
        raise click.ClickException(
            f"The response is {content_type or 'binary'}. Write it to a file: add > FILE."
        )
    sys.stdout.buffer.write(body)


def _json(value: Any, indent: int | None) -> None:
    if isinstance(value, str):
        click.echo(_cell(value) if sys.stdout.isatty() else value)
    else:
        click.echo(json.dumps(value, indent=indent, ensure_ascii=False))


def _table(values: Sequence[Any], columns: Sequence[str]) -> None:
    """Print a row for each value, with as many columns as the terminal has room for."""
    from rich.console import Console
    from rich.measure import Measurement
    from rich.table import Table
    from rich.text import Text

    rows: list[Row] = [value if isinstance(value, dict) else {"value": value} for value in values]
    names = [*columns] or list(dict.fromkeys(name for row in rows for name in row))
    if not rows:
        click.echo("No objects.", err=True)
        return
    console = Console(highlight=False)
    while True:
        table = Table(box=None, pad_edge=False)
        for name in names:
            table.add_column(Text(_cell(name)), no_wrap=len(names) > 1)
        for row in rows:
            table.add_row(*(Text(_cell(row.get(name))) for name in names))
        width = Measurement.get(console, console.options, table).maximum
        unlimited = Measurement.get(console, console.options.update(max_width=10_000), table)
        if len(names) <= 1 or max(width, unlimited.maximum) <= console.width:
            break
        names.pop()
    console.print(table)


def _values(value: Any) -> None:
    """Print a list as a table, an object as a line for each field, and anything else as it is."""
    match value:
        case [*values]:
            _table(values, ())
        case dict():
            _fields(cast("Row", value))
        case _:
            click.echo(_cell(value))


def _fields(value: Row) -> None:
    """Print a line for each field of an object."""
    width = max(map(len, value), default=0)
    for name, one in value.items():
        click.echo(f"{_cell(name):{width}}  {_cell(one)}".rstrip())


def _cell(value: Any) -> str:
    """Return a value as text. Characters that could control a terminal are escaped."""
    match value:
        case None:
            text = ""
        case str():
            text = value
        case _:
            text = json.dumps(value, ensure_ascii=False)
    return "".join(_printable(text))


def _printable(text: str) -> Iterator[str]:
    for character in text:
        yield character if character.isprintable() else repr(character)[1:-1]
