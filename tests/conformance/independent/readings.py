"""Other honest ways to read the contract: each server here keeps it, and differs from the plain one in one thing."""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from azotte_conformance.contract import as_array, as_object
from tests.conformance.independent.application import Application, Key
from tests.conformance.independent.platform import PREFIXES, Json, Place, Platform
from tests.conformance.independent.problems import Problem

CURRENCIES = frozenset(["eur", "usd", "gbp", "chf", "jpy", "sek", "pln", "czk"])
COUNTRIES = frozenset(["DE", "FR", "GB", "US", "CH", "AT", "JP", "SE", "PL", "CZ"])


def _invalid(field: str, message: str) -> Problem:
    return Problem(422, "invalid_format", message, details={"field": field})


class WithoutDetails(Application):
    """`details` is optional: no error has it."""

    def error(self, problem: Problem, request_id: str) -> Json:
        error = super().error(problem, request_id)
        error.pop("details", None)
        return error


class BehindProxy(Application):
    """A proxy adds headers to some responses, whatever the request."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        if random.random() < 0.5:
            headers["CF-Ray"] = secrets.token_hex(8)
        if random.random() < 0.3:
            headers["Connection"] = "close"
        headers["Server-Timing"] = f"app;dur={time.perf_counter_ns() % 1000}"
        return super().response(request, status, body, headers)


class AnyOrderInASecond(Platform):
    """Objects with the same `created` are listed in the order of their IDs."""

    def rank(self, row: tuple[int, str, str, int]) -> Any:
        created: int = self.db.execute(
            "SELECT json_extract(doc, '$.created') FROM object WHERE seq = ?", (row[0],)
        ).fetchone()[0]
        return created, row[1]


class TokensOfItsOwn(Platform):
    """Payment tokens are those of the payment provider. The contract's are the sandbox's."""

    def declines(self, token: str) -> bool:
        return token == "tok_staging_declined"

    def create_payment(self, place: Place, body: Json) -> Json:
        if body["payment_method"] not in ("tok_staging_visa", "tok_staging_declined"):
            raise _invalid("payment_method", "No such payment method.")
        return super().create_payment(place, body)


class CodesOfIso(Platform):
    """Currencies and countries are those of ISO, as their descriptions say."""

    def create_payment(self, place: Place, body: Json) -> Json:
        if body["currency"] not in CURRENCIES:
            raise _invalid("currency", "No such currency.")
        return super().create_payment(place, body)

    def create_customer(self, place: Place, body: Json) -> Json:
        self._check(body)
        return super().create_customer(place, body)

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        self._check(body)
        return super().update_customer(place, id, body)

    def _check(self, body: Json) -> None:
        address: Json = body.get("address") or {}
        country = address.get("country")
        if country is not None and country not in COUNTRIES:
            raise _invalid("address.country", "No such country.")


class StrictEmails(Platform):
    """An email address has a dot in its domain, and is stored in lowercase: its case does not matter."""

    def create_customer(self, place: Place, body: Json) -> Json:
        return super().create_customer(place, self._normal(body))

    def update_customer(self, place: Place, id: str, body: Json) -> Json:
        return super().update_customer(place, id, self._normal(body))

    def _normal(self, body: Json) -> Json:
        if "email" not in body:
            return body
        if "." not in body["email"].rpartition("@")[2]:
            raise _invalid("email", "The domain has no dot.")
        return body | {"email": body["email"].lower()}


class NoHead(Application):
    """The contract has no HEAD."""

    def accepts_head(self) -> bool:
        return False


class Corrects(Application):
    """A slash at the end of a path is corrected by a redirect, as many frameworks do."""

    async def _not_routed(self, request: Request, exception: Exception) -> Response:
        path = request.url.path
        if path.endswith("/") and len(path) > 1:
            return RedirectResponse(path.rstrip("/"), 307)
        return await super()._not_routed(request, exception)


class IgnoresSlashes(Application):
    """A slash at the end of a path does not matter."""

    def asgi(self) -> Starlette:
        app = super().asgi()
        app.router.routes += [
            Route(f"{route.path}/", route.endpoint, methods=list(route.methods or ()))
            for route in list(app.routes)
            if isinstance(route, Route)
        ]
        return app


class HttpToTheLetter(Application):
    """Conditional requests, ranges, content negotiation and unknown methods are as in RFC 9110."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        response = super().response(request, status, body, headers)
        if status != 200:
            return response
        sent = request.headers
        if (
            "application/json" not in sent.get("accept", "application/json")
            and "*/*" not in sent["accept"]
        ):
            return Response(status_code=406, headers=headers)
        if "if-match" in sent:
            return Response(status_code=412, headers=headers)
        if sent.get("if-none-match") == "*" or "if-modified-since" in sent:
            return Response(status_code=304, headers=headers)
        if "range" in sent and request.method == "GET":
            part = bytes(response.body)[:10]
            headers["Content-Range"] = f"bytes 0-{len(part) - 1}/{len(response.body)}"
            return Response(part, 206, headers, media_type="application/json")
        return response

    def not_implemented(self, method: str) -> bool:
        return method not in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


