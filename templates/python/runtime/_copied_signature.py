"""Functions that take another function's arguments, and show them."""

from __future__ import annotations

from collections.abc import Callable
from functools import WRAPPER_ASSIGNMENTS, update_wrapper
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_COPIED = tuple(name for name in WRAPPER_ASSIGNMENTS if name != "__annotations__")


def takes(
    described: Callable[..., Any],
    first: Parameter | None = None,
    *,
    returns: Callable[[str], str] = str,
) -> Callable[[F], F]:
    """Give a function the name, documentation and signature of another one.

    `help` and interactive shells show them; type checkers get the same from a `ParamSpec`.

    Args:
        described: The function whose arguments it takes.
        first: A parameter that it takes before those.
        returns: Makes the annotation of what it returns from the other function's, or from `X` where that is `Call[X]`.
    """
    theirs = signature(described)
    result = str(theirs.return_annotation)
    if result.startswith("Call["):
        result = result[len("Call[") : -1]
    ours = Signature(
        [*([first] if first else []), *theirs.parameters.values()],
        return_annotation=returns(result),
    )

    def decorate(function: F) -> F:
        name, qualified = function.__name__, function.__qualname__
        update_wrapper(function, described, assigned=_COPIED)
        function.__signature__ = ours  # type: ignore[attr-defined]
        if first is not None:
            # It supplements the other function and does not replace it.
            function.__name__, function.__qualname__ = name, qualified.rpartition(".")[2]
        return function

    return decorate


def positional(name: str, annotation: str) -> Parameter:
    """Return a parameter that is given by position."""
    return Parameter(name, Parameter.POSITIONAL_ONLY, annotation=annotation)
