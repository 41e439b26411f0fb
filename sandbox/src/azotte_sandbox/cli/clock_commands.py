"""`azotte-sandbox clock`: shows and advances the clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from azotte_sandbox.cli.client import Client, with_control
from azotte_sandbox.cli.running import shown_time
from azotte_sandbox.clock import ClockError, parse_duration
from azotte_sandbox.json_values import Json

_TENANT = click.option("--tenant", help="ID of the tenant. All tenants by default.")


@click.group()
def clock() -> None:
    """Show and advance the clocks. Each tenant has one."""


@clock.command()
@_TENANT
@with_control
async def show(control: Client, tenant: str | None) -> list[Json]:
    """Print the time of each clock, and its distance from real time."""
    tenants = await _tenants(control, tenant)
    if not control.as_json:
        for one in tenants:
            now, offset = one["clock"]["now"], one["clock"]["offset_seconds"]
            frozen = ", frozen" if one["clock"]["frozen"] else ""
            click.echo(f"{one['id']}  {shown_time(now)} ({now}), {offset} s ahead{frozen}")
    return tenants


@clock.command()
@click.argument("duration")
@_TENANT
@with_control
async def advance(control: Client, duration: str, tenant: str | None) -> Json:
    """Advance the clock by a DURATION such as 30d or 1d12h.

    Trials end, periods renew, and payments and events are created, with the dates that they would have had.
    """
    parse_duration(duration)
    if tenant is None:
        moved: Json = await control.post("/clock", {"advance": duration})
    else:
        moved = await control.post(f"/tenants/{tenant}/clock", {"advance": duration})
    if not control.as_json:
        click.echo(f"Advanced by {duration}. Changes made: {moved['changes']}.")
    return moved


@clock.command(name="set")
@click.argument("moment")
@_TENANT
@with_control
async def set_(control: Client, moment: str, tenant: str | None) -> list[Json]:
    """Advance the clock to a MOMENT: Unix seconds, or 2027-01-31T12:00:00 in UTC."""
    if moment.isdecimal() and moment.isascii() and len(moment) <= 12:
        target = int(moment)
    else:
        try:
            parsed = datetime.fromisoformat(moment)
        except ValueError as problem:
            raise ClockError(
                f"{moment!r} is not a time. Write Unix seconds, or a time such as 2027-01-31T12:00:00."
            ) from problem
        target = int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    moved: list[Json] = []
    for one in await _tenants(control, tenant):
        moved.append(await control.post(f"/tenants/{one['id']}/clock", {"to": target}))
        if not control.as_json:
            click.echo(f"{one['id']}  {shown_time(target)}. Changes made: {moved[-1]['changes']}.")
    return moved


async def _tenants(control: Client, tenant: str | None) -> list[Json]:
    if tenant is not None:
        return [await control.get(f"/tenants/{tenant}")]
    tenants: Json = await control.get("/tenants")
    return list(tenants["data"])
