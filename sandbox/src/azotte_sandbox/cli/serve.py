"""`azotte-sandbox serve`."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import click

from azotte_sandbox import limits
from azotte_sandbox.cli.running import PROBLEMS
from azotte_sandbox.cli.tenants import print_keys
from azotte_sandbox.contract import Contract
from azotte_sandbox.contract.checking import Checking
from azotte_sandbox.keys import IssuedKey
from azotte_sandbox.sandbox import Sandbox, Settings


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    default=8787,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="0 lets the system choose one.",
)
@click.option(
    "--limits",
    "profile",
    default="platform",
    show_default=True,
    help="Rate limits: platform, relaxed, off, or figures as development=100/10,tenant=2000/100.",
)
@click.option(
    "--limiter",
    metavar="URL",
    help="Count requests in Valkey or Redis, for servers on several machines: valkey://host:6379/0.",
)
@click.option(
    "--check",
    type=click.Choice([mode.value for mode in Checking]),
    default=Checking.REPORT.value,
    show_default=True,
    help="What happens to an answer of the server's own that the contract does not allow.",
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--tls-cert", type=click.Path(path_type=Path), help="Serve HTTPS with this.")
@click.option("--tls-key", type=click.Path(path_type=Path), help="The certificate's private key.")
@click.option("--plain-http", is_flag=True, help="Serve plain HTTP to other machines too.")
@click.option("--trusted-proxy", multiple=True, help="A proxy that ends TLS: address or network.")
@click.pass_obj
def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    profile: str,
    limiter: str | None,
    check: str,
    workers: int,
    tls_cert: Path | None,
    tls_key: Path | None,
    plain_http: bool,
    trusted_proxy: tuple[str, ...],
) -> None:
    """Serve the API. The first start makes a tenant and its keys, and prints them."""
    # Here, not above: the other commands start in half the time without the server.
    from azotte_sandbox import serving
    from azotte_sandbox.tls import TransportError, transport

    settings = replace(settings, checking=Checking(check))
    try:
        how = transport(
            host,
            certificate=tls_cert,
            key=tls_key,
            plain_http=plain_http,
            trusted_proxies=trusted_proxy,
        )
        contract = Contract.load(settings.contract)
        issued = asyncio.run(_prepare(settings, contract, profile, limiter))
        listener = serving.listen(host, port)
    except (*PROBLEMS, TransportError, limits.LimitsError) as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(
            f"{host}:{port} can not be listened on: {problem.strerror}. Choose another --port."
        ) from problem
    scheme = "https" if how.ssl_context else "http"
    address = f"[{host}]" if ":" in host else host
    url = f"{scheme}://{address}:{listener.getsockname()[1]}"
    if issued:
        print_keys(issued)
        _print_first_call(url, issued)
    click.echo(f"Listening on {url}")
    how_to_serve = serving.Serving(host, how, profile, workers, limiter)
    serving.run(settings, contract, how_to_serve, listener)


async def _prepare(
    settings: Settings, contract: Contract, profile: str, limiter: str | None
) -> list[IssuedKey]:
    """Check what can be checked before listening; the keys of the first start."""
    from azotte_sandbox.serving import limiter_on_server

    sandbox = await Sandbox.open(settings, contract)
    try:
        if limits.policy(profile, contract) and limiter is not None:
            await limiter_on_server(limiter, limits.Unlimited()).close()
        return await sandbox.create_first_tenant()
    finally:
        await sandbox.close()


def _print_first_call(url: str, issued: list[IssuedKey]) -> None:
    key = next(
        key for key in issued if (key.kind.type, key.kind.environment) == ("secret", "development")
    )
    click.echo("\nTry it:\n")
    click.echo(
        f'  curl {url}/v1/bundles -H "x-api-key: {key.secret}" -H "x-tn: {key.world.tenant}"\n'
    )
