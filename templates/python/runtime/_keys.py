"""What an API key says of itself, and when it is rejected before anything is sent.

The kinds of key, the servers and the key types of each operation are in the contract (`azotte._contract`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlsplit

from azotte._base_errors import InvalidArgumentError, Refusal, RefusedError
from azotte._contract import (
    API_KEY_PATTERN,
    CREDENTIALS,
    KEY_KINDS,
    SERVERS,
    TENANT_HEADER,
    Credential,
    KeyKind,
)
from azotte._operation import Operation
from azotte._secret import Secret, hold

if TYPE_CHECKING:
    import ssl

_API_KEY = CREDENTIALS["api_key"]

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Key:
    """An API key or another secret, read once.

    Attributes:
        secret: The key itself.
        credential: What it is.
        kind: What its prefix says; `None` if the contract does not know it.
    """

    __slots__ = ("checked", "credential", "kind", "secret")

    def __init__(self, secret: Secret, credential: Credential = _API_KEY) -> None:
        self.secret = secret
        self.credential = credential
        self.kind: KeyKind | None = None
        if credential is _API_KEY:
            self.kind = _kind_of(secret)
        else:
            # It has no prefix by which the logs of an HTTP library are searched.
            hold(secret)
        # The policy that accepted the key, so that each key is checked only once.
        self.checked: Policy | None = None

    def __repr__(self) -> str:
        return f"Key({str(self.secret)!r})"


class Policy:
    """Where a client sends to and what its user overruled."""

    def __init__(
        self,
        base_url: str,
        verified: bool,
        allow: Collection[Refusal],
        proxy: str | None = None,
    ) -> None:
        self.base_url = base_url
        self.verified = verified
        self.allow: frozenset[Refusal] = _overridden(allow)
        parts = urlsplit(base_url)
        self.host: str = parts.hostname or ""
        # Who can read the key on the way, if anyone: the host, or the proxy before it.
        reader = _host_of(proxy) if proxy else self.host
        self.plain_text_reader: str | None = reader if parts.scheme == "http" else None

    @property
    def environments(self) -> tuple[str, ...] | None:
        """The environments that the host serves; `None` for a host that the contract does not know."""
        for server in SERVERS:
            known = urlsplit(server.url).hostname
            if known == self.host or (known in LOOPBACK and self.host in LOOPBACK):
                return server.environments
        return None

    def check(self, key: Key, operation: Operation[object] | None = None) -> None:
        """Reject a key that must not be sent to this host, or not for this operation.

        Raises:
            InvalidArgumentError: The key cannot be a header at all.
            RefusedError: A rule forbids it.
        """
        if key.checked is not self:
            self._check_host(key)
            key.checked = self
        if (
            operation is not None
            and operation.key_types
            and key.kind is not None
            and key.kind.type not in operation.key_types
        ):
            types = " or ".join(operation.key_types)
            self._refuse(
                "wrong_key_type",
                f"{operation.id} needs a {types} key, and {key.secret} is a {key.kind.type} one; use a {types} key.",
            )

    def _check_host(self, key: Key) -> None:
        kind = key.kind
        check_key(key.secret, key.credential.argument)
        if kind is None and key.credential is _API_KEY:
            prefixes = ", ".join(known.prefix for known in KEY_KINDS)
            self._refuse(
                "unknown_key",
                f"The API key {key.secret} does not begin with one of {prefixes} and go on in letters and digits; "
                f"check {_API_KEY.variable}, or copy the key from the portal again.",
            )
        if (
            kind is not None
            and self.environments is not None
            and kind.environment not in self.environments
        ):
            self._refuse(
                "wrong_environment",
                f"{key.secret} is a {kind.environment} key, and {self.host} serves {' and '.join(self.environments)} only; "
                "use a key of that environment.",
            )
        if self.plain_text_reader is not None and self.plain_text_reader not in LOOPBACK:
            self._refuse(
                "plain_http",
                f"{self.base_url} is plain HTTP, where anyone on the way to {self.plain_text_reader} can read the {key.credential.what}; use https.",
            )
        if not self.verified and (kind is None or kind.environment == "production"):
            self._refuse(
                "unverified_tls",
                f"Certificates are not checked, so {key.secret} may go to an impostor; "
                "give verify the path of your CA bundle instead of False.",
            )

    def _refuse(self, reason: Refusal, message: str) -> None:
        if reason not in self.allow:
            raise RefusedError(message, reason)


def _overridden(allow: Collection[Refusal]) -> frozenset[Refusal]:
    checks = get_args(Refusal)
    try:
        allowed = frozenset(allow)
        if allowed.issubset(checks):
            return allowed
    except TypeError:
        pass
    raise InvalidArgumentError(
        f"allow must be a list of checks to override, of {', '.join(checks)}, not {allow!r}",
        "allow",
    )


def _host_of(proxy: object) -> str | None:
    if isinstance(proxy, str):
        try:
            return urlsplit(proxy if "://" in proxy else f"//{proxy}").hostname
        except ValueError:
            pass
    raise InvalidArgumentError(
        "proxy must be the URL of a proxy, such as http://127.0.0.1:8080", "proxy"
    )


def check_base_url(base_url: str) -> str:
    """Return a base URL without the slash at its end.

    Raises:
        InvalidArgumentError: It is not the plain http(s) URL of a server.
    """
    if not isinstance(base_url, str) or not _is_base_url(base_url):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(
            f"base_url must look like {SERVERS[0].url}: http(s), a host, perhaps a port, and a path; "
            "no user, query, fragment, space or line break",
            "base_url",
        )
    return base_url.rstrip("/")


def _is_base_url(text: str) -> bool:
    # Looked for in the text, because `urlsplit` drops a line break and an empty query.
    if not text.isprintable() or any(character in text for character in "?# "):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port  # raises an exception for an invalid port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None


def check_key(api_key: Secret, argument: str = "api_key") -> Secret:
    """Return the key.

    Args:
        api_key: The key.
        argument: What an error calls it.

    Raises:
        InvalidArgumentError: It cannot be a header.
    """
    if not _is_header(api_key):
        raise InvalidArgumentError(
            f"{argument} is empty, or has a space, a line break or a special character in it; copy it from the portal again",
            argument,
        )
    return api_key


def check_tenant(tenant_id: str) -> str:
    """Return the tenant.

    Raises:
        InvalidArgumentError: It cannot be a header.
    """
    if not isinstance(tenant_id, str) or not _HEADER.fullmatch(tenant_id):  # pyright: ignore[reportUnnecessaryIsInstance]  # callers without a type checker
        raise InvalidArgumentError(
            f"tenant_id={tenant_id!r} cannot be sent as {TENANT_HEADER}: pass printable ASCII without spaces",
            "tenant_id",
        )
    return tenant_id


def verifies(verify: bool | str | ssl.SSLContext) -> bool:
    """Whether a `verify` argument has certificates and host names checked."""
    if isinstance(verify, (bool, str)):
        return bool(verify)
    try:
        return verify.verify_mode.name == "CERT_REQUIRED" and verify.check_hostname
    except AttributeError:
        raise InvalidArgumentError(
            f"verify must be a boolean, the path of a CA bundle or an SSL context, not {verify!r}",
            "verify",
        ) from None


_HEADER = re.compile(r"[\x21-\x7e]+")
_PATTERN = re.compile(API_KEY_PATTERN)


# In functions of their own, so that no frame of a traceback holds the key.


def _is_header(secret: Secret) -> bool:
    return _HEADER.fullmatch(secret.reveal()) is not None


def _kind_of(secret: Secret) -> KeyKind | None:
    text = secret.reveal()
    if _PATTERN.fullmatch(text) is None:
        return None
    return next((kind for kind in KEY_KINDS if text.startswith(kind.prefix)), None)
