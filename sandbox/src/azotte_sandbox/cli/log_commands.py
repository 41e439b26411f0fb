"""`azotte-sandbox logs`: shows the requests that a running server received."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import click
import msgspec

from azotte_sandbox.cli.client import Client, with_server
from azotte_sandbox.json_values import Json

WAIT_SECONDS = 20


@click.group()
def logs() -> None:
    """Show the requests that a running server received."""


@logs.command()
@click.option("--tenant", help="ID of the tenant.")
@click.option("--operation", help="operationId of the contract.")
@click.option("--method", help="HTTP method.")
@click.option("--status", help="Status such as 404, or a class such as 4xx.")
@click.option("--key", help="ID of an API key.")
@click.option("--bodies", is_flag=True, help="Also print request and response bodies.")
@click.option(
    "--lines",
    default=10,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="Number of earlier requests to print.",
)
@click.option("--follow/--no-follow", default=True, help="Wait for new requests. The default.")
@with_server
async def tail(
    control: Client,
    /,
    *,
    tenant: str | None,
    bodies: bool,
    lines: int,
    follow: bool,
    **filters: str | None,
) -> None:
    """Print the newest requests, and new ones as they arrive. With --json, one object a line."""
    last: int | None = None
    while True:
        found: list[Json] = (
            await control.get(
                "/requests",
                tenant=tenant,
                after=last,
                limit=lines if last is None else 1000,
                wait=0 if last is None else WAIT_SECONDS,
                **filters,
            )
        )["data"]
        for request in found:
            if control.as_json:
                click.echo(msgspec.json.encode(request))
            else:
                _print(request, bodies=bodies)
        if not follow:
            return
        # Numbers start with 1: after 0 are all.
        last = found[-1]["sequence"] if found else last or 0


def _print(request: Json, *, bodies: bool) -> None:
    moment = datetime.fromtimestamp(request["at"], UTC).strftime("%H:%M:%S")
    words = [
        moment,
        request["method"],
        request["path"],
        str(request["status"] or "cut"),
        f"{request['duration_ms']:.0f} ms",
        request["id"],
    ]
    for name in ("operation", "tenant", "error", "failure"):
        if request[name]:
            words.append(f"{name}={request[name]}")
    if request["replayed"]:
        words.append("replayed")
    click.echo(" ".join(words))
    if bodies:
        for label, name in ((">", "request_body"), ("<", "response_body")):
            text: str = request[name]
            with contextlib.suppress(msgspec.DecodeError):
                text = msgspec.json.format(text, indent=2)
            for line in text.splitlines():
                click.echo(f"  {label} {line}")
