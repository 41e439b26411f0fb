"""`azotte-sandbox serve`."""

from __future__ import annotations

import asyncio
import errno
import sys
from dataclasses import replace
from pathlib import Path
from socket import socket

import click

from azotte_sandbox import examples, limits, logs
from azotte_sandbox.cli.database import create_folder
from azotte_sandbox.cli.greeting import greet
from azotte_sandbox.cli.running import PROBLEMS
from azotte_sandbox.contract import Contract
from azotte_sandbox.contract.checking import Checking
from azotte_sandbox.control.access import Access, AccessError
from azotte_sandbox.sandbox import Sandbox, Settings
from azotte_sandbox.store import World
from azotte_sandbox.transport import Transport, TransportError, transport


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8787,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on, or 0 for any free port.",
)
@click.option(
    "--limits",
    "profile",
    default="relaxed",
    show_default=True,
    help="Rate limits: relaxed (a thousand times the platform's), platform, off, or rates such as"
    " development=100/10,tenant=2000/100.",
)
@click.option(
    "--limiter",
    metavar="URL",
    help="Count requests in Valkey or Redis, for several servers: valkey://host:6379/0.",
)
@click.option(
    "--check",
    type=click.Choice([mode.value for mode in Checking]),
    default=Checking.REPORT.value,
    show_default=True,
    help="What to do with a response that violates the contract.",
)
@click.option(
    "--tls-cert",
    type=click.Path(path_type=Path),
    help="PEM file with the certificate, to serve HTTPS.",
)
@click.option(
    "--tls-key",
    type=click.Path(path_type=Path),
    help="PEM file with the private key of the certificate.",
)
@click.option("--plain-http", is_flag=True, help="Also serve plain HTTP to other machines.")
@click.option(
    "--trusted-proxy", multiple=True, help="Address or network of a proxy that terminates TLS."
)
@click.option(
    "--log-format",
    type=click.Choice(["auto", *(form.value for form in logs.Format)]),
    default="auto",
    show_default=True,
    help="How the log is written; auto is text on a terminal and JSON elsewhere.",
)
@click.option(
    "--control",
    type=click.Choice(["local", "remote", "off"]),
    default="local",
    show_default=True,
    help="Who can call the control API under /control: programs on this machine, if no other machine can reach the"
    " server; also other machines; or nobody.",
)
@click.option(
    "--control-host",
    multiple=True,
    help="With --control remote: name of this server in the URL of its clients; repeatable.",
)
@click.option(
    "--control-token-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the token that the control API requires, 32 characters or more.",
)
@click.pass_obj
def serve(
    settings: Settings,
    *,
    host: str,
    port: int,
    profile: str,
    limiter: str | None,
    check: str,
    log_format: str,
    tls_cert: Path | None,
    tls_key: Path | None,
    plain_http: bool,
    trusted_proxy: tuple[str, ...],
    control: str,
    control_host: tuple[str, ...],
    control_token_file: Path | None,
) -> None:
    """Serve the API.

    Prints where the data is and the development keys of the first tenant. The first start creates that tenant, with the
    objects of the API reference's examples.
    """
    # Here, not above: the other commands start in half the time without the server.
    from azotte_sandbox import server

    settings = replace(settings, checking=Checking(check))
    try:
        how = transport(
            host,
            certificate=tls_cert,
            key=tls_key,
            plain_http=plain_http,
            trusted_proxies=trusted_proxy,
        )
        access = _access(control, control_host, control_token_file, how)
        contract = Contract.load(settings.contract)
        counter = _limiter(limiter, limits.policy(profile, contract))
        # Before data is stored, because the keys that the first start prints cannot be shown again.
        listener = server.listen(host, port)
    except (*PROBLEMS, TransportError, AccessError, limits.LimitsError) as problem:
        raise click.ClickException(str(problem)) from problem
    except OSError as problem:
        raise click.ClickException(_cannot_listen(host, port, problem)) from problem
    if log_format == "auto":
        log_format = "text" if sys.stderr.isatty() else "json"
    with listener, asyncio.Runner(loop_factory=server.event_loop) as runner:
        try:
            create_folder(settings.database)
            runner.run(
                _serve(
                    settings,
                    contract,
                    profile,
                    counter,
                    how,
                    access,
                    listener,
                    host,
                    logs.Format(log_format),
                )
            )
        except PROBLEMS as problem:
            raise click.ClickException(str(problem)) from problem
        finally:
            logs.close()


async def _serve(
    settings: Settings,
    contract: Contract,
    profile: str,
    limiter: limits.Limiter | None,
    how: Transport,
    access: Access | None,
    listener: socket,
    host: str,
    log_format: logs.Format,
) -> None:
    from azotte_sandbox import server
    from azotte_sandbox.app import create_app

    sandbox = await Sandbox.open(settings, contract)
    logs.configure(log_format=log_format)
    try:
        app = create_app(sandbox, limits=profile, limiter=limiter, transport=how, control=access)
        scheme = "https" if how.certificate else "http"
        address = f"[{host}]" if ":" in host else host
        url = f"{scheme}://{address}:{listener.getsockname()[1]}"
        issued = await sandbox.create_first_tenant()
        if issued:
            await _create_examples(sandbox, issued[0].world.tenant)
        await greet(sandbox, settings.database, url, issued, control=access is not None)
        click.echo(f"Listening on {url}")
        await server.serve(app, listener, how)
    finally:
        if limiter is not None:
            await limiter.close()
        await sandbox.close()


def _access(
    control: str, hosts: tuple[str, ...], token_file: Path | None, how: Transport
) -> Access | None:
    """Return who can call the control API.

    Raises:
        AccessError: The options contradict each other.
    """
    try:
        token = None if token_file is None else token_file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise AccessError(f"--control-token-file {token_file} cannot be read.") from problem
    if control == "remote":
        if not hosts:
            raise AccessError(
                "--control remote needs the name of this server in the URL of its clients. Pass --control-host."
            )
        return Access(hosts, token)
    if hosts:
        raise AccessError("--control-host is only for --control remote. Pass both, or neither.")
    # Behind a proxy each client seems to be on this machine.
    return Access(token=token) if control == "local" and how.private else None


def _limiter(url: str | None, policy: limits.Policy | None) -> limits.Limiter | None:
    if url is None or policy is None:
        return None
    try:
        from azotte_sandbox.valkey_limiter import ValkeyLimiter
    except ModuleNotFoundError as error:
        raise limits.LimitsError(
            "--limiter needs one more package: pip install 'azotte-sandbox[redis]'."
        ) from error
    return ValkeyLimiter(url, limits.MemoryLimiter())


async def _create_examples(sandbox: Sandbox, tenant: str) -> None:
    try:
        await examples.create(sandbox, World(tenant, "development"))
    except examples.ExamplesError as problem:  # of another --contract, whose examples need not fit
        logs.event("examples_not_created", level="warning", reason=str(problem))


def _cannot_listen(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is in use, perhaps by another azotte-sandbox. Choose another --port, for"
            f" example `serve --port {port + 1 if port < 65535 else 0}`; with 0 the system chooses one."
        )
    return f"Cannot listen on {host}:{port}: {problem.strerror}. Choose another --host or --port."
