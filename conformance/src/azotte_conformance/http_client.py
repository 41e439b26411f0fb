"""Sends requests, keeps to a rate, waits when the server says so, and shows every exchange to an observer."""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from urllib.parse import unquote, urlsplit

import urllib3

from azotte_conformance.bounded_http import Unreadable, bound, read, tls_context
from azotte_conformance.exchange import Exchange, Request

Observer = Callable[[Exchange], None]

LONGEST_WAIT = 65.0
"""Seconds of a `Retry-After` that the tester waits. A minute's limit is whole again within one."""
SHORT_PATIENCE = 3.0
"""Seconds for a response of a server that let the time run out before."""
WAITS = 2
"""How often one request waits before its 429 is taken for the response."""
REPEATS = 2
"""How often a request is repeated whose response was a server error."""
CONFLICTS = 3
"""How often an operation fails and then reports a conflict until this is a fault of the operation."""
REASON_SHOWN = 300
"""Characters of the reason why there is no response. It may quote the server."""
_CONNECTIONS = 3
"""Idle connections may be closed under a request: it is sent on up to so many."""
_DROPPED = (
    http.client.RemoteDisconnected,
    ConnectionResetError,
    BrokenPipeError,
    ConnectionAbortedError,
)


class Stopped(Exception):
    """The run was stopped."""


class Withheld(Exception):
    """A request was not sent, because it could open live data. The message says what to do."""


class NoResponse(Exception):
    """There was no response that can be read."""

    def __init__(self, request: Request, reason: str) -> None:
        super().__init__(request, reason)
        self.request = request
        self.reason = reason


class Uncertain(Exception):
    """The server failed, and then reported a conflict: which may be with what the failed request did."""


