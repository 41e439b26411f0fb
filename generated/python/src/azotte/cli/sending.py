# Copied from templates/cli/runtime/sending.py: edit there, not here.
"""Makes the call of a command, or prints it as a cURL command."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from azotte import Azotte, encode, errors
from azotte.cli.groups import API_KEY_VARIABLE, TENANT_VARIABLE
from azotte.cli.option_types import parse_json
from azotte.cli.printing import Printer
from azotte.cli.profiles import find_account
from azotte.cli.table import BodyKind, Command
from azotte.transports import HttpRequest, HttpResponse, TransportError


def call(
    resource: str, command: Command, arguments: dict[str, Any], options: Mapping[str, Any]
) -> None:
    """Make the call of a command and show the response.

    Args:
        resource: Name of the resource in the client.
        command: The command.
        arguments: Arguments of the client's function.
        options: Values of the common options.

    Raises:
        AzotteError: The call failed.
    """
    printer = Printer(options["output"], options["query"])
    operation = import_module(f"azotte.api.{resource}.{command.operation}")
    transport = _DryRun() if options["curl"] else None
    with Azotte(**client_arguments(options), transport=transport) as client:
        try:
            if command.pages and options.get("all"):
                pages = getattr(getattr(client, resource), command.pages.method)(**arguments)
                printer.each(map(encode, pages), command.pages)
            else:
                response = client.send(operation.call(**arguments))
                media_type = response.headers.get("content-type", "")
                # What the client reads in pieces has to be closed. Its body is not in memory.
                if hasattr(response.result, "close"):
                    with response.result as stream:
                        printer.stream(stream, media_type)
                else:
                    printer.body(response.body, media_type, command.pages)
        except errors.APIConnectionError as error:
            if not options["curl"]:
                raise
            click.echo(error.curl)
    if options["curl"] and API_KEY_VARIABLE not in os.environ:
        click.echo(f"Set {API_KEY_VARIABLE} before you run the command.", err=True)


def client_arguments(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of a client that select its key.

    Args:
        options: Values of the options `ACCOUNT`.

    Raises:
        click.ClickException: There is no key or no tenant.
    """
    account = find_account(options["profile"])
    tenant_id: str | None = options["tenant_id"] or account.tenant_id
    if not tenant_id:
        raise click.UsageError(f"There is no tenant. Set {TENANT_VARIABLE}, or add --tenant-id.")
    return {
        "api_key": account.api_key,
        "tenant_id": tenant_id,
        "base_url": options["base_url"] or account.base_url,
        "allow": options["allow"],
    }


def read_body(text: str, kind: BodyKind) -> Any:
    """Return the request body that an option names.

    Args:
        text: The body, `@` and a file, or `-` for the standard input.
        kind: What the body is.

    Raises:
        click.BadParameter: The file cannot be read, or is not JSON.
    """
    try:
        if text == "-":
            content = sys.stdin.buffer.read()
        elif text.startswith("@"):
            content = Path(text[1:]).read_bytes()
        else:
            content = text.encode(errors="surrogateescape")
        if kind == "bytes":
            return content
        decoded = content.decode()
        return decoded if kind == "text" else parse_json(decoded)
    except OSError as error:
        message = f"{text[1:]} cannot be read: {error.strerror}."
    except UnicodeDecodeError:
        message = "It is not UTF-8."
    except click.BadParameter as error:
        message = error.message
    raise click.BadParameter(message, param_hint="'--body'")


class _DryRun:
    """A transport that sends nothing. The client's error has the request as a cURL command."""

    verified = True

    def send(self, request: HttpRequest) -> HttpResponse:
        raise TransportError("Nothing was sent.", sent=False, retryable=False)

    def close(self) -> None:
        pass
