"""The configuration of a server under test: `conformance.toml`. Secrets stay in the environment.

[server]
url = "https://staging.example.com/v1"
rate = 600                                  # requests per minute, 0 for no limit
ca = "staging-ca.pem"
headers = { X-Gateway = "$GATEWAY_KEY" }    # $NAME is the value of an environment variable
webhook-listener = "0.0.0.0:9000"           # where the run listens for webhooks of the server

[values]                                    # values that the server has, by the name of their schema
PaymentMethodToken = ["tok_staging_visa", "tok_staging_declined"]

[leave-out]                                 # operations that are not called, each with the reason
refund_payment = "The payment provider's test account has no refunds."

[latency]                                   # seconds within which half of the responses arrive
default = 0.5
list_customers = 1.5

[run]
time-limit = 45                             # minutes, after which the run ends with a report
coverage = 0.9                              # share of the operations that have to succeed once
baseline = "conformance-baseline.toml"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.contract import Contract, Json, as_array, as_object
from azotte_conformance.masking import Hidden

FILE = "conformance.toml"
COVERAGE = 0.8
"""Share of the operations below which a run is not a pass."""

_SECTIONS: dict[str, set[str] | None] = {
    "server": {"url", "rate", "ca", "headers", "webhook-listener"},
    "values": None,
    "leave-out": None,
    "latency": None,
    "run": {"time-limit", "coverage", "baseline"},
}
LISTENER_VARIABLE = "AZOTTE_WEBHOOK_SECRET"
"""Holds the signing secret of the endpoint that the run listens at."""
_Number: TypeAlias = int | float


@dataclass(frozen=True)
class Listener:
    """Where the run takes deliveries of a server that is not its own."""

    host: str
    port: int
    secret: Hidden
    """Signing secret of the endpoint."""


@dataclass(frozen=True)
class Configuration:
    """What a run knows of the server beside its credentials."""

    url: str | None = None
    rate: float | None = None
    ca: Path | None = None
    headers: tuple[tuple[str, str], ...] = ()
    """Sent with every request."""
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict[str, tuple[Any, ...]])
    """Values that the server has, by the name of their schema."""
    left_out: Mapping[str, str] = field(default_factory=dict[str, str])
    """Operations that are not called, each with the reason."""
    latency: Mapping[str, float] = field(default_factory=dict[str, float])
    """Seconds within which half of an operation's responses arrive; `default` is for the others."""
    time_limit: float | None = None
    """Minutes."""
    coverage: float = COVERAGE
    baseline: Path | None = None
    listener: Listener | None = None

    def secrets(self) -> list[tuple[str, str]]:
        """Every secret, and what stands for it."""
        hidden = [value for _, value in self.headers if isinstance(value, Hidden)]
        hidden += [self.listener.secret] if self.listener else []
        return [(str(value), value.shown) for value in hidden]


NO_CONFIGURATION = Configuration()


def read_configuration(path: Path, environment: Mapping[str, str]) -> Configuration:
    """Read a configuration.

    Raises:
        CannotStart: It cannot be read, or has a field that is unknown or has a wrong value.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise CannotStart(f"The configuration cannot be read from {path}: {error}.") from error
    return _Reader(path, document).configuration(environment)


def read_listener(address: str, environment: Mapping[str, str]) -> Listener:
    """Read where to listen for webhooks.

    Args:
        address: HOST:PORT.
        environment: Has the secret of the endpoint.

    Raises:
        CannotStart: It is not an address, or the secret is missing.
    """
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise CannotStart(
            f"The webhook listener is {address!r}. Write HOST:PORT, for example 0.0.0.0:9000."
        )
    secret = environment.get(LISTENER_VARIABLE, "").strip()
    if not secret:
        raise CannotStart(
            f"Set {LISTENER_VARIABLE} to the signing secret of the endpoint that delivers to {address}."
        )
    return Listener(host.strip("[]"), int(port), Hidden(secret, f"${LISTENER_VARIABLE}"))


class _Reader:
    def __init__(self, path: Path, document: Json) -> None:
        self._path = path
        self._document = document
        for section, known in _SECTIONS.items():
            fields = document.get(section, {})
            if as_object(fields) is None:
                raise self._wrong(section, "is not a table")
            for name in fields:
                if known is not None and name not in known:
                    raise self._wrong(
                        section, f"has no field {name!r}. Use {', '.join(sorted(known))}"
                    )
        for section in document:
            if section not in _SECTIONS:
                raise CannotStart(
                    f"{path}: unknown section [{section}]. Use {', '.join(f'[{s}]' for s in _SECTIONS)}."
                )

    def configuration(self, environment: Mapping[str, str]) -> Configuration:
        url, ca = self._text("server", "url"), self._text("server", "ca")
        baseline = self._text("run", "baseline")
        latency = self._document.get("latency", {})
        listener = self._text("server", "webhook-listener")
        coverage = self._number("run", "coverage", COVERAGE)
        if not 0 <= coverage <= 1:
            raise self._wrong("run", "coverage is a share between 0 and 1")
        return Configuration(
            url=url,
            rate=self._number("server", "rate", None),
            ca=self._path.parent / ca if ca else None,
            headers=tuple(self._headers(environment)),
            values=self._values(),
            left_out=self._left_out(),
            latency={name: self._number("latency", name, 0.0) for name in latency},
            time_limit=self._number("run", "time-limit", None),
            coverage=coverage,
            baseline=self._path.parent / baseline if baseline else None,
            listener=read_listener(listener, environment) if listener else None,
        )

    def _wrong(self, section: str, problem: str) -> CannotStart:
        return CannotStart(f"{self._path}: [{section}] {problem}.")

    def _text(self, section: str, name: str) -> str | None:
        value = self._document.get(section, {}).get(name)
        if value is not None and not isinstance(value, str):
            raise self._wrong(section, f"{name} is not a text")
        return value

    def _number(self, section: str, name: str, default: Any) -> Any:
        value = self._document.get(section, {}).get(name, default)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise self._wrong(section, f"{name} is not a number of 0 or more")
        return float(value)

    def _headers(self, environment: Mapping[str, str]) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        headers = as_object(self._document.get("server", {}).get("headers", {}))
        if headers is None:
            raise self._wrong("server", "headers is not a table")
        for name, value in headers.items():
            if not isinstance(value, str):
                raise self._wrong("server", f"the header {name} is not a text")
            if value.startswith("$"):
                if value[1:] not in environment:
                    raise self._wrong(
                        "server", f"takes the header {name} from {value}, which is not set"
                    )
                found.append((name, Hidden(environment[value[1:]], value)))
            else:
                found.append((name, value))
        return found

    def _values(self) -> dict[str, tuple[Any, ...]]:
        found: dict[str, tuple[Any, ...]] = {}
        for name, values in self._document.get("values", {}).items():
            items = as_array(values)
            if not items:
                raise self._wrong("values", f"{name} is not a list of values")
            found[name] = tuple(items)
        return found

    def _left_out(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for id, why in self._document.get("leave-out", {}).items():
            if not isinstance(why, str) or not why.strip():
                raise self._wrong("leave-out", f"gives no reason for {id}")
            found[id] = why.strip()
        return found


def check_operations(contract: Contract, configuration: Configuration) -> None:
    """Check that the configuration names operations of the contract.

    Raises:
        CannotStart: It names another one.
    """
    named = {*configuration.left_out, *configuration.latency} - {"default"}
    for id in sorted(named - contract.operations.keys()):
        raise CannotStart(
            f"The configuration names the operation {id!r}, which is not in the contract."
            f" The operations are {', '.join(contract.operations)}."
        )
