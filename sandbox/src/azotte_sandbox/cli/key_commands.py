"""`azotte-sandbox keys`: what the platform's portal does with API keys."""

from __future__ import annotations

import click

from azotte_sandbox import kept_keys, limits
from azotte_sandbox import keys as lifecycle
from azotte_sandbox.cli.greeting import show_keys
from azotte_sandbox.cli.running import (
    ENVIRONMENT,
    TENANT,
    actor,
    shown_time,
    table,
    the_environment,
    the_tenant,
    with_sandbox,
)
from azotte_sandbox.clock import parse_duration, read_now
from azotte_sandbox.contract import Rate
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox
from azotte_sandbox.store import Connection, StoredKey


@click.group()
def keys() -> None:
    """Create, list, rotate and revoke API keys."""


@keys.command()
@TENANT
@ENVIRONMENT
@click.option("--type", "type_", default="secret", show_default=True, help="secret or publishable.")
@click.option("--name", help="What people call it.")
@click.option("--expires-in", help="How long it is good, such as 90d; for ever if left out.")
@click.option("--per-minute", type=int, help="Its own rate limit, in place of the server's.")
@click.option("--burst", type=int, help="How many requests may come at once under that limit.")
@with_sandbox
async def create(
    sandbox: Sandbox,
    *,
    tenant: str | None,
    environment: str,
    type_: str,
    name: str | None,
    expires_in: str | None,
    per_minute: int | None,
    burst: int | None,
) -> None:
    """Issue a key and print it, this once."""
    manager = sandbox.keys(actor())
    kind = manager.kind(type_, the_environment(sandbox, environment))
    whose = await the_tenant(sandbox, tenant)
    rate = _rate(per_minute, burst)
    lifetime = parse_duration(expires_in) if expires_in else None

    async def work(db: Connection) -> IssuedKey:
        now = await read_now(db)
        return await manager.create(
            db,
            whose,
            kind,
            now,
            name=name,
            expires_at=None if lifetime is None else now + lifetime,
            rate=rate,
        )

    issued = await sandbox.store.write(None, work)
    _print(issued)


@keys.command(name="import")
@click.argument("key")
@TENANT
@click.option("--name", help="What people call it.")
@with_sandbox
async def import_(sandbox: Sandbox, key: str, tenant: str | None, name: str | None) -> None:
    """Take a development key as it is, such as the documentation's.

    Everyone knows such a key: a server takes it only while it listens on loopback.
    """
    whose = await the_tenant(sandbox, tenant)

    async def work(db: Connection) -> IssuedKey:
        return await sandbox.keys(actor()).import_literal(
            db, whose, key, await read_now(db), name=name
        )

    issued = await sandbox.store.write(None, work)
    click.echo(issued.id)


@keys.command()
@with_sandbox
async def show(sandbox: Sandbox) -> None:
    """Show the development keys of the first tenant again."""
    await show_keys(sandbox, sandbox.database, [])


@keys.command(name="list")
@TENANT
@with_sandbox
async def list_(sandbox: Sandbox, tenant: str | None) -> None:
    """List keys, without their secrets."""
    if tenant is not None:
        await the_tenant(sandbox, tenant)

    async def work(db: Connection) -> tuple[int, list[StoredKey]]:
        return await read_now(db), await lifecycle.all_keys(db, tenant)

    now, found = await sandbox.store.read(None, work)
    table(
        ("ID", "KEY", "TENANT", "TYPE", "ENVIRONMENT", "STATE", "EXPIRES", "LAST USED", "NAME"),
        [
            (
                key.id,
                f"{key.public_part.decode()}…",
                key.tenant,
                key.type,
                key.environment,
                _state(key, now),
                shown_time(key.expires_at),
                shown_time(key.last_used_at),
                key.name,
            )
            for key in found
        ],
    )


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option(
    "--overlap",
    default="24h",
    show_default=True,
    help="How long both keys are good, at most 7d; 0s ends the old one now.",
)
@with_sandbox
async def rotate(sandbox: Sandbox, key_id: str, overlap: str) -> None:
    """Replace a key and print the new one, this once; it is good for as long as the old one was to be."""
    seconds = parse_duration(overlap)

    async def work(db: Connection) -> IssuedKey:
        new = await sandbox.keys(actor()).rotate(db, key_id, await read_now(db), seconds)
        await kept_keys.replace(db, key_id, new)
        return new

    issued = await sandbox.store.write(None, work)
    _print(issued)


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option("--reason", help="Why, for the audit trail.")
@with_sandbox
async def revoke(sandbox: Sandbox, key_id: str, reason: str | None) -> None:
    """End a key at once and for good."""

    async def work(db: Connection) -> None:
        await sandbox.keys(actor()).revoke(db, key_id, await read_now(db), reason)

    await sandbox.store.write(None, work)
    click.echo(f"{key_id} is revoked.")


@keys.command()
@TENANT
@with_sandbox
async def audit(sandbox: Sandbox, tenant: str | None) -> None:
    """Show what happened to keys."""
    if tenant is not None:
        await the_tenant(sandbox, tenant)

    async def work(db: Connection) -> list[tuple[object, ...]]:
        return [(shown_time(row[0]), *row[1:]) for row in await lifecycle.audit_trail(db, tenant)]

    table(
        ("AT", "TENANT", "ENVIRONMENT", "KEY", "WHAT", "WHO", "DETAILS"),
        await sandbox.store.read(None, work),
    )


def _print(issued: IssuedKey) -> None:
    click.echo(f"{issued.secret}  ({issued.id})")
    if issued.expires_at is not None:
        click.echo(f"It is good until {shown_time(issued.expires_at)}.")


def _rate(per_minute: int | None, burst: int | None) -> Rate | None:
    if per_minute is None:
        if burst is not None:
            raise click.UsageError("--burst needs --per-minute.")
        return None
    try:
        return limits.checked_rate(per_minute, per_minute if burst is None else burst)
    except limits.LimitsError as problem:
        raise click.UsageError(str(problem)) from problem


def _state(key: StoredKey, now: int) -> str:
    if key.revoked_at is not None:
        return "revoked"
    if not key.is_good(now):
        return "expired"
    return "replaced" if key.replaced_by else "good"
