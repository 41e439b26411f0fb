"""Faults in the form of answers."""

import re

from tests.contract.faults.changes import Source
from tests.contract.faults.fault import fault, wire
from tests.contract.faults.wire import change_error, drop, drop_nulls, echo_key, empty

FAULTS = [
    wire(
        "null-left-out",
        "members that are null are left out",
        lambda a: a.change_objects(lambda o: drop_nulls(o)),
    ),
    wire(
        "amount-as-text",
        "amounts are texts",
        lambda a: a.change_objects(lambda o: o.update(amount=str(o["amount"])), "payment"),
    ),
    wire(
        "milliseconds",
        "times are milliseconds",
        lambda a: a.change_objects(
            lambda o: o.update(created=o["created"] * 1000) if "created" in o else None
        ),
    ),
    wire(
        "local-time",
        "times are an hour off: local time was taken for UTC",
        lambda a: a.change_objects(
            lambda o: o.update(created=o["created"] + 3600) if "created" in o else None
        ),
    ),
    wire(
        "internal-member",
        "an internal member goes out",
        lambda a: a.change_objects(lambda o: o.update(tenant="t"), "customer"),
    ),
    wire(
        "currency-upper-case",
        "currencies are upper case",
        lambda a: a.change_objects(lambda o: o.update(currency=o["currency"].upper()), "payment"),
    ),
    wire(
        "status-spelling",
        "the status is spelled cancelled",
        lambda a: a.change_objects(
            lambda o: o.update(status="cancelled") if o["status"] == "canceled" else None,
            "subscription",
        ),
    ),
    wire(
        "no-content-type",
        "successes have no Content-Type",
        lambda a: a.set("content-type", None) if a.status == 200 else None,
    ),
    wire(
        "html-content-type",
        "the Content-Type is the framework's default",
        lambda a: a.set("content-type", "text/html; charset=utf-8") if a.status == 201 else None,
    ),
    wire(
        "request-id-missing",
        "refusals have no X-Request-Id",
        lambda a: a.set("x-request-id", None) if a.status == 403 else None,
    ),
    wire(
        "request-id-again",
        "the request id is made once for each process",
        lambda a: (
            a.set("x-request-id", a.memory.setdefault("id", a.header("x-request-id")))
            if a.status < 400
            else None
        ),
    ),
    wire(
        "created-is-200",
        "creating is answered with 200",
        lambda a: setattr(a, "status", 200) if a.status == 201 else None,
    ),
    wire(
        "deleted-is-204",
        "deleting is answered with 204 and nothing",
        lambda a: empty(a) if a.method == "DELETE" and a.status == 200 else None,
    ),
    wire("key-echoed", "the refusal shows the key that was sent", lambda a: echo_key(a)),
    wire(
        "key-in-header",
        "a debugging header holds the key",
        lambda a: a.set("x-debug-key", a.request_headers.get("x-api-key")),
    ),
    fault(
        "canceled-without-time",
        "canceling does not note when",
        Source("billing", '    doc["canceled_at"] = context.now\n', ""),
    ),
    wire(
        "list-object-missing",
        "lists do not say that they are lists",
        lambda a: drop(a, "object") if '"data":[' in a.body.decode("utf-8", "replace") else None,
    ),
    wire(
        "charset-latin-1",
        "the Content-Type names another charset than the body has",
        lambda a: a.set("content-type", "application/json; charset=iso-8859-1"),
    ),
    wire(
        "tenant-in-details",
        "the details of an error tell the tenant",
        lambda a: (
            change_error(
                a,
                details={
                    **a.members["error"].get("details", {}),
                    "tenant": a.request_headers.get("x-tn"),
                },
            )
            if a.status in (404, 409)
            else None
        ),
    ),
    wire(
        "empty-for-null",
        "an empty text stands for null",
        lambda a: a.change_objects(
            lambda o: o.update(phone=o["phone"] or "") if "phone" in o else None, "customer"
        ),
    ),
    wire(
        "times-are-floats",
        "times have a fraction of zero",
        lambda a: setattr(a, "body", re.sub(rb'"created":([0-9]+)', rb'"created":\1.0', a.body)),
    ),
    wire(
        "byte-order-mark",
        "answers begin with a byte order mark",
        lambda a: setattr(a, "body", b"\xef\xbb\xbf" + a.body) if a.status == 200 else None,
    ),
    wire(
        "member-twice",
        "an object has a member twice",
        lambda a: (
            setattr(a, "body", a.body.replace(b'{"id":', b'{"object":"customer","id":', 1))
            if b'"object":"customer"' in a.body
            else None
        ),
    ),
    wire(
        "amount-wraps",
        "amounts wrap around at 31 bits",
        lambda a: a.change_objects(lambda o: o.update(amount=o["amount"] & 0x7FFFFFFF), "payment"),
    ),
]
