"""Runs a command as a client of the control API: of the server that `--server` names, or of the data in this process.

Without `--server` a command opens the data itself and calls the same API without a network. That also works while a server
runs, except for what only that server has: the requests that it received.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast
from urllib.parse import quote

import click
import msgspec

from azotte_sandbox.cli.database import check_exists
from azotte_sandbox.cli.running import PROBLEMS, actor, check_text
from azotte_sandbox.json_values import Json
from azotte_sandbox.sandbox import Sandbox, Settings

P = ParamSpec("P")

TENANT = click.option("--tenant", help="ID of the tenant. Optional if there is only one.")
ENVIRONMENT = click.option(
    "--environment",
    default="development",
    show_default=True,
    help="Environment: development or production.",
)
UNAVAILABLE = 3
"""Exit status if the server cannot be reached."""


class ServerUnavailableError(click.ClickException):
    """The server cannot be reached. The message says what to do."""

    exit_code = UNAVAILABLE


class Client:
    """Calls the control API.

    Args:
        http: An HTTP client with the base URL of the server.
        as_json: Whether results are printed as JSON.
    """

    def __init__(self, http: Any, *, as_json: bool) -> None:
        self._http = http
        self.as_json = as_json

    def say(self, text: str) -> None:
        """Print a line for people, unless results are printed as JSON."""
        if not self.as_json:
            click.echo(text)

    async def path(self, tenant: str | None) -> str:
        """Return the path of the selected tenant, or of the only one."""
        if tenant is not None:
            return f"/tenants/{quote(tenant, safe='')}"
        match await self.tenants(None):
            case [only]:
                return f"/tenants/{only}"
            case []:
                raise click.UsageError("No tenant exists. Run `azotte-sandbox tenants create`.")
            case _:
                raise click.UsageError(
                    "Several tenants exist. Select one with --tenant. See `azotte-sandbox tenants list`."
                )

    async def tenants(self, tenant: str | None) -> list[str]:
        """Return the IDs of the selected tenant, or of all tenants."""
        if tenant is not None:
            return [quote(tenant, safe="")]
        return [one["id"] for one in (await self.get("/tenants"))["data"]]

    async def find(self, path: str) -> Any:
        """Return an object, or None if it does not exist."""
        response = await self._send("GET", path, {}, {})
        return self._read(response) if response.status_code != HTTPStatus.NOT_FOUND else None

    async def get(self, path: str, **query: object) -> Any:
        """Return an object or a list."""
        return await self._call("GET", path, query)

    async def post(self, path: str, body: Mapping[str, object] | None = None) -> Any:
        """Create or change something, and return the result. Fields that are None are not sent."""
        return await self._call("POST", path, {}, body or {})

    async def delete(self, path: str) -> None:
        """Remove something."""
        await self._call("DELETE", path, {})

    async def _call(
        self, method: str, path: str, query: Mapping[str, object], body: Mapping[str, object] = {}
    ) -> Any:
        return self._read(await self._send(method, path, query, body))

    async def _send(
        self, method: str, path: str, query: Mapping[str, object], body: Mapping[str, object]
    ) -> Any:
        import httpx2

        sent = {name: value for name, value in body.items() if value is not None}
        try:
            return await self._http.request(
                method,
                f"/control{path}",
                params={name: value for name, value in query.items() if value is not None},
                headers={"content-type": "application/json"},
                content=msgspec.json.encode(sent) if sent else b"",
            )
        except httpx2.TransportError as error:
            raise ServerUnavailableError(
                f"No server at {self._http.base_url} ({type(error).__name__}). Start it with `azotte-sandbox serve`,"
                " or name another one with --server."
            ) from error

    def _read(self, response: Any) -> Any:
        if response.status_code == HTTPStatus.NO_CONTENT:
            return None
        try:
            result: Any = msgspec.json.decode(response.content)
        except msgspec.DecodeError:
            result = {}
        if response.is_success:
            return result
        message = cast("Json", result).get("error", {}).get("message")
        raise click.ClickException(message or f"The server returned {response.status_code}.")


def with_control(
    command: Callable[Concatenate[Client, P], Awaitable[object]],
) -> Callable[P, None]:
    """Run a command with a client of the control API. What it returns is printed as JSON with `--json`."""
    return _runner(command, None)


def with_server(
    command: Callable[Concatenate[Client, P], Awaitable[object]],
) -> Callable[P, None]:
    """Like `with_control`, for what only a running server has."""
    return _runner(command, DEFAULT_SERVER)


def _runner(
    command: Callable[Concatenate[Client, P], Awaitable[object]], server: str | None
) -> Callable[P, None]:
    @wraps(command)
    def run(*args: P.args, **options: P.kwargs) -> None:
        context = click.get_current_context()
        if context.meta.get(SERVER) is None:
            context.meta[SERVER] = server
        check_text(context)
        as_json = bool(context.meta.get(AS_JSON))

        async def opened() -> object:
            async with _Opened(context) as http:
                return await command(Client(http, as_json=as_json), *args, **options)

        try:
            result = asyncio.run(opened())
        except KeyboardInterrupt:
            return
        except PROBLEMS as problem:
            raise click.ClickException(str(problem)) from problem
        if as_json and result is not None:
            click.echo(msgspec.json.encode(result))

    return run


DEFAULT_SERVER = "http://127.0.0.1:8787"
AS_JSON = "azotte_sandbox.json"
SERVER = "azotte_sandbox.server"
TOKEN_FILE = "azotte_sandbox.token_file"  # noqa: S105  (a name)
"""Keys of the options that every command has, in the meta data of the context."""


class _Opened:
    """An HTTP client of a server, or of the data in this process."""

    def __init__(self, context: click.Context) -> None:
        self._settings: Settings = context.obj
        self._server: str | None = context.meta.get(SERVER)
        self._token_file: Path | None = context.meta.get(TOKEN_FILE)
        self._sandbox: Sandbox | None = None

    async def __aenter__(self) -> Any:
        import httpx2

        if self._server is not None:
            headers: dict[str, str] = {}
            if self._token_file is not None:
                token = self._token_file.read_text(encoding="utf-8").strip()
                headers["authorization"] = f"Bearer {token}"
            self._http = httpx2.AsyncClient(
                base_url=self._server, headers=headers, timeout=None, trust_env=False
            )
            return self._http
        from azotte_sandbox.app import create_app
        from azotte_sandbox.control import Access

        check_exists(self._settings.database)
        self._sandbox = await Sandbox.open(self._settings)
        app: Any = create_app(self._sandbox, control=Access(actor=actor()))
        self._http = httpx2.AsyncClient(
            base_url="http://127.0.0.1", transport=httpx2.ASGITransport(app), timeout=None
        )
        return self._http

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()
        if self._sandbox is not None:
            await self._sandbox.close()
