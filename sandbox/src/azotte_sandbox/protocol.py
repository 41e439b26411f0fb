"""The HTTP/1.1 edge: uvicorn's httptools protocol with the limits and the strictness it lacks.

uvicorn bounds neither headers, bodies nor receive times, takes a request without `Host`, passes duplicates
on, merges trailers into the headers, and parses ahead of the answer being written. Here one message is
read at a time: its head is checked as bytes and then given to the parser, which sees the next one only
when the answer is out. So every limit is exact, and a refusal can never overtake an earlier answer.

The answers of one turn of the event loop are written together at its end: to wake a client costs three times what
writing to it does, and one that reads several answers is woken once.

References: RFC 9112 (HTTP/1.1), RFC 9110 (semantics), OWASP ASVS 5.0 4.2.1.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast

import httptools
import msgspec
import uvicorn
from uvicorn._types import (
    ASGI3Application,
    ASGIReceiveCallable,
    ASGISendCallable,
    ASGISendEvent,
    HTTPResponseStartEvent,
    Scope,
)
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)
from uvicorn.server import ServerState

from azotte_sandbox import logs
from azotte_sandbox.contract import ErrorKind
from azotte_sandbox.ids import RandomIds
from azotte_sandbox.metrics import REFUSED, Metrics


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may ask of the server. Sizes in bytes, times in seconds."""

    header_count: int = 64
    header_bytes: int = 16 * 1024
    url_bytes: int = 4 * 1024
    body_bytes: int = 256 * 1024
    receive_seconds: float = 10.0  # for a whole message, from the first byte awaited to the last
    idle_seconds: float = 20.0  # between an answer and the next request
    send_seconds: float = 30.0  # for a client to take what was written to it
    stop_seconds: float = 10.0  # for requests in flight when the server is told to stop
    connections: int = 1000
    concurrent_requests: int = 500


# Sent with every answer, also by the application. OWASP ASVS 5.0 3.4.3 to 3.4.6 and 14.3.2.
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
# Added on TLS connections. ASVS 3.4.1: at least a year, subdomains included.
TRANSPORT_SECURITY_HEADER = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def server_config(
    app: ASGI3Application,
    errors: Mapping[str, ErrorKind],
    limits: Limits = Limits(),
    *,
    metrics: Metrics | None = None,
    ssl_context: ssl.SSLContext | None = None,
    **options: Any,
) -> uvicorn.Config:
    """Return the uvicorn configuration that this protocol needs.

    Args:
        app: the ASGI application.
        errors: status and type of each error code, as the contract has them.
        limits: what a client may ask.
        metrics: counts what is refused before the application sees it.
        ssl_context: serves HTTPS with this context (see `azotte_sandbox.tls`), HTTP if left out.
        options: further `uvicorn.Config` options, such as `host` and `port`.
    """
    if ssl_context is not None:

        def given_context(*_: object) -> ssl.SSLContext:
            return ssl_context

        options["ssl_context_factory"] = given_context
    return uvicorn.Config(
        app,
        http=BoundedHttpProtocol.configured(errors, limits, metrics),
        ws="none",
        interface="asgi3",
        timeout_graceful_shutdown=limits.stop_seconds,  # type: ignore[arg-type]  # handed to wait_for, likewise
        server_header=False,
        proxy_headers=False,  # it would trust every client on the loopback; `azotte_sandbox.tls` has the rule
        access_log=False,
        log_config=None,
        **options,
    )


