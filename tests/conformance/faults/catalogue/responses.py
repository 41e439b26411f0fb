"""Faults in the form of responses."""

from __future__ import annotations

import re
from typing import Any

from azotte_sandbox.context import Context, Json
from tests.conformance.faults.exchange import Response
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Seams


@fault("null-left-out", "Fields that are null are missing.")
def _(sandbox: Seams) -> None:
    @sandbox.objects()
    def _(thing: Json) -> None:
        for name in [name for name, value in thing.items() if value is None]:
            del thing[name]


@fault("amount-as-text", "Amounts are strings.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("payment")
    def _(payment: Json) -> None:
        payment["amount"] = str(payment["amount"])


@fault("milliseconds", "Times are in milliseconds.")
def _(sandbox: Seams) -> None:
    @sandbox.objects()
    def _(thing: Json) -> None:
        if "created" in thing:
            thing["created"] *= 1000


@fault("local-time", "Times are an hour off, because local time was taken for UTC.")
def _(sandbox: Seams) -> None:
    @sandbox.objects()
    def _(thing: Json) -> None:
        if "created" in thing:
            thing["created"] += 3600


@fault("internal-member", "An internal field is in the response.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("customer")
    def _(customer: Json) -> None:
        customer["tenant"] = "t"


@fault("currency-upper-case", "Currencies are in upper case.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("payment")
    def _(payment: Json) -> None:
        payment["currency"] = payment["currency"].upper()


@fault("status-spelling", "The status is spelled `cancelled`.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("subscription")
    def _(subscription: Json) -> None:
        if subscription["status"] == "canceled":
            subscription["status"] = "cancelled"


@fault("no-content-type", "Successful responses have no Content-Type.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 200:
            response.set("content-type", None)


@fault("html-content-type", "The Content-Type is the framework's default.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 201:
            response.set("content-type", "text/html; charset=utf-8")


@fault("request-id-missing", "A 403 has no X-Request-Id.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 403:
            response.set("x-request-id", None)


@fault("request-id-again", "The request id is made once for each process.")
def _(sandbox: Seams) -> None:
    first: list[str | None] = []

    @sandbox.response
    def _(response: Response) -> None:
        if response.status < 400:
            first.append(response.header("x-request-id"))
            response.set("x-request-id", first[0])


@fault("created-is-200", "Creating an object returns 200.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 201:
            response.status = 200


@fault("deleted-is-204", "Deleting an object returns 204 without a body.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.request.method == "DELETE" and response.status == 200:
            response.status, response.body = 204, b""
            response.set("content-type", None)


@fault("key-echoed", "The error shows the key that was sent.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 401:
            sent = response.request.header(sandbox.key_header)
            response.change_error(message=f"Invalid API key provided: {sent}")


@fault("key-in-header", "A debugging header holds the key.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.set("x-debug-key", response.request.header(sandbox.key_header))


@fault("canceled-without-time", "Canceling does not record when.")
def _(sandbox: Seams) -> None:
    @sandbox.replace("billing", "cancel")
    def _(real: Any, context: Context, doc: Json, reason: str) -> None:
        real(context, doc, reason)
        doc["canceled_at"] = None


@fault("list-object-missing", "Lists do not say that they are lists.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if "data" in response.object:
            response.json = {k: v for k, v in response.object.items() if k != "object"}


@fault("charset-latin-1", "The Content-Type names another charset than the body has.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.set("content-type", "application/json; charset=iso-8859-1")


@fault("tenant-in-details", "The details of an error name the tenant.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status in (404, 409):
            tenant = response.request.header(sandbox.tenant_header)
            response.change_error(details=response.details | {"tenant": tenant})


@fault("empty-for-null", "An empty string stands for null.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("customer")
    def _(customer: Json) -> None:
        if "phone" in customer:
            customer["phone"] = customer["phone"] or ""


@fault("times-are-floats", "Times have a fraction of zero.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        response.body = re.sub(rb'"created":([0-9]+)', rb'"created":\1.0', response.body)


@fault("byte-order-mark", "Response bodies begin with a byte order mark.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if response.status == 200:
            response.body = b"\xef\xbb\xbf" + response.body


@fault("member-twice", "An object has a field twice.")
def _(sandbox: Seams) -> None:
    @sandbox.response
    def _(response: Response) -> None:
        if b'"object":"customer"' in response.body:
            twice = b'{"object":"customer","id":'
            response.body = response.body.replace(b'{"id":', twice, 1)


@fault("amount-wraps", "Amounts wrap around at 31 bits.")
def _(sandbox: Seams) -> None:
    @sandbox.objects("payment")
    def _(payment: Json) -> None:
        payment["amount"] &= 0x7FFFFFFF
