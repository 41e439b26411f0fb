# Copied from templates/python/runtime/transports/_proxy.py: edit there, not here.
"""Which proxy a request goes through, the same for every HTTP library."""

from __future__ import annotations

from base64 import b64encode
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from azotte._errors import InvalidArgumentError
from azotte._keys import LOOPBACK


class Proxy(NamedTuple):
    """A proxy.

    Attributes:
        url: Where it is, without user and password: what an error may show.
        headers: What it is told beside a request, its user and password among it.
    """

    url: str
    headers: dict[str, str]

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"


def proxy_for(url: str, chosen: str | None) -> Proxy | None:
    """Return the proxy for a URL.

    Args:
        url: Where requests go.
        chosen: The proxy that was chosen for them; if left out, the one that `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and
            `NO_PROXY` name, but none between this machine and itself, where it would be shown an API key in clear.

    Raises:
        InvalidArgumentError: It is not the URL of an HTTP proxy.
    """
    parts = urlsplit(url)
    chosen = chosen or _of_environment(parts)
    if not chosen:
        return None
    proxy = urlsplit(chosen if "://" in chosen else f"http://{chosen}")
    if proxy.scheme not in ("http", "https") or not proxy.hostname:
        raise InvalidArgumentError(
            f"a {proxy.scheme} proxy can not be used; give the URL of an HTTP proxy, such as http://proxy.example:3128, "
            "as proxy or in the environment",
            "proxy",
        )
    place = proxy.netloc.rpartition("@")[2]
    return Proxy(f"{proxy.scheme}://{place}", _credentials(proxy))


def _of_environment(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    proxies = getproxies()
    if (
        not proxies
        or (parts.scheme == "http" and host in LOOPBACK)
        or proxy_bypass(host)
        or proxy_bypass(parts.netloc)
    ):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _credentials(proxy: SplitResult) -> dict[str, str]:
    if proxy.username is None:
        return {}
    text = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return {"proxy-authorization": f"Basic {b64encode(text.encode()).decode()}"}
