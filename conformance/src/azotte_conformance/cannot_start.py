"""Why a run could not start."""


class CannotStart(Exception):
    """The run cannot start. The message says why and what to do."""
