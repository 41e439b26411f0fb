"""The ways in which a server can be broken or hostile, one function each; its docstring is the mode's description."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any, NamedTuple

from tests.hostile.server import Peer

BODY = b'{"object": "list", "data": [], "has_more": false}'
"""A page without items: valid wherever a list is expected."""
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
EARLY_HINTS = b"HTTP/1.1 103 Early Hints\r\nlink: </style.css>\r\n\r\n"
CHUNKED = OK + b"transfer-encoding: chunked\r\n\r\n"


class Mode(NamedTuple):
    """A way to misbehave.

    Attributes:
        name: What it is called.
        behave: Serves one connection.
        tls: Whether clients connect with https.
    """

    name: str
    behave: Callable[[Peer], None]
    tls: bool

    @property
    def description(self) -> str:
        """What the server does."""
        return self.behave.__doc__ or ""


MODES: dict[str, Mode] = {}


def mode(behave: Callable[[Peer], None]) -> Callable[[Peer], None]:
    MODES[behave.__name__] = Mode(behave.__name__, behave, tls=False)
    return behave


def tls_mode(behave: Callable[[Peer], None]) -> Callable[[Peer], None]:
    MODES[behave.__name__] = Mode(behave.__name__, behave, tls=True)
    return behave


def respond(peer: Peer, body: bytes = BODY, *, status: str = "200 OK", **headers: str) -> None:
    """Read requests and give each the same response, for as long as the client keeps the connection."""
    headers = {"content_type": "application/json", **headers}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\n{lines}content-length: {len(body)}\r\n\r\n"
    while True:
        peer.request()
        peer.send(head.encode("latin-1") + body)


def once(peer: Peer, response: bytes) -> None:
    """Read a request, send these bytes and leave the connection open."""
    peer.request()
    peer.send(response)
    peer.wait()


def endlessly(peer: Peer, start: bytes, piece: bytes) -> None:
    """Read a request, send a start, then the same piece as fast as the client reads."""
    peer.request()
    peer.send(start)
    pieces = piece * max(1, (1 << 16) // len(piece))
    while True:
        peer.send(pieces)


# Bodies that grow when they are read.

MEBIBYTE = 1 << 20


@cache
def field(size: int = MEBIBYTE) -> bytes:
    return gzip.compress(bytes(size), mtime=0)


@cache
def zeros(wrapper: int) -> bytes:
    """Compress 1 GiB of zeros, as gzip or zlib as `wrapper` says (see `zlib.compressobj`)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wrapper)
    block, checksum = bytes(MEBIBYTE), zlib.crc32 if wrapper > zlib.MAX_WBITS else zlib.adler32
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    # Behind a full flush each block is compressed alone, so one is made and repeated.
    other = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    total = checksum(b"")
    for _ in range(1024):
        total = checksum(block, total)
    end = b"\x03\x00"  # an empty last block
    if checksum is zlib.crc32:
        end += struct.pack("<II", total, 1 << 30)
    else:
        end += struct.pack(">I", total)
    return first + other * 1023 + end


@mode
def gzip_bomb(peer: Peer) -> None:
    """1 MB of gzip that unpacks to 1 GB."""
    respond(peer, zeros(zlib.MAX_WBITS | 16), content_encoding="gzip")


@mode
def gzip_bomb_nested(peer: Peer) -> None:
    """A few kB of gzip in gzip that unpack to 1 MB and then to 1 GB."""
    respond(peer, gzip.compress(field() * 1024, mtime=0), content_encoding="gzip, gzip")


@mode
def gzip_bomb_members(peer: Peer) -> None:
    """1024 gzip streams that unpack to 1 MB each."""
    respond(peer, field() * 1024, content_encoding="gzip")


@mode
def deflate_bomb(peer: Peer) -> None:
    """1 MB of deflate that unpacks to 1 GB."""
    respond(peer, zeros(zlib.MAX_WBITS), content_encoding="deflate")


