"""Serves the reference on this machine, with a sandbox of its own behind the same origin."""

import json
import socket
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
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

from codegen.errors import GenerationError
from codegen.reference.context import Context, Sources
from codegen.sandbox import RunningSandbox, Tenant, running_sandbox

# Headers in which a browser identifies the page. The sandbox rejects secret keys from pages, but this one exists for this page
# only.
_NOT_PASSED_ON = {"host", "origin", "referer", "cookie", "connection", "content-length"}


def serve(sources: Sources, site: Path, port: int) -> None:
    """Serve a built reference until it is interrupted.

    Args:
        sources: What it was built from.
        site: Folder that `codegen.reference.site.build` wrote.
        port: Port on 127.0.0.1, or 0 for any free port.

    Raises:
        GenerationError: The port is in use.
    """
    context = Context(sources, owner=False)
    # Before the sandbox starts, which takes seconds.
    listener = _listen(port)
    with seeded_sandbox() as (sandbox, tenant):
        server = uvicorn.Server(
            uvicorn.Config(
                application(context, site, sandbox, tenant),
                log_level="warning",
                # The sandbox sets these headers.
                date_header=False,
                server_header=False,
            )
        )
        host, port = listener.getsockname()[:2]
        print(
            f"Serving the reference on http://{host}:{port}/, with a sandbox. Press Ctrl-C to stop.",
            flush=True,
        )
        server.run([listener])


def _listen(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        raise GenerationError(
            f"Port {port} cannot be used ({error.strerror}). Choose another with --port, or any free one with --port 0."
        ) from error


@contextmanager
def seeded_sandbox() -> Generator[tuple[RunningSandbox, Tenant]]:
    """Run a sandbox with a tenant that has the objects of the examples, and some other data."""
    with running_sandbox() as sandbox:
        tenant = sandbox.new_tenant()
        sandbox.run("seed", "--tenant", tenant.id, "--examples")
        sandbox.run("seed", "--tenant", tenant.id)
        yield sandbox, tenant


def application(context: Context, site: Path, sandbox: RunningSandbox, tenant: Tenant) -> Starlette:
    """Return the site and, below the API's path, the sandbox: to a browser both are one origin."""
    base = urlsplit(context.local.url).path
    settings = {
        "server": base,
        "headers": {context.key.name: tenant.secret_key, context.tenant.name: tenant.id},
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
        response = await upstream.request(
            request.method,
            f"{request.scope['raw_path'].decode()}?{request.scope['query_string'].decode()}",
            headers=headers,
            content=await request.body(),
        )
        return Response(response.content, response.status_code, dict(response.headers))

    return Starlette(
        routes=[
            Route("/sandbox.js", settings_module),
            Route(
                base + "/{path:path}",
                pass_on,
                methods=sorted({one.method for one in context.api.operations}),
            ),
            Mount("/", StaticFiles(directory=site, html=True)),
        ],
        lifespan=lifespan,
        # No other name may lead here: a foreign page could make one that does.
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )
