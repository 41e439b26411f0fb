"""A bad request gets the documented status and code, and has no effect."""

import json
from urllib.parse import quote

from azotte_conformance.contract import Json, Operation
from azotte_conformance.exchange import JSON_HEADER, Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.json_text import json_body
from azotte_conformance.rules.authorization import unchanged, valid_request
from azotte_conformance.session import Session

ABSENT = Rule(
    "errors.absent", "An object that does not exist returns 404.", by="/paths/*/*/responses/404"
)
OTHER_ID = Rule(
    "errors.other-id", "Only the exact ID names an object.", by="/paths/*/*/responses/404"
)
PATH = Rule(
    "errors.path",
    "A path that the contract does not have returns 404.",
    by="/x-unrouted-responses/404",
)
NEAR_PATH = Rule(
    "errors.near-path",
    "A path with another slash or case than in the contract returns 404.",
    "note",
    by="/info/description",
)
METHOD = Rule(
    "errors.method",
    "A method that a path does not have returns 405, with the methods it has in Allow.",
    by="/x-unrouted-responses/405",
)
MALFORMED = Rule(
    "errors.malformed",
    "A body that is not JSON is rejected as malformed.",
    by="/paths/*/*/responses/400",
)
TWICE = Rule(
    "errors.twice",
    "A body with a duplicate field is rejected.",
    "note",
    by="/components/responses/BadRequest/description",
)
MEDIA_TYPE = Rule(
    "errors.media-type",
    "A body of another media type returns 415, and nothing happens.",
    by="/paths/*/*/responses/415",
)
JSON_ACCEPTED = Rule(
    "errors.json-accepted",
    "JSON is accepted in every spelling of its media type.",
    by="/paths/*/*/requestBody/content/application~1json",
)
EMPTY = Rule(
    "errors.empty",
    "An operation with a required body rejects a request without one.",
    by="/paths/*/*/requestBody/required",
)
TOO_LARGE = Rule(
    "errors.too-large",
    "A request over the documented size is rejected, one up to it is accepted.",
    by="/components/responses/*/x-max-bytes",
)

REDIRECTS = (301, 302, 307, 308)
OTHER_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
MALFORMED_BODIES = (
    b"{",
    b'{"a":}',
    b"{'a':1}",
    b'{"a":1,}',
    b"[1,2",
    b"nonsense",
    b'{"a":1} x',
    b'{"a":NaN}',
    b'{"a":01}',
    b'{"a":"\x01"}',
    b'{"a":"\xff\xfe"}',
    b"\x00",
    b"   ",
)
WRONG_TYPES = (
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/json",
    "application/jsonp",
    "application/json-patch+json",
    "application/vnd.api+json",
    "application/octet-stream",
    "json",
    "*/*",
)
SPELLINGS = ("{}; charset=utf-8", "{};charset=UTF-8", "{} ; charset=utf-8")