@mode
def gzip_twenty_times(peer: Peer) -> None:
    """A body that is compressed twenty times."""
    body = BODY
    for _ in range(20):
        body = gzip.compress(body)
    respond(peer, body, content_encoding=", ".join(["gzip"] * 20))


@mode
def gzip_members_endless(peer: Peer) -> None:
    """Empty gzip streams without end: much to read, nothing to unpack."""
    endlessly(peer, OK + b"content-encoding: gzip\r\n\r\n", gzip.compress(b"", mtime=0))


@mode
def gzip_blocks_endless(peer: Peer) -> None:
    """One gzip stream of empty blocks without end."""
    start = gzip.compress(b"", mtime=0)[:10]
    endlessly(peer, OK + b"content-encoding: gzip\r\n\r\n" + start, b"\x00\x00\x00\xff\xff")


@mode
def body_endless(peer: Peer) -> None:
    """A body without a length that does not end."""
    endlessly(peer, OK + b"\r\n", b" " * (1 << 16))


@mode
def chunks_endless(peer: Peer) -> None:
    """Chunks of 64 KiB without end."""
    endlessly(peer, CHUNKED, b"10000\r\n" + b" " * (1 << 16) + b"\r\n")


@mode
def chunks_of_one_byte(peer: Peer) -> None:
    """Chunks of one byte without end."""
    endlessly(peer, CHUNKED, b"1\r\n \r\n")


# Lengths.


@mode
def length_of_10_gb(peer: Peer) -> None:
    """A Content-Length of 10 GB, and a body that goes that way."""
    endlessly(peer, OK + b"content-length: 10737418240\r\n\r\n", b" " * (1 << 16))


@mode
def length_negative(peer: Peer) -> None:
    """A negative Content-Length."""
    once(peer, OK + b"content-length: -5\r\n\r\n" + BODY)


@mode
def length_twice(peer: Peer) -> None:
    """Two values for Content-Length."""
    length = b"content-length: %d\r\n"
    once(peer, OK + length % len(BODY) + length % (len(BODY) - 1) + b"\r\n" + BODY)


@mode
def length_of_26_digits(peer: Peer) -> None:
    """A Content-Length of 26 digits."""
    once(peer, OK + b"content-length: 12345678901234567890123456\r\n\r\n" + BODY)


@mode
def length_not_a_number(peer: Peer) -> None:
    """A Content-Length that is not a number."""
    once(peer, OK + b"content-length: many\r\n\r\n" + BODY)


@mode
def length_and_chunks(peer: Peer) -> None:
    """A Content-Length beside chunks."""
    chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
    once(peer, OK + b"content-length: 3\r\ntransfer-encoding: chunked\r\n\r\n" + chunk)


@mode
def chunk_size_negative(peer: Peer) -> None:
    """A chunk of -5 bytes."""
    once(peer, CHUNKED + b"-5\r\nabcde\r\n0\r\n\r\n")


@mode
def chunk_size_of_21_digits(peer: Peer) -> None:
    """A chunk size of 21 hexadecimal digits."""
    once(peer, CHUNKED + b"1" * 21 + b"\r\nabcde\r\n0\r\n\r\n")


@mode
def chunk_size_not_a_number(peer: Peer) -> None:
    """A chunk size that is not a number."""
    once(peer, CHUNKED + b"five\r\nabcde\r\n0\r\n\r\n")


@mode
def chunk_size_endless(peer: Peer) -> None:
    """A chunk size of digits without end."""
    endlessly(peer, CHUNKED, b"0")


@mode
def chunk_extension_endless(peer: Peer) -> None:
    """A chunk extension without end."""
    endlessly(peer, CHUNKED + b"5;x=", b"y")


@mode
def chunk_without_line_break(peer: Peer) -> None:
    """A chunk that is longer than its size says."""
    once(peer, CHUNKED + b"5\r\nabcdefgh\r\n0\r\n\r\n")


