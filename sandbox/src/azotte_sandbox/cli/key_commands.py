"""`azotte-sandbox keys`: creates and manages API keys, as the portal of the platform does."""

from __future__ import annotations

import click
import msgspec

from azotte_sandbox.cli.client import AS_JSON, ENVIRONMENT, TENANT, Client, with_control
from azotte_sandbox.cli.greeting import show_keys
from azotte_sandbox.cli.running import shown_time, table, with_sandbox
from azotte_sandbox.json_values import Json
from azotte_sandbox.sandbox import Sandbox


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
@with_control
async def create(
    control: Client,
    *,
    tenant: str | None,
    environment: str,
    type_: str,
    name: str | None,
    expires_in: str | None,
    per_minute: int | None,
    burst: int | None,
) -> Json:
    """Create a key and print it. It is shown only once."""
    if per_minute is None and burst is not None:
        raise click.UsageError("--burst needs --per-minute.")
    body = {
        "environment": environment,
        "type": type_,
        "name": name,
        "expires_in": expires_in,
        "per_minute": per_minute,
        "burst": burst,
    }
    issued: Json = await control.post(f"{await control.path(tenant)}/keys", body)
    _print(control, issued)
    return issued


@keys.command(name="import")
@click.argument("key")
@TENANT
@click.option("--name", help="Name for people.")
@with_control
async def import_(control: Client, key: str, tenant: str | None, name: str | None) -> Json:
    """Import an existing development key, such as the documentation's.

    Such keys are public, so a server accepts them only if it listens on loopback.
    """
    path = await control.path(tenant)
    issued: Json = await control.post(f"{path}/keys/import", {"key": key, "name": name})
    control.say(issued["id"])
    return issued


@keys.command()
@with_sandbox
async def show(sandbox: Sandbox) -> None:
    """Show the development keys of the first tenant again."""
    if not click.get_current_context().meta.get(AS_JSON):
        await show_keys(sandbox, sandbox.database, [])
        return
    kept = [
        {
            "id": key.id,
            "key": key.secret,
            "tenant": key.world.tenant,
            "type": key.kind.type,
            "environment": key.kind.environment,
        }
        for key in await sandbox.kept_keys()
    ]
    click.echo(msgspec.json.encode(kept))


@keys.command(name="list")
@TENANT
@with_control
async def list_(control: Client, tenant: str | None) -> list[Json]:
    """List keys, without their secrets."""
    found: list[Json] = [
        {"tenant": one, **key}
        for one in await control.tenants(tenant)
        for key in (await control.get(f"/tenants/{one}/keys"))["data"]
    ]
    if not control.as_json:
        table(
            ("ID", "KEY", "TENANT", "TYPE", "ENVIRONMENT", "STATE", "EXPIRES", "LAST USED", "NAME"),
            [
                (
                    key["id"],
                    f"{key['public_part']}…",
                    key["tenant"],
                    key["type"],
                    key["environment"],
                    key["state"],
                    shown_time(key["expires_at"]),
                    shown_time(key["last_used_at"]),
                    key["name"],
                )
                for key in found
            ],
        )
    return found


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option(
    "--overlap",
    default="24h",
    show_default=True,
    help="Time that both keys work, up to 7d. 0s ends the old key immediately.",
)
@with_control
async def rotate(control: Client, key_id: str, overlap: str) -> Json:
    """Replace a key and print the new one. It is shown only once, and inherits the old key's expiry."""
    path = await _path_of(control, key_id)
    issued: Json = await control.post(f"{path}/keys/{key_id}/rotate", {"overlap": overlap})
    _print(control, issued)
    return issued


@keys.command()
@click.argument("key_id", metavar="ID")
@click.option("--reason", help="Reason, for the audit trail.")
@with_control
async def revoke(control: Client, key_id: str, reason: str | None) -> None:
    """Revoke a key immediately and permanently."""
    path = await _path_of(control, key_id)
    await control.post(f"{path}/keys/{key_id}/revoke", {"reason": reason})
    control.say(f"{key_id} is revoked.")


@keys.command()
@TENANT
@with_control
async def audit(control: Client, tenant: str | None) -> list[Json]:
    """Show the audit trail of keys."""
    found: list[Json] = [
        {"tenant": one, **entry}
        for one in await control.tenants(tenant)
        for entry in (await control.get(f"/tenants/{one}/key-audit"))["data"]
    ]
    if not control.as_json:
        table(
            ("AT", "TENANT", "ENVIRONMENT", "KEY", "WHAT", "WHO", "DETAILS"),
            [
                (
                    shown_time(entry["at"]),
                    entry["tenant"],
                    entry["environment"],
                    entry["key"],
                    entry["action"],
                    entry["actor"],
                    msgspec.json.encode(entry["details"]).decode(),
                )
                for entry in found
            ],
        )
    return found


async def _path_of(control: Client, key_id: str) -> str:
    for one in await control.tenants(None):
        for key in (await control.get(f"/tenants/{one}/keys"))["data"]:
            if key["id"] == key_id:
                return f"/tenants/{one}"
    raise click.ClickException(f"No such key: '{key_id}'. Run `azotte-sandbox keys list`.")


def _print(control: Client, issued: Json) -> None:
    control.say(f"{issued['key']}  ({issued['id']})")
    if issued["expires_at"] is not None:
        control.say(f"Expires at {shown_time(issued['expires_at'])}.")
