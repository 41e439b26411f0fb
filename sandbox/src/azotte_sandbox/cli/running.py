"""Runs a command with an open sandbox, and prints errors as one line."""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import click

from azotte_sandbox.cli.database import check_exists
from azotte_sandbox.contract import ContractError
from azotte_sandbox.errors import OperatorError
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import StoreUnavailableError

P = ParamSpec("P")
R = TypeVar("R")

PROBLEMS = (ContractError, OperatorError, StoreUnavailableError)
"""An error that the user can fix. The message says how."""


def with_sandbox(command: Callable[Concatenate[Sandbox, P], Awaitable[R]]) -> Callable[P, R]:
    """Run a command with an open sandbox, and print errors without a traceback."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        context = click.get_current_context()
        check_text(context)
        settings: Settings = context.obj

        async def opened() -> R:
            check_exists(settings.database)
            sandbox = await Sandbox.open(settings)
            try:
                return await command(sandbox, *args, **options)
            finally:
                await sandbox.close()

        try:
            return asyncio.run(opened())
        except PROBLEMS as problem:
            raise click.ClickException(str(problem)) from problem

    return run


def check_text(context: click.Context) -> None:
    """Reject arguments that are not valid text: the engines cannot store the surrogates that Python uses for other
    bytes.
    """
    for parameter in context.command.params:
        given: object = context.params.get(parameter.name or "")
        texts = cast("tuple[object, ...]", given) if isinstance(given, tuple) else (given,)
        for text in texts:
            try:
                str(text).encode()
            except UnicodeEncodeError as problem:
                raise click.BadParameter(
                    "The value is not UTF-8. Encode it as UTF-8.", context, parameter
                ) from problem


def actor() -> str:
    """Return the name of the user, for the audit trail."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # in a container: OSError from Python 3.13 on
        user = f"uid {os.getuid()}"
    return f"command line, {user}"


def shown_time(moment: int | None) -> str:
    """Return a time as text."""
    if moment is None:
        return "-"
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (ValueError, OverflowError, OSError):  # outside the years 1 to 9999
        return str(moment)


def table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print rows as a table."""
    texts = [heads, *(tuple("-" if cell is None else str(cell) for cell in row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
