"""Clients of the HTTP libraries that are given to a transport."""

from __future__ import annotations

import ssl

from azotte._base_errors import InvalidArgumentError


def check_given(
    name: str, given: object, verify: bool | str | ssl.SSLContext, proxy: str | None
) -> None:
    """Check that settings which belong to a given client are not set beside it.

    Args:
        name: The argument's name.
        given: The client; `None` if the transport makes its own.
        verify: The `verify` argument beside it.
        proxy: The `proxy` argument beside it.

    Raises:
        InvalidArgumentError: One of them is set, and would do nothing.
    """
    if given is not None and (verify is not True or proxy is not None):
        raise InvalidArgumentError(f"verify and proxy belong to the {name}; set them on it", name)
