"""The root command and the exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import click
from click.shell_completion import get_completion_class

from azotte import __version__, errors
from azotte.cli.api_commands import OperationGroup
from azotte.cli.groups import API_KEY_VARIABLE, ERROR_STATUSES, GROUPS, TENANT_VARIABLE
from azotte.cli.mcp.command import command as mcp
from azotte.cli.profiles import login, profiles

UNEXPECTED = 1
USAGE = 2
NO_RESPONSE = 3
REJECTED_KEY = 4
INTERRUPTED = 130


def run(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code."""
    try:
        code: int | None = root.main([*arguments], prog_name="azotte", standalone_mode=False)
        return code or 0
    except click.Abort:
        return _failed("Interrupted.", INTERRUPTED)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except errors.RefusedError as error:
        message = f"{error.args[0]} To override this check, add --allow {error.reason}."
        return _failed(message, REJECTED_KEY)
    except errors.AzotteError as error:
        return _failed(str(error), _exit_code(error))


def _failed(message: str, code: int) -> int:
    click.echo(f"Error: {message}", err=True)
    return code


def _exit_code(error: errors.AzotteError) -> int:
    match error:
        case errors.APIStatusError(type=type, status=status):
            return _of_status(min(ERROR_STATUSES.get(type or "", (status,))))
        case errors.APIConnectionError():
            return NO_RESPONSE
        case errors.InvalidArgumentError():
            return USAGE
        case _:
            return UNEXPECTED


def _of_status(status: int) -> int:
    """Return the exit code of an error type by its first status: 40 for 400, 69 for 429, 100 for 500.

    It stays the same when the contract gets more error types, and is less than the 126 that shells use.
    """
    return (status - 360 if status < 500 else status - 400) if 400 <= status < 520 else UNEXPECTED


class _Root(click.Group):
    """The commands of the contract, each imported when it is used, and those of the command line itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*GROUPS, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in GROUPS:
            module = import_module(f"azotte.cli.groups.{GROUPS[cmd_name]}")
            return OperationGroup(cmd_name, module.GROUP)
        return super().get_command(ctx, cmd_name)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Environment variables"):
            formatter.write_dl(
                [
                    (API_KEY_VARIABLE, "API key. Without it, the key is that of the profile."),
                    (TENANT_VARIABLE, "ID of the tenant of that key."),
                    ("AZOTTE_BASE_URL", "URL of the API, for example that of a sandbox."),
                ]
            )
        with formatter.section("Exit codes"):
            formatter.write_dl(
                [
                    ("0", "Success."),
                    (str(UNEXPECTED), "Any other error."),
                    (str(USAGE), "The command has an error. Nothing was sent."),
                    (str(NO_RESPONSE), "No response: the network failed, or time ran out."),
                    (
                        str(REJECTED_KEY),
                        "The key must not be used for this call. Nothing was sent.",
                    ),
                    *(
                        (
                            str(_of_status(min(statuses))),
                            f"API error {type} ({', '.join(map(str, statuses))}).",
                        )
                        for type, statuses in sorted(
                            ERROR_STATUSES.items(), key=lambda item: min(item[1])
                        )
                    ),
                    (str(INTERRUPTED), "Interrupted."),
                ]
            )


@click.group(cls=_Root, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def root() -> None:
    """Call the Azotte API.

    Run `azotte COMMAND --help` to see the commands of a resource, and examples of each.
    """


@root.command()
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str) -> None:
    """Print the script that completes commands in a shell.

    For bash, add this line to ~/.bashrc: eval "$(azotte completion bash)"
    """
    completer = get_completion_class(shell)
    assert completer is not None  # one of the three above
    click.echo(completer(root, {}, "azotte", "_AZOTTE_COMPLETE").source())


root.add_command(login)
root.add_command(mcp)
root.add_command(profiles)
