"""The page that shows what happens in the sandbox, at `/control/inspector`. Its files are in `page/`."""

from __future__ import annotations

from importlib import resources

from azotte_sandbox.errors import OperatorError
from azotte_sandbox.messages import Headers, Request, Response

_PATH = b"/control/inspector"
_TYPES = {
    "index.html": b"text/html; charset=utf-8",
    "inspector.css": b"text/css; charset=utf-8",
    "inspector.js": b"text/javascript; charset=utf-8",
}
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    b" base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Headers = (
    (b"content-security-policy", _POLICY),
    (b"cross-origin-opener-policy", b"same-origin"),
)


def page(request: Request) -> Response | None:
    """Return a file of the page, or `None` for another path.

    Raises:
        OperatorError: The method is not GET.
    """
    if request.path != _PATH and not request.path.startswith(_PATH + b"/"):
        return None
    name = request.path[len(_PATH) + 1 :].decode("latin-1") or "index.html"
    if name not in _TYPES:
        return None
    if request.method not in ("GET", "HEAD"):
        raise OperatorError("Method not allowed. Use GET.", 405)
    body = (resources.files("azotte_sandbox.control") / "page" / name).read_bytes()
    return Response(200, body, ((b"content-type", _TYPES[name]), *_HEADERS))
