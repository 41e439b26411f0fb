"""The one error that ends a run with a message for the person who edits the contract."""


class GenerationError(Exception):
    """What can not be generated, why, and what to do about it."""