@mode
def trailers_endless(peer: Peer) -> None:
    """A whole body, then trailers without end."""
    start = CHUNKED + b"%x\r\n%s\r\n0\r\n" % (len(BODY), BODY)
    endlessly(peer, start, b"x-trailer: y\r\n")


# Heads.


@mode
def headers_endless(peer: Peer) -> None:
    """Headers without end."""
    endlessly(peer, OK, b"x-header: y\r\n")


@mode
def header_endless(peer: Peer) -> None:
    """One header without end."""
    endlessly(peer, OK + b"x-header: ", b"y")


@mode
def header_without_colon(peer: Peer) -> None:
    """A header line without a colon."""
    once(peer, OK + b"nonsense\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def header_with_nul(peer: Peer) -> None:
    """A header with a NUL byte and an escape sequence in it."""
    length = b"content-length: %d\r\n\r\n" % len(BODY)
    once(peer, OK + b"x-header: a\x00b\x1b[31mc\r\n" + length + BODY)


@mode
def status_line_endless(peer: Peer) -> None:
    """A status line without end."""
    endlessly(peer, b"HTTP/1.1 200 ", b"O")


@mode
def status_not_a_number(peer: Peer) -> None:
    """A status that is not a number."""
    once(peer, b"HTTP/1.1 fine\r\ncontent-length: 0\r\n\r\n")


@mode
def status_out_of_range(peer: Peer) -> None:
    """The status 999."""
    respond(peer, status="999 Nobody Knows")


@mode
def http_0_9(peer: Peer) -> None:
    """A body without a head."""
    peer.request()
    peer.send(b"<html>It works!</html>\r\n")


@mode
def another_protocol(peer: Peer) -> None:
    """The greeting of an SSH server, with escape sequences in it."""
    peer.send(b"SSH-2.0-\x1b]0;owned\x07\x1b[2J\r\n")
    peer.wait()


@mode
def interim_endless(peer: Peer) -> None:
    """100 Continue without end."""
    endlessly(peer, b"", b"HTTP/1.1 100 Continue\r\n\r\n")


@mode
def early_hints_endless(peer: Peer) -> None:
    """103 Early Hints without end."""
    endlessly(peer, b"", EARLY_HINTS)


@mode
def early_hints_then_nothing(peer: Peer) -> None:
    """103 Early Hints, then nothing."""
    once(peer, EARLY_HINTS)


@mode
def early_hints_then_response(peer: Peer) -> None:
    """103 Early Hints, then a valid response."""
    peer.request()
    peer.send(EARLY_HINTS)
    once_more = b"content-length: %d\r\n\r\n" % len(BODY)
    peer.send(OK + once_more + BODY)
    peer.wait()


@mode
def early_hints_16_then_response(peer: Peer) -> None:
    """103 Early Hints sixteen times, more than any server needs, then a valid response."""
    once(peer, EARLY_HINTS * 16 + OK + b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def early_hints_17_then_response(peer: Peer) -> None:
    """103 Early Hints seventeen times, then a valid response."""
    once(peer, EARLY_HINTS * 17 + OK + b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def early_hints_of_1_mb(peer: Peer) -> None:
    """A few 103 Early Hints whose headers are 1 MB together, each within what is usual, then a valid response."""
    hints = EARLY_HINTS[:-2] + b"link: </%s.css>\r\n" % (b"y" * 7000) * 10 + b"\r\n"
    once(peer, hints * 15 + OK + b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def early_hints_that_do_not_end(peer: Peer) -> None:
    """One 103 Early Hints with headers without end."""
    endlessly(peer, EARLY_HINTS[:-2], b"link: </style.css>\r\n")


@mode
def switching_protocols(peer: Peer) -> None:
    """101 Switching Protocols unasked, then nothing."""
    once(peer, b"HTTP/1.1 101 Switching Protocols\r\nupgrade: tcp\r\nconnection: upgrade\r\n\r\n")


# Time.


@mode
def silence(peer: Peer) -> None:
    """A request is read and gets no response."""
    once(peer, b"")


@mode
def head_dripping(peer: Peer) -> None:
    """A head that arrives byte by byte."""
    peer.request()
    peer.drip(OK + b"x-header: y\r\n" * 1000)


@mode
def interim_dripping(peer: Peer) -> None:
    """100 Continue ten times a second."""
    peer.request()
    while True:
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.wait(0.1)


@mode
def body_dripping(peer: Peer) -> None:
    """A body that arrives byte by byte."""
    peer.request()
    peer.send(OK + b"content-length: 1000\r\n\r\n")
    peer.drip(b" " * 1000)


@mode
def chunks_dripping(peer: Peer) -> None:
    """Chunks that arrive byte by byte."""
    peer.request()
    peer.send(CHUNKED)
    peer.drip(b"1\r\n \r\n" * 1000)


@mode
def gzip_dripping(peer: Peer) -> None:
    """A compressed body that arrives byte by byte."""
    peer.request()
    peer.send(OK + b"content-encoding: gzip\r\n\r\n")
    peer.drip(gzip.compress(bytes(range(256)) * 64))


@mode
def head_then_nothing(peer: Peer) -> None:
    """A head, then nothing."""
    once(peer, OK + b"content-length: 1000\r\n\r\n")


# Connections.


@mode
def close_at_once(peer: Peer) -> None:
    """The connection is closed before a request."""


@mode
def close_after_request(peer: Peer) -> None:
    """The connection is closed after a request."""
    peer.request()


@mode
def close_in_head(peer: Peer) -> None:
    """The connection is closed in the middle of the head."""
    peer.request()
    peer.send(OK + b"content-le")


@mode
def close_in_body(peer: Peer) -> None:
    """The connection is closed in the middle of the body."""
    peer.request()
    peer.send(OK + b"content-length: 1000\r\n\r\n" + BODY)


@mode
def close_in_chunk(peer: Peer) -> None:
    """The connection is closed in the middle of a chunk."""
    peer.request()
    peer.send(CHUNKED + b"3e8\r\n" + BODY)


@mode
def reset_after_request(peer: Peer) -> None:
    """The connection is reset after a request."""
    peer.request()
    peer.reset()


@mode
def reset_in_body(peer: Peer) -> None:
    """The connection is reset in the middle of the body."""
    peer.request()
    peer.send(OK + b"content-length: 1000\r\n\r\n" + BODY)
    peer.wait(0.2)
    peer.reset()


@mode
def close_after_response(peer: Peer) -> None:
    """The connection is closed after each response that says it is kept."""
    peer.request()
    peer.send(OK + b"connection: keep-alive\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def two_responses(peer: Peer) -> None:
    """Each response is followed by another that nobody requested."""
    other = BODY.replace(b"false", b"true ")
    head = OK + b"content-length: %d\r\n\r\n" % len(BODY)
    while True:
        peer.request()
        peer.send(head + BODY + head + other)


@mode
def response_before_request(peer: Peer) -> None:
    """A response arrives before the request, and none after it."""
    peer.send(OK + b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY))
    peer.request()
    peer.wait()


# Redirects.


@mode
def redirect_loop(peer: Peer) -> None:
    """Redirects to itself without end."""
    respond(peer, b"", status="302 Found", location=peer.server.url + "/bundles")


@mode
def redirect_elsewhere(peer: Peer) -> None:
    """Redirects to another host."""
    url = "http://localhost:" + peer.server.url.rpartition(":")[2]
    respond(peer, b"", status="307 Temporary Redirect", location=url + "/stolen")


# Content.


@mode
def html_instead(peer: Peer) -> None:
    """200 with a page of HTML."""
    respond(peer, b"<!doctype html><h1>Log in</h1>", content_type="text/html")


@mode
def media_type_wrong(peer: Peer) -> None:
    """The right JSON as text/html."""
    respond(peer, content_type="text/html")


@mode
def media_type_absent(peer: Peer) -> None:
    """The right JSON without a Content-Type."""
    once(peer, b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n%s" % (len(BODY), BODY))


@mode
def html_error(peer: Peer) -> None:
    """502 with a proxy's page of HTML."""
    page = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
    respond(peer, page, status="502 Bad Gateway", content_type="text/html")


@mode
def error_without_envelope(peer: Peer) -> None:
    """400 with JSON that is not the API's error."""
    respond(peer, b'["no"]', status="400 Bad Request")


@mode
def error_of_wrong_types(peer: Peer) -> None:
    """400 with the API's error, all of its fields of other types."""
    error = {"code": 1, "type": ["x"], "message": {"a": None}, "details": "none"}
    respond(peer, json.dumps({"error": error}).encode(), status="400 Bad Request")


@mode
def success_with_error(peer: Peer) -> None:
    """200 with the API's error."""
    respond(peer, error("not_found_error", "resource_missing", "No."))


@mode
def no_content_with_body(peer: Peer) -> None:
    """204 with a body."""
    respond(peer, status="204 No Content")


@mode
def head_with_body(peer: Peer) -> None:
    """A body whatever the method, HEAD included."""
    respond(peer)


@mode
def body_empty(peer: Peer) -> None:
    """200 without a body."""
    respond(peer, b"")


@mode
def byte_order_mark(peer: Peer) -> None:
    """JSON behind a byte order mark."""
    respond(peer, b"\xef\xbb\xbf" + BODY)


@mode
def utf_16(peer: Peer) -> None:
    """JSON in UTF-16."""
    respond(peer, BODY.decode().encode("utf-16"))


@mode
def not_utf_8(peer: Peer) -> None:
    """JSON with bytes that are not UTF-8."""
    respond(peer, BODY.replace(b"list", b"li\xffst"))


@mode
def json_duplicate_keys(peer: Peer) -> None:
    """JSON with the same key twice."""
    respond(peer, BODY[:-1] + b', "has_more": true}')


@mode
def json_deep(peer: Peer) -> None:
    """JSON that is nested a million times."""
    respond(peer, BODY[:-1] + b', "deep": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}")


@mode
def json_lone_surrogate(peer: Peer) -> None:
    """JSON with half of a surrogate pair."""
    respond(peer, BODY.replace(b"list", b"\\ud800"))


@mode
def json_nan(peer: Peer) -> None:
    """JSON with NaN and Infinity, which JSON does not have."""
    respond(peer, BODY[:-1] + b', "x": NaN, "y": -Infinity}')


@mode
def json_huge_integer(peer: Peer) -> None:
    """JSON with an integer of a million digits."""
    respond(peer, BODY[:-1] + b', "x": ' + b"9" * 1_000_000 + b"}")


@mode
def gzip_members(peer: Peer) -> None:
    """A valid body in three gzip streams."""
    body = b"".join(gzip.compress(part) for part in (BODY[:10], BODY[10:11], BODY[11:]))
    respond(peer, body, content_encoding="gzip")


@mode
def gzip_with_garbage(peer: Peer) -> None:
    """A valid gzip body with other bytes behind it."""
    respond(peer, gzip.compress(BODY) + bytes(8) + b"garbage", content_encoding="gzip")


@mode
def gzip_cut(peer: Peer) -> None:
    """A gzip body that ends too early."""
    respond(peer, gzip.compress(BODY)[:-12], content_encoding="gzip")


@mode
def gzip_corrupt(peer: Peer) -> None:
    """A gzip body with a wrong checksum."""
    packed = gzip.compress(BODY)
    respond(peer, packed[:-8] + bytes(4) + packed[-4:], content_encoding="gzip")


@mode
def gzip_in_name_only(peer: Peer) -> None:
    """A plain body that says it is gzip."""
    respond(peer, content_encoding="gzip")


@mode
def deflate_raw(peer: Peer) -> None:
    """A valid deflate body without zlib's head, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    respond(peer, packer.compress(BODY) + packer.flush(), content_encoding="deflate")


@mode
def coding_unknown(peer: Peer) -> None:
    """A content coding that nobody requested."""
    respond(peer, content_encoding="br")


# What ends up in logs and terminals.


def error(type: str, code: str, message: str) -> bytes:
    return json.dumps({"error": {"type": type, "code": code, "message": message}}).encode()


def key_of(peer: Peer) -> str:
    return peer.request().headers.get("x-api-key", "")


@mode
def key_in_error(peer: Peer) -> None:
    """400 whose code, message and details quote the API key."""
    key = key_of(peer)
    body: dict[str, Any] = {"code": key, "type": key, "message": f"Bad key {key}!"}
    text = json.dumps({"error": {**body, "details": {"key": key}, "request_id": key}}).encode()
    peer.send(b"HTTP/1.1 400 Bad Request\r\ncontent-length: %d\r\n\r\n%s" % (len(text), text))
    peer.wait()


@mode
def key_in_success(peer: Peer) -> None:
    """200 with the API key where a field of another type belongs."""
    text = BODY.replace(b"false", json.dumps(key_of(peer)).encode())
    peer.send(OK + b"content-length: %d\r\n\r\n%s" % (len(text), text))
    peer.wait()


@mode
def key_in_headers(peer: Peer) -> None:
    """500 whose headers quote the API key."""
    key = key_of(peer).encode()
    lines = b"x-request-id: %s\r\ncontent-type: %s\r\nretry-after: %s\r\n" % (key, key, key)
    peer.send(b"HTTP/1.1 500 No\r\n" + lines + b"content-length: 2\r\n\r\n{}")
    peer.wait()


@mode
def key_in_status_line(peer: Peer) -> None:
    """A malformed status line that quotes the API key."""
    peer.send(b"HTTP/1.1 %s\r\n\r\n" % key_of(peer).encode())
    peer.wait()


@mode
def key_in_malformed_header(peer: Peer) -> None:
    """A malformed header that quotes the API key."""
    peer.send(OK + b"%s\x00: \x00\r\n\r\n" % key_of(peer).encode())
    peer.wait()


@mode
def key_in_chunk_size(peer: Peer) -> None:
    """A malformed chunk size that quotes the API key."""
    peer.send(CHUNKED + b"%s\r\n" % key_of(peer).encode())
    peer.wait()


@mode
def key_at_the_cut(peer: Peer) -> None:
    """A malformed status line of every length before the API key, so that a cut goes through it."""
    peer.send(b"HTTP/1.1 " + (b"x" * 7 + key_of(peer).encode()) * 200 + b"\r\n\r\n")
    peer.wait()


@mode
def escapes_in_error(peer: Peer) -> None:
    """400 whose code and message hold line breaks, escape sequences and other controls."""
    text = "No.\r\n\x1b[2J\x1b]8;;http://x\x07\u202e\x9b31m$(reboot)"
    respond(peer, error("invalid_request_error", text, text), status="400 Bad Request")


@mode
def escapes_in_status_line(peer: Peer) -> None:
    """A malformed status line with escape sequences."""
    once(peer, b"HTTP/1.1 \x1b[2J\x1b]0;owned\x07\r\n\r\n")


# Dates and waits.


def busy(peer: Peer, **headers: str) -> None:
    body = error("rate_limit_error", "rate_limit_exceeded", "Slow down.")
    respond(peer, body, status="429 Too Many Requests", **headers)


def http_date(**ahead: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**ahead), usegmt=True)


@mode
def retry_after_negative(peer: Peer) -> None:
    """429 that asks to wait -5 seconds."""
    busy(peer, retry_after="-5")


@mode
def retry_after_nonsense(peer: Peer) -> None:
    """429 that asks to wait for what is neither a number nor a date."""
    busy(peer, retry_after="Fri, 99 Foo 0000 99:99:99 GMT")


@mode
def retry_after_huge(peer: Peer) -> None:
    """429 that asks to wait for a number of seconds of 400 digits."""
    busy(peer, retry_after="9" * 400)


@mode
def retry_after_far(peer: Peer) -> None:
    """429 that asks to wait until next year."""
    busy(peer, retry_after=http_date(days=366))


@mode
def retry_after_past(peer: Peer) -> None:
    """429 that asks to wait until yesterday."""
    busy(peer, retry_after=http_date(days=-1))


@mode
def date_skewed(peer: Peer) -> None:
    """429 of a server whose clock is a day ahead, that asks to wait for a second of its time."""
    busy(peer, date=http_date(days=1), retry_after=http_date(days=1, seconds=1))


# TLS.


def respond_tls(peer: Peer, host: str) -> None:
    peer.start_tls(host)
    respond(peer)


@tls_mode
def tls_valid(peer: Peer) -> None:
    """TLS with a certificate for this address, to compare with."""
    respond_tls(peer, "127.0.0.1")


@tls_mode
def tls_wrong_name(peer: Peer) -> None:
    """TLS with a certificate for another name."""
    respond_tls(peer, "other.example")


@tls_mode
def tls_silent(peer: Peer) -> None:
    """A TLS handshake that does not begin."""
    peer.wait()


@tls_mode
def tls_dripping(peer: Peer) -> None:
    """A TLS handshake that arrives byte by byte."""
    peer.drip(b"\x16\x03\x03\x40\x00" + bytes(16384))


@tls_mode
def tls_not(peer: Peer) -> None:
    """Plain HTTP on an https port."""
    peer.send(OK + b"content-length: %d\r\n\r\n%s" % (len(BODY), BODY))
    peer.wait(0.5)


@tls_mode
def tls_cut(peer: Peer) -> None:
    """TLS that ends without a close in the middle of a body without a length."""
    peer.start_tls("127.0.0.1")
    peer.request()
    peer.send(OK + b"\r\n" + BODY[:10])


@tls_mode
def tls_close_after_response(peer: Peer) -> None:
    """TLS whose connection is closed after each response that says it is kept."""
    peer.start_tls("127.0.0.1")
    close_after_response(peer)


BOMBS = (
    "gzip_bomb",
    "gzip_bomb_nested",
    "gzip_bomb_members",
    "deflate_bomb",
    "gzip_members_endless",
    "gzip_blocks_endless",
    "body_endless",
    "chunks_endless",
    "chunks_of_one_byte",
    "length_of_10_gb",
    "chunk_size_endless",
    "chunk_extension_endless",
    "trailers_endless",
    "headers_endless",
    "header_endless",
    "status_line_endless",
    "interim_endless",
    "early_hints_endless",
    "early_hints_that_do_not_end",
    "json_deep",
)
"""Modes that use as much memory or CPU as they are given."""
TOO_LARGE = (
    "gzip_bomb",
    "gzip_bomb_nested",
    "gzip_bomb_members",
    "deflate_bomb",
    "gzip_blocks_endless",
    "body_endless",
    "chunks_endless",
    "length_of_10_gb",
)
"""The bombs that the limit on a body ends."""
INTERIM = (
    "interim_endless",
    "early_hints_endless",
    "early_hints_17_then_response",
    "early_hints_of_1_mb",
    "early_hints_that_do_not_end",
)
"""Modes with more interim responses, or larger ones, than any server needs."""
OTHERS = tuple(name for name in MODES if name not in BOMBS)


def api_key(mode: str) -> str:
    """Return an API key for calls in a mode, another one for each, so that a leak shows where it comes from."""
    return f"sk_dev_5eCretKEYofMODE{list(MODES).index(mode):03}"
