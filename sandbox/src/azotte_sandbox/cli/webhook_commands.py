"""`azotte-sandbox webhooks`: manages webhook endpoints, as the portal of the platform does."""

from __future__ import annotations

import click

from azotte_sandbox.cli.running import (
    ENVIRONMENT,
    TENANT,
    shown_time,
    table,
    the_environment,
    the_tenant,
    with_sandbox,
)
from azotte_sandbox.clock import read_now
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection, World
from azotte_sandbox.webhooks import endpoints


@click.group()
def webhooks() -> None:
    """Register endpoints, and list and replay their events."""


@webhooks.command()
@click.argument("url")
@TENANT
@ENVIRONMENT
@click.option(
    "--form",
    type=click.Choice(endpoints.FORMS),
    default=endpoints.FORMS[0],
    show_default=True,
    help="Signature of deliveries: v1 includes the time (t=…,v1=…), sha256 does not (sha256=…).",
)
@click.option(
    "--event", "events_", multiple=True, help="Event type to deliver; repeatable. All by default."
)
@with_sandbox
async def add(
    sandbox: Sandbox,
    *,
    url: str,
    tenant: str | None,
    environment: str,
    form: str,
    events_: tuple[str, ...],
) -> None:
    """Register an endpoint and print its signing secret. It is shown only once."""
    world = World(await the_tenant(sandbox, tenant), the_environment(sandbox, environment))

    async def work(db: Connection) -> tuple[str, str]:
        now = await read_now(db, world.tenant)
        return await endpoints.add(
            db,
            sandbox.ids,
            sandbox.contract,
            world,
            url=url,
            form=form,
            event_types=events_,
            now=now,
        )

    endpoint, secret = await sandbox.store.write(None, work)
    click.echo(f"{secret}  ({endpoint})")


@webhooks.command(name="list")
@with_sandbox
async def list_(sandbox: Sandbox) -> None:
    """List endpoints, without their secrets."""
    table(
        ("ID", "TENANT", "ENVIRONMENT", "URL", "FORM", "STATE", "WAITING", "EVENTS"),
        [
            (
                endpoint.id,
                *endpoint.world,
                endpoint.url,
                endpoint.form,
                "on" if endpoint.enabled else "off",
                endpoint.waiting,
                " ".join(endpoint.event_types) or "all",
            )
            for endpoint in await sandbox.store.read(None, endpoints.all_endpoints)
        ],
    )


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_sandbox
async def rotate(sandbox: Sandbox, endpoint: str) -> None:
    """Create a new signing secret for an endpoint. The old one also signs until the next rotation."""

    async def work(db: Connection) -> str:
        return await endpoints.rotate_secret(db, endpoint)

    click.echo(await sandbox.store.write(None, work))


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_sandbox
async def enable(sandbox: Sandbox, endpoint: str) -> None:
    """Enable an endpoint that returned 410 Gone. Events since then are delivered."""

    async def work(db: Connection) -> None:
        await endpoints.enable(db, endpoint)

    await sandbox.store.write(None, work)
    click.echo(f"{endpoint} is on.")


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_sandbox
async def remove(sandbox: Sandbox, endpoint: str) -> None:
    """Remove an endpoint."""

    async def work(db: Connection) -> None:
        await endpoints.remove(db, endpoint)

    await sandbox.store.write(None, work)
    click.echo(f"{endpoint} is removed.")


@webhooks.command()
@TENANT
@ENVIRONMENT
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@with_sandbox
async def events(sandbox: Sandbox, tenant: str | None, environment: str, limit: int) -> None:
    """Show the newest events and the results of their deliveries."""
    world = World(await the_tenant(sandbox, tenant), the_environment(sandbox, environment))

    async def work(db: Connection) -> list[tuple[object, ...]]:
        rows = await endpoints.recent_events(db, world, limit)
        return [(*row[:3], shown_time(row[3]), *row[4:]) for row in rows]

    table(
        ("EVENT", "TYPE", "OBJECT", "CREATED", "ENDPOINT", "STATE", "ATTEMPTS", "RESULT"),
        await sandbox.store.read(None, work),
    )


@webhooks.command()
@click.argument("event")
@with_sandbox
async def replay(sandbox: Sandbox, event: str) -> None:
    """Deliver an event again, with the same ID and a new signature."""

    async def work(db: Connection) -> int:
        return await endpoints.replay(db, event)

    count = await sandbox.store.write(None, work)
    click.echo(f"{event} will be sent to {count} endpoint{'' if count == 1 else 's'}.")
