# Copied from templates/python/runtime/testing/_control.py: edit there, not here.
"""Calls the control API of a sandbox, which its `/control/openapi.json` describes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from azotte._base_errors import AzotteError
from azotte._secret import Secret
from azotte.transports import HttpRequest, Transport, TransportError

_NO_SECRET = Secret("")
_TIMEOUT_SECONDS = 60.0
_NO_CONTENT = 204


class SandboxError(AzotteError):
    """The sandbox cannot do what a test needs. The message says why and what to do."""


class ControlClient:
    """Calls the control API.

    Args:
        url: URL of the sandbox, without `/v1`.
        transport: Sends the requests.
        token: Token of the control API, if it requires one.
    """

    def __init__(self, url: str, transport: Transport, token: Secret) -> None:
        self._base = f"{url}/control"
        self._transport = transport
        self._headers = {"content-type": "application/json"}
        if token:
            self._headers["authorization"] = token.header("Bearer {}".format)

    def get(self, path: str, **query: object) -> Any:
        """Return an object or a list. Parameters that are `None` are not sent."""
        given = {name: value for name, value in query.items() if value is not None}
        return self._call("GET", f"{path}?{urlencode(given)}", None)

    def post(self, path: str, body: Mapping[str, object]) -> Any:
        """Create or change something, and return the result. Fields that are `None` are not sent."""
        return self._call("POST", path, body)

    def delete(self, path: str) -> None:
        """Remove something."""
        self._call("DELETE", path, {})

    def _call(self, method: str, path: str, body: Mapping[str, object] | None) -> Any:
        content = None
        if body is not None:
            sent = {name: value for name, value in body.items() if value is not None}
            content = json.dumps(sent).encode() if sent else b""
        request = HttpRequest(
            method, self._base + path, self._headers, content, _TIMEOUT_SECONDS, _NO_SECRET
        )
        try:
            response = self._transport.send(request)
        except TransportError as error:
            raise SandboxError(
                f"No sandbox at {self._base}: {error}. Start it with `azotte-sandbox serve`."
            ) from error
        if response.status == _NO_CONTENT:
            return None
        try:
            result: Any = json.loads(response.body)
        except ValueError:
            raise SandboxError(
                f"There is no control API at {self._base} (status {response.status})."
                " Check the URL, and that the sandbox runs with --control."
            ) from None
        if response.status >= 400:
            raise SandboxError(result["error"]["message"])
        return result
