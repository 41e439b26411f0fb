# Generated from openapi/ and templates/python/contract.py.jinja: edit there, not here.
"""What the contract says of the API as a whole."""

from typing import Literal, NamedTuple


class KeyKind(NamedTuple):
    """What the prefix of an API key means."""

    prefix: str
    type: str
    environment: str


class Credential(NamedTuple):
    """A secret of a client: the argument that takes it, and how it is sent."""

    argument: str
    what: str
    variable: str
    sending: Literal["header", "query", "Bearer", "Basic"]
    name: str


class Server(NamedTuple):
    """A server and the environments whose keys it takes."""

    url: str
    environments: tuple[str, ...]


VERSION = "1.0.0"

API_KEY_HEADER = "x-api-key"
API_KEY_VARIABLE = "AZOTTE_API_KEY"
API_KEY_PATTERN = "^(pk|sk)_(dev|live)_[A-Za-z0-9]+$"
KEY_KINDS: tuple[KeyKind, ...] = (
    KeyKind("pk_dev_", "publishable", "development"),
    KeyKind("sk_dev_", "secret", "development"),
    KeyKind("pk_live_", "publishable", "production"),
    KeyKind("sk_live_", "secret", "production"),
)

TENANT_HEADER = "x-tn"
TENANT_VARIABLE = "AZOTTE_TENANT_ID"

CREDENTIALS: dict[str, Credential] = {
    "api_key": Credential("api_key", "API key", "AZOTTE_API_KEY", "header", "x-api-key"),
}
"""The secrets of a client, by the argument that takes them."""

SECURITY: tuple[tuple[str, ...], ...] = (("api_key", "tenant_id"),)
"""The arguments of a client that a call needs together, as alternatives."""
ALTERNATIVES: tuple[tuple[str, ...], ...] = (("api_key", "tenant_id"),)
"""The alternatives of all operations."""

SERVERS: tuple[Server, ...] = (
    Server("https://api.azotte.com/v1", ("development", "production")),
    Server("http://127.0.0.1:8787/v1", ("development",)),
)

IDEMPOTENCY_HEADER = "idempotency-key"
REPLAYED_HEADER = "idempotent-replayed"
REQUEST_ID_HEADER = "x-request-id"
RATE_LIMIT_HEADERS = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
RETRY_AFTER_HEADERS: tuple[str, ...] = ("retry-after", "x-ratelimit-retry-after")
LOGGED_HEADERS = frozenset(
    {
        "accept",
        "accept-encoding",
        "allow",
        "content-length",
        "content-type",
        "date",
        "idempotency-key",
        "idempotent-replayed",
        "retry-after",
        "server",
        "user-agent",
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
        "x-ratelimit-retry-after",
        "x-request-id",
        "x-tn",
    }
)
"""Headers whose values may be printed; all others are masked."""
