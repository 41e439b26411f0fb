"""`azotte-sandbox seed` and `reset`: create and remove data."""

from __future__ import annotations

import click

from azotte_sandbox import examples, seeding
from azotte_sandbox.cli.running import (
    ENVIRONMENT,
    TENANT,
    actor,
    the_environment,
    the_tenant,
    with_sandbox,
)
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import World


@click.command()
@TENANT
@ENVIRONMENT
@click.option(
    "--examples",
    "only_examples",
    is_flag=True,
    help="Create the objects of the API reference's examples instead, so that its samples run as they are.",
)
@click.option("--customers", default=100, show_default=True, type=click.IntRange(1, 10_000_000))
@click.option("--random-seed", default=1, show_default=True, help="Seed of the random data.")
@with_sandbox
async def seed(
    sandbox: Sandbox,
    *,
    tenant: str | None,
    environment: str,
    only_examples: bool,
    customers: int,
    random_seed: int,
) -> None:
    """Create realistic data: customers since the newest object, of up to 90 days, with what they bought."""
    world = World(await the_tenant(sandbox, tenant), the_environment(sandbox, environment))
    if only_examples:
        await examples.create(sandbox, world)
        created = ", ".join(doc["id"] for doc in sandbox.contract.examples.values())
        click.echo(f"Created {created}.")
        return
    with click.progressbar(length=customers, label="Customers") as bar:
        await seeding.seed(sandbox, world, customers, random_seed, bar.update)
    click.echo("Creating the payments since then …")
    steps = await seeding.catch_up(sandbox)
    click.echo(f"{customers} customers made, {steps} renewals and trials' ends done.")


@click.command()
@click.option("--everything", is_flag=True, help="Also remove tenants, keys and webhook endpoints.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_sandbox
async def reset(sandbox: Sandbox, everything: bool, yes: bool) -> None:
    """Remove the data and set the clock to real time. Keeps tenants, keys and endpoints."""
    if not yes:
        click.confirm("Remove all data?", abort=True)
    await sandbox.reset(everything, actor())
    click.echo("Everything is removed." if everything else "Data removed.")
