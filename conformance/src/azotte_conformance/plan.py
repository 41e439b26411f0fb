"""What a run is asked to do: which server, how much, with which seed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from azotte_conformance.baseline import NO_BASELINE, Baseline
from azotte_conformance.configuration import NO_CONFIGURATION, Configuration
from azotte_conformance.identities import World

Depth = Literal["quick", "full", "deep"]


@dataclass(frozen=True)
class Server:
    """A server that somebody else runs. It is called with the credentials in `world`, one request after another."""

    url: str
    """The base URL, with the version."""
    world: World
    per_minute: float | None = None
    """Requests per minute, `None` for no limit."""
    live: bool = False
    """Whether the run may use keys for live data. Without it a run with one does not start."""


@dataclass(frozen=True)
class SandboxCommand:
    """How to start a sandbox: `python -m MODULE ARGUMENTS`, followed by what `azotte-sandbox` takes.

    Another module than the default is given all options and commands of `azotte-sandbox` that follow `arguments`
    (`--database FILE --contract FILE serve --port 0 ...` and `clock advance 60s`). Tenants and keys are made by
    `azotte-sandbox` itself, on the same database.
    """

    module: str = "azotte_sandbox"
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One run."""

    contract: Path
    """The bundled contract."""
    target: Server | SandboxCommand
    """What is tested. A sandbox is started for the run and stopped after it."""
    seed: int
    """The same seed makes the same requests."""
    depth: Depth = "full"
    workers: int = 1
    """Processes. A `Server` is always tested by one, because two would change the same tenant."""
    first_finding_only: bool = False
    """Whether the run stops at its first finding."""
    configuration: Configuration = NO_CONFIGURATION
    """What is known of the server beside its credentials."""
    baseline: Baseline = NO_BASELINE
    """Findings that are known."""
