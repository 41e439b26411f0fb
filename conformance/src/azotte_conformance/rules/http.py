"""What HTTP itself asks: HEAD and OPTIONS, parameters that mean nothing, what a client would like to accept."""

from azotte_conformance.contract import Json, Operation
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.rules.authorization import valid_request
from azotte_conformance.session import Session

HEAD = Rule(
    "http.head",
    "If HEAD is supported, it returns what GET returns, without a body (RFC 9110, section 9.3.2).",
    by="/paths/*/get/responses/200",
)
OPTIONS = Rule(
    "http.options",
    "OPTIONS lists the methods of a path and changes nothing.",
    "note",
    by="/x-unrouted-responses/405",
)
UNKNOWN_PARAMETER = Rule(
    "http.unknown-parameter",
    "A query parameter that the contract does not have changes nothing.",
    "note",
    by="/paths/*/*/parameters",
)
ACCEPT = Rule(
    "http.accept",
    "Whatever a client accepts, the response has its documented media type.",
    by="/paths/*/*/responses/200",
)
NOT_ACCEPTABLE = Rule(
    "http.not-acceptable",
    "A client that accepts no JSON gets JSON, not a 406 (RFC 9110, section 15.5.7, leaves it open).",
    "note",
    by="/paths/*/*/responses/200",
)
HEADER = Rule(
    "http.header",
    "A header that the contract does not have changes nothing.",
    "note",
    by="/paths/*/*/responses/20*",
)
OVERRIDE = Rule("http.override", "No header turns a method into another one.", by="/paths/*/get")
BODY_ON_GET = Rule(
    "http.body-on-read", "A body that is sent with a read is ignored.", by="/paths/*/get"
)

HEADERS = (
    ("If-None-Match", "*"),
    ("If-None-Match", '"nothing"'),
    ("If-Match", '"nothing"'),
    ("If-Modified-Since", "Thu, 01 Jan 2037 00:00:00 GMT"),
    ("Range", "bytes=0-9"),
    ("Accept-Language", "de-CH, *;q=0.1"),
    ("Accept-Charset", "iso-8859-1"),
    ("Cookie", "a=b; session=%00; c"),
    ("Forwarded", "for=192.0.2.1"),
    ("X-Forwarded-For", "192.0.2.1, not an address"),
    ("X-Forwarded-Host", "other.example"),
    ("X-Real-IP", "192.0.2.1"),
    ("X-Request-Id", "of the caller"),
    ("Traceparent", "00-nonsense"),
    ("Prefer", "return=minimal"),
    ("User-Agent", "\u00e9/1.0 (*&%)"),
    ("Referer", "https://other.example/?a=b"),
    ("DNT", "1"),
    ("Cache-Control", "only-if-cached"),
    ("Connection", "close"),
    ("TE", "trailers"),
)
"""Headers that others add on the way."""

NAMES = (
    "debug",
    "fields",
    "include",
    "tenant",
    "tenant_id",
    "deleted",
    "all",
    "sort",
    "order",
    "page",
    "offset",
    "q",
)
"""Parameters that servers often have without saying so."""