class ForBrowsers(Application):
    """OPTIONS is a CORS preflight."""

    def preflight(self) -> dict[str, str] | None:
        return {
            "Access-Control-Allow-Origin": "*",
            "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
        }


class NothingUnknown(Application):
    """Unknown query parameters are rejected."""

    def _parameters(self, request: Request, operation: Json) -> tuple[str, Json]:
        known = {parameter["name"] for parameter in operation["parameters"]}
        for name in request.query_params:
            if name not in known:
                raise Problem(422, "unknown_field", "Unknown parameter.", details={"field": name})
        return super()._parameters(request, operation)


class MoreFields(Application):
    """Objects have a field that the contract does not have yet."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        return super().response(request, status, self._with_more(body), headers)

    def _with_more(self, body: Any) -> Any:
        items, fields = as_array(body), as_object(body)
        if items is not None:
            return [self._with_more(item) for item in items]
        if fields is None:
            return body
        whole = {name: self._with_more(value) for name, value in fields.items()}
        return whole | {"revision": 1} if fields.get("object") in ("customer", "payment") else whole


class MessagesOfTheMoment(Application):
    """Messages are for people, and can change: here they have a reference for the support."""

    def error(self, problem: Problem, request_id: str) -> Json:
        error = super().error(problem, request_id)
        return error | {"message": f"{error['message']} Reference {secrets.token_hex(4)}."}


class ReplaysWhole(Application):
    """A stored response is stored with its request ID."""

    def __init__(self, document: Json, platform: Platform) -> None:
        super().__init__(document, platform)
        self._ids: dict[str, str] = {}

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        key = request.headers.get("idempotency-key")
        if key is not None and status < 400:
            place = f"{request.headers.get('x-api-key')} {key}"
            headers["X-Request-Id"] = self._ids.setdefault(place, headers["X-Request-Id"])
        return super().response(request, status, body, headers)


class OtherPaths(Application):
    """`details.field` is a JSON pointer. The contract describes a path in prose."""

    def error(self, problem: Problem, request_id: str) -> Json:
        error = super().error(problem, request_id)
        if "field" in error.get("details", {}):
            pointer = "/" + error["details"]["field"].replace(".", "/")
            error = error | {"details": error["details"] | {"field": pointer}}
        return error


class LenientReader(Application):
    """Of a parameter, or a field of a body, that is repeated, the last one counts."""

    repeated_fields = True

    def _parameters(self, request: Request, operation: Json) -> tuple[str, Json]:
        pairs = dict(request.query_params.multi_items())
        lists = {p["name"] for p in operation["parameters"] if p["schema"].get("type") == "array"}
        kept = [(n, v) for n, v in request.query_params.multi_items() if n in lists]
        kept += [(n, v) for n, v in pairs.items() if n not in lists]
        request._query_params = type(request.query_params)(kept)  # pyright: ignore
        return super()._parameters(request, operation)


class ByTheClock(Application):
    """The limit is counted by the minute of the clock, and that of the tenant is the one that is shown."""

    def _count(self, key: Key) -> None:
        if not key.limited:
            return
        with self._lock:
            minute = time.time() // 60
            key.used[:] = [moment for moment in key.used if moment == minute]
            if len(key.used) >= self.rate["per_minute"]:
                wait = str(60 - int(time.time()) % 60)
                raise Problem(
                    429,
                    "rate_limit_exceeded",
                    "Rate limit exceeded.",
                    headers={"Retry-After": wait, "X-RateLimit-Retry-After": wait},
                )
            key.used.append(minute)


class WholeNumbersAsTheyCome(Application):
    """1.0 is an integer in JSON Schema."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        fields = as_object(body)
        if fields is not None and fields.get("object") == "payment":
            body = fields | {"created": float(fields["created"])}
        return super().response(request, status, body, headers)


