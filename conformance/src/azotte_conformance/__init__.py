"""Checks a server against the Azotte API contract and reports what it gets wrong.

The command is `azotte-conformance`. A program starts a run with a `Plan` and takes its events:

    from azotte_conformance import Plan, SandboxCommand, built_in, run

    result = run(Plan(built_in(), SandboxCommand(), seed=1, depth="quick"), on_event=print)

The engine does not know who takes its events; rules know the engine only.
"""

from azotte_conformance.bundle import built_in
from azotte_conformance.cannot_start import CannotStart
from azotte_conformance.engine import run
from azotte_conformance.plan import Plan, SandboxCommand, Server

__version__ = "1.0.0"
__all__ = ["CannotStart", "Plan", "SandboxCommand", "Server", "built_in", "run"]
