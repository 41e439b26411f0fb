"""Messages that a strict HTTP/1.1 server rejects.

They are what servers and proxies were found to read differently from one another, which is
what request smuggling lives on (RFC 9112 section 11.2).
"""

from __future__ import annotations

HEAD = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"


def _line(line: bytes) -> bytes:
    return line + b"\r\nHost: localhost\r\n\r\n"


def _header(header: bytes) -> bytes:
    return HEAD + header + b"\r\n\r\n"


def _length(value: bytes) -> bytes:
    return POST + b"Content-Length:" + value + b"\r\n\r\nabc"


def _coding(value: bytes) -> bytes:
    return POST + b"Transfer-Encoding:" + value + b"\r\n\r\n0\r\n\r\n"


def _twice(header: bytes) -> bytes:
    return HEAD + header + b"\r\nx-between: 1\r\n" + header.upper() + b"\r\n\r\n"


MALFORMED: list[tuple[str, bytes]] = [
    # The request line (RFC 9112 3)
    ("lower-case method", _line(b"get / HTTP/1.1")),
    ("unknown method", _line(b"FOO / HTTP/1.1")),
    ("method with a digit", _line(b"GET1 / HTTP/1.1")),
    ("two spaces before the target", _line(b"GET  / HTTP/1.1")),
    ("two spaces after the target", _line(b"GET /  HTTP/1.1")),
    ("tab for space", _line(b"GET\t/ HTTP/1.1")),
    ("space at the start", _line(b" GET / HTTP/1.1")),
    ("space at the end", _line(b"GET / HTTP/1.1 ")),
    ("no version", _line(b"GET /")),
    ("no target", _line(b"GET HTTP/1.1")),
    ("empty line only", b"\r\n\r\n"),
    ("lower-case version", _line(b"GET / http/1.1")),
    ("version 0.9", _line(b"GET / HTTP/0.9")),
    ("version 1.2", _line(b"GET / HTTP/1.2")),
    ("version 2.0", _line(b"GET / HTTP/2.0")),
    ("version 1.10", _line(b"GET / HTTP/1.10")),
    ("version 1", _line(b"GET / HTTP/1")),
    ("another protocol: RTSP", _line(b"GET / RTSP/1.0")),
    ("another protocol: ICE", _line(b"SOURCE / ICE/1.0")),
    ("HTTP/2 with prior knowledge", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("TLS on the plain port", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
    ("NUL in the path", _line(b"GET /\0 HTTP/1.1")),
    ("0xFF in the path", _line(b"GET /\xff HTTP/1.1")),
    ("control character in the path", _line(b"GET /\x01 HTTP/1.1")),
    ("space in the path", _line(b"GET /a b HTTP/1.1")),
    ("tab in the path", _line(b"GET /a\tb HTTP/1.1")),
    ("DEL in the query", _line(b"GET /?\x7f HTTP/1.1")),
    ("fragment", _line(b"GET /#a HTTP/1.1")),
    ("path without a slash", _line(b"GET a HTTP/1.1")),
    ("asterisk", _line(b"OPTIONS * HTTP/1.1")),
    ("authority", _line(b"CONNECT localhost:80 HTTP/1.1")),
    ("CONNECT with a path", _line(b"CONNECT / HTTP/1.1")),
    ("another scheme", _line(b"GET ftp://localhost/ HTTP/1.1")),
    ("absolute target of another host", _line(b"GET http://other/ HTTP/1.1")),
    ("absolute target without a path", _line(b"GET http://localhost HTTP/1.1")),
    # Line ends (RFC 9112 2.2)
    ("bare LF everywhere", b"GET / HTTP/1.1\nHost: localhost\n\n"),
    ("bare LF after the request line", b"GET / HTTP/1.1\nHost: localhost\r\n\r\n"),
    ("bare LF after a header", b"GET / HTTP/1.1\r\nHost: localhost\nx: y\r\n\r\n"),
    ("bare LF at the end", b"GET / HTTP/1.1\r\nHost: localhost\r\n\n"),
    ("bare CR everywhere", b"GET / HTTP/1.1\rHost: localhost\r\r"),
    ("bare CR in a header", _header(b"x: a\rb")),
    ("CR CR LF", b"GET / HTTP/1.1\r\r\nHost: localhost\r\n\r\n"),
    ("bare LF before the request line", b"\n" + HEAD + b"\r\n"),
    ("two empty lines before the request line", b"\r\n\r\n" + HEAD + b"\r\n"),
    # Header fields (RFC 9112 5)
    ("folded header, space", _header(b"x: a\r\n b")),
    ("folded header, tab", _header(b"x: a\r\n\tb")),
    ("space before the first header", b"GET / HTTP/1.1\r\n Host: localhost\r\n\r\n"),
    ("space before the colon", _header(b"x : a")),
    ("tab before the colon", _header(b"x\t: a")),
    ("no colon", _header(b"x")),
    ("no name", _header(b": a")),
    ("quote in the name", _header(b'x": a')),
    ("slash in the name", _header(b"x/y: a")),
    ("non-ASCII in the name", _header(b"x\xe9: a")),
    ("NUL in the name", _header(b"x\0: a")),
    ("NUL in the value", _header(b"x: a\0b")),
    ("control character in the value", _header(b"x: a\x0bb")),
    ("DEL in the value", _header(b"x: a\x7fb")),
    # Host (RFC 9112 3.2, RFC 9110 4.2.1)
    ("no Host", b"GET / HTTP/1.1\r\nx: y\r\n\r\n"),
    ("two Hosts", _twice(b"host: localhost")),
    ("two different Hosts", HEAD + b"Host: other\r\n\r\n"),
    ("empty Host", b"GET / HTTP/1.1\r\nHost:\r\n\r\n"),
    ("Host with a space", b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
    ("Host with a path", b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
    ("Host with a user", b"GET / HTTP/1.1\r\nHost: a@b\r\n\r\n"),
    ("Host list", b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"),
    ("Host with a bad port", b"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n"),
    ("two Hosts in HTTP/1.0", b"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n"),
    # Fields of which one must be chosen
    ("two API keys", _twice(b"x-api-key: sk_dev_1234567890abcdef")),
    ("two tenants", _twice(b"x-tn: tenant_abc123")),
    ("two idempotency keys", _twice(b"idempotency-key: a")),
    ("two authorizations", _twice(b"authorization: Basic YTpi")),
    ("two content types", _twice(b"content-type: application/json")),
    # Message length (RFC 9112 6)
    ("two equal lengths", POST + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
    ("two different lengths", POST + b"Content-Length: 3\r\nContent-Length: 0\r\n\r\nabc"),
    ("list of lengths", _length(b" 3, 3")),
    ("length with plus", _length(b" +3")),
    ("negative length", _length(b" -3")),
    ("hexadecimal length", _length(b" 0x3")),
    ("length with a space inside", _length(b" 3 4")),
    ("length with an underscore", _length(b" 3_0")),
    ("empty length", _length(b"")),
    ("length with a form feed", _length(b" \x0c3")),
    ("length beyond 64 bits", _length(b" 99999999999999999999999")),
    ("length and coding", POST + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("coding and length", POST + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
    ("coding and length on GET", HEAD + b"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n\r\n0\r\n\r\n"),
    # Transfer codings (RFC 9112 6.1)
    ("coding identity", _coding(b" identity")),
    ("coding unknown", _coding(b" xchunked")),
    ("coding gzip, chunked", _coding(b" gzip, chunked")),
    ("coding chunked, gzip", _coding(b" chunked, gzip")),
    ("coding chunked twice", _coding(b" chunked, chunked")),
    ("coding with a comma", _coding(b" chunked,")),
    ("coding quoted", _coding(b' "chunked"')),
    ("coding empty", _coding(b"")),
    ("coding after a vertical tab", _coding(b" \x0bchunked")),
    ("coding in two headers", POST + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ("coding in two headers, other order", POST + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
    ("coding with a space before the colon", POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
    ("coding folded", POST + b"Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"),
    ("coding in HTTP/1.0", b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    # Chunks (RFC 9112 7.1)
    ("chunk size beyond 64 bits", CHUNKED + b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n"),
    ("chunk size empty", CHUNKED + b"\r\nabc\r\n0\r\n\r\n"),
    ("chunk size negative", CHUNKED + b"-3\r\nabc\r\n0\r\n\r\n"),
    ("chunk size with 0x", CHUNKED + b"0x3\r\nabc\r\n0\r\n\r\n"),
    ("chunk size with plus", CHUNKED + b"+3\r\nabc\r\n0\r\n\r\n"),
    ("chunk size no number", CHUNKED + b"g\r\nabc\r\n0\r\n\r\n"),
    ("space before the chunk size", CHUNKED + b" 3\r\nabc\r\n0\r\n\r\n"),
    ("space after the chunk size", CHUNKED + b"3 \r\nabc\r\n0\r\n\r\n"),
    ("bare LF after the chunk size", CHUNKED + b"3\nabc\r\n0\r\n\r\n"),
    ("bare LF after the chunk extension", CHUNKED + b"3;a\nabc\r\n0\r\n\r\n"),
    ("NUL in the chunk extension", CHUNKED + b"3;\0\r\nabc\r\n0\r\n\r\n"),
    ("bare LF after the chunk", CHUNKED + b"3\r\nabc\n0\r\n\r\n"),
    ("no line end after the chunk", CHUNKED + b"3\r\nabc0\r\n\r\n"),
    ("chunk longer than its size", CHUNKED + b"3\r\nabcde\r\n0\r\n\r\n"),
    ("bare LF after the last chunk", CHUNKED + b"3\r\nabc\r\n0\n\n"),
    ("length in the trailers", CHUNKED + b"0\r\nContent-Length: 3\r\n\r\n"),
    ("coding in the trailers", CHUNKED + b"0\r\nTransfer-Encoding: chunked\r\n\r\n"),
]  # fmt: skip