class AnotherSpelling(Application):
    """The same JSON in ASCII, indented, with sorted fields."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        content = json.dumps(body, indent=2, sort_keys=True) + "\n"
        return Response(content, status, headers, media_type="application/json; charset=UTF-8")


class Compressed(Application):
    """Responses are compressed for clients that accept it, have an ETag, and are not to be stored."""

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        response = super().response(request, status, body, headers)
        response.headers["ETag"] = f'"{hashlib.sha256(response.body).hexdigest()}"'
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            response.body = gzip.compress(response.body)
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(response.body))
        return response


class OtherIds(Platform):
    """IDs are of another length, and in order."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 10**15

    def new_id(self, kind: str) -> str:
        self._number += 1
        return f"{PREFIXES[kind]}_{self._number}"


class LooksBeforeItReads(Application):
    """An object that does not exist is a 404, whatever the body is."""

    def _body(self, request: Request, operation: Json, raw: bytes) -> Json:
        id = request.path_params.get("id")
        key = self.keys[request.headers["x-api-key"]]
        kind = operation["operationId"].rpartition("_")[2]
        if id is not None and kind in PREFIXES:
            self.platform.get(key.place, kind, id)
        return super()._body(request, operation, raw)


class ClockAhead(Platform):
    """The server's clock is three seconds ahead."""

    def now(self) -> int:
        return super().now() + 3


@dataclass(frozen=True)
class Reading:
    """A server that keeps the contract, and the families of rules that could think otherwise."""

    families: tuple[str, ...]
    application: type[Application] = Application
    platform: type[Platform] = Platform
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """What the configuration names: values of codes, by the name of their schema."""


TOKENS = {"PaymentMethodToken": ("tok_staging_visa", "tok_staging_declined")}

READINGS = {
    "errors without details": Reading(
        ("writes", "states", "bounds", "authorization", "isolation"), WithoutDetails
    ),
    "headers that a proxy adds": Reading(("authorization", "isolation"), BehindProxy),
    "any order within a second": Reading(
        ("pagination", "filters", "model"), platform=AnyOrderInASecond
    ),
    "payment tokens of its own": Reading(
        ("writes", "states", "idempotency", "bounds"), platform=TokensOfItsOwn
    ),
    "payment tokens that are configured": Reading(
        ("writes", "states", "idempotency"), platform=TokensOfItsOwn, values=TOKENS
    ),
    "codes of ISO": Reading(("writes", "bounds", "generated.coverage"), platform=CodesOfIso),
    "strict email addresses": Reading(("writes", "bounds", "filters"), platform=StrictEmails),
    "no HEAD": Reading(("http",), NoHead),
    "corrected paths": Reading(("errors",), Corrects),
    "ignored slashes": Reading(("errors",), IgnoresSlashes),
    "HTTP to the letter": Reading(("http", "errors"), HttpToTheLetter),
    "preflights of browsers": Reading(("http", "errors"), ForBrowsers),
    "unknown parameters are rejected": Reading(("http", "authorization"), NothingUnknown),
    "more fields": Reading(("writes", "states", "pagination", "idempotency"), MoreFields),
    "messages of the moment": Reading(
        ("authorization", "isolation", "writes"), MessagesOfTheMoment
    ),
    "replays with their request ID": Reading(("idempotency",), ReplaysWhole),
    "fields as JSON pointers": Reading(("bounds", "writes", "states"), OtherPaths),
    "repeated parameters": Reading(("bounds", "errors"), LenientReader),
    "integers with a fraction of zero": Reading(("writes", "idempotency"), WholeNumbersAsTheyCome),
    "another spelling of JSON": Reading(("writes", "idempotency", "http"), AnotherSpelling),
    "compressed responses": Reading(("http", "pagination", "authorization"), Compressed),
    "IDs in order": Reading(("isolation", "pagination", "errors"), platform=OtherIds),
    "a 404 before any other error": Reading(("bounds", "errors", "states"), LooksBeforeItReads),
    "a clock that is ahead": Reading(("writes", "states", "filters"), platform=ClockAhead),
    "a limit by the clock": Reading(("limits",), ByTheClock),
}
"""By what a reader may choose."""
