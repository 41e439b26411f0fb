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
    """The server no longer responds."""


class FoundEnough(Exception):
    """The run was to end with its first finding."""
