"""`azotte-sandbox tenants`."""

from __future__ import annotations

import asyncio

import click
import msgspec

from azotte_sandbox import examples
from azotte_sandbox.cli.running import actor, shown_time, table, with_sandbox
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection, World


@click.group()
def tenants() -> None:
    """Create and list tenants."""


@tenants.command()
@click.argument("tenant", metavar="[ID]", required=False)
@click.option("--name", help="What people call it.")
@click.option(
    "--count",
    default=1,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="How many to create.",
)
@click.option(
    "--examples",
    "with_examples",
    is_flag=True,
    help="Create the objects of the API reference's examples too, as development data.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of the tenants.")
@with_sandbox
async def create(
    sandbox: Sandbox,
    *,
    tenant: str | None,
    name: str | None,
    count: int,
    with_examples: bool,
    as_json: bool,
) -> None:
    """Create a tenant with bundles and a key of each kind, and print its keys, this once."""
    if tenant is not None and count > 1:
        raise click.UsageError("An ID names one tenant. Leave out the ID or --count.")
    # Together, so that they share commits.
    created = await asyncio.gather(
        *(sandbox.create_tenant(tenant, name, actor()) for _ in range(count))
    )
    if with_examples:
        for issued in created:
            await examples.create(sandbox, World(issued[0].world.tenant, "development"))
    if as_json:
        click.echo(msgspec.json.encode([_document(issued) for issued in created]))
    else:
        for issued in created:
            print_keys(issued)


@tenants.command(name="list")
@with_sandbox
async def list_(sandbox: Sandbox) -> None:
    """List tenants."""

    async def work(db: Connection) -> list[tuple[object, ...]]:
        rows = await db.fetch("SELECT id, name, created FROM tenant ORDER BY created, id")
        return [(row[0], row[1], shown_time(row[2])) for row in rows]

    table(("ID", "NAME", "CREATED"), await sandbox.store.read(None, work))


def _document(issued: list[IssuedKey]) -> dict[str, object]:
    return {
        "id": issued[0].world.tenant,
        "keys": [
            {
                "id": key.id,
                "key": key.secret,
                "type": key.kind.type,
                "environment": key.kind.environment,
            }
            for key in issued
        ],
    }


def print_keys(issued: list[IssuedKey]) -> None:
    """Print the keys of a new tenant, which cannot be shown again."""
    click.echo(f"Tenant  {issued[0].world.tenant}")
    click.echo("Keys    shown once, keep them:")
    for key in issued:
        click.echo(f"  {key.secret}  {key.kind.type}, {key.kind.environment} ({key.id})")
