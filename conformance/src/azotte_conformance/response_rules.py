"""Checks every response, whichever rule sent the request: status, media type, schema, headers, error, secrets."""

import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes

from azotte_conformance.conditions import (
    are_met,
    broken_effects,
    follows,
    unmet,
    values_in,
    values_of,
)
from azotte_conformance.contract import (
    Contract,
    Header,
    Operation,
    Response,
    Schema,
    as_array,
    as_object,
)
from azotte_conformance.exchange import Exchange, shortened
from azotte_conformance.findings import Rule
from azotte_conformance.masking import Masker

SERVER_ERROR = Rule(
    "responses.server-error",
    "No request makes the server fail with a 5xx.",
    by="/paths/*/*/responses/500",
)
STATUS = Rule(
    "responses.status",
    "Every status that is returned is documented for the operation.",
    by="/paths/*/*/responses",
)
MEDIA_TYPE = Rule(
    "responses.media-type",
    "Every response has a documented media type, and its body is of that type.",
    by="/components/responses/*/content",
)
SCHEMA = Rule(
    "responses.schema",
    "The body of every response matches its schema.",
    by="/paths/*/*/content/*/schema",
)
INTEGER = Rule(
    "responses.integer",
    "An integer is written without a fraction or an exponent.",
    "note",
    by="/components/schemas/*/type",
)
UNKNOWN_FIELD = Rule(
    "responses.unknown-field",
    "A response has only fields that the contract describes.",
    "note",
    by="/components/schemas/*/properties",
)
HEADER = Rule(
    "responses.header",
    "Every required header is present, once, and matches its schema.",
    by="/components/headers/*/required",
)
ERROR_TYPE = Rule(
    "responses.error-type",
    "The `type` of an error is the one documented for its status.",
    by="/components/responses/*/x-error-type",
)
ERROR_CODE = Rule(
    "responses.error-code",
    "The `code` of an error is one documented for its status.",
    by="/components/responses/*/x-error-codes",
)
REQUEST_ID = Rule(
    "responses.request-id",
    "Every response has a unique request ID, the same in header and error.",
    "note",
    by="/components/headers/X-Request-Id/description",
)
SECRET = Rule(
    "responses.secret",
    "No response contains a key or a signing secret.",
    by="/components/securitySchemes/*/x-pattern",
)
INTERNALS = Rule(
    "responses.internals",
    "No response reveals how the server is built: stack traces, SQL, file paths.",
    "note",
    by="/components/schemas/Error/properties/message/description",
)
TENANT = Rule(
    "responses.tenant",
    "No response names a tenant, unless the caller wrote it into the request.",
    "note",
    by="/components/securitySchemes/Tenant/description",
)
INVARIANT = Rule(
    "responses.invariant",
    "The fields of every object are consistent with each other.",
    by="/components/schemas/*/x-invariants",
)
RATE_HEADERS = Rule(
    "responses.rate-headers",
    "The rate limit headers agree with each other and with the clock.",
    by="/components/headers/X-RateLimit-*/schema",
)
RESULT = Rule(
    "responses.result",
    "A success has the result that the operation promises.",
    by="/paths/*/*/x-effects",
)

# What no response of an API has any reason to hold. Each pattern comes with a text that every match of it has: to look
# for that is a hundred times faster, and few responses have one.
_INTERNALS = tuple(
    (text, re.compile(pattern, re.MULTILINE))
    for text, pattern in (
        ("Traceback", r"Traceback \(most recent call last\)"),
        ('File "', r"\bFile \"[^\"]+\", line \d+"),
        ("at ", r"^\s+at .+\(.+:\d+:\d+\)"),
        ("sql", r"\b(?:sqlite3?|pymysql|sqlalchemy)\.[A-Za-z]"),
        ("pg", r"\b(?:psycopg\d?|asyncpg)\.[A-Za-z]"),
        (" FROM ", r"\b(?:SELECT|DELETE) .{1,200} FROM [a-z_]+"),
        ("INSERT INTO ", r"\bINSERT INTO [a-z_]+"),
        ("UNIQUE constraint failed", r"UNIQUE constraint failed"),
        (
            "Error",
            r"\b(?:Key|Type|Value|Attribute|Index|Overflow|Assertion|Unicode\w+|Operational|Integrity)Error\b",
        ),
        (".py", r"\.py\b"),
        ("node_modules", r"node_modules"),
        ("/usr/", r"/usr/(?:lib|local)/"),
        ("site-packages", r"site-packages"),
        ("NullPointerException", r"NullPointerException"),
    )
)
_RATE = re.compile(r"^x-ratelimit-(limit|remaining|reset)$", re.IGNORECASE)

