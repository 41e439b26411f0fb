"""Checks a server against the Azotte API contract and reports what it gets wrong.

The command is `azotte-conformance`. A program starts a run with a `Plan` and takes its events:

    from azotte_conformance import Plan, SandboxCommand, built_in, run

    result = run(Plan(built_in(), SandboxCommand(), seed=1, depth="quick"), on_event=print)

The engine does not know who takes its events; rules know the engine only.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from azotte_conformance.bundle import built_in
    from azotte_conformance.cannot_start import CannotStart
    from azotte_conformance.engine import run
    from azotte_conformance.plan import Plan, SandboxCommand, Server
    from azotte_conformance.replay_command import replay

__version__ = "1.0.0"
__all__ = ["CannotStart", "Plan", "SandboxCommand", "Server", "built_in", "replay", "run"]

_MODULES = {
    "CannotStart": "cannot_start",
    "Plan": "plan",
    "SandboxCommand": "plan",
    "Server": "plan",
    "built_in": "bundle",
    "replay": "replay_command",
    "run": "engine",
}


def __getattr__(name: str) -> Any:
    # Loaded when used, so that the command can handle Ctrl-C while it loads.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_MODULES[name]}"), name)
