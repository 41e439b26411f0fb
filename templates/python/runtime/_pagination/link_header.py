"""The header `Link` has the query of the next page (RFC 8288). Its host and path are not followed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from azotte._operation import Call
from azotte._pagination.base import Arguments, Pagination
from azotte._response import Response

if TYPE_CHECKING:
    from azotte._pages import Progress, Walk


class LinkHeader(Pagination):
    """The header `Link` has the query of the next page (RFC 8288). Its host and path are not followed."""

    def direction(self, walk: Walk[Any, Any]) -> str:
        return "Link"

    def cursor(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> str | None:
        for url, parameters in _LINK.findall(page.headers.get("link", "")):
            relations = _RELATION.search(parameters)
            if relations and "next" in (relations[1] or relations[2]).lower().split():
                return urlsplit(str(url)).query or None
        return None

    def has_more(self, walk: Walk[Any, Any], page: Response[Any], arguments: Arguments) -> bool:
        return self.cursor(walk, page, arguments) is not None

    def next_call(self, walk: Walk[Any, Any], cursor: Any, progress: Progress) -> Call[Any]:
        call = walk.first()
        call.query = cursor
        return call


_LINK = re.compile(r"<([^>]*)>((?:\s*;\s*[^\s;,=]+(?:\s*=\s*(?:\"[^\"]*\"|[^\s;,]*))?)*)")
_RELATION = re.compile(r";\s*rel\s*=\s*(?:\"([^\"]*)\"|([^\s;,]+))", re.IGNORECASE)