OF_THE_HTTP_SERVER = frozenset(
    (
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.LENGTH_REQUIRED,
        HTTPStatus.REQUEST_URI_TOO_LONG,
        HTTPStatus.EXPECTATION_FAILED,
        HTTPStatus.MISDIRECTED_REQUEST,
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    )
)
"""What an HTTP server returns before a request reaches the application. A contract that does not document it says nothing."""

OF_REQUEST_HEADERS = {
    HTTPStatus.NOT_MODIFIED: ("if-none-match", "if-modified-since"),
    HTTPStatus.PARTIAL_CONTENT: ("range",),
    HTTPStatus.NOT_ACCEPTABLE: ("accept", "accept-charset", "accept-encoding", "accept-language"),
    HTTPStatus.PRECONDITION_FAILED: ("if-match", "if-none-match", "if-modified-since"),
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: ("range",),
    HTTPStatus.GATEWAY_TIMEOUT: ("cache-control",),
}
"""What HTTP returns to a header that the contract does not have (RFC 9110; RFC 9111, section 5.2.1.7)."""

RESET_SLACK = 5
"""Seconds by which two machines' clocks may differ."""
LONGEST_RESET = 3700
"""Seconds until a limit counted in minutes or hours is whole again."""


class Report(Protocol):
    """Takes what a rule found."""

    def __call__(
        self,
        rule: Rule,
        exchange: Exchange,
        *,
        expected: str,
        source: str,
        got: str = ...,
        signature: str = ...,
        operation: str = ...,
    ) -> None: ...


SEARCHED = 100_000
"""Characters of a body that are searched for the server's insides: an error is not longer, and the search is slow."""


