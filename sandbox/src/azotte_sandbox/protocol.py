"""The HTTP/1.1 edge: from the bytes of a connection to a `Request`, and from its `Answer` back to bytes.

It stands in uvicorn's server in place of uvicorn's own protocol, which bounds neither headers, bodies nor receive times,
takes a request without `Host`, passes duplicates on, merges trailers into the headers, and parses ahead of the answer
being written. Here one message is read at a time: its head is checked as bytes and then given to the parser, which sees
the next one only when the answer is out. So every limit is exact, and a refusal can never overtake an earlier answer.

The answers of one turn of the event loop are written together at its end: to wake a client costs three times what
writing to it does, and one that reads several answers is woken once.

References: RFC 9112 (HTTP/1.1), RFC 9110 (semantics), OWASP ASVS 5.0 4.2.1.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias, cast

import httptools
import msgspec
import uvicorn
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


class Request(NamedTuple):
    """A request whose head is whole and well-formed; its body may still be on its way."""

    method: str
    path: bytes
    """As it came, percent-encoded."""
    query: bytes
    headers: dict[bytes, bytes]
    """By name in lower case; the values of one that came several times are joined (RFC 9110 5.3)."""
    address: str
    """Of the client, or of what stands between."""
    scheme: str
    """`http` or `https`."""
    body: Callable[[], Awaitable[bytes]]
    """Waits for the whole body.

    Raises:
        ClientGoneError: it will not come.
    """

    def __repr__(self) -> str:
        return f"<Request {self.method}>"  # the key is in the headers, and may have slipped into the rest


class Answer(NamedTuple):
    """Status, body and the headers that are this answer's own."""

    status: int
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...]


Application: TypeAlias = Callable[[Request], Awaitable[Answer]]


class ClientGoneError(Exception):
    """The client went away before its request was whole."""


# Sent with every answer. OWASP ASVS 5.0 3.4.3 to 3.4.6 and 14.3.2.
SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)
# Added on TLS connections. ASVS 3.4.1: at least a year, subdomains included.
TRANSPORT_SECURITY_HEADER = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")


