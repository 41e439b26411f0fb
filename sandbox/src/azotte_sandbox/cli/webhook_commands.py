"""`azotte-sandbox webhooks`, `trigger` and `listen`: endpoints, events and deliveries."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime

import click
import msgspec

from azotte_sandbox.cli.client import ENVIRONMENT, TENANT, Client, with_control
from azotte_sandbox.cli.running import shown_time, table
from azotte_sandbox.json_values import Json
from azotte_sandbox.webhooks import endpoints

WAIT_SECONDS = 20


@click.group()
def webhooks() -> None:
    """Register endpoints, and show, send and resend events."""


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
@with_control
async def add(
    control: Client,
    *,
    url: str,
    tenant: str | None,
    environment: str,
    form: str,
    events_: tuple[str, ...],
) -> Json:
    """Register an endpoint and print its signing secret. It is shown only once."""
    body = {"url": url, "environment": environment, "form": form, "events": list(events_)}
    path = await control.path(tenant)
    endpoint: Json = await control.post(f"{path}/webhook-endpoints", body)
    control.say(f"{endpoint['secret']}  ({endpoint['id']})")
    return endpoint


@webhooks.command(name="list")
@with_control
async def list_(control: Client) -> list[Json]:
    """List endpoints, without their secrets."""
    found = await _endpoints(control)
    if not control.as_json:
        table(
            ("ID", "TENANT", "ENVIRONMENT", "URL", "FORM", "STATE", "WAITING", "EVENTS"),
            [
                (
                    each["id"],
                    each["tenant"],
                    each["environment"],
                    each["url"],
                    each["form"],
                    "on" if each["enabled"] else "off",
                    each["waiting"],
                    " ".join(each["events"]) or "all",
                )
                for each in found
            ],
        )
    return found


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_control
async def rotate(control: Client, endpoint: str) -> Json:
    """Create a new signing secret for an endpoint. The old one also signs until the next rotation."""
    rotated: Json = await control.post(f"{await _path(control, endpoint)}/rotate-secret")
    control.say(rotated["secret"])
    return rotated


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_control
async def enable(control: Client, endpoint: str) -> None:
    """Enable an endpoint that returned 410 Gone. Events since then are delivered."""
    await control.post(f"{await _path(control, endpoint)}/enable")
    control.say(f"{endpoint} is on.")


@webhooks.command()
@click.argument("endpoint", metavar="ID")
@with_control
async def remove(control: Client, endpoint: str) -> None:
    """Remove an endpoint."""
    await control.delete(await _path(control, endpoint))
    control.say(f"{endpoint} is removed.")


@webhooks.command()
@TENANT
@ENVIRONMENT
@click.option("--type", "type_", help="Event type, such as payment.failed.")
@click.option("--object", "subject", help="ID of the object that the events are about.")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000))
@with_control
async def events(
    control: Client,
    *,
    tenant: str | None,
    environment: str,
    type_: str | None,
    subject: str | None,
    limit: int,
) -> list[Json]:
    """Show the newest events and the results of their deliveries."""
    found: list[Json] = (
        await control.get(
            f"{await control.path(tenant)}/events",
            environment=environment,
            type=type_,
            subject=subject,
            limit=limit,
        )
    )["data"]
    if not control.as_json:
        names = ("endpoint", "state", "attempts", "result")
        nothing: list[Json] = [{}]
        table(
            ("EVENT", "TYPE", "OBJECT", "CREATED", "ENDPOINT", "STATE", "ATTEMPTS", "RESULT"),
            [
                (
                    event["id"],
                    event["type"],
                    event["subject"],
                    shown_time(event["created"]),
                    *(delivery.get(name) for name in names),
                )
                for event in found
                for delivery in event["deliveries"] or nothing
            ],
        )
    return found


@webhooks.command()
@click.argument("event")
@TENANT
@with_control
async def show(control: Client, event: str, tenant: str | None) -> Json:
    """Show an event, and each attempt to deliver it."""
    path = await _path_of_event(control, event, tenant)
    found: Json = await control.get(f"{path}/events/{event}")
    attempts: list[Json] = (
        await control.get(f"{path}/delivery-attempts", event=event, limit=1000)
    )["data"]
    if not control.as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(found["body"]), indent=2))
        for attempt in attempts:
            _print(attempt)
    return found | {"attempts": attempts}


@webhooks.command(name="resend")
@click.argument("event")
@TENANT
@click.option("--endpoint", help="ID of the only endpoint to deliver to.")
@with_control
async def resend(control: Client, event: str, tenant: str | None, endpoint: str | None) -> Json:
    """Deliver an event again, with the same ID and a new signature."""
    path = await _path_of_event(control, event, tenant)
    sent: Json = await control.post(f"{path}/events/{event}/resend", {"endpoint": endpoint})
    count = sent["endpoints"]
    control.say(f"{event} will be sent to {count} endpoint{'' if count == 1 else 's'}.")
    return sent


@webhooks.command()
@click.argument("type_", metavar="TYPE")
@TENANT
@ENVIRONMENT
@click.option("--data", help="Data of the event as JSON. Defaults to the example of the contract.")
@click.option("--endpoint", help="ID of the only endpoint to deliver to.")
@click.option("--no-check", is_flag=True, help="Also send what violates the contract.")
@with_control
async def send(
    control: Client,
    *,
    type_: str,
    tenant: str | None,
    environment: str,
    data: str | None,
    endpoint: str | None,
    no_check: bool,
) -> Json:
    """Send an event of a TYPE with any data, signed. Nothing else changes."""
    try:
        decoded: object = None if data is None else msgspec.json.decode(data)
    except msgspec.DecodeError as problem:
        raise click.BadParameter(f"{problem}. Write JSON.", param_hint="--data") from problem
    body = {
        "type": type_,
        "environment": environment,
        "data": decoded,
        "endpoint": endpoint,
        "check": not no_check,
    }
    event: Json = await control.post(f"{await control.path(tenant)}/events", body)
    control.say(event["id"])
    return event


@click.command()
@click.argument("type_", metavar="TYPE")
@TENANT
@ENVIRONMENT
@with_control
async def trigger(control: Client, type_: str, tenant: str | None, environment: str) -> Json:
    """Make an event of a TYPE such as payment.failed happen, with operations of the API.

    An event that needs time, such as subscription.renewed, advances the clock of the tenant.
    """
    body = {"type": type_, "environment": environment}
    triggered: Json = await control.post(f"{await control.path(tenant)}/trigger", body)
    control.say(f"{triggered['event']['id']}  after {', '.join(triggered['operations'])}")
    if triggered["advanced_seconds"]:
        control.say(f"The clock was advanced by {triggered['advanced_seconds']} s.")
    return triggered


@click.command()
@TENANT
@ENVIRONMENT
@click.option("--forward-to", metavar="URL", help="Also deliver events to this URL until the end.")
@click.option("--type", "type_", help="Event type, such as payment.failed.")
@click.option("--endpoint", help="ID of an endpoint.")
@click.option("--failed", is_flag=True, help="Only failed attempts.")
@with_control
async def listen(
    control: Client,
    *,
    tenant: str | None,
    environment: str,
    forward_to: str | None,
    type_: str | None,
    endpoint: str | None,
    failed: bool,
) -> None:
    """Print each attempt to deliver an event as it happens. With --json, one object a line."""
    path = await control.path(tenant)
    added: str | None = None
    try:
        newest = (await control.get(f"{path}/delivery-attempts", limit=1))["data"]
        last: int = newest[-1]["id"] if newest else 0
        if forward_to is not None:
            body: Json = {"url": forward_to, "environment": environment}
            if type_ is not None:
                body["events"] = [type_]
            forwarding: Json = await control.post(f"{path}/webhook-endpoints", body)
            added = forwarding["id"]
            control.say(f"Signing secret  {forwarding['secret']}")
        control.say("Listening. Press Ctrl-C to stop.")
        while True:
            found: list[Json] = (
                await control.get(
                    f"{path}/delivery-attempts",
                    environment=environment,
                    type=type_,
                    endpoint=endpoint,
                    failed=str(failed).lower(),
                    after=last,
                    wait=WAIT_SECONDS,
                )
            )["data"]
            for attempt in found:
                if control.as_json:
                    click.echo(msgspec.json.encode(attempt))
                else:
                    _print(attempt)
                last = attempt["id"]
    except asyncio.CancelledError:
        return
    finally:
        if added is not None:
            with contextlib.suppress(click.ClickException):
                await control.delete(f"{path}/webhook-endpoints/{added}")


async def _endpoints(control: Client) -> list[Json]:
    return [
        {"tenant": one, **endpoint}
        for one in await control.tenants(None)
        for endpoint in (await control.get(f"/tenants/{one}/webhook-endpoints"))["data"]
    ]


async def _path(control: Client, endpoint: str) -> str:
    for each in await _endpoints(control):
        if each["id"] == endpoint:
            return f"/tenants/{each['tenant']}/webhook-endpoints/{endpoint}"
    raise click.ClickException(
        f"No such endpoint: '{endpoint}'. Run `azotte-sandbox webhooks list`."
    )


async def _path_of_event(control: Client, event: str, tenant: str | None) -> str:
    for one in await control.tenants(tenant):
        if await control.find(f"/tenants/{one}/events/{event}") is not None:
            return f"/tenants/{one}"
    raise click.ClickException(f"No such event: '{event}'. Run `azotte-sandbox webhooks events`.")


def _print(attempt: Json) -> None:
    moment = datetime.fromtimestamp(attempt["at"], UTC).strftime("%H:%M:%S")
    retry = (
        "" if attempt["retry_at"] is None else f", retry at {shown_time(attempt['retry_at'])[11:]}"
    )
    click.echo(
        f"{moment} {attempt['type']} {attempt['event']} -> {attempt['url']}"
        f" attempt {attempt['attempt']}: {attempt['status'] or attempt['reason']}"
        f" in {attempt['duration_ms']} ms{retry}"
    )
    for line in attempt["response"].splitlines()[:5]:
        click.echo(f"  < {line}")
