# Copied from templates/python/runtime/transports/_aiohttp.py: edit there, not here.
"""Over aiohttp: less than half of the CPU per call. `pip install 'azotte[aiohttp]'`."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from ssl import SSLContext
from typing import Any, Protocol

try:
    import aiohttp
    from yarl import URL
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "AiohttpTransport needs one more package: pip install 'azotte[aiohttp]'"
    ) from None

from azotte._keys import verifies
from azotte.transports._given import check_given
from azotte.transports._protocol import HttpRequest, HttpResponse, TransportError
from azotte.transports._proxy import proxy_for
from azotte.transports._tls import with_bundle


class ClientSession(Protocol):
    """What is used of an `aiohttp.ClientSession`."""

    @property
    def request(self) -> Callable[..., Any]: ...

    async def close(self) -> None: ...


class AiohttpTransport:
    """Sends requests with aiohttp, on the event loop that sends the first."""

    def __init__(
        self,
        session: ClientSession | None = None,
        *,
        verify: bool | str | SSLContext = True,
        proxy: str | None = None,
    ) -> None:
        """Make a transport.

        Args:
            session: An `aiohttp.ClientSession` of your own; you close it. Its cookies are sent.
            verify: `True`, the path of a CA bundle, an SSL context, or `False` for no checks.
            proxy: URL of an HTTP proxy; without one, the environment's (`HTTPS_PROXY` and so on) at the first request.
        """
        check_given("session", session, verify, proxy)
        self.verified: bool = verifies(verify) and _checks(session)
        self._owned = session is None
        self._session: ClientSession | None = session
        self._verify = verify
        self._chosen_proxy = proxy
        self._proxy_headers: dict[str, str] = {}
        self._options: dict[str, Any] = {"allow_redirects": False, "raise_for_status": False}
        if session is not None:
            theirs: tuple[Any, ...] = getattr(session, "_middlewares", ())
            self._options["middlewares"] = (*theirs, _once)

    async def send(self, request: HttpRequest) -> HttpResponse:
        """Send a request; see `AsyncTransport.send`."""
        session = self._session
        if session is None:
            # A client sends to one host, so the environment is looked at once.
            if proxy := proxy_for(request.url, self._chosen_proxy):
                self._options |= {"proxy": proxy.url, "proxy_headers": proxy.headers}
                if request.url.startswith("http://"):
                    # aiohttp sends those only where it asks for a tunnel.
                    self._proxy_headers = proxy.headers
            session = self._session = _session(self._verify)
        interrupted: BaseException
        try:
            async with session.request(
                request.method,
                _url(request.url),
                data=request.body,
                headers={**request.wire_headers(), **self._proxy_headers},
                timeout=_timeout(request.timeout),
                skip_auto_headers=_SKIPPED,
                **self._options,
            ) as response:
                return HttpResponse(response.status, response.raw_headers, await response.read())
        except BaseException as error:  # noqa: BLE001  # raised again below
            interrupted = _translate(error)
        # Raised out here, so that the frames below, whose variables hold the headers, are in no traceback.
        try:
            raise interrupted
        finally:
            del interrupted

    async def close(self) -> None:
        """Close all connections, unless the session was given."""
        if self._owned and self._session is not None:
            await self._session.close()


class _BrokenError(aiohttp.ClientError):
    """The connection broke."""


async def _once(
    request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    # aiohttp sends some requests again when a connection breaks; whether to is for the client to decide.
    try:
        return await send(request)
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        if isinstance(error, aiohttp.ClientConnectorError):
            raise
        raise _BrokenError(str(error)) from None


_SKIPPED = ("content-type",)


# Many calls repeat, and making these takes a tenth of a call.
@lru_cache(maxsize=256)
def _url(url: str) -> URL:
    return URL(url, encoded=True)


@lru_cache(maxsize=16)
def _timeout(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)


def _session(verify: bool | str | SSLContext) -> aiohttp.ClientSession:
    connector = aiohttp.TCPConnector(ssl=with_bundle(verify))
    return aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), middlewares=(_once,)
    )


def _checks(session: object) -> bool:
    """Whether a session that was given checks certificates, as far as aiohttp lets it be seen."""
    chosen = getattr(getattr(session, "connector", None), "_ssl", True)
    # The third kind is a fingerprint, which is checked.
    return verifies(chosen) if isinstance(chosen, (bool, SSLContext)) else True


def _translate(error: BaseException) -> BaseException:
    if not isinstance(error, (aiohttp.ClientError, TimeoutError)):
        error.__cause__ = error.__context__ = None
        return error.with_traceback(None)
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    unsent = (
        aiohttp.ClientConnectorError,
        aiohttp.ConnectionTimeoutError,
        aiohttp.ClientProxyConnectionError,
    )
    return TransportError(
        text, timed_out=isinstance(error, TimeoutError), sent=not isinstance(error, unsent)
    )
