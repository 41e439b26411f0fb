"""Over httpx2, the default."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

import httpx2

from azotte._contract import LOGGED_HEADERS
from azotte._keys import verifies
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError
from azotte.transports._tls import with_bundle

if TYPE_CHECKING:
    import ssl


class SyncClient(Protocol):
    """What is used of an `httpx2.Client`."""

    def send(self, request: Any, *, stream: bool, auth: None, follow_redirects: bool) -> Any: ...

    def close(self) -> None: ...


class AsyncClient(Protocol):
    """What is used of an `httpx2.AsyncClient`."""

    async def send(
        self, request: Any, *, stream: bool, auth: None, follow_redirects: bool
    ) -> Any: ...

    async def aclose(self) -> None: ...


class Httpx2Transport:
    """Sends requests with httpx2."""

    def __init__(
        self,
        client: SyncClient | None = None,
        *,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            client: An `httpx2.Client` of your own, for instance with event hooks; you close it. Its default headers, cookies
                and base URL are not used.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy; without one, the environment's (`HTTPS_PROXY` and so on).
        """
        self.verified: bool = verifies(verify) and _checks(client)
        self._owned = client is None
        self._client: SyncClient = client or httpx2.Client(
            verify=with_bundle(verify), proxy=proxy, timeout=None
        )

    def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `Transport.send`."""
        ends = monotonic() + request.timeout
        interrupted: BaseException
        try:
            response: httpx2.Response = self._client.send(
                _message(request), stream=True, auth=None, follow_redirects=False
            )
            try:
                chunks: list[bytes] = []
                for chunk in response.iter_bytes():
                    chunks.append(chunk)
                    if monotonic() > ends:
                        raise httpx2.ReadTimeout("the answer did not end in time")
            finally:
                response.close()
            return HttpResponse(response.status_code, response.headers.raw, b"".join(chunks))
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        # Raised out here, so that the frames below, whose variables hold the headers, are in no traceback.
        try:
            raise interrupted
        finally:
            del interrupted

    def close(self) -> None:
        """Close all connections, unless the client was given."""
        if self._owned:
            self._client.close()


class AsyncHttpx2Transport:
    """Sends requests with httpx2 on an event loop."""

    def __init__(
        self,
        client: AsyncClient | None = None,
        *,
        verify: bool | str | ssl.SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            client: An `httpx2.AsyncClient` of your own; you close it. Its default headers, cookies and base URL are not used.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of a proxy; without one, the environment's (`HTTPS_PROXY` and so on).
        """
        self.verified: bool = verifies(verify) and _checks(client)
        self._owned = client is None
        self._client: AsyncClient = client or httpx2.AsyncClient(
            verify=with_bundle(verify), proxy=proxy, timeout=None
        )

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        interrupted: BaseException
        try:
            async with asyncio.timeout(request.timeout):
                response: httpx2.Response = await self._client.send(
                    _message(request), stream=True, auth=None, follow_redirects=False
                )
                try:
                    body = await response.aread()
                finally:
                    await response.aclose()
                return HttpResponse(response.status_code, response.headers.raw, body)
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        try:
            raise interrupted
        finally:
            del interrupted

    async def close(self) -> None:
        """Close all connections, unless the client was given."""
        if self._owned:
            await self._client.aclose()


class _Headers(httpx2.Headers):
    # httpx2 masks `authorization` only, and so prints our key in every log or hook that formats the headers.
    def __repr__(self) -> str:
        shown = {name: value if name in LOGGED_HEADERS else "…" for name, value in self.items()}
        return f"Headers({shown})"


def _message(request: HttpRequest) -> httpx2.Request:
    seconds = request.timeout
    message = httpx2.Request(
        request.method,
        _url(request.url),
        headers=request.wire_headers(),
        content=request.body,
        extensions={
            "timeout": {"connect": seconds, "read": seconds, "write": seconds, "pool": seconds}
        },
    )
    message.headers = _Headers(message.headers)
    return message


def _checks(client: object) -> bool:
    """Whether a client that was given checks certificates, as far as httpx2 lets it be seen."""
    mounts: dict[object, object] = getattr(client, "_mounts", {})
    for transport in (getattr(client, "_transport", None), *mounts.values()):
        context = getattr(getattr(transport, "_pool", None), "_ssl_context", None)
        if context is not None and not verifies(context):
            return False
    return True


@lru_cache(maxsize=256)
def _url(url: str) -> httpx2.URL:
    # Parsing takes a tenth of a call, and many calls repeat.
    return httpx2.URL(url)


def _translate(error: BaseException) -> BaseException:
    if not isinstance(error, (httpx2.HTTPError, TimeoutError)):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return TransportError(
        text,
        timed_out=isinstance(error, (httpx2.TimeoutException, TimeoutError)),
        sent=not isinstance(
            error,
            (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.ProxyError),
        ),
    )
