"""`azotte-sandbox clock`: shows and advances the clock."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from azotte_sandbox import clock as moving
from azotte_sandbox.cli.running import shown_time, with_sandbox
from azotte_sandbox.sandbox import Sandbox


@click.group()
def clock() -> None:
    """Show and advance the clock."""


@clock.command()
@with_sandbox
async def show(sandbox: Sandbox) -> None:
    """Print the time of the clock, and its distance from real time."""
    offset = await sandbox.store.read(None, moving.read_offset)
    now = await sandbox.store.read(None, moving.read_now)
    click.echo(f"{shown_time(now)} ({now}), {offset} s ahead")


@clock.command()
@click.argument("duration")
@with_sandbox
async def advance(sandbox: Sandbox, duration: str) -> None:
    """Advance the clock by a DURATION such as 30d or 1d12h.

    Trials end, periods renew, and payments and events are created, with the dates that they would have had.
    """
    seconds = moving.parse_duration(duration)
    await _move(sandbox, await sandbox.store.read(None, moving.read_now) + seconds)


@clock.command(name="set")
@click.argument("moment")
@with_sandbox
async def set_(sandbox: Sandbox, moment: str) -> None:
    """Advance the clock to a MOMENT: Unix seconds, or 2027-01-31T12:00:00 in UTC."""
    if moment.isdecimal() and moment.isascii() and len(moment) <= 12:
        target = int(moment)
    else:
        try:
            parsed = datetime.fromisoformat(moment)
        except ValueError as problem:
            raise moving.ClockError(
                f"{moment!r} is not a time. Write Unix seconds, or a time such as 2027-01-31T12:00:00."
            ) from problem
        target = int((parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp())
    await _move(sandbox, target)


async def _move(sandbox: Sandbox, target: int) -> None:
    start = await sandbox.store.read(None, moving.read_now)
    with click.progressbar(length=max(target - start, 1), label="Moving", show_eta=False) as bar:
        reached = start

        def progress(now: int) -> None:
            nonlocal reached
            bar.update(now - reached)
            reached = now

        steps = await moving.move_to(sandbox.store, sandbox.ids, sandbox.checker, target, progress)
        progress(target)
    click.echo(f"The clock is at {shown_time(target)}. Changes made: {steps}.")
