"""What a start prints: where the data is, who to call as, a call to try, and how to start over."""

from __future__ import annotations

import click

from azotte_sandbox.cli.database import program
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection
from azotte_sandbox.store.engines import location


async def greet(
    sandbox: Sandbox, database: str, url: str, issued: list[IssuedKey], *, control: bool
) -> None:
    """Print what a user needs to make the first call.

    Args:
        sandbox: The opened sandbox.
        database: Where its data is.
        url: The server's origin.
        issued: The keys that this start created, production keys included; none at later starts.
        control: Whether the server has the control API.
    """
    this = program(database)
    await show_keys(sandbox, database, issued)
    for key in issued or await sandbox.kept_keys():
        if (key.kind.type, key.kind.environment) == ("secret", "development"):
            call = (
                f'curl {url}/v1/bundles -H "x-api-key: {key.secret}" -H "x-tn: {key.world.tenant}"'
            )
            click.echo(f"\nTry it:\n\n  {call}\n")
            break
    if control:
        click.echo(f"Control it in tests   {url}/control")
    click.echo(f"Show the keys again   {this} keys show")
    click.echo(f"Start over            {this} reset\n")


async def show_keys(sandbox: Sandbox, database: str, issued: list[IssuedKey]) -> None:
    """Print where the data is, the first tenant and its keys.

    Args:
        sandbox: The opened sandbox.
        database: Where its data is.
        issued: Keys that are new, to be shown once; without any those that are kept.
    """
    this = program(database)
    click.echo(f"Data    {location(database)}")
    keys = issued or await sandbox.kept_keys()
    if not keys:
        tenant = await sandbox.store.read(None, _first_tenant)
        if tenant is None:
            click.echo(f"Tenant  none yet. Create one: {this} serve")
        else:
            click.echo(f"Tenant  {tenant}")
            click.echo(f"Keys    none that can be shown again. Create one: {this} keys create")
        return
    click.echo(f"Tenant  {keys[0].world.tenant}")
    click.echo("Keys")
    for key in keys:
        once = "" if key.kind.environment == "development" else ", shown once: keep it"
        click.echo(f"  {key.secret}  {key.kind.type}, {key.kind.environment} ({key.id}){once}")


async def _first_tenant(db: Connection) -> str | None:
    row = await db.fetch_one("SELECT id FROM tenant ORDER BY created, id LIMIT 1")
    return None if row is None else str(row[0])
