"""Sends requests, keeps to a rate, waits when the server says so, and shows every exchange to an observer."""

import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

import urllib3

from azotte_conformance.exchange import Exchange, Request

Observer = Callable[[Exchange], None]

LONGEST_WAIT = 65.0
"""Seconds: what `Retry-After` may ask of us. A minute's limit is whole again within one."""
SHORT_PATIENCE = 3.0
"""Seconds that a server is waited for that has let the time run out before."""
WAITS = 5
"""How often one request waits for its turn before its 429 is taken for the response."""
_TRIES = 3


class Stopped(Exception):
    """The run was stopped."""


class NoResponse(Exception):
    """The server closed the connection, or the time ran out, without a response."""

    def __init__(self, request: Request, reason: str) -> None:
        super().__init__(request, reason)
        self.request = request
        self.reason = reason


class Client:
    """Speaks HTTP with one server. Safe to use from several threads.

    Args:
        url: the server's base URL; a request's target is put after it.
        timeout: seconds for one response.
        per_minute: requests per minute, `None` for no limit.
        observe: is shown every exchange.
        stop: when set, the next request raises `Stopped`.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 10.0,
        per_minute: float | None = None,
        observe: Observer,
        stop: Callable[[], bool],
    ) -> None:
        self.url = url.rstrip("/")
        self._base = urlsplit(self.url).path
        self._pool = urllib3.PoolManager(num_pools=2, maxsize=32, retries=False)
        self._timeout = timeout
        self._interval = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self.observe = observe
        self._stop = stop
        self.count = 0

    def send(self, request: Request, *, limited: bool = False) -> Exchange:
        """Send a request.

        Args:
            request: what.
            limited: whether a 429 is a response, not a reason to wait and ask again.

        Raises:
            NoResponse: the connection ended without a response.
            Stopped: the run was stopped.
        """
        for _ in range(WAITS):
            exchange = self._once(request)
            if limited or exchange.status not in (429, 503):
                return exchange
            wait = exchange.header("Retry-After") or ""
            if exchange.status == 503 and not wait.isdigit():
                return exchange
            self._sleep(min(float(wait) if wait.isdigit() else 1.0, LONGEST_WAIT))
        return self._once(request)

    def _once(self, request: Request) -> Exchange:
        self._keep_pace()
        headers = urllib3.HTTPHeaderDict()
        for name, value in request.headers:
            headers.add(name, str(value))
        if "user-agent" not in headers:
            headers.add("User-Agent", "azotte-conformance")
        started = time.time()
        clock = time.perf_counter()
        for attempt in range(_TRIES):
            try:
                response = self._pool.request(
                    request.method,
                    self.url + request.target,
                    body=request.body,
                    headers=headers,
                    redirect=False,
                    preload_content=True,
                    timeout=self._timeout,
                )
                break
            except urllib3.exceptions.ProtocolError as error:
                # An idle connection may be closed under a request that is on its way: only a new one shows whether it failed.
                if attempt == _TRIES - 1:
                    raise NoResponse(request, f"{type(error).__name__}: {error}") from None
            except urllib3.exceptions.NewConnectionError as error:
                raise NoResponse(request, f"no connection: {error}") from None
            except urllib3.exceptions.TimeoutError:
                waited, self._timeout = self._timeout, min(self._timeout, SHORT_PATIENCE)
                raise NoResponse(request, f"nothing came within {waited:.0f} seconds") from None
            except urllib3.exceptions.HTTPError as error:
                raise NoResponse(request, f"{type(error).__name__}: {error}") from None
        else:
            raise AssertionError
        seconds = time.perf_counter() - clock
        with self._lock:
            self.count += 1
            number = self.count
        exchange = Exchange(
            request=request,
            status=response.status,
            headers=tuple(response.headers.iteritems()),
            body=response.data,
            seconds=seconds,
            started=started,
            number=number,
        )
        self.observe(exchange)
        return exchange

    def _keep_pace(self) -> None:
        if self._stop():
            raise Stopped
        if self._interval:
            with self._lock:
                now = time.monotonic()
                self._next = max(self._next, now) + self._interval
                wait = self._next - self._interval - now
            self._sleep(wait)

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stop():
                raise Stopped
            time.sleep(min(left, 0.2))

    def close(self) -> None:
        self._pool.clear()
