# Copied from templates/python/runtime/_connection.py: edit there, not here.
"""The credentials and the transport that a client and its views have in common."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Generic, TypeVar

from azotte import _forks
from azotte._attempts import Shared
from azotte._base_errors import InvalidArgumentError
from azotte._credentials import Credentials
from azotte._retry import RetryBudget
from azotte.transports._protocol import AsyncTransport, Transport

AnyTransport = TypeVar("AnyTransport", Transport, AsyncTransport)
CredentialsT = TypeVar("CredentialsT", bound=Credentials)


class Connection(Generic[AnyTransport, CredentialsT]):
    """The credentials and the transport.

    Attributes:
        credentials: Where the API key and other secrets come from, by the argument that takes them.
        opened: The transport, once it is in use.
    """

    def __init__(
        self,
        credentials: Mapping[str, CredentialsT],
        given: AnyTransport | None,
        make: Callable[[], AnyTransport],
        shared: Shared,
    ) -> None:
        self.credentials: Mapping[str, CredentialsT] = credentials
        self.opened: AnyTransport | None = None
        self._given: AnyTransport | None = given
        self._make: Callable[[], AnyTransport] = make
        self._shared = shared
        self._lock = Lock()
        self._is_closed = False
        self._is_inherited = False
        _forks.watch(self)

    def transport(self) -> AnyTransport:
        """Return the transport. It is made for the first request, because TLS set-up takes a tenth of a second."""
        if self.opened is None:
            with self._lock:
                if self._is_closed:
                    raise InvalidArgumentError("The client is closed; make a new one", "client")
                if self._is_inherited:
                    raise InvalidArgumentError(
                        "The transport was used before this process was forked, and its connections are the parent's; "
                        "make a client with a new transport in each process, or leave transport out",
                        "transport",
                    )
                if self.opened is None and self._given is not None:
                    self.opened = self._given
                elif self.opened is None:
                    with _forks.blocking_forks:
                        self.opened = self._make()
        return self.opened

    def close(self) -> AnyTransport | None:
        """Return the transport that has to be closed, if there is one."""
        with self._lock:
            transport, self.opened, self._is_closed = self.opened, None, True
        return transport

    def forked(self, used: Collection[int]) -> None:
        """Let go of the parent's connections: two processes that read from one get each other's responses."""
        if id(self._given) in used:
            self._is_inherited = True
        # Dropped, not closed: that might tell the server, or wait for a thread that is in the parent only.
        self.opened = None
        # A lock that another thread held when the process was forked would stay locked in the child for ever.
        self._lock = Lock()
        self._shared.budget = RetryBudget()
        for each in self.credentials.values():
            each.forked()
