"""Faults in what HTTP itself asks."""

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault, wire
from tests.contract.faults.wire import html, not_modified

FAULTS = [
    wire(
        "head-not-there",
        "HEAD is not supported",
        lambda a: setattr(a, "status", 405) if a.method == "HEAD" else None,
    ),
    wire(
        "head-is-always-200",
        "HEAD is answered before anything is looked at",
        lambda a: setattr(a, "status", 200) if a.method == "HEAD" else None,
    ),
    wire(
        "options-fails",
        "OPTIONS was forgotten",
        lambda a: setattr(a, "status", 500) if a.method == "OPTIONS" else None,
    ),
    wire(
        "options-allows-everything",
        "OPTIONS lists every method",
        lambda a: (
            a.set("allow", "GET, POST, PUT, PATCH, DELETE") if a.method == "OPTIONS" else None
        ),
    ),
    fault(
        "method-override",
        "X-HTTP-Method-Override turns a read into a deletion",
        Source(
            "app",
            '        method = "GET" if request.method == "HEAD" else request.method\n',
            '        method = "GET" if request.method == "HEAD" else request.headers.get(b"x-http-method-override", request.method.encode()).decode()\n',
        ),
    ),
    fault(
        "unknown-parameter-counts",
        "a parameter that other lists have selects something here",
        Source(
            "contract.parameters",
            "        parameter = self._parameters.get(name)\n",
            '        if name == "page":\n            sent["limit"] = 1\n            return\n        parameter = self._parameters.get(name)\n',
        ),
    ),
    fault(
        "debug-parameter",
        "?debug shows what is inside",
        Source(
            "contract.parameters",
            "        parameter = self._parameters.get(name)\n",
            '        if name == "debug":\n            raise RuntimeError("debug")\n        parameter = self._parameters.get(name)\n',
        ),
    ),
    wire(
        "accept-obeyed",
        "a client that would like HTML gets a 406",
        lambda a: html(a, 406) if a.request_headers.get("accept") == "text/html" else None,
    ),
    wire("condition-obeyed", "If-None-Match: * is answered with 304", not_modified),
    wire(
        "range-obeyed",
        "Range is answered in part",
        lambda a: (
            setattr(a, "status", 206) if a.status == 200 and "range" in a.request_headers else None
        ),
    ),
    wire(
        "rare-header-fails",
        "a header that proxies add was not thought of",
        lambda a: setattr(a, "status", 500) if "x-forwarded-for" in a.request_headers else None,
    ),
    wire(
        "language-fails",
        "a language that is not there fails",
        lambda a: (
            setattr(a, "status", 500)
            if a.request_headers.get("accept-language", "").startswith("de")
            else None
        ),
    ),
    fault(
        "foreign-parameter-refused",
        "a parameter that the operation does not have is refused",
        Source(
            "contract.parameters",
            "            return  # as HTTP",
            '            raise ApiError("unknown_field", "There is no such parameter.", {"field": name})  # as HTTP',
        ),
    ),
    wire(
        "not-really-compressed",
        "answers are said to be compressed, and are not",
        lambda a: (
            a.set("content-encoding", "gzip")
            if "gzip" in a.request_headers.get("accept-encoding", "")
            else None
        ),
    ),
]
