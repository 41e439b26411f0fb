"""How a command runs: with the sandbox opened, and with problems told as one line."""

from __future__ import annotations

import asyncio
import getpass
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import partial, wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

import click

from azotte_sandbox.catalogue import TenantError, check_tenant
from azotte_sandbox.cli.database import check_exists
from azotte_sandbox.clock import ClockError
from azotte_sandbox.contract import ContractError
from azotte_sandbox.examples import ExamplesError
from azotte_sandbox.keys import ApiKeyError
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import Connection, StoreUnavailableError
from azotte_sandbox.webhooks.endpoints import EndpointError

P = ParamSpec("P")
R = TypeVar("R")

PROBLEMS = (
    ClockError,
    ContractError,
    EndpointError,
    ExamplesError,
    ApiKeyError,
    StoreUnavailableError,
    TenantError,
)
"""What a user can put right; the message says how."""

TENANT = click.option("--tenant", help="The tenant's id; not needed while there is only one.")
ENVIRONMENT = click.option(
    "--environment",
    default="development",
    show_default=True,
    help="Which of the tenant's worlds: development or production.",
)


def with_sandbox(command: Callable[Concatenate[Sandbox, P], Awaitable[R]]) -> Callable[P, R]:
    """Run a command with the sandbox opened, and tell problems without a traceback."""

    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> R:
        context = click.get_current_context()
        _check_text(context)
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


def _check_text(context: click.Context) -> None:
    """Refuse arguments that are no text: neither engine stores the bytes that Python keeps as surrogates."""
    for parameter in context.command.params:
        given: object = context.params.get(parameter.name or "")
        texts = cast("tuple[object, ...]", given) if isinstance(given, tuple) else (given,)
        for text in texts:
            try:
                str(text).encode()
            except UnicodeEncodeError as problem:
                raise click.BadParameter(
                    "This is no text. Write it in UTF-8.", context, parameter
                ) from problem


def actor() -> str:
    """Who runs the command, for the audit trail."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # in a container: OSError from Python 3.13 on
        user = f"uid {os.getuid()}"
    return f"command line, {user}"


async def the_tenant(sandbox: Sandbox, given: str | None) -> str:
    """The tenant that was named, or the only one there is.

    Raises:
        TenantError: there is none with the name that was given.
    """
    if given is not None:
        await sandbox.store.read(None, partial(check_tenant, tenant=given))
        return given

    async def work(db: Connection) -> list[str]:
        return [str(row[0]) for row in await db.fetch("SELECT id FROM tenant ORDER BY id LIMIT 2")]

    match await sandbox.store.read(None, work):
        case [only]:
            return only
        case []:
            raise click.UsageError("There is no tenant yet. Run `azotte-sandbox tenants create`.")
        case _:
            raise click.UsageError(
                "There are several tenants: name one with --tenant. See `azotte-sandbox tenants list`."
            )


def the_environment(sandbox: Sandbox, given: str) -> str:
    """The environment that was named, as the contract spells it."""
    if given not in sandbox.environments:
        raise click.BadParameter(
            f"{given!r} is none of {', '.join(sandbox.environments)}.", param_hint="--environment"
        )
    return given


def shown_time(moment: int | None) -> str:
    """A moment for people."""
    if moment is None:
        return "-"
    try:
        return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (ValueError, OverflowError, OSError):  # no year of the calendar: 1 to 9999
        return str(moment)


def table(heads: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    """Print rows in columns."""
    texts = [heads, *(tuple("-" if cell is None else str(cell) for cell in row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        click.echo(line.rstrip())
