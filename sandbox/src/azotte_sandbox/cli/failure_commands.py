"""`azotte-sandbox failures`: lets requests fail on purpose."""

from __future__ import annotations

import click

from azotte_sandbox.cli.client import ENVIRONMENT, TENANT, Client, with_control
from azotte_sandbox.cli.running import table
from azotte_sandbox.failures import Kind
from azotte_sandbox.json_values import Json


@click.group()
def failures() -> None:
    """Let requests fail on purpose."""


@failures.command()
@click.argument("type_", metavar="TYPE", type=click.Choice([kind.value for kind in Kind]))
@TENANT
@ENVIRONMENT
@click.option("--operation", help="operationId of the requests. All operations by default.")
@click.option("--key", help="ID of the API key of the requests. All keys by default.")
@click.option("--status", type=int, help="Status, for an error.")
@click.option("--code", help="Error code of the contract, for an error.")
@click.option("--retry-after", type=int, help="Seconds, for rate_limit and maintenance.")
@click.option("--latency-ms", type=int, help="Milliseconds to wait before.")
@click.option("--times", type=int, help="Number of requests. Until it is removed by default.")
@with_control
async def add(
    control: Client, /, *, type_: str, tenant: str | None, environment: str, **rule: object
) -> Json:
    """Let requests fail as TYPE says.

    error: rejected with a status or code. rate_limit: rejected with 429. maintenance: rejected with 503.
    cut_connection: no effect and no response. lose_response: the effect takes place, and the response is lost.
    latency: the response comes later.
    """
    body = {"type": type_, "environment": environment, **rule}
    created: Json = await control.post(f"{await control.path(tenant)}/failures", body)
    control.say(created["id"])
    return created


@failures.command(name="list")
@TENANT
@with_control
async def list_(control: Client, tenant: str | None) -> list[Json]:
    """List the rules in the order in which they are tried."""
    found: list[Json] = [
        {"tenant": one, **rule}
        for one in await control.tenants(tenant)
        for rule in (await control.get(f"/tenants/{one}/failures"))["data"]
    ]
    if not control.as_json:
        names = ("id", "tenant", "environment", "type", "status", "operation", "key", "times")
        heads = tuple(name.upper() for name in names)
        table(heads, [tuple(rule[name] for name in names) for rule in found])
    return found


@failures.command()
@click.argument("failure", metavar="[ID]", required=False)
@TENANT
@with_control
async def remove(control: Client, failure: str | None, tenant: str | None) -> None:
    """Remove a rule, or all rules of the tenant."""
    path = f"{await control.path(tenant)}/failures"
    await control.delete(path if failure is None else f"{path}/{failure}")
    control.say(f"{failure or 'Every rule'} is removed.")