def absent(session: Session) -> None:
    """Ids that nothing has, and texts that are not IDs."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if not operation.path_parameters:
                continue
            schema = operation.path_parameters[0].schema
            options, _ = valid_request(session, operation)
            exchange = session.call(
                operation, **{**options, "id": session.objects.absent_id(schema)}
            )
            code = next(iter(operation.responses[404].error_codes), None)
            if exchange.status != 404 or exchange.code != code:
                session.report(
                    ABSENT,
                    exchange,
                    signature=f"{exchange.status}",
                    expected=f"404 {code}",
                    source=operation.where("responses/404"),
                )
            if exchange.ok:
                # Any id will do there.
                continue
            real = str(options["id"])
            before = exchange
            is_numbered = "integer" in schema.types
            for id in _not_ids(real):
                if is_numbered and id.strip().isdecimal():
                    continue  # another number, or the same one
                exchange = session.call(operation, **{**options, "id": id})
                if exchange.status not in (400, 404, 422) and not _is_another_path(exchange, id):
                    session.report(
                        OTHER_ID,
                        exchange,
                        steps=[before],
                        signature=f"{exchange.ok} {id.replace(real, 'id')[:12]!r}",
                        expected=f"404 for {id[:80]!r}, which is not the ID of an object",
                        source=operation.where("responses/404"),
                    )


def _is_another_path(exchange: Exchange, id: str) -> bool:
    """Whether an ID with a slash or dots was taken for another path, which servers can correct or reject."""
    if "/" in id:
        return exchange.ok or exchange.status in (*REDIRECTS, 405)
    return id == ".." and exchange.status in (*REDIRECTS, 405)


def _not_ids(real: str) -> list[str]:
    prefix, mark, rest = real.rpartition("_")
    swapped = prefix + mark + rest.swapcase()
    return [
        *([swapped] if swapped != real else []),
        real.upper(),
        f"{real}0",
        real[:-1],
        f" {real}",
        f"{real} ",
        f"{real}\n",
        f"{real}%",
        f"{real[:-1]}_",
        f"{real}/",
        f"{real}\x00",
        f"{real},{real}",
        "%",
        "*",
        "_",
        "..",
        "0",
        "-1",
        "null",
        "'",
        "' OR '1'='1",
        "\U0001f600",
        "\u00e9",
        "a" * 300,
    ]


def paths(session: Session) -> None:
    """Paths that are nearly right."""
    main = session.world.main
    credentials = (
        (session.contract.key_header, main.key),
        (session.contract.tenant_header, main.tenant),
    )
    wanted = session.contract.unrouted.get(404)
    for path in session.contract.paths:
        filled = path.replace("{id}", "x")
        for near in (
            f"{filled}/no_such_path",
            f"{filled}s",
            f"{filled}/",
            f"/{filled}",
            filled.upper(),
            f"/no_such{filled}",
        ):
            if session.contract.route(near):
                continue
            exchange = session.send(Request("GET", quote(near), credentials))
            if exchange.status != 404 or (wanted and exchange.code not in wanted.error_codes):
                # Servers, and proxies before them, correct slashes and case.
                corrected = near.strip("/").lower() == filled.strip("/").lower()
                session.report(
                    NEAR_PATH if corrected else PATH,
                    exchange,
                    signature=f"{exchange.status}",
                    expected=f"404 {' or '.join(wanted.error_codes) if wanted else ''}",
                    source="/x-unrouted-responses/404",
                )


def methods(session: Session) -> None:
    """Every other method on every path."""
    response = session.contract.unrouted.get(405)
    for operations in session.contract.paths.values():
        with session.trying(operations[0].path):
            options, _ = valid_request(session, operations[0])
            resource = session.contract.owner(operations[0])
            id = options.get("id")
            known = {operation.method for operation in operations}
            before = session.objects.state(resource, id) if resource and id else None
            tried: list[Exchange] = []
            for method in (*OTHER_METHODS, "TRACE", "PROPFIND"):
                if method in known:
                    continue
                raw = b"{}" if method in ("POST", "PUT", "PATCH") else None
                exchange = session.send(
                    session.request(operations[0], id=id, method=method, raw=raw)
                )
                _not_allowed(session, exchange, known, response.error_codes if response else ())
                tried.append(exchange)
            if resource and id and session.objects.state(resource, id) != before:
                session.report(
                    METHOD,
                    tried[-1],
                    steps=tried[:-1],
                    signature="effect",
                    then=session.objects.last_read,
                    expected="the object as it was",
                    source="/x-unrouted-responses/405",
                )


def _not_allowed(
    session: Session, exchange: Exchange, known: set[str], codes: tuple[str, ...]
) -> None:
    allow = {name.strip() for name in (exchange.header("Allow") or "").split(",") if name.strip()}
    problem = None
    if exchange.status != 405 or (codes and exchange.code not in codes):
        # HTTP servers, and proxies before them, reject a method that they do not know by themselves.
        unknown = exchange.request.method in ("TRACE", "PROPFIND")
        if unknown and exchange.status in (400, 403, 404, 405, 501):
            return
        problem = exchange.summary()
    elif not known <= allow:
        problem = f"405 with Allow: {exchange.header('Allow')}, without {', '.join(known - allow)}"
    elif allow - known - {"HEAD", "OPTIONS"}:
        problem = f"405 with Allow: {exchange.header('Allow')}, which the contract does not have"
    if problem is not None:
        session.report(
            METHOD,
            exchange,
            signature=f"{exchange.status} {exchange.request.method if exchange.status != 405 else ''}",
            expected=f"405 with Allow: {', '.join(sorted(known))}",
            source="/x-unrouted-responses/405",
            got=problem,
        )


def with_body(session: Session) -> list[Operation]:
    return [op for op in session.contract.operations.values() if op.body is not None]


def malformed(session: Session) -> None:
    """Bodies that are not JSON."""
    for operation in with_body(session):
        with session.trying(operation):
            options, marker = valid_request(session, operation)
            options.pop("body", None)
            _twice(session, operation)
            response = next((r for s, r in operation.responses.items() if s == 400), None)
            for raw in MALFORMED_BODIES:
                exchange = session.call(operation, raw=raw, **options)
                codes = response.error_codes if response else ()
                if exchange.status != 400 or exchange.code not in codes:
                    session.report(
                        MALFORMED,
                        exchange,
                        signature=f"{exchange.status}",
                        expected=f"400 {' or '.join(codes)}",
                        source=operation.where("responses/400"),
                    )
            for raw in (b'{"a":' * 2000 + b"1" + b"}" * 2000, b'{"a":"\\ud800"}', b"[" * 50_000):
                exchange = session.call(operation, raw=raw, **options)
                if exchange.status not in (400, 413, 422):
                    session.report(
                        MALFORMED,
                        exchange,
                        signature=f"odd {exchange.status}",
                        expected="400, 413 or 422",
                        source=operation.where("responses/400"),
                    )
            if operation.body is not None and operation.body.required:
                _empty(session, operation, options, marker)


def _twice(session: Session, operation: Operation) -> None:
    assert operation.body is not None
    # On objects of its own, because the body may be accepted.
    options, _ = valid_request(session, operation)
    body: Json = options.pop("body", None) or session.objects.body_for(operation)
    fields = operation.body.schema.fields
    name = next(iter(body), next(iter(fields)))
    # The same value both times, so that nothing but the repetition is wrong with it.
    field = json.dumps(body.get(name, fields[name].example))
    rest = "".join(f", {json.dumps(n)}: {json.dumps(v)}" for n, v in body.items() if n != name)
    raw = f'{{"{name}": {field}{rest}, "{name}": {field}}}'.encode()
    exchange = session.call(operation, raw=raw, **options)
    if exchange.status not in (400, 422):
        session.report(
            TWICE,
            exchange,
            signature=str(exchange.ok),
            expected="400 or 422: a field of the body is there twice",
            source=operation.where("responses/400"),
        )


def _empty(session: Session, operation: Operation, options: Json, marker: str | None) -> None:
    for raw, headers in ((None, ()), (b"", (JSON_HEADER,))):
        exchange = session.call(operation, raw=raw, headers=headers, **options)
        if exchange.status not in (400, 415, 422):
            session.report(
                EMPTY,
                exchange,
                signature=f"{exchange.ok}",
                expected="400, 415 or 422: the body is required",
                source=f"{operation.body.pointer}/required" if operation.body else "",
            )
        unchanged(session, operation, options, marker, None, exchange, operation.pointer)


def media_types(session: Session) -> None:
    """Bodies of other media types, and JSON in other spellings."""
    for operation in with_body(session):
        with session.trying(operation):
            options, marker = valid_request(session, operation)
            body = options.pop("body", {})
            owner = session.contract.owner(operation)
            before = (
                session.objects.state(owner, options["id"]) if owner and "id" in options else None
            )
            wanted = operation.responses.get(415)
            tried: list[Exchange] = []
            for media_type in WRONG_TYPES:
                header = ("Content-Type", media_type)
                exchange = session.call(operation, raw=json_body(body), headers=[header], **options)
                tried.append(exchange)
                if exchange.status == 400 and "/" not in media_type.strip("*/"):
                    # Rejected as a malformed header.
                    continue
                if exchange.status != 415 or (wanted and exchange.code not in wanted.error_codes):
                    session.report(
                        MEDIA_TYPE,
                        exchange,
                        signature=f"{exchange.ok} {media_type if exchange.ok else exchange.status}",
                        expected=f"415 for {media_type}",
                        source=operation.where("responses/415"),
                    )
            unchanged(
                session,
                operation,
                options,
                marker,
                before,
                tried[-1],
                operation.where("responses/415"),
            )
            assert operation.body is not None
            plain = operation.body.media_type
            for media_type in (plain.title(), *(form.format(plain) for form in SPELLINGS)):
                options, _ = valid_request(session, operation)
                body = options.pop("body", {})
                header = ("Content-Type", media_type)
                exchange = session.call(operation, raw=json_body(body), headers=[header], **options)
                if not exchange.ok and exchange.status not in (404, 409):
                    session.report(
                        JSON_ACCEPTED,
                        exchange,
                        signature=media_type,
                        expected=f"{operation.success.status} for {media_type}",
                        source=f"{operation.body.pointer}/content" if operation.body else "",
                    )


def sizes(session: Session) -> None:
    """Bodies, targets and headers just within and just beyond what is taken."""
    contract = session.contract
    for operation in with_body(session):
        with session.trying(operation):
            most = contract.max_bytes(413)
            if most is None or 413 not in operation.responses:
                continue
            for size, rejected in ((most, False), (most + 1, True), (most * 2, True)):
                options, _ = valid_request(session, operation)
                raw = json_body(options.pop("body", {}))
                raw += b" " * (size - len(raw))
                _sized(session, session.request(operation, raw=raw, **options), 413, rejected)
    reading = next(op for op in contract.lists() if not op.needs_object)
    main = session.world.main
    most = contract.max_bytes(414)
    if most is not None:
        # What counts as the target is not said to the byte: stay clear of the edge.
        for size, rejected in ((most * 3 // 4, False), (most * 2, True)):
            request = session.request(reading)
            pad = f"?{'x' * 8}={'y' * (size - len(request.target) - 10)}"
            request = Request("GET", request.target + pad, request.headers)
            _sized(session, request, 414, rejected)
    most = contract.max_bytes(431)
    if most is not None:
        for size, rejected in ((most // 2, False), (most * 2, True)):
            request = session.request(reading, headers=[("X-Padding", "y" * size)], who=main)
            _sized(session, request, 431, rejected)


def _sized(session: Session, request: Request, status: int, rejected: bool) -> None:
    exchange = session.send(request)
    if (exchange.status == status) is not rejected:
        response = session.contract.unrouted.get(status)
        operation = request.operation
        if operation is not None and status in operation.responses:
            response = operation.responses[status]
        session.report(
            TOO_LARGE,
            exchange,
            signature=f"{status} {rejected}",
            expected=f"{status}" if rejected else f"anything but {status}: it is not too large",
            source=f"{response.pointer}/x-max-bytes" if response else "/x-unrouted-responses",
            got=f"{exchange.status} {exchange.code or ''}",
        )


PARTS = (absent, paths, methods, malformed, media_types, sizes)
ROLES = ()
