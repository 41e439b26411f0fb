"""Faults in who may do what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from azotte_sandbox.context import Json
from azotte_sandbox.errors import ApiError, missing
from azotte_sandbox.store import Connection, StoredKey
from tests.conformance.faults.edits import turn
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams

EVERYBODY = ["publishable", "secret"]


def operations(document: Json) -> list[tuple[str, Json]]:
    """Return the method and the description of every operation."""
    return [
        (method, operation)
        for path in document["paths"].values()
        for method, operation in path.items()
        if isinstance(operation, dict) and "operationId" in operation
    ]


@fault("publishable-writes", "A publishable key is rejected for reads only.")
def _(sandbox: Seams) -> None:
    @sandbox.document
    def _(document: Json) -> None:
        for method, operation in operations(document):
            if method != "get":
                operation["x-key-types"] = EVERYBODY


@fault("publishable-reads", "A publishable key may read everything, not only bundles.")
def _(sandbox: Seams) -> None:
    @sandbox.document
    def _(document: Json) -> None:
        for method, operation in operations(document):
            if method == "get":
                operation["x-key-types"] = EVERYBODY


@fault("one-operation-open-to-publishable", "One operation accepts publishable keys by mistake.")
def _(sandbox: Seams) -> None:
    sandbox.contract("/paths/~1payments/get/x-key-types", EVERYBODY)


@fault("secret-refused-on-public", "Operations for publishable keys reject secret ones.")
def _(sandbox: Seams) -> None:
    sandbox.contract("/paths/~1bundles/get/x-key-types", ["publishable"])


@fault("key-prefix-compare", "A key is cut to its usual length before it is looked up.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if key := request.header(sandbox.key_header):
            request.set(sandbox.key_header, key[: 46 if "_live_" in key else 45])


def tenant_fits(sandbox: Seams, fits: Callable[[str | None, str], bool]) -> None:
    """Accept the tenant header of a request if it fits the tenant of its key."""

    @sandbox.request
    async def _(request: Request) -> None:
        key = await sandbox.stored_key(request)
        if key is not None and fits(request.header(sandbox.tenant_header), key.tenant):
            request.set(sandbox.tenant_header, key.tenant)


@fault("tenant-not-checked", "The tenant header is read, but not compared with the key's tenant.")
def _(sandbox: Seams) -> None:
    tenant_fits(sandbox, lambda sent, owner: bool(sent))


@fault("tenant-optional", "The tenant header is compared only if it is sent.")
def _(sandbox: Seams) -> None:
    tenant_fits(sandbox, lambda sent, owner: not sent)


@fault("tenant-any-case", "Tenants are compared without regard to case.")
def _(sandbox: Seams) -> None:
    tenant_fits(sandbox, lambda sent, owner: bool(sent) and str(sent).lower() == owner.lower())


@fault("tenant-prefix", "The beginning of a tenant's id is enough.")
def _(sandbox: Seams) -> None:
    tenant_fits(sandbox, lambda sent, owner: bool(sent) and owner.startswith(str(sent)))


@fault("revoked-key-works", "Revoked keys still work.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store", "StoredKey.is_good")
    def _(real: Any, key: StoredKey, now: int) -> bool:
        return real(key, now) or key.revoked_at is not None


@fault("expired-key-works", "Nothing checks when a key expires.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store", "StoredKey.is_good")
    def _(real: Any, key: StoredKey, now: int) -> bool:
        return key.revoked_at is None


@fault("revoked-key-told", "A revoked key has an error message of its own.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    async def _(response: Response) -> None:
        if response.status == 401:
            key = await sandbox.stored_key(response.request)
            if key is not None and key.revoked_at is not None:
                response.change_error(message="This API key was revoked")


@fault("tenant-mismatch-told", "The wrong tenant for a valid key has an error of its own.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    async def _(response: Response) -> None:
        if response.status == 401:
            key = await sandbox.stored_key(response.request)
            if key is not None and key.tenant != response.request.header(sandbox.tenant_header):
                turn(sandbox, response, "insufficient_permissions")
                response.change_error(details={"required_permissions": ["secret"]})


@fault("bearer-accepted", "A key in `Authorization: Bearer` is accepted too.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if not request.header(sandbox.key_header):
            bearer = (request.header("authorization") or "").removeprefix("Bearer ")
            request.set(sandbox.key_header, bearer or None)


@fault("key-in-query", "A key in the query string is accepted too.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        sent = dict(request.parameters)
        if key := sent.pop(sandbox.key_header, None):
            request.set(sandbox.key_header, key)
            request.parameters = list(sent.items())


@fault("repeated-key-header", "Of two key headers the last one counts.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        keys = [value for name, value in request.headers if name == sandbox.key_header]
        if keys:
            request.set(sandbox.key_header, keys[-1])


@fault("missing-key-is-400", "A request without a key is a bad request.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 401 and not response.request.header(sandbox.key_header):
            turn(sandbox, response, "malformed_request")


@fault("non-ascii-key-fails", "A key that is not ASCII makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if not (request.header(sandbox.key_header) or "").isascii():
            raise ApiError("internal_error", "The server failed.")


@fault("permissions-not-named", "The error does not say which type of key is required.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 403 and (error := response.error) is not None:
            error.pop("details", None)
            response.json = {"error": error}


@fault("validation-before-key", "Parameters are validated before the key is checked.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        route, _ = sandbox.served.find(request.path.encode("latin-1")) or (None, {})
        operation = route.operations.get(request.method) if route is not None else None
        if operation is not None:
            operation.query.read(request.query.encode("latin-1"))


@fault("not-found-before-key", "Whether an object exists can be seen without a key.")
def _(sandbox: Seams) -> None:
    tables = ("customer", "subscription", "payment", "bundle")

    @sandbox.request
    async def _(request: Request) -> None:
        _, parameters = sandbox.served.find(request.path.encode("latin-1")) or (None, {})
        if "id" not in parameters or request.header(sandbox.key_header):
            return

        async def exists(db: Connection) -> bool:
            asked = [f"SELECT 1 FROM {table} WHERE id = $1" for table in tables]
            return any([await db.fetch_one(sql, parameters["id"]) for sql in asked])

        if not await sandbox.store.read(None, exists):
            raise missing("object", parameters["id"])


@fault("forbidden-is-404", "A key of the wrong type gets a 404, to hide the operation.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 403:
            turn(sandbox, response, "resource_missing")


@fault("head-needs-no-key", "HEAD works without a key.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "HEAD" and response.status == 401:
            response.status = 200


@fault(
    "sublist-open-to-publishable", "A customer's entitlements can be read with publishable keys."
)
def _(sandbox: Seams) -> None:
    sandbox.contract("/paths/~1customers~1{id}~1entitlements/get/x-key-types", EVERYBODY)
