"""`azotte-sandbox tenants`: creates, lists and deletes tenants."""

from __future__ import annotations

import asyncio

import click

from azotte_sandbox.cli.client import Client, with_control
from azotte_sandbox.cli.running import shown_time, table
from azotte_sandbox.json_values import Json


@click.group()
def tenants() -> None:
    """Create, list and delete tenants."""


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
@click.option("--ids-seed", help="Create objects with the same IDs in each run.")
@click.option("--time", type=int, help="Time of the clock, in Unix seconds. Real time by default.")
@click.option("--frozen", is_flag=True, help="Let the clock stand still until it is advanced.")
@click.option("--snapshot", help="ID of a snapshot with the first data.")
@with_control
async def create(
    control: Client,
    *,
    tenant: str | None,
    name: str | None,
    count: int,
    with_examples: bool,
    ids_seed: str | None,
    time: int | None,
    frozen: bool,
    snapshot: str | None,
) -> list[Json]:
    """Create a tenant with bundles and a key of each kind, and print its keys, this once."""
    if tenant is not None and count > 1:
        raise click.UsageError("An ID names one tenant. Leave out the ID or --count.")
    body = {
        "id": tenant,
        "name": name,
        "ids_seed": ids_seed,
        "time": time,
        "frozen": frozen,
        "snapshot": snapshot,
    }
    # Together, so that they share commits.
    tenants: list[Json] = await asyncio.gather(
        *(control.post("/tenants", body) for _ in range(count))
    )
    for one in tenants:
        if with_examples:
            await control.post(f"/tenants/{one['id']}/seed", {"examples": True})
        control.say(f"Tenant  {one['id']}")
        control.say("Keys    shown once, keep them:")
        for key in one["keys"]:
            control.say(f"  {key['key']}  {key['type']}, {key['environment']} ({key['id']})")
    return tenants


@tenants.command(name="list")
@with_control
async def list_(control: Client) -> list[Json]:
    """List tenants."""
    tenants: list[Json] = (await control.get("/tenants"))["data"]
    if not control.as_json:
        table(
            ("ID", "NAME", "CREATED"),
            [(one["id"], one["name"], shown_time(one["created"])) for one in tenants],
        )
    return tenants


@tenants.command()
@click.argument("tenant", metavar="ID")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_control
async def delete(control: Client, tenant: str, yes: bool) -> None:
    """Delete a tenant with its data, keys and webhook endpoints."""
    if not yes:
        click.confirm(f"Delete {tenant} with everything that belongs to it?", abort=True)
    await control.delete(f"/tenants/{tenant}")
    control.say(f"{tenant} is deleted.")
