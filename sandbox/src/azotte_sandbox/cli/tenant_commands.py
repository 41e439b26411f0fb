"""`azotte-sandbox tenants`."""

from __future__ import annotations

import click

from azotte_sandbox.cli.running import actor, shown_time, table, with_sandbox
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection


@click.group()
def tenants() -> None:
    """Create and list tenants."""


@tenants.command()
@click.argument("tenant", metavar="[ID]", required=False)
@click.option("--name", help="Name for people.")
@with_sandbox
async def create(sandbox: Sandbox, tenant: str | None, name: str | None) -> None:
    """Create a tenant with bundles and a key of each kind, and print the keys."""
    print_keys(await sandbox.create_tenant(tenant, name, actor()))


@tenants.command(name="list")
@with_sandbox
async def list_(sandbox: Sandbox) -> None:
    """List tenants."""

    async def work(db: Connection) -> list[tuple[object, ...]]:
        rows = await db.fetch("SELECT id, name, created FROM tenant ORDER BY created, id")
        return [(row[0], row[1], shown_time(row[2])) for row in rows]

    table(("ID", "NAME", "CREATED"), await sandbox.store.read(None, work))


def print_keys(issued: list[IssuedKey]) -> None:
    """Print the keys of a new tenant, which cannot be shown again."""
    click.echo(f"Tenant  {issued[0].world.tenant}")
    click.echo("Keys    shown once, keep them:")
    for key in issued:
        click.echo(f"  {key.secret}  {key.kind.type}, {key.kind.environment} ({key.id})")
