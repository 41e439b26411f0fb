"""Calls the control API of a server, and checks each response against its document."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import httpx2
import jsonschema_rs
import pytest

from tests.sandbox.servers import Server, Tenant, new_client, open_clients

DOCUMENT: dict[str, Any] = json.loads(
    (resources.files("azotte_sandbox.control") / "openapi.json").read_text()
)
OPERATIONS: dict[str, tuple[str, str, dict[str, Any]]] = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
    if method != "parameters"
}
_URN = "urn:control"
_REGISTRY = jsonschema_rs.Registry([(_URN, {"$schema": "https://json-schema.org/draft/2020-12/schema", "components": DOCUMENT["components"]})])  # fmt: skip


class ControlClient:
    """Calls operations by their IDs."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.http = new_client(base_url=f"{server.url}/control")
        open_clients.append(self.http)

    def call(self, operation: str, body: object = None, /, **parameters: Any) -> httpx2.Response:
        """Call an operation; parameters that are not in its path are sent in the query."""
        method, path, described = OPERATIONS[operation]
        names = {name for name in parameters if f"{{{name}}}" in path}
        response = self.http.request(
            method,
            path.format(**{name: parameters[name] for name in names}),
            params={name: value for name, value in parameters.items() if name not in names},
            headers={"content-type": "application/json"},
            content=b"" if body is None else json.dumps(body).encode(),
        )
        check(described, response)
        return response

    def do(self, operation: str, body: object = None, /, **parameters: Any) -> Any:
        """Call an operation that succeeds, and return what it returns."""
        response = self.call(operation, body, **parameters)
        assert response.is_success, response.text
        return response.json() if response.content else None

    def create_tenant(self, **body: Any) -> Tenant:
        """Create a tenant, with its keys."""
        tenant = self.do("create_tenant", body)
        keys = {(key["type"], key["environment"]): key["key"] for key in tenant["keys"]}
        self._server.issued += keys.values()
        return Tenant(self._server.url, tenant["id"], keys)


def check(described: dict[str, Any], response: httpx2.Response) -> None:
    """Check a response against the document."""
    documented = described["responses"].get(str(response.status_code))
    if documented is None:
        assert response.status_code >= 400, (described["operationId"], response.status_code)
        documented = DOCUMENT["components"]["responses"]["Error"]
    if "content" not in documented:
        assert response.content == b""
        return
    schema = json.dumps(documented["content"]["application/json"]["schema"])
    absolute = json.loads(schema.replace('"$ref": "#/', f'"$ref": "{_URN}#/'))
    validator = jsonschema_rs.Draft202012Validator(absolute, registry=_REGISTRY)
    problems = [f"{e.instance_path}: {e.message}" for e in validator.iter_errors(response.json())]
    assert not problems, (described["operationId"], problems)


def rejected(response: httpx2.Response, status: int, code: str) -> dict[str, Any]:
    """Return the error of a rejected request, which has to be this one."""
    assert response.status_code == status, response.text
    error: dict[str, Any] = response.json()["error"]
    assert error["code"] == code, error
    return error


@pytest.fixture
def control(server: Server) -> ControlClient:
    """Calls the control API of the shared server."""
    return ControlClient(server)
