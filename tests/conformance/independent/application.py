"""The HTTP side: credentials, media types, idempotency keys, rate limits and errors, with Starlette."""

from __future__ import annotations

import json
import operator
import re
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.conformance.independent.checking import Checker, read_json
from tests.conformance.independent.platform import Json, Place, Platform, Window
from tests.conformance.independent.problems import Problem

HOLDS: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "gte": operator.ge,
    "lte": operator.le,
    "contains": operator.contains,
}
"""The operators of `x-filter`."""
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class Key:
    """An API key."""

    place: Place
    type: str
    limited: bool = False
    """Whether its rate is that of the contract; all others have one that no run comes near."""
    ended: bool = False
    """Whether it was revoked, or has expired."""
    used: list[float] = field(default_factory=list[float])
    """When its requests came, in the last minute."""


class Application:
    """The API.

    Args:
        document: The bundled contract.
        platform: The data.
    """

    repeated_fields = False
    """Whether a body can repeat a field, of which the last one counts."""

    def __init__(self, document: Json, platform: Platform) -> None:
        self.checker = Checker(document)
        self.document = document
        self.platform = platform
        self.keys: dict[str, Key] = {}
        self.max_bytes: int = document["components"]["responses"]["BodyTooLarge"]["x-max-bytes"]
        rates = next(
            scheme["x-rate-limits"]
            for scheme in document["components"]["securitySchemes"].values()
            if "x-key-kinds" in scheme
        )
        self.rate: Json = rates["development"]
        self._lock = threading.Lock()

    # Operating it.

    def add_key(self, prefix: str, key: Key) -> str:
        """Issue a key; returns its text."""
        text = prefix + secrets.token_hex(16)
        self.keys[text] = key
        return text

    def asgi(self) -> Starlette:
        """The application that a server runs."""
        # Every method reaches the endpoint, which knows those of the contract.
        methods = [*METHODS, "OPTIONS", "TRACE", "PROPFIND"]
        routes = [
            Route(f"/v1{template}", self._endpoint(template), methods=methods)
            for template in self.document["paths"]
        ]
        app = Starlette(routes=routes, exception_handlers={HTTPException: self._not_routed})
        app.router.redirect_slashes = False
        return app

    def _methods(self, template: str) -> list[str]:
        return [method.upper() for method in self.document["paths"][template]]

    # One request.

    def _endpoint(self, template: str) -> Any:
        async def endpoint(request: Request) -> Response:
            request_id = f"req_{secrets.token_hex(12)}"
            raw = await request.body()
            if self.not_implemented(request.method):
                return Response(status_code=501)
            if request.method == "OPTIONS" and (allowed := self.preflight()) is not None:
                return Response(status_code=204, headers=allowed)
            method = "GET" if request.method == "HEAD" else request.method
            key: Key | None = None
            try:
                if method not in self._methods(template):
                    raise self._not_allowed(template)
                if request.method == "HEAD" and not self.accepts_head():
                    raise self._not_allowed(template)
                key = self.authenticate(request)
                self._count(key)
                status, body, headers = await run_in_threadpool(
                    self._respond, request, method, template, raw, key
                )
            except Problem as problem:
                status, headers = problem.status, dict(problem.headers)
                body = {"error": self.error(problem, request_id)}
            headers = {"X-Request-Id": request_id, **self.rate_headers(key), **headers}
            return self.response(request, status, body, headers)

        return endpoint

    def accepts_head(self) -> bool:
        """Whether HEAD is supported, which the contract leaves open."""
        return True

    def not_implemented(self, method: str) -> bool:
        """Whether a method is one that the server does not know."""
        return False

    def preflight(self) -> dict[str, str] | None:
        """The headers of the response to OPTIONS, `None` if OPTIONS is not supported."""
        return None

    def response(
        self, request: Request, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        """The response as it is sent."""
        content = json.dumps(body, ensure_ascii=False).encode()
        return Response(content, status, headers, media_type="application/json")

    def error(self, problem: Problem, request_id: str) -> Json:
        """The field `error` of a body."""
        error: Json = {"code": problem.code, "message": problem.message}
        error["type"] = self._type_of(problem.status)
        if problem.details:
            error["details"] = problem.details
        return error | {"request_id": request_id}

    def _type_of(self, status: int) -> str:
        return self._types.get(status, "api_error")

    @cached_property
    def _types(self) -> dict[int, str]:
        """The type of an error, by its status."""
        found: dict[int, str] = {}
        for item in self.document["paths"].values():
            for operation in item.values():
                for status, node in operation["responses"].items():
                    if "$ref" in node:
                        response = self.checker.resolved(node["$ref"])
                        if "x-error-type" in response:
                            found.setdefault(int(status), response["x-error-type"])
        for status, name in self.document["x-unrouted-responses"].items():
            response = self.document["components"]["responses"][name]
            found.setdefault(int(status), response["x-error-type"])
        return found

    def _not_allowed(self, template: str) -> Problem:
        allow = ", ".join(self._methods(template))
        return Problem(405, "method_not_allowed", f"Use {allow}.", headers={"Allow": allow})

    async def _not_routed(self, request: Request, exception: Exception) -> Response:
        request_id = f"req_{secrets.token_hex(12)}"
        problem = Problem(404, "resource_missing", "No such path.")
        if isinstance(exception, HTTPException) and exception.status_code == 405:
            problem = self._not_allowed(self._template(request.url.path.removeprefix("/v1")))
        headers = {"X-Request-Id": request_id, **self.rate_headers(None), **problem.headers}
        body = {"error": self.error(problem, request_id)}
        return self.response(request, problem.status, body, headers)

    def _template(self, path: str) -> str:
        """The contract's path that a request's path fits."""
        parts = path.split("/")
        for template in self.document["paths"]:
            wanted = template.split("/")
            if len(wanted) == len(parts) and all(
                name.startswith("{") or name == part
                for name, part in zip(wanted, parts, strict=True)
            ):
                return str(template)
        raise KeyError(path)

    # Credentials.

    def authenticate(self, request: Request) -> Key:
        """The key of a request.

        Raises:
            Problem: The credentials are not valid.
        """
        keys, tenants = request.headers.getlist("x-api-key"), request.headers.getlist("x-tn")
        key = self.keys.get(keys[0]) if len(keys) == 1 and len(tenants) == 1 else None
        if key is None or key.ended or tenants[0] != key.place.tenant:
            raise Problem(401, "authentication_failed", "Invalid API key provided")
        return key

    # The rate limit.

    def _count(self, key: Key) -> None:
        if not key.limited:
            return
        with self._lock:
            now = time.monotonic()
            key.used[:] = [moment for moment in key.used if moment > now - 60]
            if len(key.used) >= self.rate["per_minute"]:
                wait = str(int(key.used[0] + 60 - now) + 1)
                raise Problem(
                    429,
                    "rate_limit_exceeded",
                    f"Rate limit exceeded. Retry in {wait} seconds.",
                    headers={"Retry-After": wait, "X-RateLimit-Retry-After": wait},
                )
            key.used.append(now)

    def rate_headers(self, key: Key | None) -> dict[str, str]:
        """How much of the limit is left."""
        limit = self.rate["per_minute"]
        left = limit - len(key.used) if key is not None and key.limited else limit
        reset = str(int(time.time()) + 60)
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(max(left, 0)),
            "X-RateLimit-Reset": reset,
        }

    # What is asked.

    def _respond(
        self, request: Request, method: str, template: str, raw: bytes, key: Key
    ) -> tuple[int, Any, dict[str, str]]:
        operation = self.checker.operation(method, template)
        if key.type not in operation["x-key-types"]:
            raise Problem(
                403,
                "insufficient_permissions",
                "This operation requires another type of key.",
                details={"required_permissions": operation["x-key-types"]},
            )
        id, query = self._parameters(request, operation)
        body = self._body(request, operation, raw)
        status = int(min(operation["responses"]))
        with self.platform.transaction():
            replay_key = self._replay_key(request, operation)
            if replay_key is None:
                return status, self.perform(operation, key.place, id, query, body), {}
            return self._once(request, operation, key.place, id, query, body, replay_key, status)

    def _parameters(self, request: Request, operation: Json) -> tuple[str, Json]:
        query: Json = {}
        id = ""
        for parameter in operation["parameters"]:
            if parameter["in"] == "path":
                id = str(self.checker.value(parameter, [request.path_params["id"]]))
            elif parameter["in"] == "query":
                values = request.query_params.getlist(parameter["name"])
                if values:
                    query[parameter["name"]] = self.checker.value(parameter, values)
                elif "default" in parameter["schema"]:
                    query[parameter["name"]] = parameter["schema"]["default"]
        return id, query

    def _body(self, request: Request, operation: Json, raw: bytes) -> Json:
        if len(raw) > self.max_bytes:
            raise Problem(413, "body_too_large", f"Send up to {self.max_bytes} bytes.")
        if "requestBody" not in operation:
            return {}
        if not raw and not operation["requestBody"].get("required"):
            return {}
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            message = f"Unsupported media type: '{media_type[:100]}'."
            raise Problem(415, "unsupported_media_type", message)
        return self.checker.body(operation, read_json(raw, repeated=self.repeated_fields))

    def _replay_key(self, request: Request, operation: Json) -> str | None:
        parameter = next(
            (p for p in operation["parameters"] if p["name"] == "Idempotency-Key"), None
        )
        values = request.headers.getlist("idempotency-key")
        if parameter is None or not values:
            return None
        schema = parameter["schema"]
        # The pattern has the escapes of JSON, which Python's expressions share.
        if (
            len(values) > 1
            or not schema["minLength"] <= len(values[0]) <= schema["maxLength"]
            or not re.fullmatch(schema["pattern"].strip("^$"), values[0])
        ):
            raise Problem(400, "malformed_request", "The idempotency key is malformed.")
        return values[0]

    def _once(
        self,
        request: Request,
        operation: Json,
        place: Place,
        id: str,
        query: Json,
        body: Json,
        key: str,
        status: int,
    ) -> tuple[int, Any, dict[str, str]]:
        asked = json.dumps([operation["operationId"], id, body], sort_keys=True)
        stored = self.platform.db.execute(
            "SELECT request, status, body FROM replay WHERE tenant = ? AND environment = ? AND key = ?",
            (place.tenant, place.environment, key),
        ).fetchone()
        if stored is not None:
            if stored[0] != asked:
                message = "Idempotency key already used with a different request."
                raise Problem(409, "idempotency_key_reused", message)
            return stored[1], json.loads(stored[2]), {"Idempotent-Replayed": "true"}
        found = self.perform(operation, place, id, query, body)
        self.platform.db.execute(
            "INSERT INTO replay VALUES (?, ?, ?, ?, ?, ?)",
            (place.tenant, place.environment, key, asked, status, json.dumps(found)),
        )
        return status, found, {}

    def perform(self, operation: Json, place: Place, id: str, query: Json, body: Json) -> Json:
        """Do what an operation does."""
        name: str = operation["operationId"]
        window = Window(
            query.get("limit", 10), query.get("starting_after"), query.get("ending_before")
        )
        if name == "list_customer_entitlements":
            return self.platform.entitlements(place, id, window)
        if name.startswith("list_"):
            kind = name.removeprefix("list_").removesuffix("s")
            return self.platform.page(place, kind, window, lambda doc: _fits(operation, query, doc))
        if name == "get_customer" and "subscriptions" in query.get("expand[]", ()):
            own = self.platform.page(
                place, "subscription", Window(10, None, None), lambda doc: doc["customer"] == id
            )
            return self.platform.get(place, "customer", id) | {"subscriptions": own}
        if name.startswith("get_"):
            return self.platform.get(place, name.removeprefix("get_"), id)
        if name == "delete_customer":
            return self.platform.delete_customer(place, id)
        do = getattr(self.platform, name)
        found: Json = do(place, id, body) if "{id}" in self._path(name) else do(place, body)
        return found

    def _path(self, name: str) -> str:
        return next(
            str(path)
            for path, item in self.document["paths"].items()
            if any(operation["operationId"] == name for operation in item.values())
        )


def _fits(operation: Json, query: Json, doc: Json) -> bool:
    """Whether an object matches every filter (`x-filter`)."""
    for parameter in operation["parameters"]:
        rule, wanted = parameter.get("x-filter"), query.get(parameter["name"])
        if rule is None or wanted is None:
            continue
        value: Any = doc
        for part in rule["field"].split("."):
            value = value[part]
        if rule.get("ignore_case"):
            value, wanted = value.casefold(), wanted.casefold()
        if not bool(HOLDS[rule["operator"]](value, wanted)):
            return False
    return True
