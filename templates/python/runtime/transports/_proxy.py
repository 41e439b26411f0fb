"""Which proxy a request goes through, the same for every HTTP library."""

from __future__ import annotations

from base64 import b64encode
from ipaddress import ip_address, ip_network
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from azotte._base_errors import InvalidArgumentError
from azotte._keys import LOOPBACK

HTTP = ("http", "https")


class Proxy(NamedTuple):
    """A proxy.

    Attributes:
        url: Its URL without user and password, so that an error may show it.
        auth: The user and password; `None` if it needs none.
    """

    url: str
    auth: tuple[str, str] | None

    @property
    def headers(self) -> dict[str, str]:
        """The headers for the proxy itself."""
        if self.auth is None:
            return {}
        return {"proxy-authorization": f"Basic {b64encode(':'.join(self.auth).encode()).decode()}"}

    def __repr__(self) -> str:
        return f"<Proxy {self.url}>"


def proxy_for(url: str, chosen: str | None, schemes: tuple[str, ...] = HTTP) -> Proxy | None:
    """Return the proxy for a URL.

    Args:
        url: Where requests go.
        chosen: The `proxy` argument. Without one, HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY decide; plain HTTP to this
            machine goes direct, because a proxy would see the API key.
        schemes: The kinds of proxy that the library can use.

    Raises:
        InvalidArgumentError: It is not the URL of such a proxy.
    """
    chosen = chosen or _of_environment(urlsplit(url))
    return check_proxy(chosen, schemes) if chosen else None


def check_proxy(text: str, schemes: tuple[str, ...] = HTTP) -> Proxy:
    """Return a proxy.

    Args:
        text: Its URL, or its host and port for an HTTP proxy.
        schemes: The kinds of proxy that the library can use.

    Raises:
        InvalidArgumentError: It is not the URL of such a proxy.
    """
    # The text is in no message as it is: there may be a password in it.
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        _ = parts.port
    except ValueError as error:
        raise InvalidArgumentError(
            f"The URL of the proxy is invalid ({error}); {_FIX}", "proxy"
        ) from None
    if not parts.hostname:
        raise InvalidArgumentError(f"The URL of the proxy has no host; {_FIX}", "proxy")
    place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.scheme not in schemes:
        socks = f"; {_SOCKS}" if parts.scheme.startswith("socks") else ""
        raise InvalidArgumentError(
            f"Cannot use the proxy {place}: its scheme is none of {', '.join(schemes)}{socks}; {_FIX}",
            "proxy",
        )
    if parts.username is None:
        return Proxy(place, None)
    return Proxy(place, (unquote(parts.username), unquote(parts.password or "")))


def _of_environment(parts: SplitResult) -> str | None:
    host = parts.hostname or ""
    proxies = getproxies()
    if (
        not proxies
        or (parts.scheme == "http" and host in LOOPBACK)
        or proxy_bypass(host)
        or proxy_bypass(parts.netloc)
        or _is_in_network(host, proxies.get("no", ""))
    ):
        return None
    return proxies.get(parts.scheme) or proxies.get("all")


def _is_in_network(host: str, no_proxy: str) -> bool:
    """Whether NO_PROXY lists a network (10.0.0.0/8) that the host is in; the standard library supports names only."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    for entry in no_proxy.split(","):
        try:
            if "/" in entry and address in ip_network(entry.strip(), strict=False):
                return True
        except ValueError:
            continue
    return False


_SOCKS = "for SOCKS use Httpx2Transport or AsyncHttpx2Transport and pip install 'httpx2[socks]'"
_FIX = (
    "set proxy, or HTTPS_PROXY in the environment, to a URL such as http://proxy.example:3128, "
    "or add the API's host to NO_PROXY"
)
