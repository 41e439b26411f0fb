"""30,000 hostile requests: every one gets a response, none makes the server fail, hang or grow."""

from __future__ import annotations

import contextlib
import json
import subprocess
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import httpx2
import pytest

from tests.sandbox.any_contract import any_contract
from tests.sandbox.engines import Engine
from tests.sandbox.hostile import Credentials, Generator
from tests.sandbox.raw_http import Connection, ScriptedResponse, request
from tests.sandbox.servers import Server, StartServer, Tenant

SEED = 20261123
REQUESTS = {"sqlite": 30_000, "postgresql": 5_000}
"""The second engine is there for the values that it alone stumbles over."""
OF_ANY_OPERATION = 10_000
CONNECTIONS = 4
BATCH = 24
MOST_GROWTH = 4 * 1024
"""KiB of resident memory from a fifth of the way, when every cache is full, to the end."""


@pytest.mark.slow
def test_hostile_requests_all_get_responses_and_do_no_harm(
    engine: Engine, start_server: StartServer
) -> None:
    requests = REQUESTS[engine.name]
    server = start_server("--limits", "relaxed")
    tenant = server.create_tenant()
    generator = Generator(SEED, _credentials(tenant), _existing(tenant))
    statuses: Counter[int] = Counter()
    early = 0
    with contextlib.ExitStack() as open_clients:
        clients = [open_clients.enter_context(Client(server)) for _ in range(CONNECTIONS)]
        while statuses.total() < requests:
            # While one connection's responses are awaited the server has those of the others to work on.
            for client in clients:
                statuses.update(client.finish())
                client.begin([generator.message() for _ in range(BATCH)])
            if not early and statuses.total() > requests // 5:
                early = _resident(server)
        for client in clients:
            statuses.update(client.finish())
    growth = _resident(server) - early
    assert not [status for status in statuses if status >= 500], statuses
    # It was no use if all of them had failed at the door.
    for status in (200, 201, 400, 401, 403, 404, 405, 409, 415, 422):
        assert statuses[status], statuses
    assert growth < MOST_GROWTH, f"{growth} KiB more"
    assert tenant.client().get("/customers").status_code == 200
    assert '"level":"error"' not in server.log.read_text()


def test_hostile_requests_to_any_operation_all_get_responses(
    start_server: StartServer, tmp_path: Path
) -> None:
    document = any_contract()
    file = tmp_path / "openapi.json"
    file.write_text(json.dumps(document))
    server = start_server("--limits", "off", contract=file)
    tenant = server.create_tenant()
    client = tenant.client()
    customer = client.post("/customers", json={"email": "a@example.com"}).json()["id"]
    coupons = [
        client.post("/coupons", json={"code": f"C{n}", "percent": 5, "customer": customer})
        for n in range(3)
    ]
    for text in ("one", "two"):
        client.post(f"/customers/{customer}/notes", json={"text": text}).raise_for_status()
    ids = [customer, *(str(each.json()["id"]) for each in coupons), "1", "2"]
    generator = Generator(SEED, _credentials(tenant), ids, document)
    statuses: Counter[int] = Counter()
    with Client(server) as hostile:
        while statuses.total() < OF_ANY_OPERATION:
            hostile.begin([generator.message() for _ in range(BATCH)])
            statuses.update(hostile.finish())
    assert not [status for status in statuses if status >= 500], statuses
    for status in (200, 201, 204, 400, 404, 409, 415, 422):
        assert statuses[status], statuses


def test_idle_connections_keep_nothing_of_what_they_sent(server: Server) -> None:
    """A client that opens many of them would fill the server's memory."""
    tenant = server.create_tenant()
    headers = [f"x-api-key: {tenant.keys['secret', 'development']}", f"x-tn: {tenant.id}"]
    message = request(
        "/v1/customers", [*headers, "Content-Type: application/json"], b" " * 250_000, "POST"
    )
    with contextlib.ExitStack() as open_connections:
        connections = [
            open_connections.enter_context(Connection(server.address)) for _ in range(60)
        ]
        sizes: list[int] = []
        for connection in connections:
            connection.send(message)
            response = connection.response()
            assert response is not None
            assert response.status == 400
            sizes.append(_resident(server))
    assert sizes[-1] - sizes[9] < 50 * 250 // 3, sizes


class Client:
    """Sends batches on a connection that is made anew when the server has closed it."""

    def __init__(self, server: Server) -> None:
        self._address = server.address
        self._connection: Connection | None = None
        self._sent: list[bytes] = []

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        if self._connection is not None:
            self._connection.socket.close()

    def begin(self, messages: list[bytes]) -> None:
        """Send messages."""
        self._sent = messages
        self._connection = self._connection or Connection(self._address)
        self._connection.send(b"".join(self._sent))

    def finish(self) -> list[int]:
        """Read the responses to the requests; return their statuses."""
        if self._connection is None:
            return []
        statuses: list[int] = []
        for message in self._sent:
            response = self._connection.response(to_head=message.startswith(b"HEAD "))
            assert response is not None, f"no response to {message[:2000]!r}"
            _check(response, message)
            statuses.append(response.status)
            if response.header("connection") == "close":
                self._connection.socket.close()
                self._connection = None
                break
        self._sent = []
        return statuses


def _check(response: ScriptedResponse, message: bytes) -> None:
    if response.status == 400 and response.header("content-type") == "text/plain; charset=utf-8":
        # The HTTP server rejected what it could not parse as HTTP, before the sandbox saw the request.
        assert response.header("connection") == "close"
        return
    request_id = response.header("x-request-id")
    assert request_id is not None
    assert request_id.startswith("req_")
    assert response.header("x-content-type-options") == "nosniff"
    assert response.header("x-forged") is None
    if response.status >= 400 and response.body:
        error = json.loads(response.body)["error"]
        assert error["request_id"] == request_id, message
        assert "Traceback" not in error["message"]


def _credentials(tenant: Tenant) -> list[Credentials]:
    # Half of all requests with the key that may do everything.
    keys = list(tenant.keys.values())
    return [
        Credentials(key, tenant.id) for key in [tenant.keys["secret", "development"]] * 4 + keys
    ]


def _existing(tenant: Tenant) -> list[str]:
    """Ids of objects in several states."""
    client = tenant.client()

    def made(path: str, body: Mapping[str, object]) -> str:
        response: httpx2.Response = client.post(path, json=body)
        assert response.status_code in (200, 201), response.text
        return str(response.json()["id"])

    bundle = client.get("/bundles").json()["data"][0]
    customers = [made("/customers", {"email": f"c{number}@example.com"}) for number in range(4)]
    subscriptions = [
        made("/subscriptions", {"customer": customer, "plan": bundle["plans"][0]["id"]})
        for customer in customers[:3]
    ]
    made(f"/subscriptions/{subscriptions[0]}/cancel", {})
    payment = {
        "customer": customers[0],
        "amount": 500,
        "currency": "eur",
        "payment_method": "tok_visa",
    }
    payments = [made("/payments", payment) for _ in range(2)]
    client.delete(f"/customers/{customers[3]}").raise_for_status()
    plans = [plan["id"] for plan in bundle["plans"]]
    return [bundle["id"], *plans, *customers, *subscriptions, *payments]


def _resident(server: Server) -> int:
    """Resident memory of the server in KiB."""
    done = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(server.process.pid)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout)
