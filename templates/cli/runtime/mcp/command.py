"""The command `azotte mcp`."""

from __future__ import annotations

from typing import Any

import click

from azotte.cli.api_commands import ACCOUNT


def _serve(allow_environment: tuple[str, ...], unconfirmed_writes: bool, **account: Any) -> None:
    try:
        from azotte.cli.mcp.server import serve
    except ModuleNotFoundError:
        raise click.ClickException(
            "The MCP server needs more packages. Run: pip install 'azotte[mcp]'"
        ) from None
    serve(account, allow_environment, unconfirmed_writes)


command: click.Command = click.Command(
    "mcp",
    params=[
        click.Option(
            ["--allow-environment"],
            metavar="NAME",
            multiple=True,
            help="Accept keys of this environment. Keys of the sandbox's environment are always accepted.",
        ),
        click.Option(
            ["--unconfirmed-writes"],
            is_flag=True,
            help="Make writes without confirmation if the MCP client cannot ask for it. Otherwise they are rejected.",
        ),
        *ACCOUNT,
    ],
    callback=_serve,
    help="Serve the API to an agent, as an MCP server on standard input and output.\n\n"
    "The agent can call what the key can call. Each write needs a confirmation.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