def server_config(
    app: Application,
    errors: Mapping[str, ErrorKind],
    limits: Limits = Limits(),
    *,
    metrics: Metrics | None = None,
    ssl_context: ssl.SSLContext | None = None,
    **options: Any,
) -> uvicorn.Config:
    """Return the uvicorn configuration that this protocol needs.

    Args:
        app: answers requests.
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
        cast("Any", app),  # uvicorn knows ASGI alone; the protocol calls it
        http=cast("Any", partial(BoundedHttpProtocol, _Edge(app, errors, limits, metrics))),
        ws="none",
        interface="asgi3",
        timeout_graceful_shutdown=limits.stop_seconds,  # type: ignore[arg-type]  # handed to wait_for, likewise
        server_header=False,
        proxy_headers=False,  # it would trust every client on the loopback; `azotte_sandbox.tls` has the rule
        access_log=False,
        log_config=None,
        **options,
    )


@dataclass(frozen=True, slots=True)
class _Edge:
    """What all connections of a server share."""

    app: Application
    errors: Mapping[str, ErrorKind]
    limits: Limits
    metrics: Metrics | None
    holding: list[BoundedHttpProtocol] = field(default_factory=list["BoundedHttpProtocol"])
    """The connections whose answer waits for the end of the turn."""


class BoundedHttpProtocol(asyncio.Protocol):
    """One client connection. Its public methods are those that the event loop, the parser and the server call."""

    def __init__(self, edge: _Edge, *, server_state: ServerState, **_: object) -> None:
        self._edge = edge
        self._limits = edge.limits
        self._server = server_state
        self._loop = asyncio.get_running_loop()
        self._parser = httptools.HttpRequestParser(self)
        self._unread = b""
        self._held = b""  # the answer that waits for the end of the turn
        self._deaf = False  # what still arrives is thrown away
        self._lingering = False  # the client has its last answer and the time to read it
        self._all_sent = False  # the client will send nothing more
        self._gone = False  # the client has
        self._reading_paused = False
        self._writable: asyncio.Future[None] | None = None  # while the client does not read
        # Of the message that is read.
        self._skipped_blank_line = False
        self._method = self._target = self._version = b""
        self._headers: dict[bytes, bytes] = {}
        self._in_body = False
        self._chunked = False
        self._body_bytes = 0  # still to come by Content-Length; received so far if chunked
        self._chunk_bytes = 0  # received so far with the framing of the chunks
        self._body = bytearray()
        # Of the one that is answered.
        self._answering = False
        self._task: asyncio.Task[None]
        self._keep_alive = True
        self._body_wanted: asyncio.Future[None] | None = None  # while the application waits for it
        # Points in loop time. Each is None while nobody is waiting for the client in that way.
        self._receive_by: float | None = None
        self._send_by: float | None = None
        self._idle_until: float | None = None
        self._watch: asyncio.TimerHandle | None = None

    # ---------------------------------------------------------------- the connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        peer = transport.get_extra_info("peername")
        self._address = str(peer[0]) if peer else ""  # it may be gone already
        self._scheme = "https" if transport.get_extra_info("sslcontext") else "http"
        self._server.connections.add(cast("Any", self))
        now = self._loop.time()
        self._receive_by = now + self._limits.receive_seconds
        self._watch = self._loop.call_at(self._next_look(now), self._look_at_deadlines)
        if len(self._server.connections) > self._limits.connections:
            self._refuse(_busy())

    def connection_lost(self, exc: Exception | None) -> None:
        self._server.connections.discard(cast("Any", self))
        if self._watch is not None:
            self._watch.cancel()
        self._unread = self._held = b""
        self._leave()
        self._let_write()
        del self._parser  # which holds this connection, and it the parser

    def _leave(self) -> None:
        """For the application the client has gone."""
        self._gone = True
        self._body_arrived()

    def shutdown(self) -> None:
        """End the connection, when what is being answered has been; called by the server that stops."""
        if self._answering:
            self._keep_alive = False
        else:
            self._write_held()
            self._transport.close()

    def data_received(self, data: bytes) -> None:
        self._idle_until = None
        if self._deaf or self._transport.is_closing():
            return
        self._unread += data
        self._read_messages()

    def eof_received(self) -> bool:
        """Whether the connection stays: a client that has no more to send may still wait for its answer."""
        self._write_held()
        self._all_sent = self._answering and not self._in_body
        return self._all_sent and self._scheme == "http"  # asyncio ends TLS both ways

    # ---------------------------------------------------------------- one message at a time

    def _read_messages(self) -> None:
        try:
            while self._unread and not self._deaf:
                if self._in_body:
                    self._read_body()
                elif self._answering:
                    self._pause_reading()
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
            waiting = self._in_body or not self._answering
            if waiting and self._receive_by is None and self._idle_until is None:
                self._receive_by = self._loop.time() + self._limits.receive_seconds

    def _pause_reading(self) -> None:
        if not self._reading_paused:
            self._reading_paused = True
            self._transport.pause_reading()

    def _resume_reading(self) -> None:
        if self._reading_paused:
            self._reading_paused = False
            self._transport.resume_reading()

    def _read_head(self) -> bool:
        """Feed the parser one whole head; False if more has to arrive first."""
        self._method = b""
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
        if so_far > self._limits.url_bytes + _REST_OF_REQUEST_LINE:
            raise _uri_too_long(self._limits)
        if not lines:
            return
        request_line = _REQUEST_LINE.fullmatch(head, 0, line_end)
        if request_line is None:
            raise _malformed("The request line is not HTTP/1.1.")
        self._method, self._target, self._version = request_line.groups()
        if len(self._target) > self._limits.url_bytes:
            raise _uri_too_long(self._limits)
        complete = head.endswith(b"\r\n\r\n")
        if lines - 1 - complete > self._limits.header_count:
            raise _headers_too_large(f"Send at most {self._limits.header_count} headers.")
        if len(head) - line_end - 2 - 2 * complete > self._limits.header_bytes:
            raise _headers_too_large(f"Send at most {self._limits.header_bytes} bytes of headers.")

    def _read_body(self) -> None:
        if self._chunked:
            piece, self._unread = self._unread, b""
            self._chunk_bytes += len(piece)
            if self._chunk_bytes > self._limits.body_bytes * _CHUNK_OVERHEAD:
                raise _body_too_large(self._limits)
        else:
            left = self._body_bytes
            piece, self._unread = self._unread[:left], self._unread[left:]
            self._body_bytes -= len(piece)
        self._feed(piece)

    def _feed(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:
            # The parser wraps what its callbacks raise.
            raise (error.__context__ or error) from None

    # ---------------------------------------------------------------- parser callbacks

    def on_message_begin(self) -> None:
        if self._chunked:
            # The end of a chunked body is known to the parser alone, so a message that follows it in
            # the same read cannot be held back until the answer is out.
            raise _PipelinedAfterChunksError
        self._headers = {}
        self._body = bytearray()

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._in_body:  # a trailer field, which RFC 9110 6.5.1 forbids to merge
            return
        name = name.lower()
        value = value.rstrip(b" \t")
        earlier = self._headers.get(name)
        if earlier is None:
            self._headers[name] = value
        elif name in _SINGLE_FIELDS:
            raise _malformed(f"Send the header {name.decode()} once.")
        else:
            self._headers[name] = earlier + b", " + value

    def on_headers_complete(self) -> None:
        self._check_fields()
        target = self._target
        if not target.startswith(b"/"):
            target = target[target.index(b"/", target.index(b"//") + 2) :]
        path, _, query = target.partition(b"?")
        request = Request(
            self._method.decode(),
            path,
            query,
            self._headers,
            self._address,
            self._scheme,
            self._whole_body,
        )
        self._answering = self._in_body = True
        self._keep_alive = self._version != b"1.0" and self._parser.should_keep_alive()
        tasks = self._server.tasks
        busy = len(tasks) >= self._limits.concurrent_requests
        self._task = self._loop.create_task(
            self._respond(request, self._answer_busy if busy else self._edge.app)
        )
        self._task.add_done_callback(tasks.discard)
        tasks.add(self._task)

    def _check_fields(self) -> None:
        fields = self._headers
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
            if self._body_bytes > self._limits.body_bytes:
                raise _body_too_large(self._limits)

    def on_body(self, body: bytes) -> None:
        if self._chunked:
            self._body_bytes += len(body)
            if self._body_bytes > self._limits.body_bytes:
                raise _body_too_large(self._limits)
        if self._answering:
            self._body += body

    def on_message_complete(self) -> None:
        self._in_body = False
        self._receive_by = None
        self._body_arrived()

    # ---------------------------------------------------------------- the request in the application's hands

    async def _respond(self, request: Request, app: Application) -> None:
        try:
            answer = await app(request)
            if self._writable is not None:
                await self._writable
            self._answer(answer)
        except ClientGoneError:
            pass
        except asyncio.CancelledError:
            self._transport.abort()
            raise
        except Exception as error:  # noqa: BLE001  (whatever it is, the client is told)
            logs.exception(error)
            if not self._gone:
                self._refuse(_failed())

    async def _whole_body(self) -> bytes:
        if self._in_body and not self._gone:
            asks_first = self._headers.get(b"expect", b"").lower() == b"100-continue"
            if asks_first and not self._body and self._version == b"1.1":  # RFC 9110 10.1.1
                self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._body_wanted = self._loop.create_future()
            await self._body_wanted
        if self._gone:
            raise ClientGoneError
        return bytes(self._body)

    def _body_arrived(self) -> None:
        """Go on with the application that waits for the body, or for what has become of it."""
        if self._body_wanted is not None:
            if not self._body_wanted.done():
                self._body_wanted.set_result(None)
            self._body_wanted = None

    def _answer(self, answer: Answer) -> None:
        if self._gone:
            return
        self._held += self._message(answer)
        self._answering = False
        self._body = bytearray()
        if not self._keep_alive:
            self._write_held()
            if self._in_body or self._unread or self._deaf:  # more was sent than will be read
                self._close_when_read()
            else:
                self._transport.close()
            return
        self._edge.holding.append(self)
        if len(self._server.tasks) == 1 or len(self._edge.holding) == _MOST_HELD:
            self._write_all_held()  # there is none to wait for, or enough have waited
        elif len(self._edge.holding) == 1:
            self._loop.call_soon(self._write_all_held)
        if self._transport.is_closing():
            return
        self._server.tasks.discard(self._task)  # or it would count against the next in the pipeline
        self._resume_reading()
        if self._unread:
            self._read_messages()
        elif self._all_sent:
            self.shutdown()
        else:
            # Looked at with the other deadlines: a timer for each answer costs as much as reading a request.
            self._idle_until = self._loop.time() + self._limits.idle_seconds

    def _message(self, answer: Answer) -> bytes:
        status, body, own = answer
        headers = (*self._server.default_headers, *own)
        lines = b"".join([b"%b: %b\r\n" % header for header in headers])
        if lines.count(b"\n") + lines.count(b"\r") != 2 * len(headers) or b"\0" in lines:
            raise RuntimeError("The answer has a header that is not valid.")
        length = b"" if status == 204 else b"content-length: %d\r\n" % len(body)  # RFC 9110 8.6
        end = _END if self._keep_alive else _LAST_END
        content = b"" if self._method == b"HEAD" else body
        return b"".join((_STATUS_LINES[status], lines, length, end, content))

    def _write_all_held(self) -> None:
        holding = self._edge.holding.copy()
        self._edge.holding.clear()
        for connection in holding:
            connection._write_held()

    def _write_held(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)

    async def _answer_busy(self, request: Request) -> Answer:
        """In place of the application while too many requests are in flight."""
        del request
        return self._refusal(_busy())

    # ---------------------------------------------------------------- deadlines

    def pause_writing(self) -> None:
        self._send_by = self._loop.time() + self._limits.send_seconds
        self._writable = self._loop.create_future()

    def resume_writing(self) -> None:
        self._send_by = None
        self._let_write()

    def _let_write(self) -> None:
        if self._writable is not None:
            if not self._writable.done():
                self._writable.set_result(None)
            self._writable = None

    def _next_look(self, now: float) -> float:
        # A deadline set later cannot fall before the first of these, so one timer a connection will do.
        times = [now + min(self._limits.receive_seconds, self._limits.send_seconds)]
        deadlines = (self._receive_by, self._send_by, self._idle_until)
        times += [time for time in deadlines if time is not None]
        return min(times)

    def _look_at_deadlines(self) -> None:
        now = self._loop.time()
        if self._transport.is_closing() and self._send_by is None:
            self._send_by = now + self._limits.send_seconds  # closing waits for the client to read
        if self._send_by is not None and now >= self._send_by:
            self._transport.abort()
            return
        if self._idle_until is not None and now >= self._idle_until:
            self._idle_until = None
            self._transport.close()
        elif self._receive_by is not None and now >= self._receive_by:
            self._receive_by = None
            if self._reading_paused:  # it is the application that is slow
                self._receive_by = now + self._limits.receive_seconds
            else:
                self._end_of_patience()
        if not self._lingering:
            self._watch = self._loop.call_at(self._next_look(now), self._look_at_deadlines)

    def _end_of_patience(self) -> None:
        if self._unread or self._in_body:
            self._refuse(_request_timeout(self._limits))
        else:  # nothing was asked: an answer would be taken for that of the next request
            self._transport.close()

    # ---------------------------------------------------------------- refusals

    def _refuse(self, refusal: _RefusalError) -> None:
        """Answer a message that cannot be taken, and end the connection."""
        answered = self._in_body and not self._answering
        self._keep_alive = False
        self._write_held()
        if not answered:
            self._transport.write(self._message(self._refusal(refusal)))
        self._answering = False
        self._leave()
        self._close_when_read()

    def _refusal(self, refusal: _RefusalError) -> Answer:
        """Log a refusal and return the answer that tells the client of it."""
        kind = self._edge.errors[refusal.code]
        request_id = _IDS.new("req")
        logs.request(request_id=request_id, status=kind.status, code=refusal.code)
        if self._edge.metrics is not None:
            self._edge.metrics.request(REFUSED, kind.status, 0.0)
        error = {
            "type": kind.type,
            "code": refusal.code,
            "message": refusal.message,
            "request_id": request_id,
        }
        headers = [
            (b"content-type", b"application/json"),
            (b"x-request-id", request_id.encode()),
        ]
        if self._scheme == "https":
            headers.append(TRANSPORT_SECURITY_HEADER)
        if kind.status == 503:
            headers += [(b"retry-after", b"1"), (b"x-ratelimit-retry-after", b"1")]
        return Answer(kind.status, msgspec.json.encode({"error": error}), tuple(headers))

    def _close_when_read(self) -> None:
        # Closing while bytes of the client are unread would reset the connection, and the answer
        # might be lost with it (RFC 9112 9.6): so the client is given the time to read.
        self._deaf = True
        self._unread = b""
        self._receive_by = None
        self._resume_reading()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._lingering = True
        if self._watch is not None:
            self._watch.cancel()
        self._linger(self._loop.time() + self._limits.send_seconds)

    def _linger(self, until: float) -> None:
        # The time to read begins when the last answer is out.
        unsent = self._transport.get_write_buffer_size() and self._loop.time() < until
        end = partial(self._linger, until) if unsent else self._transport.abort
        self._watch = self._loop.call_later(_LINGER_SECONDS, end)

    def _close_after_answer(self) -> None:
        # A client has to expect this of a pipeline, and send the rest again (RFC 9112 9.3.2).
        self._deaf = True
        if self._answering:
            self._keep_alive = False
        else:
            self._write_held()
            self._close_when_read()


_IDS = RandomIds()
_LINGER_SECONDS = 2.0
_MOST_HELD = 32  # so that the first of many does not wait for all the others
_REST_OF_REQUEST_LINE = 32  # the longest method, the version, two spaces
_CHUNK_OVERHEAD = 8  # the framing of chunks of one byte takes five for each

_STATUS_LINES = {
    status.value: b"HTTP/1.1 %d %b\r\n" % (status, status.phrase.encode()) for status in HTTPStatus
}
_END = b"".join(b"%b: %b\r\n" % header for header in SECURITY_HEADERS) + b"\r\n"
_LAST_END = b"connection: close\r\n" + _END

# CONNECT asks for a tunnel: after it the parser would read nothing more.
_REQUEST_LINE = re.compile(rb"(?!CONNECT )([A-Z][A-Z-]*) ([!\"$-~]+) HTTP/(1\.[01])")
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


def _failed() -> _RefusalError:
    message = "The server failed. Try again, and quote the request id if it stays."
    return _RefusalError("internal_error", message)


def _busy() -> _RefusalError:
    message = "The server has all the work it can take. Try again in a second."
    return _RefusalError("service_unavailable", message)
