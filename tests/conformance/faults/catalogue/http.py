"""Faults in what HTTP itself requires."""

from __future__ import annotations

from azotte_sandbox.context import Json
from azotte_sandbox.errors import ApiError
from tests.conformance.faults.edits import fail, html, reject
from tests.conformance.faults.exchange import Request, Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams


@fault("head-not-there", "HEAD is not supported.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "HEAD":
            response.status = 405


@fault("head-is-always-200", "HEAD is successful before anything is checked.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "HEAD":
            response.status = 200


@fault("options-fails", "OPTIONS was forgotten, and makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "OPTIONS":
            response.status = 500


@fault("options-allows-everything", "OPTIONS lists every method.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "OPTIONS":
            response.set("allow", "GET, POST, PUT, PATCH, DELETE")


@fault("method-override", "X-HTTP-Method-Override turns a read into a deletion.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if request.method != "HEAD":
            request.method = request.header("x-http-method-override") or request.method


@fault("unknown-parameter-counts", "A parameter that this API does not have limits a list.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if "page" in dict(request.parameters):
            kept = [(n, v) for n, v in request.parameters if n not in ("page", "limit")]
            request.parameters = [*kept, ("limit", "1")]


@fault("debug-parameter", "The parameter `debug` makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status < 400 and "debug" in dict(response.request.parameters):
            fail(sandbox, response)


@fault("accept-obeyed", "A client that prefers HTML gets a 406.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.header("accept") == "text/html":
            html(response, 406)


@fault("condition-obeyed", "`If-None-Match: *` returns 304.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 200 and response.request.header("if-none-match"):
            response.status, response.body = 304, b""


@fault("range-obeyed", "A Range header returns 206.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 200 and response.request.header("range"):
            response.status = 206


@fault("rare-header-fails", "A header that proxies add makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.header("x-forwarded-for"):
            response.status = 500


@fault("language-fails", "A language that is not supported makes the server fail.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if (response.request.header("accept-language") or "").startswith("de"):
            response.status = 500


@fault("foreign-parameter-refused", "A parameter that the operation does not have is rejected.")
def _(sandbox: Seams) -> None:
    known: set[str] = set()

    @sandbox.document
    def _(document: Json) -> None:
        parameters = document["components"]["parameters"].values()
        known.update(each["name"] for each in parameters if each["in"] == "query")

    @sandbox.response
    def _(response: Response) -> None:
        foreign = dict(response.request.parameters).keys() - known
        if response.status < 400 and foreign:
            details = {"field": min(foreign)}
            reject(
                sandbox,
                response,
                ApiError("unknown_field", "There is no such parameter.", details),
            )


@fault("not-really-compressed", "Responses claim to be compressed, and are not.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if "gzip" in (response.request.header("accept-encoding") or ""):
            response.set("content-encoding", "gzip")