class BoundedHttpProtocol(HttpToolsProtocol):
    """One client connection, within `limits`."""

    errors: ClassVar[Mapping[str, ErrorKind]]
    limits: ClassVar[Limits]
    metrics: ClassVar[Metrics | None]
    holding: ClassVar[list[BoundedHttpProtocol]]
    """The connections whose answer waits for the end of the turn."""
    alpn_protocols: ClassVar[list[str]] = ["http/1.1"]

    @classmethod
    def configured(
        cls, errors: Mapping[str, ErrorKind], limits: Limits, metrics: Metrics | None
    ) -> type[BoundedHttpProtocol]:
        """Return a class with these settings: `uvicorn.Config(http=...)` takes a class alone."""
        holding: list[BoundedHttpProtocol] = []
        settings = {"errors": errors, "limits": limits, "metrics": metrics, "holding": holding}
        return type(cls.__name__, (cls,), settings)

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        # A parser without uvicorn's one leniency, reading on after "Connection: close".
        self.parser = httptools.HttpRequestParser(self)
        self._app = cast("ASGI3Application", self.app)  # pyright: ignore[reportUnknownMemberType]  # uvicorn leaves it without a type
        self._unread = b""
        self._held = b""  # the answer that waits for the end of the turn
        self._skipped_blank_line = False
        self._target = self._version = b""
        self._in_body = False
        self._chunked = False
        self._body_bytes = 0  # still to come by Content-Length; received so far if chunked
        self._chunk_bytes = 0  # received so far with the framing of the chunks
        self._deaf = False  # what still arrives is thrown away
        self._lingering = False  # the client has its last answer and the time to read it
        # Points in loop time. Each is None while nobody is waiting for the client in that way.
        self._receive_by: float | None = None
        self._send_by: float | None = None
        self._idle_until: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    # ---------------------------------------------------------------- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # a stream transport, always
        now = self.loop.time()
        self._receive_by = now + self.limits.receive_seconds
        self._watch = self.loop.call_at(self._next_look(now), self._look_at_deadlines)
        if len(self.connections) > self.limits.connections:
            self._refuse(_busy())

    def connection_lost(self, exc: Exception | None) -> None:
        if self._watch is not None:
            self._watch.cancel()
        self._unread = self._held = b""
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._idle_until = None
        if self._deaf or self.transport.is_closing():
            return
        self._unread += data
        self._read_messages()

    def on_response_complete(self) -> None:
        self.server_state.total_requests += 1
        if self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self._unread:
            self._read_messages()
        else:
            # Looked at with the other deadlines: a timer for each answer costs as much as reading a request.
            self._idle_until = self.loop.time() + self.limits.idle_seconds

    def shutdown(self) -> None:
        self._write_held()
        super().shutdown()

    # ---------------------------------------------------------------- answers

    def hold(self, answer: bytes) -> None:
        """Write an answer at the end of this turn, or when there are many."""
        self._held += answer
        self.holding.append(self)
        if len(self.holding) == 1:
            self.loop.call_soon(self._write_all_held)
        elif len(self.holding) == _MOST_HELD:
            self._write_all_held()

    def _write_all_held(self) -> None:
        for connection in self.holding:
            connection._write_held()
        self.holding.clear()

    def _write_held(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self.transport.write(held)

    # ---------------------------------------------------------------- one message at a time

    def _read_messages(self) -> None:
        try:
            while self._unread and not self._deaf:
                if self._in_body:
                    self._read_body()
                elif self._answering():
                    self.flow.pause_reading()
                    return
                elif not self._read_head():
                    break
        except _RefusalError as refusal:
            self._refuse(refusal)
        except _PipelinedAfterChunksError:
            self._close_after_answer()
        except httptools.HttpParserError as error:
            self._refuse(_malformed(f"The request is not valid HTTP/1.1: {error}."))
        else:
            waiting = self._in_body or not self._answering()
            if waiting and self._receive_by is None and self._idle_until is None:
                self._receive_by = self.loop.time() + self.limits.receive_seconds

    def _answering(self) -> bool:
        return bool(self.cycle) and not self.cycle.response_complete

    def _read_head(self) -> bool:
        """Feed the parser one whole head; False if more has to arrive first."""
        if self._unread.startswith(b"\r\n") and not self._skipped_blank_line:
            self._skipped_blank_line = True  # RFC 9112 2.2: ignore an empty line before a request
            self._unread = self._unread[2:]
            return bool(self._unread)
        end = self._unread.find(b"\r\n\r\n")
        head = self._unread if end < 0 else self._unread[: end + 4]
        self._check_head(head)
        if end < 0:
            return False
        self._unread = self._unread[end + 4 :]
        self._skipped_blank_line = False
        if b"\r\nupgrade:" in head.lower():
            # RFC 9110 7.8: a server may ignore the field. The parser would stop reading the body at it.
            head = _UPGRADE_FIELD.sub(b"", head)
        self._chunked = False
        self._feed(head)
        return True

    def _check_head(self, head: bytes) -> None:
        """Refuse what the parser would take or could not bound. `head` may still lack its end."""
        if not head[:1].isupper() and head != b"\r":
            raise _malformed("The request line is not HTTP/1.1.")
        lines = head.count(b"\r\n")
        dangling = head.endswith(b"\r")
        if head.count(b"\n") != lines or head.count(b"\r") - dangling != lines:
            raise _malformed("End every header line with CRLF.")
        line_end = head.find(b"\r\n")
        so_far = line_end if lines else len(head)
        if so_far > self.limits.url_bytes + _REST_OF_REQUEST_LINE:
            raise _uri_too_long(self.limits)
        if not lines:
            return
        request_line = _REQUEST_LINE.fullmatch(head, 0, line_end)
        if request_line is None:
            raise _malformed("The request line is not HTTP/1.1.")
        self._target, self._version = request_line.groups()
        if len(self._target) > self.limits.url_bytes:
            raise _uri_too_long(self.limits)
        complete = head.endswith(b"\r\n\r\n")
        if lines - 1 - complete > self.limits.header_count:
            raise _headers_too_large(f"Send at most {self.limits.header_count} headers.")
        if len(head) - line_end - 2 - 2 * complete > self.limits.header_bytes:
            raise _headers_too_large(f"Send at most {self.limits.header_bytes} bytes of headers.")

    def _read_body(self) -> None:
        if self._chunked:
            piece, self._unread = self._unread, b""
            self._chunk_bytes += len(piece)
            if self._chunk_bytes > self.limits.body_bytes * _CHUNK_OVERHEAD:
                raise _body_too_large(self.limits)
        else:
            left = self._body_bytes
            piece, self._unread = self._unread[:left], self._unread[left:]
            self._body_bytes -= len(piece)
        self._feed(piece)

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:
            # The parser wraps what its callbacks raise.
            raise (error.__context__ or error) from None

    # ---------------------------------------------------------------- parser callbacks

    def on_message_begin(self) -> None:
        if self._chunked:
            # The end of a chunked body is known to the parser alone, so a message that follows it in
            # the same read cannot be held back until the answer is out.
            raise _PipelinedAfterChunksError
        self.headers = []
        self.expect_100_continue = False

    def on_url(self, url: bytes) -> None:
        pass  # it is known from the request line

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_body:  # a trailer field, which RFC 9110 6.5.1 forbids to merge
            return
        name = name.lower()
        if name == b"expect":
            self.expect_100_continue = value.lower() == b"100-continue"
        self.headers.append((name, value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        # uvicorn's own, less what it does for WebSockets, pipelines and a concurrency limit, none of which come here.
        self._check_fields()
        target = self._target
        if not target.startswith(b"/"):
            target = target[target.index(b"/", target.index(b"//") + 2) :]
        raw_path, _, query = target.partition(b"?")
        path = raw_path.decode("ascii")
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": self._version.decode("ascii"),
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": self.parser.get_method().decode("ascii"),
            "path": urllib.parse.unquote(path) if "%" in path else path,
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": self.headers,
            "state": self.app_state,
        }
        self.cycle = _Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=self._version != b"1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        self.cycle.hold = self.hold
        self._start_asgi_task(self.cycle, self._app)
        self._in_body = True

    def _check_fields(self) -> None:
        fields = dict(self.headers)
        if len(fields) < len(self.headers):
            names = [name for name, _ in self.headers]
            for name in _SINGLE_FIELDS:
                if names.count(name) > 1:
                    raise _malformed(f"Send the header {name.decode()} once.")

        host = fields.get(b"host")
        if host is None:
            if self._version == b"1.1":
                raise _malformed("Send a Host header.")
        elif not _HOST.fullmatch(host):
            raise _malformed("The Host header is not a host name or address with an optional port.")
        if not self._target.startswith(b"/"):
            absolute = _ABSOLUTE_TARGET.match(self._target)
            if absolute is None:
                raise _malformed("The request line needs a path that begins with a slash.")
            if absolute[1].lower() != (host or b"").lower():
                raise _malformed("The Host header differs from the host of the request line.")

        coding = fields.get(b"transfer-encoding")
        if coding is not None:
            if self._version != b"1.1" or coding.lower() != b"chunked":
                raise _malformed("The only transfer coding understood is chunked, in HTTP/1.1.")
            self._chunked = True
            self._body_bytes = self._chunk_bytes = 0
        else:
            length = fields.get(b"content-length", b"0").lstrip(b"0") or b"0"
            self._body_bytes = int(length)
            if self._body_bytes > self.limits.body_bytes:
                raise _body_too_large(self.limits)

    def on_body(self, body: bytes) -> None:
        if self._chunked:
            self._body_bytes += len(body)
            if self._body_bytes > self.limits.body_bytes:
                raise _body_too_large(self.limits)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._receive_by = None
        super().on_message_complete()

    def _should_upgrade(self) -> bool:
        return False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        if len(self.tasks) >= self.limits.concurrent_requests:
            app = self._answer_busy
        super()._start_asgi_task(cycle, app)

    # ---------------------------------------------------------------- deadlines

    def pause_writing(self) -> None:
        self._send_by = self.loop.time() + self.limits.send_seconds
        super().pause_writing()

    def resume_writing(self) -> None:
        self._send_by = None
        super().resume_writing()

    def _next_look(self, now: float) -> float:
        # A deadline set later cannot fall before the first of these, so one timer a connection will do.
        times = [now + min(self.limits.receive_seconds, self.limits.send_seconds)]
        deadlines = (self._receive_by, self._send_by, self._idle_until)
        times += [time for time in deadlines if time is not None]
        return min(times)

    def _look_at_deadlines(self) -> None:
        now = self.loop.time()
        if self.transport.is_closing() and self._send_by is None:
            self._send_by = now + self.limits.send_seconds  # closing waits for the client to read
        if self._send_by is not None and now >= self._send_by:
            self.transport.abort()
            return
        if self._idle_until is not None and now >= self._idle_until:
            self._idle_until = None
            self.transport.close()
        elif self._receive_by is not None and now >= self._receive_by:
            self._receive_by = None
            if self.flow.read_paused:  # it is the application that is slow
                self._receive_by = now + self.limits.receive_seconds
            else:
                self._end_of_patience()
        if not self._lingering:
            self._watch = self.loop.call_at(self._next_look(now), self._look_at_deadlines)

    def _end_of_patience(self) -> None:
        if self._unread or self._in_body:
            self._refuse(_request_timeout(self.limits))
        else:  # nothing was asked: an answer would be taken for that of the next request
            self.transport.close()

    # ---------------------------------------------------------------- refusals

    def _refuse(self, refusal: _RefusalError) -> None:
        """Answer a message that cannot be taken, and end the connection."""
        self._deaf = True
        self._unread = b""
        self._receive_by = None
        self._write_held()
        answer_begun = self._in_body and self.cycle.response_started
        if self._in_body and self._answering():
            # The application waits for a body that will not come: for it, the client has gone.
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if not answer_begun:
            self.transport.write(self._refusal_message(refusal))
        self._close_when_read()

    def _refusal_message(self, refusal: _RefusalError) -> bytes:
        status, headers, body = self._error_answer(refusal)
        headers += [*self.server_state.default_headers, (b"connection", b"close")]
        lines = [name + b": " + value + b"\r\n" for name, value in headers]
        return b"".join([STATUS_LINE[status], *lines, b"\r\n", body])

    async def _answer_busy(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """The application in place of the real one while too many requests are in flight."""
        status, headers, body = self._error_answer(_busy())
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _error_answer(self, refusal: _RefusalError) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """Log a refusal and return the status, headers and body that tell the client of it."""
        kind = self.errors[refusal.code]
        request_id = _IDS.new("req")
        logs.request(request_id=request_id, status=kind.status, code=refusal.code)
        if self.metrics is not None:
            self.metrics.request(REFUSED, kind.status, 0.0)
        error = {
            "type": kind.type,
            "code": refusal.code,
            "message": refusal.message,
            "request_id": request_id,
        }
        body = msgspec.json.encode({"error": error})
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"x-request-id", request_id.encode()),
            *SECURITY_HEADERS,
        ]
        if self.scheme == "https":
            headers.append(TRANSPORT_SECURITY_HEADER)
        if kind.status == 503:
            headers += [(b"retry-after", b"1"), (b"x-ratelimit-retry-after", b"1")]
        return kind.status, headers, body

    def _close_when_read(self) -> None:
        # Closing while bytes of the client are unread would reset the connection, and the answer
        # might be lost with it (RFC 9112 9.6): so the client is given the time to read.
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._lingering = True
        if self._watch is not None:
            self._watch.cancel()
        self._watch = self.loop.call_later(_LINGER_SECONDS, self.transport.abort)

    def _close_after_answer(self) -> None:
        # A client has to expect this of a pipeline, and send the rest again (RFC 9112 9.3.2).
        self._deaf = True
        if self._answering():
            self.cycle.keep_alive = False
        else:
            self._write_held()
            self.transport.close()


class _Cycle(RequestResponseCycle):
    """uvicorn's, but an answer that is whole goes out in one write: a second one costs as much as reading a request."""

    hold: Callable[[bytes], None]
    _start: HTTPResponseStartEvent | None = None

    async def send(self, message: ASGISendEvent) -> None:
        if message["type"] == "http.response.start" and not self.response_started:
            self._start = message
            return
        start, self._start = self._start, None
        if start is not None:
            if message["type"] == "http.response.body" and not message.get("more_body"):
                body = message.get("body", b"")
                headers = [*self.default_headers, *start.get("headers", ())]
                if (b"content-length", b"%d" % len(body)) in headers:
                    await self._send_whole(start["status"], headers, body)
                    return
            await super().send(start)
        await super().send(message)

    async def _send_whole(
        self, status: int, headers: list[tuple[bytes, bytes]], body: bytes
    ) -> None:
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        self.response_started = True  # whatever fails from here on closes the connection
        head = b"".join([b"%b: %b\r\n" % header for header in headers])
        if head.count(b"\n") + head.count(b"\r") != 2 * len(headers) or b"\0" in head:
            raise RuntimeError("The answer has a header that is not valid.")
        end = b"\r\n" if self.keep_alive else b"connection: close\r\n\r\n"
        content = b"" if self.scope["method"] == "HEAD" else body
        answer = b"".join((STATUS_LINE[status], head, end, content))
        self.response_complete = True
        self.message_event.set()
        if self.keep_alive:
            self.hold(answer)
        else:
            self.transport.write(answer)
            self.transport.close()
        self.on_response()


_IDS = RandomIds()
_LINGER_SECONDS = 2.0
_MOST_HELD = 32  # so that the first of many does not wait for all the others
_REST_OF_REQUEST_LINE = 32  # the longest method, the version, two spaces
_CHUNK_OVERHEAD = 8  # the framing of chunks of one byte takes five for each

# CONNECT asks for a tunnel: after it the parser would read nothing more.
_REQUEST_LINE = re.compile(rb"(?!CONNECT )[A-Z][A-Z-]* ([!\"$-~]+) HTTP/(1\.[01])")
_ABSOLUTE_TARGET = re.compile(rb"https?://([^/?]*)/", re.IGNORECASE)
_UPGRADE_FIELD = re.compile(rb"\r\nupgrade:[^\r\n]*", re.IGNORECASE)
# RFC 3986 3.2.2 and 3.2.3, without the percent-encoding that no host name needs; RFC 9110 4.2.1: never empty.
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~!$&'()*+,;=-]+)(?::[0-9]{0,5})?")

# Two of one of these would leave it to chance which is obeyed.
_SINGLE_FIELDS = frozenset(
    [
        b"authorization",
        b"content-length",
        b"content-type",
        b"expect",
        b"host",
        b"idempotency-key",
        b"transfer-encoding",
        b"x-api-key",
        b"x-tn",
    ]
)


class _PipelinedAfterChunksError(Exception):
    """Another message began in the read that ended a chunked one."""


class _RefusalError(Exception):
    """Why a message is not taken, as the client will read it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code = code
        self.message = message


def _malformed(message: str) -> _RefusalError:
    return _RefusalError("malformed_request", message)


def _request_timeout(limits: Limits) -> _RefusalError:
    message = f"Send the whole request within {limits.receive_seconds:g} seconds."
    return _RefusalError("request_timeout", message)


def _body_too_large(limits: Limits) -> _RefusalError:
    return _RefusalError("body_too_large", f"Send a body of at most {limits.body_bytes} bytes.")


def _uri_too_long(limits: Limits) -> _RefusalError:
    message = f"Send a path and query of at most {limits.url_bytes} bytes."
    return _RefusalError("uri_too_long", message)


def _headers_too_large(message: str) -> _RefusalError:
    return _RefusalError("headers_too_large", message)


def _busy() -> _RefusalError:
    message = "The server has all the work it can take. Try again in a second."
    return _RefusalError("service_unavailable", message)
