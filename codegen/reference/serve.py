"""Serves the reference on this machine, with a sandbox of its own behind the same origin."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from azotte_sandbox.sandbox import Sandbox, Settings

_LISTENING = "Listening on "
# What a browser says of itself and of the page. The sandbox refuses a secret key that comes from a page, and rightly: this one
# was made for this page, and goes with it.
_NOT_PASSED_ON = {"host", "origin", "referer", "cookie", "connection", "content-length"}


@dataclass(frozen=True)
class RunningSandbox:
    """A sandbox that listens, and what to call it with.

    Attributes:
        url: Its origin.
        tenant: A tenant with data to look at.
        keys: The tenant's key of each kind, by prefix.
    """

    url: str
    tenant: str
    keys: dict[str, str]


def serve(site: Path, port: int) -> None:
    """Serve a built reference until it is interrupted.

    Args:
        site: The folder that `codegen.reference.site.build` made.
        port: The port on 127.0.0.1; 0 for a free one.
    """
    contract = json.loads((site / "openapi.json").read_text(encoding="utf-8"))
    with running_sandbox() as sandbox:
        server = uvicorn.Server(
            uvicorn.Config(
                application(site, sandbox, contract),
                port=port,
                log_level="warning",
                # What is passed on has its own.
                date_header=False,
                server_header=False,
            )
        )
        listener = server.config.bind_socket()
        host, port = listener.getsockname()[:2]
        print(
            f"Reading on http://{host}:{port}/, with a sandbox behind it; Ctrl-C ends both.",
            flush=True,
        )
        server.run([listener])


@contextmanager
def running_sandbox() -> Generator[RunningSandbox]:
    """Run a sandbox with a tenant and some data, and forget it all at the end."""
    with tempfile.TemporaryDirectory() as folder:
        database = str(Path(folder) / "sandbox.db")
        tenant, keys = asyncio.run(_new_tenant(database))
        command = [sys.executable, "-m", "azotte_sandbox", "--database", database]
        # Found where this process finds it, installed or not.
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
        subprocess.run(
            [*command, "seed", "--tenant", tenant], env=environment, check=True, capture_output=True
        )
        process = subprocess.Popen(
            [*command, "serve", "--port", "0"],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert process.stdout is not None
        try:
            url = next(
                line.removeprefix(_LISTENING).strip()
                for line in process.stdout
                if line.startswith(_LISTENING)
            )
            yield RunningSandbox(url, tenant, keys)
        finally:
            process.terminate()
            process.wait()
            process.stdout.close()


async def _new_tenant(database: str) -> tuple[str, dict[str, str]]:
    sandbox = await Sandbox.open(Settings(database))
    try:
        issued = await sandbox.create_tenant(None, "Reference", "reference")
    finally:
        await sandbox.close()
    return issued[0].world.tenant, {key.kind.prefix: key.secret for key in issued}


def application(site: Path, sandbox: RunningSandbox, contract: dict[str, Any]) -> Starlette:
    """Return the site and, below the API's path, the sandbox: to a browser both are one origin."""
    server = contract["servers"][0]
    url: str = server["url"]
    base = urlsplit(url).path
    schemes = contract["components"]["securitySchemes"]
    key = next(
        kind["prefix"]
        for kind in schemes["ApiKey"]["x-key-kinds"]
        if kind["type"] == "secret" and kind["environment"] in server["x-environments"]
    )
    settings: dict[str, Any] = {
        "servers": [{"url": base, "description": "The sandbox behind this page."}],
        "authentication": {
            "preferredSecurityScheme": [["ApiKey", "Tenant"]],
            "securitySchemes": {
                "ApiKey": {"value": sandbox.keys[key]},
                "Tenant": {"value": sandbox.tenant},
            },
        },
    }
    upstream = httpx2.AsyncClient(base_url=sandbox.url)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncGenerator[None]:
        async with upstream:
            yield

    async def settings_module(request: Request) -> Response:
        return Response(
            f"export const sandbox = {json.dumps(settings)};\n", media_type="text/javascript"
        )

    async def pass_on(request: Request) -> Response:
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return PlainTextResponse("This sandbox is for its own page.", status_code=403)
        headers = [
            (name, value)
            for name, value in request.headers.items()
            if name not in _NOT_PASSED_ON and not name.startswith("sec-")
        ]
        answer = await upstream.request(
            request.method,
            f"{request.scope['raw_path'].decode()}?{request.scope['query_string'].decode()}",
            headers=headers,
            content=await request.body(),
        )
        return Response(answer.content, answer.status_code, dict(answer.headers))

    return Starlette(
        routes=[
            Route("/sandbox.js", settings_module),
            Route(base + "/{path:path}", pass_on, methods=["GET", "POST", "PUT", "DELETE"]),
            Mount("/", StaticFiles(directory=site, html=True)),
        ],
        lifespan=lifespan,
        # No other name may lead here: a foreign page could make one that does.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
