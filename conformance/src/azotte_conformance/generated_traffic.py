"""What schemathesis sends and receives goes through the same bounds as everything else."""

import io
import ssl
from collections.abc import Generator
from contextlib import contextmanager
from functools import cached_property, partial
from typing import Any
from unittest import mock

import requests
import requests.adapters
import urllib3

from azotte_conformance.bounded_http import Unreadable, bound, read, tls_context
from azotte_conformance.http_client import REPEATS

GIVE_UP_AFTER = 3
"""Requests in a row without a response after which no more are sent."""


class Traffic:
    """Takes the place of requests' own adapter, in every session that schemathesis opens.

    Args:
        withhold: Prefixes of keys that are never sent.
        headers: Sent with every request.
    """

    def __init__(
        self, withhold: tuple[str, ...], headers: tuple[tuple[str, str], ...] = ()
    ) -> None:
        self.withhold = withhold
        self.headers = headers
        self.recovered: list[tuple[requests.PreparedRequest, int, int]] = []
        """Requests whose response was a server error only once, with that status and the later one."""
        self.without_response = 0
        """Requests in a row without a response."""
        self.reason = "the connection ended or the time ran out"
        """Why there was none."""

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """One for all sessions: reading the authorities takes as long as fifty requests."""
        return tls_context()

    @contextmanager
    def taken(self) -> Generator[None]:
        """While it lasts, every session of requests that is opened in this process uses this."""
        with mock.patch.object(requests.sessions, "HTTPAdapter", partial(_Adapter, self)):
            yield


class _Adapter(requests.adapters.HTTPAdapter):
    def __init__(self, traffic: Traffic) -> None:
        self._traffic = traffic
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        super().init_poolmanager(*arguments, **options, ssl_context=self._traffic.tls)
        bound(self.poolmanager)

    def build_connection_pool_key_attributes(self, *arguments: Any, **options: Any) -> Any:
        # Without requests' own certificates: the pool manager has ours.
        host, _ = super().build_connection_pool_key_attributes(*arguments, **options)
        return host, {}

    def cert_verify(self, *_: Any, **__: Any) -> None:
        """Leave the TLS settings as they are."""

    def send(self, request: requests.PreparedRequest, *_: Any, **options: Any) -> requests.Response:
        traffic = self._traffic
        if traffic.without_response >= GIVE_UP_AFTER:
            raise requests.ConnectionError(traffic.reason, request=request)
        self._withhold_keys(request)
        request.headers.update({name: str(value) for name, value in traffic.headers})
        response = self._once(request, options.get("timeout"))
        if response.status_code >= 500:
            for _repeat in range(REPEATS):
                again = self._once(request, options.get("timeout"))
                # A conflict may be with what the failed request did.
                if again.status_code < 500 and again.status_code != 409:
                    traffic.recovered.append((request, response.status_code, again.status_code))
                    return again
        return response

    def _once(self, request: requests.PreparedRequest, timeout: Any) -> requests.Response:
        traffic = self._traffic
        try:
            response = super().send(request, stream=True, timeout=timeout)
            raw: urllib3.HTTPResponse = response.raw
            body = read(raw)
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            Unreadable,
            ValueError,
        ) as error:
            traffic.without_response += 1
            traffic.reason = f"{type(error).__name__}: {error}"[:300]
            if isinstance(error, requests.RequestException):
                raise
            raise requests.ConnectionError(error, request=request) from error
        traffic.without_response = 0
        headers = raw.headers.copy()
        headers.discard("Content-Encoding")
        response.raw = urllib3.HTTPResponse(
            io.BytesIO(body), headers, raw.status, raw.version, preload_content=False
        )
        return response

    def _withhold_keys(self, request: requests.PreparedRequest) -> None:
        """Take prefixes of keys that are never sent out of a request."""
        for prefix in self._traffic.withhold:
            request.url = (request.url or "").replace(prefix, "")
            for name, value in list(request.headers.items()):
                text = value.decode("latin-1") if isinstance(value, bytes) else value
                if prefix in text:
                    request.headers[name] = text.replace(prefix, "")