class ResponseRules:
    """Checks every response against the contract.

    Args:
        contract: what is promised.
        masker: knows the secrets.
        tenants: those that the run calls as.
        report: takes what is found.
        where: Returns what tells failures of the server apart.
    """

    def __init__(
        self,
        contract: Contract,
        masker: Masker,
        tenants: Collection[str],
        report: Report,
        where: Callable[[Operation | None], str],
    ) -> None:
        self._where = where
        self._contract = contract
        self._masker = masker
        self._tenants = frozenset(tenants)
        self._report = report
        self._request_ids: set[str] = set()
        # The pattern is anchored; here it is looked for anywhere, and only a long one is a real key.
        pattern = contract.key_pattern.strip("^$").removesuffix("+")
        self._any_key = re.compile(pattern + "{16,}")

    def __call__(self, exchange: Exchange) -> None:
        """Check one response."""
        self._no_secrets(exchange)
        operation = exchange.request.operation or self._contract.match(
            exchange.request.method, exchange.request.path
        )
        if of_http(exchange, operation):
            return
        if exchange.status >= 500 and exchange.status != 503:
            self._report(
                SERVER_ERROR,
                exchange,
                signature=self._where(operation),
                expected="a response below 500, whatever is sent",
                source=self._source(operation),
            )
        if exchange.request.method == "OPTIONS":
            return
        response = self._contract.response_to(
            exchange.request.method, exchange.request.path, exchange.status
        )
        if operation is not None and exchange.request.method in (operation.method, "HEAD"):
            response = operation.responses.get(exchange.status) or self._contract.unrouted.get(
                exchange.status
            )
        if response is None:
            if operation is not None or (
                exchange.status < 500 and not self._is_corrected(exchange)
            ):
                self._undocumented(exchange, operation)
            return
        self._headers(exchange, response)
        self._ids(exchange)
        if exchange.request.method == "HEAD":
            return
        if self._media_type(exchange, response):
            self._no_tenants(exchange)
            self._schema(exchange, response)
            self._error(exchange, response)
            if operation is not None and exchange.ok:
                self._results(exchange, operation)

    def _is_corrected(self, exchange: Exchange) -> bool:
        """Whether a path is one of the contract, but for slashes and case, which many servers correct."""
        parts = [part for part in exchange.request.path.lower().split("/") if part]
        return self._contract.route(f"/{'/'.join(parts)}") is not None

    def _source(self, operation: Operation | None) -> str:
        return operation.where("responses") if operation else "/x-unrouted-responses"

    def _undocumented(self, exchange: Exchange, operation: Operation | None) -> None:
        known = operation.responses if operation else self._contract.unrouted
        self._report(
            STATUS,
            exchange,
            signature=f"{exchange.status} {exchange.code}",
            expected=f"one of {', '.join(map(str, known))}",
            source=self._source(operation),
        )

    # Secrets.

    def _no_secrets(self, exchange: Exchange) -> None:
        text = exchange.text
        everything = text + "\n".join(f"{n}: {v}" for n, v in exchange.headers)
        held = self._masker.holds_secret(everything)
        if held is None and self._any_key.search(everything):
            held = "what looks like a key"
        if held is not None:
            self._report(
                SECRET,
                exchange,
                expected="a response without a key in it",
                source="/components/securitySchemes",
                got=f"{exchange.status} with {held} in it",
            )
        found = _internals(text)
        if found is not None and found.encode() not in _sent(exchange):
            self._report(
                INTERNALS,
                exchange,
                signature=str(exchange.status),
                expected="a message for the caller, without the server's insides",
                source="/components/schemas/Error/properties/message",
                got=f"{exchange.status} with {shortened(found, 80)!r} in it",
            )

    def _no_tenants(self, exchange: Exchange) -> None:
        # Whole texts only: a tenant's name may be a word, and any sentence may have it.
        named = next((text for text in texts(exchange.json) if text in self._tenants), None)
        if named is not None and named.encode() not in _written(exchange):
            scheme = self._contract.tenant_scheme
            self._report(
                TENANT,
                exchange,
                signature=str(exchange.status),
                expected=f"a response without the value of {scheme['name']}",
                source="/components/securitySchemes",
            )

    # Headers.

    def _headers(self, exchange: Exchange, response: Response) -> None:
        problems = {
            header: problem
            for header in response.headers
            if (problem := _header_problem(header, exchange.headers_named(header.name)))
        }
        if problems:
            first = next(iter(problems))
            self._report(
                HEADER,
                exchange,
                signature=" ".join(f"{h.name} {p.partition(' ')[0]}" for h, p in problems.items()),
                expected="the headers that its response promises, as their schemas have them",
                source=first.pointer,
                got=f"{exchange.status}: "
                + ", ".join(f"{header.name} {p}" for header, p in problems.items()),
            )
        self._rates(exchange, response)

    def _rates(self, exchange: Exchange, response: Response) -> None:
        values = {
            match[1].lower(): int(value)
            for name, value in exchange.headers
            if (match := _RATE.match(name)) and value.isdigit()
        }
        if len(values) < 3:
            return
        problem = None
        if values["remaining"] > values["limit"]:
            problem = "more is left than the limit allows"
        elif exchange.status == 429 and values["remaining"] > 0:
            problem = "the limit is used up, but something is left"
        else:
            ahead = values["reset"] - exchange.started
            if not -RESET_SLACK <= ahead <= LONGEST_RESET:
                problem = f"the reset is {ahead:.0f} seconds from now"
        if problem is not None:
            source = next(h.pointer for h in response.headers if _RATE.match(h.name))
            self._report(
                RATE_HEADERS,
                exchange,
                signature=re.sub(r"-?\d+", "n", problem),
                expected="Remaining up to Limit, and a Reset that is soon",
                source=source,
                got=f"{problem}: {values}",
            )

    def _ids(self, exchange: Exchange) -> None:
        name = self._request_id_header
        given = exchange.header(name) if name else None
        if given is None:
            return
        problem = None
        inside = exchange.error.get("request_id")
        if inside is not None and inside != given:
            problem = f"the error says {inside}, the header {given}"
        elif given in self._request_ids and not self._is_replay(exchange):
            problem = f"{given} was another request's already"
        self._request_ids.add(given)
        if problem is not None:
            self._report(
                REQUEST_ID,
                exchange,
                signature="differs" if inside != given else "again",
                expected="a new id, the same in header and body",
                source=f"/components/headers/{name}",
                got=problem,
            )

    def _is_replay(self, exchange: Exchange) -> bool:
        """Whether a response is a stored one, which can have the headers that it was stored with."""
        headers = self._contract.json["components"].get("headers", {})
        return any(
            exchange.header(name) is not None
            for name, header in headers.items()
            if "const" in header.get("schema", {})
        )

    @cached_property
    def _request_id_header(self) -> str | None:
        error = self._contract.json["components"]["schemas"].get("Error", {})
        wanted = error.get("properties", {}).get("request_id", {}).get("$ref")
        for name, header in self._contract.json["components"].get("headers", {}).items():
            if wanted is not None and header.get("schema", {}).get("$ref") == wanted:
                return str(name)
        return None

    # Body.

    def _media_type(self, exchange: Exchange, response: Response) -> bool:
        """Whether the body can be looked into."""
        if not response.media_types:
            return False
        problem = None
        if exchange.media_type not in response.media_types:
            problem = f"Content-Type is {exchange.header('Content-Type')!r}"
        elif exchange.charset not in ("", "utf-8"):
            problem = f"Content-Type is {exchange.header('Content-Type')!r}, JSON is UTF-8"
        elif exchange.json is None and exchange.body.strip() != b"null":
            problem = f"the body is not JSON that everybody reads alike: {shortened(exchange.text, 100)!r}"
        if problem is None:
            return True
        self._report(
            MEDIA_TYPE,
            exchange,
            signature=f"{problem[:12]} {exchange.status if exchange.status >= 400 else ''}",
            expected=f"a body of the type {', '.join(response.media_types)}",
            source=f"{response.pointer}/content",
            got=f"{exchange.status}: {problem}",
        )
        return False

    def _schema(self, exchange: Exchange, response: Response) -> None:
        schema = response.schema
        if schema is None:
            return
        body = exchange.json
        if not schema.accepts(body):
            for broken in schema.broken(body):
                self._report(
                    SCHEMA,
                    exchange,
                    signature=broken.pointer,
                    expected=f"{broken.keyword} at {broken.instance or 'the body'}",
                    source=broken.pointer,
                    got=f"{exchange.status}: {broken.message}",
                )
            return
        for where, owner in fractions(schema, body):
            self._report(
                INTEGER,
                exchange,
                signature=owner,
                expected="a whole number, written as one",
                source=owner,
                got=f"{exchange.status} with a fraction at {where}",
            )
        for where, owner in unknown_fields(schema, body):
            self._report(
                UNKNOWN_FIELD,
                exchange,
                signature=f"{owner} {where.rpartition('/')[2]}",
                expected="fields that the schema describes",
                source=owner,
                got=f"{exchange.status} with {where}",
            )
        for schema_pointer, index, problem in broken_invariants(schema, body):
            self._report(
                INVARIANT,
                exchange,
                signature=f"{schema_pointer} {index}",
                expected="fields that fit each other",
                source=f"{schema_pointer}/x-invariants/{index}",
                got=problem,
            )

    def _error(self, exchange: Exchange, response: Response) -> None:
        if response.error_type is None or not exchange.error:
            return
        if exchange.error.get("type") != response.error_type:
            self._report(
                ERROR_TYPE,
                exchange,
                signature=f"{exchange.status} {exchange.code}",
                expected=f"the type {response.error_type}",
                source=f"{response.pointer}/x-error-type",
                got=f"{exchange.status} with the type {exchange.error.get('type')}",
            )
        if exchange.code not in response.error_codes:
            self._report(
                ERROR_CODE,
                exchange,
                signature=f"{exchange.status} {exchange.code}",
                expected=f"one of {', '.join(response.error_codes)}",
                source=f"{response.pointer}/x-error-codes",
                got=f"{exchange.status} with the code {exchange.code}",
            )

    def _results(self, exchange: Exchange, operation: Operation) -> None:
        values = values_of(exchange, operation)
        rules = operation.effects
        for index, expression, schema, value in broken_effects(
            self._contract, rules, values, by_before=False
        ):
            self._report(
                RESULT,
                exchange,
                signature=f"{operation} {index} {expression}",
                expected=f"{expression} to be {schema}",
                source=f"{operation.where('x-effects')}/{index}",
                got=f"{expression} is {value!r}",
            )


