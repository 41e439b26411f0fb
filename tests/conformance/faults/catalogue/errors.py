"""Faults in how errors are reported."""

from __future__ import annotations

from typing import Any

from azotte_sandbox.errors import ApiError
from azotte_sandbox.store import Connection, World
from azotte_sandbox.store.objects import Table
from tests.conformance.faults.edits import fail, html, turn
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.rows import TABLES
from tests.conformance.faults.seams import Seams

JSON = "application/json"
NOT_JSON = "application/octet-stream"


@fault("request-id-differs", "The error has a request id of its own.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.change_error(request_id="req_0000000000000000")


@fault("error-type-wrong", "Conflicts have the type of validation errors.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 409:
            response.change_error(type="validation_error")


@fault("error-code-renamed", "The code of a 404 was renamed.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 404:
            response.change_error(code="not_found")


@fault("error-without-envelope", "A 404 comes without the error object.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 404 and response.error is not None:
            response.json = response.error


@fault("not-found-is-html", "An unknown path returns the web server's error page.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 404 and "no_such" in response.request.path:
            html(response)


@fault("validation-is-400", "A value that the schema rejects is a 400.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 422:
            response.status = 400


@fault("unknown-member-ignored", "Fields that the contract does not have are ignored.")
def _(sandbox: Seams) -> None:
    sandbox.contract("/components/schemas/CustomerCreate/additionalProperties", ...)


@fault("code-for-lengths", "A string that is too long has the wrong error code.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.details.get("constraint") == "maxLength":
            response.change_error(code="invalid_format")


@fault("field-without-path", "The error names the innermost field only.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 422 and "field" in response.details:
            innermost = str(response.details["field"]).rpartition(".")[2]
            response.change_error(details=response.details | {"field": innermost})


@fault("allow-missing", "A 405 has no Allow header.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 405:
            response.set("allow", None)


@fault("allow-incomplete", "Allow lists the first method only.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 405:
            response.set("allow", (response.header("allow") or "").partition(",")[0])


@fault("method-is-404", "An unknown method is a 404.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 405:
            turn(sandbox, response, "resource_missing")


@fault("media-type-ignored", "A body of any media type is read as JSON.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if request.body:
            request.set("content-type", JSON)


@fault("media-type-contains", "A media type that begins like JSON's is read as JSON.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if (request.header("content-type") or "").strip().lower().startswith(JSON):
            request.set("content-type", JSON)


@fault("charset-refused", "A charset beside the media type is rejected.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if ";" in (request.header("content-type") or ""):
            request.set("content-type", NOT_JSON)


@fault("media-type-case", "The media type is compared with regard to case.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        sent = (request.header("content-type") or "").partition(";")[0]
        if sent.lower() != sent:
            request.set("content-type", NOT_JSON)


@fault("malformed-is-422", "A body that is not JSON is a validation error.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        unreadable = response.request.body and response.request.json is None
        if response.status == 400 and unreadable:
            turn(sandbox, response, "invalid_format")


@fault("deep-nesting-fails", "A deeply nested body makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        body = response.request.body
        if response.status == 400 and max(body.count(b"["), body.count(b"{")) > 1000:
            fail(sandbox, response)


@fault("empty-body-is-empty-object", "A missing body counts as an empty object.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if request.method in ("POST", "PUT", "PATCH") and not request.body:
            request.json = {}
            request.set("content-type", JSON)


@fault("body-limit-gone", "Bodies of any size are read.")
def _(sandbox: Seams) -> None:
    sandbox.contract("/components/responses/BodyTooLarge/x-max-bytes", 64 * 1024 * 1024)


@fault("traceback-told", "The error message holds the statement that failed.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.get")
    async def _(real: Any, table: Table, db: Connection, world: World, object_id: str) -> bytes:
        try:
            doc: bytes = await real(table, db, world, object_id)
        except ApiError as error:
            statement = f"SELECT doc FROM {TABLES[table]} WHERE id = ?"
            raise ApiError(error.code, f"no row: {statement}") from None
        return doc


@fault("id-any-case", "Ids are compared without regard to case.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("store.objects", "Table.get")
    async def _(real: Any, table: Table, db: Connection, world: World, object_id: str) -> bytes:
        row = await db.fetch_one(
            f"SELECT id FROM {TABLES[table]} WHERE tenant = $1 AND environment = $2"
            " AND LOWER(id) = LOWER($3)",
            *world,
            object_id,
        )
        doc: bytes = await real(table, db, world, row[0] if row else object_id)
        return doc


@fault("slash-at-the-end", "A slash at the end of a path is ignored.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.path.endswith("/") and response.status == 404:
            response.status = 200


@fault("trace-is-there", "TRACE shows the request.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "TRACE":
            response.status = 200
            response.set("content-type", "message/http")


@fault("allow-says-too-much", "Allow lists PATCH everywhere.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 405:
            response.set("allow", f"{response.header('allow')}, PATCH")


@fault("value-not-told", "The details of a validation error lack the field.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 422:
            details = {k: v for k, v in response.details.items() if k != "field"}
            response.change_error(details=details)


@fault("last-member-counts", "Of a field that is sent twice the last one counts.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if (body := request.json) is not None:
            request.json = body
