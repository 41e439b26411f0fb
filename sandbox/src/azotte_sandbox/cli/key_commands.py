"""`azotte-sandbox keys`: creates and manages API keys, as the portal of the platform does."""

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
@click.option("--name", help="Name for people.")
@click.option("--expires-in", help="Lifetime of the key, such as 90d. Unlimited by default.")
@click.option("--per-minute", type=int, help="Rate limit of this key, instead of the server's.")
@click.option("--burst", type=int, help="Burst of that rate limit.")
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
    """Create a key and print it. It is shown only once."""
    manager = sandbox.keys(actor())
    kind = manager.kind(type_, the_environment(sandbox, environment))
    whose = await the_tenant(sandbox, tenant)
    rate = _rate(per_minute, burst)
    lifetime = parse_duration(expires_in) if expires_in else None

    async def work(db: Connection) -> IssuedKey:
        now = await read_now(db, whose)
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
@click.option("--name", help="Name for people.")
@with_sandbox
async def import_(sandbox: Sandbox, key: str, tenant: str | None, name: str | None) -> None:
    """Import an existing development key, such as the documentation's.

    Such keys are public, so a server accepts them only if it listens on loopback.
    """
    whose = await the_tenant(sandbox, tenant)

    async def work(db: Connection) -> IssuedKey:
        return await sandbox.keys(actor()).import_literal(
            db, whose, key, await read_now(db, whose), name=name
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

    async def work(db: Connection) -> tuple[dict[str, int], list[StoredKey]]:
        found = await lifecycle.all_keys(db, tenant)
        return {owner: await read_now(db, owner) for owner in {key.tenant for key in found}}, found

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
                _state(key, now[key.tenant]),
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
    help="Time that both keys work, up to 7d. 0s ends the old key immediately.",
)
@with_sandbox
async def rotate(sandbox: Sandbox, key_id: str, overlap: str) -> None:
    """Replace a key and print the new one. It is shown only once, and inherits the old key's expiry."""
    seconds = parse_duration(overlap)

    async def work(db: Connection) -> IssuedKey:
        keys_ = sandbox.keys(actor())
        now = await read_now(db, (await keys_.find(db, key_id)).tenant)
        new = await keys_.rotate(db, key_id, now, seconds)
        await kept_keys.replace(db, key_id, new)
        return new

    issued = await sandbox.store.write(None, work)
    _print(issued)


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option("--reason", help="Reason, for the audit trail.")
@with_sandbox
async def revoke(sandbox: Sandbox, key_id: str, reason: str | None) -> None:
    """Revoke a key immediately and permanently."""

    async def work(db: Connection) -> None:
        keys_ = sandbox.keys(actor())
        now = await read_now(db, (await keys_.find(db, key_id)).tenant)
        await keys_.revoke(db, key_id, now, reason)

    await sandbox.store.write(None, work)
    click.echo(f"{key_id} is revoked.")


@keys.command()
@TENANT
@with_sandbox
async def audit(sandbox: Sandbox, tenant: str | None) -> None:
    """Show the audit trail of keys."""
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
        click.echo(f"Expires at {shown_time(issued.expires_at)}.")


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