def _internals(text: str) -> str | None:
    """The first part of a text that shows how the server is built."""
    found = (
        match
        for certain, pattern in _INTERNALS
        if certain in text and (match := pattern.search(text, 0, SEARCHED))
    )
    first = min(found, key=lambda match: match.start(), default=None)
    return first[0] if first else None


def of_http(exchange: Exchange, operation: Operation | None) -> bool:
    """Whether a status is a matter of HTTP that contracts do not document."""
    status, request = exchange.status, exchange.request
    if operation is not None and status in operation.responses:
        return False
    if operation is None:
        # A method that nobody knows; a path with another slash or case.
        return status in (*OF_THE_HTTP_SERVER, 301, 302, 307, 308, 501)
    if status in (301, 302, 307, 308):
        # A slash in an ID, or at the end, is part of another path for many servers.
        return "%2f" in request.path.lower() or request.path.endswith("/")
    sent = {name.lower() for name, _ in request.headers}
    causes = OF_REQUEST_HEADERS.get(HTTPStatus(status), ()) if status in _KNOWN_STATUSES else ()
    return status in OF_THE_HTTP_SERVER or bool(sent.intersection(causes))


_KNOWN_STATUSES = frozenset(int(status) for status in HTTPStatus)


def _header_problem(header: Header, values: list[str]) -> str | None:
    if not values:
        return "missing" if header.required else None
    if len(values) > 1 or ("integer" in header.schema.types and "," in values[0]):
        return f"repeated: {', '.join(values)}"
    value = _header_value(values[0], header.schema)
    return None if header.schema.accepts(value) else f"wrong: {values[0]!r}"


