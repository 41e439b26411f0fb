"""`azotte-sandbox seed`, `fixtures`, `snapshots` and `reset`: create, save and remove data."""

from __future__ import annotations

from typing import IO

import click
import msgspec

from azotte_sandbox.cli.client import ENVIRONMENT, TENANT, Client, with_control
from azotte_sandbox.cli.running import shown_time, table
from azotte_sandbox.json_values import Json, fields_of


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
@with_control
async def seed(
    control: Client,
    *,
    tenant: str | None,
    environment: str,
    only_examples: bool,
    customers: int,
    random_seed: int,
) -> Json:
    """Create realistic data: customers since the newest object, of up to 90 days, with what they bought."""
    body = {"environment": environment, "random_seed": random_seed, "customers": customers}
    if only_examples:
        body = {"environment": environment, "examples": True}
    seeded: Json = await control.post(f"{await control.path(tenant)}/seed", body)
    if only_examples:
        control.say(f"Created {', '.join(seeded['examples'])}.")
    else:
        control.say(
            f"{seeded['customers']} customers made, {seeded['changes']} renewals and trials' ends done."
        )
    return seeded


@click.command()
@click.argument("file", type=click.File("rb"))
@TENANT
@ENVIRONMENT
@with_control
async def fixtures(
    control: Client, file: IO[bytes], tenant: str | None, environment: str
) -> list[Json]:
    """Perform the operations of a JSON FILE one after another.

    The file has an array of objects with `operation` (an operationId), `path`, `body` and `name`. A text such as
    `${ada:id}` stands for a field of an earlier result.
    """
    try:
        steps: object = msgspec.json.decode(file.read())
    except msgspec.DecodeError as problem:
        raise click.ClickException(
            f"{file.name} is not JSON: {problem}. Write an array of fixtures."
        ) from problem
    body = {"environment": environment, "fixtures": steps}
    created: list[Json] = (await control.post(f"{await control.path(tenant)}/fixtures", body))[
        "data"
    ]
    for each in created:
        name = f"  {each['name']}" if each["name"] else ""
        made = fields_of(each["result"]).get("id", "-")
        control.say(f"{each['operation']}  {made}{name}")
    return created


@click.group()
def snapshots() -> None:
    """Save and restore the data of a tenant."""


@snapshots.command(name="create")
@TENANT
@click.option("--name", help="Name for people.")
@with_control
async def create_snapshot(control: Client, tenant: str | None, name: str | None) -> Json:
    """Save the data and the clock of a tenant, and print the ID of the snapshot."""
    path = await control.path(tenant)
    snapshot: Json = await control.post(f"{path}/snapshots", {"name": name})
    control.say(snapshot["id"])
    return snapshot


@snapshots.command(name="list")
@TENANT
@with_control
async def list_snapshots(control: Client, tenant: str | None) -> list[Json]:
    """List snapshots."""
    found: list[Json] = [
        snapshot
        for one in await control.tenants(tenant)
        for snapshot in (await control.get(f"/tenants/{one}/snapshots"))["data"]
    ]
    if not control.as_json:
        table(
            ("ID", "TENANT", "NAME", "CREATED"),
            [(s["id"], s["tenant"], s["name"], shown_time(s["created"])) for s in found],
        )
    return found


@snapshots.command(name="restore")
@click.argument("snapshot", metavar="ID")
@TENANT
@with_control
async def restore_snapshot(control: Client, snapshot: str, tenant: str | None) -> Json:
    """Replace the data and the clock of a tenant by those of a snapshot."""
    path = await control.path(tenant)
    restored: Json = await control.post(f"{path}/restore", {"snapshot": snapshot})
    control.say(f"{restored['id']} is restored.")
    return restored


@snapshots.command(name="delete")
@click.argument("snapshot", metavar="ID")
@TENANT
@with_control
async def delete_snapshot(control: Client, snapshot: str, tenant: str | None) -> None:
    """Delete a snapshot."""
    await control.delete(f"{await control.path(tenant)}/snapshots/{snapshot}")
    control.say(f"{snapshot} is deleted.")


@click.command()
@click.option("--everything", is_flag=True, help="Also remove tenants, keys and webhook endpoints.")
@click.option("--tenant", help="ID of the only tenant to reset. All by default.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_control
async def reset(control: Client, everything: bool, tenant: str | None, yes: bool) -> None:
    """Remove the data and set the clocks to real time. Keeps tenants, keys and endpoints."""
    if everything and tenant is not None:
        raise click.UsageError(
            "--everything is for all tenants. To remove one, run `azotte-sandbox tenants delete`."
        )
    if not yes:
        click.confirm("Remove all data?", abort=True)
    if tenant is not None:
        await control.post(f"/tenants/{tenant}/reset")
    else:
        await control.post("/reset", {"everything": everything})
    control.say("Everything is removed." if everything else "Data removed.")
