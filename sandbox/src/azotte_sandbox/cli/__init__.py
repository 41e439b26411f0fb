"""The `azotte-sandbox` command line, one module a group of commands.

The commands are clients of the control API. The API of the platform has none of them, so a leaked key cannot create keys
or tenants, or advance a clock.
"""

from __future__ import annotations

from pathlib import Path

import click

from azotte_sandbox import __version__
from azotte_sandbox.cli import client
from azotte_sandbox.cli import database as databases
from azotte_sandbox.cli.clock_commands import clock
from azotte_sandbox.cli.data_commands import fixtures, reset, seed, snapshots
from azotte_sandbox.cli.failure_commands import failures
from azotte_sandbox.cli.key_commands import keys
from azotte_sandbox.cli.log_commands import logs
from azotte_sandbox.cli.serve_command import serve
from azotte_sandbox.cli.tenant_commands import tenants
from azotte_sandbox.cli.webhook_commands import listen, trigger, webhooks
from azotte_sandbox.sandbox import Settings


@click.group(context_settings={"auto_envvar_prefix": "AZOTTE_SANDBOX"})
@click.option(
    "--database",
    default=databases.DEFAULT,
    show_default=True,
    help=databases.HELP,
)
@click.option(
    "--contract",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Bundled contract to serve instead of the built-in one.",
)
@click.option("--server", help=databases.SERVER_HELP)
@click.option(
    "--control-token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the token of that server's control API, if it requires one.",
)
@click.option("--seeded-ids", metavar="SEED", help="Create the same IDs in each run, for tests.")
@click.version_option(__version__)
@click.pass_context
def main(
    context: click.Context,
    database: str,
    contract: Path | None,
    server: str | None,
    control_token_file: Path | None,
    seeded_ids: str | None,
) -> None:
    """A local server with the behaviour of the Azotte platform.

    Each option is also an environment variable, for example AZOTTE_SANDBOX_DATABASE, AZOTTE_SANDBOX_SERVE_PORT.
    """
    context.obj = Settings(database, contract, seeded_ids=seeded_ids)
    context.meta[client.SERVER] = server
    context.meta[client.TOKEN_FILE] = control_token_file


for command in (
    serve,
    tenants,
    keys,
    clock,
    seed,
    fixtures,
    snapshots,
    reset,
    webhooks,
    trigger,
    listen,
    failures,
    logs,
):
    main.add_command(command)
databases.accept_everywhere(main)