class Client:
    """Speaks HTTP with one server. Safe to use from several threads.

    Args:
        url: The server's base URL; a request's target is put after it.
        timeout: Seconds for one response.
        per_minute: Requests per minute, `None` for no limit.
        observe: Is shown every exchange.
        stop: When it returns true, the next request raises `Stopped`.
        headers: Sent with every request.
        withhold: Prefixes of keys that are never sent.
        waiting: Takes the status and the seconds before the client waits because the server says so.
        recovered: Takes a server error that did not come again when its request was repeated.
        failed: Takes any other, before the observer.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float = 10.0,
        per_minute: float | None = None,
        observe: Observer,
        stop: Callable[[], bool],
        headers: Sequence[tuple[str, str]] = (),
        withhold: Collection[str] = (),
        waiting: Callable[[int, float], None] = lambda _status, _seconds: None,
        recovered: Callable[[Exchange, Exchange], None] = lambda _first, _again: None,
        failed: Callable[[Exchange], None] = lambda _: None,
    ) -> None:
        self.url = url.rstrip("/")
        # Reading the authorities takes as long as fifty requests.
        tls = tls_context() if urlsplit(self.url).scheme == "https" else None
        self._pool = bound(
            urllib3.PoolManager(num_pools=2, maxsize=32, retries=False, ssl_context=tls)
        )
        self._timeout = timeout
        self._interval = 60.0 / per_minute if per_minute else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self.observe = observe
        self._stop = stop
        self.headers = tuple(headers)
        self._withhold = withhold
        self._waiting = waiting
        self._recovered = recovered
        self._failed = failed
        self._conflicts: Counter[str] = Counter()
        self.count = 0

    def send(self, request: Request, *, limited: bool = False, repeat: bool = True) -> Exchange:
        """Send a request.

        Args:
            request: The request.
            limited: Whether a 429 is a response, not a reason to wait and retry.
            repeat: Whether the request is repeated after a server error.

        Raises:
            NoResponse: There was no response that can be read.
            Stopped: The run was stopped.
            Uncertain: The server failed, and a conflict followed.
            Withheld: The request holds a key that is never sent.
        """
        exchange = self.once(request)
        for _ in range(WAITS):
            wait = exchange.header("Retry-After") or ""
            if limited or not (
                exchange.status == 429 or (exchange.status == 503 and wait.isdigit())
            ):
                break
            seconds = float(wait) if wait.isdigit() else 1.0
            if seconds > LONGEST_WAIT:
                break
            self.observe(exchange)
            self._waiting(exchange.status, seconds)
            self.pause(seconds)
            exchange = self.once(request)
        if exchange.status >= 500 and repeat:
            exchange = self._repeated(request, exchange)
        self.observe(exchange)
        return exchange

    def _repeated(self, request: Request, failed: Exchange) -> Exchange:
        """The response to a request that is sent again after a server error.

        Raises:
            Uncertain: It is a conflict, for the first times of an operation.
        """
        for _ in range(REPEATS):
            again = self.once(request)
            if again.status < 500 and again.status != 409:
                self._recovered(failed, again)
                return again
            if again.status == 409:
                name = str(request.operation)
                self._conflicts[name] += 1
                # If it is always so, it is not chance: the failed requests did something.
                if self._conflicts[name] < CONFLICTS:
                    self._recovered(failed, again)
                    raise Uncertain
                break
        self._failed(failed)
        return failed

    def once(self, request: Request) -> Exchange:
        """Send a request a single time, whatever the response, and do not show it to the observer.

        Raises:
            NoResponse: There was no response that can be read.
            Stopped: The run was stopped.
            Withheld: The request holds a key that is never sent.
        """
        self._check_keys(request)
        self._keep_pace()
        headers = urllib3.HTTPHeaderDict()
        for name, value in (*self.headers, *request.headers):
            headers.add(name, str(value))
        if "user-agent" not in headers:
            headers.add("User-Agent", "azotte-conformance")
        started = time.time()
        clock = time.perf_counter()
        try:
            response, body = self._response(request, headers)
        except urllib3.exceptions.NewConnectionError as error:
            raise NoResponse(request, f"no connection: {error}") from None
        except (urllib3.exceptions.TimeoutError, TimeoutError):
            waited, self._timeout = self._timeout, min(self._timeout, SHORT_PATIENCE)
            raise NoResponse(request, f"no whole response within {waited:.0f} seconds") from None
        except (
            urllib3.exceptions.HTTPError,
            Unreadable,
            ValueError,
            OSError,
            OverflowError,
        ) as error:
            cause = (
                error.args[-1] if error.args and isinstance(error.args[-1], Exception) else error
            )
            raise NoResponse(request, f"{type(cause).__name__}: {cause}"[:REASON_SHOWN]) from None
        seconds = time.perf_counter() - clock
        with self._lock:
            self.count += 1
            number = self.count
        return Exchange(
            request=request,
            status=response.status,
            headers=tuple(response.headers.iteritems()),
            body=body,
            seconds=seconds,
            started=started,
            number=number,
        )

    def _response(
        self, request: Request, headers: urllib3.HTTPHeaderDict
    ) -> tuple[urllib3.BaseHTTPResponse, bytes]:
        for attempt in range(_CONNECTIONS):
            try:
                response = self._pool.request(
                    request.method,
                    self.url + request.target,
                    body=request.body,
                    headers=headers,
                    redirect=False,
                    preload_content=False,
                    timeout=self._timeout,
                )
                return response, read(response)
            except urllib3.exceptions.ProtocolError as error:
                # An idle connection may be closed under a request that is on its way: only a new one shows whether it failed.
                if attempt == _CONNECTIONS - 1 or not isinstance(error.args[-1], _DROPPED):
                    raise
        raise AssertionError

    def _check_keys(self, request: Request) -> None:
        """Check that a request holds no key that is never sent, wherever a server could look for one.

        Raises:
            Withheld: It does.
        """
        if not self._withhold:
            return
        texts = (unquote(request.target), *(str(value) for _, value in request.headers))
        if any(prefix in text for text in texts for prefix in self._withhold):
            raise Withheld(
                "not sent, because it holds a key that could open live data; --live allows it"
            )

    def _keep_pace(self) -> None:
        if self._stop():
            raise Stopped
        if self._interval:
            with self._lock:
                now = time.monotonic()
                self._next = max(self._next, now) + self._interval
                wait = self._next - self._interval - now
            self.pause(wait)

    def pause(self, seconds: float) -> None:
        """Wait.

        Raises:
            Stopped: The run was stopped.
        """
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if self._stop():
                raise Stopped
            time.sleep(min(left, 0.2))

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()
