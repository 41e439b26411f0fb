"""The exception of the generator."""


class GenerationError(Exception):
    """The contract or a template has an error. The message is for the person who edits them."""