def fractions(schema: Schema, value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Integers that are written with a fraction, which many languages read as another type: where, and the schema."""
    if isinstance(value, float):
        if schema.types == ("integer",):
            yield where, schema.home
        return
    array, sent = as_array(value), as_object(value)
    if array is not None and schema.nonnull.items is not None:
        for index, item in enumerate(array):
            yield from fractions(schema.nonnull.items, item, f"{where}/{index}")
    elif sent is not None:
        for name, field in schema.fields.items():
            if isinstance(sent.get(name), float | dict | list):
                yield from fractions(field, sent[name], f"{where}/{name}")


def unknown_fields(schema: Schema, value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Fields that a schema does not describe: where they are, and the pointer of the schema."""
    schema = schema.nonnull
    array, sent = as_array(value), as_object(value)
    if array is not None:
        items = schema.items
        if items is not None:
            for index, item in enumerate(array):
                yield from unknown_fields(items, item, f"{where}/{index}")
    elif sent is not None:
        fields = schema.fields
        if not fields or schema.full.get("additionalProperties"):
            return
        for name, field in sent.items():
            if name in fields:
                yield from unknown_fields(fields[name], field, f"{where}/{name}")
            else:
                yield f"{where}/{name}", schema.home


def texts(value: Any) -> Iterator[str]:
    """Every text in a body."""
    if isinstance(value, str):
        yield value
    for part in (*(as_object(value) or {}).values(), *(as_array(value) or ())):
        yield from texts(part)


def broken_invariants(schema: Schema, value: Any) -> Iterator[tuple[str, int, str]]:
    """Invariants that do not hold of an object or of one inside it: schema, index, what is wrong."""
    schema = schema.nonnull
    array, sent = as_array(value), as_object(value)
    if array is not None:
        items = schema.items
        if items is not None:
            for item in array:
                yield from broken_invariants(items, item)
    elif sent is not None:
        values = values_in(sent)
        for index, rule in enumerate(schema.full.get("x-invariants", ())):
            if follows(rule) or not are_met(schema.document, rule.get("when", {}), values):
                continue
            for expression, wanted, found in unmet(schema.document, rule["then"], values):
                yield schema.home, index, f"{expression} is {found!r}, not {wanted}"
                break
        for name, field in schema.fields.items():
            if isinstance(sent.get(name), dict | list):
                yield from broken_invariants(field, sent[name])


def _header_value(text: str, schema: Schema) -> Any:
    if "integer" in schema.types and re.fullmatch(r"-?[0-9]{1,30}", text):
        return int(text)
    return text


def _sent(exchange: Exchange) -> bytes:
    """Everything that the caller wrote: what comes back of it is not the server's."""
    headers = "".join(value for _, value in exchange.request.headers).encode("utf-8", "replace")
    return headers + _written(exchange)


def _written(exchange: Exchange) -> bytes:
    """What the caller wrote into the address and the body."""
    body = (exchange.request.body or b"").replace(b'\\"', b'"')
    return unquote_to_bytes(exchange.request.target) + body
