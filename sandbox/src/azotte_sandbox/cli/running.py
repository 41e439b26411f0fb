"""Runs a command with an open sandbox, and prints errors as one line."""

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
"""An error that the user can fix. The message says how."""

TENANT = click.option("--tenant", help="ID of the tenant. Optional if there is only one.")
ENVIRONMENT = click.option(
    "--environment",
    default="development",
    show_default=True,
    help="Environment: development or production.",
)


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


async def the_tenant(sandbox: Sandbox, given: str | None) -> str:
    """Return the selected tenant, or the only one.

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
            raise click.UsageError("No tenant exists. Run `azotte-sandbox tenants create`.")
        case _:
            raise click.UsageError(
                "Several tenants exist. Select one with --tenant. See `azotte-sandbox tenants list`."
            )


def the_environment(sandbox: Sandbox, given: str) -> str:
    """Return the selected environment, as the contract spells it."""
    if given not in sandbox.environments:
        raise click.BadParameter(
            f"{given!r} is not an environment. Use {' or '.join(sandbox.environments)}.",
            param_hint="--environment",
        )
    return given


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
