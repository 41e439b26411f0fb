"""Why a part of a job ends before its end."""

from azotte_conformance.exchange import Exchange


class Unexpected(Exception):
    """A request that a rule builds on did not succeed, so the rule cannot go on."""

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange.status)
        self.exchange = exchange


class CannotRun(Exception):
    """A rule cannot be tried on this target. The message says why and what to do."""


class Gone(Exception):
    """The server cannot be tested any further: it does not respond, or responds to everything alike.

    Args:
        reason: What the server does, with the last request if there were others before.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class FoundEnough(Exception):
    """The run was to end with its first finding."""
