"""Where the data is: the `--database` option in any position, and a data file for each project folder."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from azotte_sandbox.sandbox import Settings
from azotte_sandbox.store import StoreUnavailableError
from azotte_sandbox.store.engines import location, sqlite_path

DEFAULT = str(Path(".azotte") / "sandbox.db")
"""In the current folder, so that each project has data of its own."""
HELP = "Where the data is: a file's path, or a postgresql:// URL."
SERVER_HELP = "URL of a running server to use instead of the data, such as http://127.0.0.1:8787."
_EVERYWHERE = {"database": HELP, "server": SERVER_HELP, "json": "Print JSON."}


def accept_everywhere(group: click.Group) -> None:
    """Let every command below a group take `--database`, `--server` and `--json` too; the last one given counts."""
    for command in group.commands.values():
        for name, help_ in _EVERYWHERE.items():
            is_taken = any(f"--{name}" in parameter.opts for parameter in command.params)
            if not is_taken and (name == "database" or command.name != "serve"):
                command.params.append(
                    click.Option(
                        [f"--{name}"],
                        is_flag=name == "json",
                        default=None,
                        help=help_,
                        expose_value=False,
                        allow_from_autoenv=False,
                        callback=_use,
                    )
                )
        if isinstance(command, click.Group):
            accept_everywhere(command)


def _use(context: click.Context, parameter: click.Parameter, value: Any) -> None:
    settings: Settings = context.obj
    if not value:
        return
    if parameter.name == "database":
        context.obj = replace(settings, database=value)
    else:
        context.meta[f"azotte_sandbox.{parameter.name}"] = value


def check_exists(database: str) -> None:
    """Check that there is a data file.

    Raises:
        StoreUnavailableError: There is none; the message says what to do.
    """
    path = sqlite_path(database)
    try:
        found = path is None or path.exists()
    except OSError:
        return  # opening it says why
    if not found:
        raise StoreUnavailableError(
            f"There is no data file {location(database)}. Create it with `azotte-sandbox serve`, or"
            " choose another with --database."
        )


def create_folder(database: str) -> None:
    """Create the project's data folder, which Git ignores, if the data is to be there.

    Raises:
        StoreUnavailableError: The folder cannot be created.
    """
    folder = Path(DEFAULT).parent
    if database != DEFAULT or folder.exists():
        return
    try:
        folder.mkdir(mode=0o700)
        (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise StoreUnavailableError(
            f"Cannot create the folder {folder.absolute()}: {error.strerror}. Start in a folder that you"
            " can write to, or choose a data file with --database."
        ) from error


def program(database: str) -> str:
    """Return how to call this program on the same data, from the same folder."""
    if database == DEFAULT or sqlite_path(database) is None:  # a URL may hold a password
        return "azotte-sandbox"
    return f"azotte-sandbox --database {shlex.quote(database)}"
