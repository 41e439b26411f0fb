# Copied from templates/python/runtime/_deprecation.py: edit there, not here.
"""Deprecated operations: marked for type checkers and editors (PEP 702), with one warning for each call."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from inspect import currentframe
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

F = TypeVar("F", bound=Callable[..., object])

if TYPE_CHECKING:
    from typing_extensions import deprecated
else:
    # The decorator of `warnings` and `typing_extensions` warns at each layer that a call goes through.
    def deprecated(message: str) -> Callable[[F], F]:
        """Mark a function as deprecated."""

        def decorate(function: F) -> F:
            function.__deprecated__ = message
            return function

        return decorate


__all__ = ["deprecated", "warn"]


def warn(message: str) -> None:
    """Warn of a deprecated operation, at the line outside this package that calls it."""
    level, frame = 1, currentframe()
    while frame is not None and frame.f_code.co_filename.startswith(_PACKAGE):
        level, frame = level + 1, frame.f_back
    # The first frame is that of this function.
    warnings.warn(message, DeprecationWarning, stacklevel=level)


_PACKAGE = str(Path(__file__).parent)