def head(session: Session) -> None:
    """HEAD beside GET: for what is there, what is not, and without credentials."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.method != "GET":
                continue
            options, _ = valid_request(session, operation)
            tries: list[Json] = [options, {**options, "credentials": ()}]
            if operation.path_parameters:
                absent = session.objects.absent_id(operation.path_parameters[0].schema)
                tries.append({**options, "id": absent})
            for arguments in tries:
                get = session.call(operation, **arguments)
                exchange = session.send(session.request(operation, method="HEAD", **arguments))
                if exchange.status == 405:
                    # The contract has no HEAD.
                    continue
                problem = _differs(operation, get, exchange)
                if problem is not None:
                    session.report(
                        HEAD,
                        exchange,
                        steps=[get],
                        signature=problem.partition(":")[0],
                        expected=f"{get.status}, the headers of the GET, no body",
                        source=operation.pointer,
                        got=problem,
                    )


def _differs(operation: Operation, get: Exchange, head: Exchange) -> str | None:
    if head.status != get.status:
        return f"status: {head.status}"
    if head.body:
        return f"body: {len(head.body)} bytes"
    response = operation.responses.get(get.status)
    for name in (
        ("Content-Type", *(h.name for h in response.headers if h.required)) if response else ()
    ):
        if (head.header(name) is None) != (get.header(name) is None):
            return f"header: {name} is {head.header(name)}"
    if head.header("Content-Type") != get.header("Content-Type"):
        return f"header: Content-Type is {head.header('Content-Type')}"
    length = head.header("Content-Length")
    if length not in (None, get.header("Content-Length")) and get.status < 400:
        return f"length: {length} instead of {get.header('Content-Length')}"
    return None


def options(session: Session) -> None:
    """OPTIONS on every path, with and without credentials."""
    for operations in session.contract.paths.values():
        with session.trying(operations[0].path):
            arguments, _ = valid_request(session, operations[-1])
            id = arguments.get("id")
            resource = session.contract.owner(operations[0])
            before = session.objects.state(resource, id) if resource and id else None
            extras: list[Json] = [{}, {"credentials": ()}]
            for extra in extras:
                exchange = session.send(
                    session.request(operations[0], id=id, method="OPTIONS", **extra)
                )
                problem = None
                allow = {name.strip() for name in (exchange.header("Allow") or "").split(",")}
                known = {operation.method for operation in operations}
                if exchange.status >= 500 or (
                    exchange.status >= 400 and exchange.status not in (401, 404, 405)
                ):
                    problem = str(exchange.status)
                elif (exchange.ok and "*" not in allow and not known <= allow) or (
                    exchange.ok and allow - known - {"HEAD", "OPTIONS", "*", ""}
                ):
                    problem = f"{exchange.status} with Allow: {exchange.header('Allow')}"
                elif resource and id and session.objects.state(resource, id) != before:
                    problem = "the object has changed"
                if problem is not None:
                    session.report(
                        OPTIONS,
                        exchange,
                        signature=problem[:3],
                        expected=f"a success with Allow: {', '.join(sorted(known))}, or 405",
                        source=operations[0].pointer,
                        got=problem,
                    )


def unknown_parameters(session: Session) -> None:
    """Parameters of other operations, of other servers, and of none."""
    all_names = {p.name for op in session.contract.operations.values() for p in op.query_parameters}
    for operation in session.contract.operations.values():
        with session.trying(operation):
            arguments, _ = valid_request(session, operation)
            known = {parameter.name for parameter in operation.query_parameters}
            owner = session.contract.owner(operation)
            fields = list(owner.schema.fields) if owner else []
            names = dict.fromkeys([session.token(8), *NAMES, *sorted(all_names), *fields])
            unknown = [name for name in names if name not in known]
            if operation.method != "GET":
                # One is enough to see whether a write minds.
                unknown = unknown[:2]
            plain = session.call(operation, **arguments) if operation.method == "GET" else None
            for name in unknown:
                if plain is None:
                    arguments, _ = valid_request(session, operation)
                exchange = session.call(operation, query={name: "1"}, **arguments)
                if exchange.status == 409 and plain is None:
                    continue
                same = exchange.ok if plain is None else exchange.json == plain.json
                if not same and plain is not None:
                    # Somebody else may have changed what is there.
                    plain = session.call(operation, **arguments)
                    same = exchange.json == plain.json
                if not same:
                    session.report(
                        UNKNOWN_PARAMETER,
                        exchange,
                        steps=[plain] if plain is not None else [],
                        signature=name if name in all_names or name in NAMES else "",
                        expected="the response without it",
                        source=operation.where("parameters"),
                    )


def accept(session: Session) -> None:
    """What a client says it accepts, and how it says what it wants."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.method != "GET":
                continue
            arguments, _ = valid_request(session, operation)
            plain = session.call(operation, **arguments)
            for headers in (
                [("Accept", "text/html")],
                [("Accept", "application/xml;q=1, */*;q=0.1")],
                [("Accept-Language", "de"), ("Accept-Encoding", "identity")],
                [("Accept-Encoding", "gzip, deflate")],
            ):
                exchange = session.call(operation, headers=headers, **arguments)
                if exchange.status == 406:
                    session.report(
                        NOT_ACCEPTABLE,
                        exchange,
                        expected=f"{plain.status} {plain.media_type}, whatever the client accepts",
                        source=operation.success.pointer,
                    )
                    continue
                if exchange.status != plain.status or exchange.media_type != plain.media_type:
                    session.report(
                        ACCEPT,
                        exchange,
                        signature=f"{exchange.status}",
                        expected=f"{plain.status} {plain.media_type}",
                        source=operation.success.pointer,
                    )


def headers(session: Session) -> None:
    """Headers that proxies, browsers and caches add, which mean nothing here."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.method != "GET":
                continue
            arguments, _ = valid_request(session, operation)
            plain = session.call(operation, **arguments)
            for header in HEADERS:
                exchange = session.call(operation, headers=[header], **arguments)
                if exchange.status != plain.status:
                    session.report(
                        HEADER,
                        exchange,
                        steps=[plain],
                        signature=header[0],
                        expected=f"{plain.status}, as without {header[0]}",
                        source=operation.success.pointer,
                    )
    for operation in session.contract.operations.values():
        with session.trying(operation):
            resource = session.contract.owner(operation)
            if resource is None or resource.create is not operation:
                continue
            for header in HEADERS:
                body = session.objects.body_for(operation)
                exchange = session.call(operation, headers=[header], body=body)
                if not exchange.ok:
                    session.report(
                        HEADER,
                        exchange,
                        signature=header[0],
                        expected=f"{operation.success.status}, as without {header[0]}",
                        source=operation.success.pointer,
                    )


def override(session: Session) -> None:
    """Headers that some frameworks take for another method, and bodies on reads."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if operation.method != "GET" or not operation.path_parameters:
                continue
            resource = session.contract.resource_of(operation.path_parameters[0].schema.name)
            if resource is None or resource.get is not operation or resource.create is None:
                continue
            made = session.objects.make(resource).fields
            for name in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
                for method in ("DELETE", "PUT"):
                    exchange = session.call(operation, id=made["id"], headers=[(name, method)])
                    if exchange.json != made or session.objects.state(resource, made["id"]) != made:
                        session.report(
                            OVERRIDE,
                            exchange,
                            signature=name,
                            expected=f"the object, as without {name}",
                            source=operation.pointer,
                        )
            exchange = session.call(operation, id=made["id"], body={"metadata": {"changed": "yes"}})
            if session.objects.state(resource, made["id"]) != made:
                session.report(
                    BODY_ON_GET,
                    exchange,
                    then=session.objects.last_read,
                    expected="the object as it was",
                    source=operation.pointer,
                )


PARTS = (head, options, unknown_parameters, accept, headers, override)
ROLES = ()
