"""Compares two bundled contracts: operations, parameters, bodies, responses, keys, servers, events."""

import re
from collections.abc import Iterator
from typing import Any

from codegen.diff.change import NOTHING, REQUESTS, RESPONSES, TYPES, Change
from codegen.diff.patterns import allows_all
from codegen.diff.record import Record, changed, differing
from codegen.diff.schema import Direction, Schemas
from codegen.document import Json, is_list, is_map, method_name, operations, resolve

_UNROUTED = "any other path"
_ORDERS = ("ascending", "descending")


def compare(base: Json, revision: Json) -> list[Change]:
    """Return the changes between two bundled contracts.

    The direction of a value decides what is breaking. Requests (parameters, bodies) may allow more, but not less. Responses and
    events may allow less, but not more. A keyword without a rule counts as breaking everything, so that no change is missed.

    Args:
        base: The older contract.
        revision: The newer contract.

    Returns:
        The changes, breaking ones first.
    """
    comparison = _Comparison(base, revision)
    comparison.document()
    return comparison.record.changes()


class _Comparison:
    def __init__(self, base: Json, revision: Json) -> None:
        self.base = base
        self.revision = revision
        self.record = Record()
        self.schemas = Schemas(base, revision, self.record)

    def document(self) -> None:
        base, revision = self.base, self.revision
        self._info()
        self._servers()
        self._security_schemes()
        self._operations(_operations(base), _operations(revision))
        before, after = base.get("webhooks", {}), revision.get("webhooks", {})
        for name in before | after:
            self._webhook(name, before.get(name), after.get(name))
        self._responses(_unrouted(base), _unrouted(revision), _UNROUTED)
        self.schemas.compare_unused(frozenset(_used_schemas(base)))
        self.record.rest(
            "openapi",
            base,
            revision,
            frozenset(
                [
                    "openapi",
                    "info",
                    "servers",
                    "security",
                    "tags",
                    "paths",
                    "webhooks",
                    "components",
                ]
            )
            | {"x-unrouted-responses"},
        )

    def _info(self) -> None:
        for key in differing(self.base["info"], self.revision["info"]):
            if key != "version":
                self.record.add("info", f"{key} changed", observable=False)
        for key in ("openapi", "tags", "externalDocs"):
            if self.base.get(key) != self.revision.get(key):
                self.record.add(key, "changed", observable=False)

    def _servers(self) -> None:
        before, after = (
            {server["url"]: server for server in document["servers"]} for document in self._both()
        )
        for url in before | after:
            if url not in after:
                self.record.add(url, "server removed", REQUESTS)
            elif url not in before:
                self.record.add(url, "server added")
            else:
                self._server(before[url], after[url], url)

    def _server(self, base: Json, revision: Json, url: str) -> None:
        self.record.texts(url, base, revision)
        self._sets(
            url, "environment", base.get("x-environments", []), revision.get("x-environments", [])
        )
        before, after = base.get("variables", {}), revision.get("variables", {})
        for name in differing(before, after):
            was, now = before.get(name, {}), after.get(name, {})
            if {**was, "description": ""} != {**now, "description": ""}:
                self.record.add(url, f"variable `{name}` {changed(was, now)}", REQUESTS)
            else:
                self.record.texts(url, was, now)
        self.record.rest(url, base, revision, frozenset(["url", "variables", "x-environments"]))

    def _security_schemes(self) -> None:
        before, after = (
            document["components"].get("securitySchemes", {}) for document in self._both()
        )
        for name in before | after:
            # An added or removed scheme is a change of the operations that require it.
            if name in before and name in after:
                self._security_scheme(name, before[name], after[name])

    def _security_scheme(self, name: str, base: Json, revision: Json) -> None:
        self.record.texts(name, base, revision)
        for key in (
            "type",
            "in",
            "name",
            "scheme",
            "bearerFormat",
            "x-pattern",
            "x-environment-variable",
        ):
            before, after = base.get(key), revision.get(key)
            if before != after:
                # A wider pattern has another kind of key.
                is_wider = key == "x-pattern" and (
                    after is None or (before is not None and allows_all(after, before))
                )
                self.record.add(
                    name, f"`{key}` {changed(before, after)}", NOTHING if is_wider else REQUESTS
                )
        before, after = (
            {kind["prefix"]: kind for kind in scheme.get("x-key-kinds", [])}
            for scheme in (base, revision)
        )
        for prefix in differing(before, after):
            if prefix not in before:
                self.record.add(name, f"keys with the prefix `{prefix}` added")
            else:
                text = (
                    f"keys with the prefix `{prefix}` {changed(before[prefix], after.get(prefix))}"
                )
                self.record.add(name, text, REQUESTS)
        self._rates(
            name, base.get("x-rate-limits", {}), revision.get("x-rate-limits", {}), "rate limit"
        )
        self.record.rest(
            name,
            base,
            revision,
            frozenset(
                [
                    "type",
                    "in",
                    "name",
                    "scheme",
                    "bearerFormat",
                    "x-pattern",
                    "x-environment-variable",
                ]
            )
            | {"x-key-kinds", "x-rate-limits"},
        )

    def _rates(self, label: str, base: Json, revision: Json, text: str) -> None:
        for key in differing(base, revision):
            was, now = base.get(key), revision.get(key)
            if is_map(was) and is_map(now):
                self._rates(label, was, now, f"{text} {key}")
            else:
                lower = isinstance(now, int) and (not isinstance(was, int) or now < was)
                breaks = REQUESTS if lower else NOTHING
                self.record.add(label, f"{text} `{key}` {changed(was, now)}", breaks)

    def _operations(self, before: dict[str, Json], after: dict[str, Json]) -> None:
        for key in before | after:
            if key not in after:
                self.record.add(_label(before[key]), "removed", REQUESTS | TYPES)
            elif key not in before:
                self.record.add(_label(after[key]), "added")
            else:
                self._operation(before[key], after[key])

    def _operation(self, base: Json, revision: Json) -> None:
        label = _label(revision)
        self.record.texts(label, base, revision)
        self.record.deprecation(label, base, revision)
        self._names(base, revision, label)
        self._sets(label, "key type", base["x-key-types"], revision["x-key-types"])
        self._pagination(base.get("x-pagination"), revision.get("x-pagination"), label)
        self._security(base, revision, label)
        self._parameters(base, revision, label, Direction.SENT)
        self._body(base, revision, label, Direction.SENT)
        self._responses(base["responses"], revision["responses"], label)
        self.record.rest(
            label,
            base,
            revision,
            frozenset(
                ["operationId", "tags", "x-method-name", "x-key-types", "x-pagination", "security"]
            )
            | {"parameters", "requestBody", "responses", _PATH, _METHOD},
        )

    def _pagination(self, base: Json | None, revision: Json | None, label: str) -> None:
        (was, was_order), (now, order) = _ordered(base), _ordered(revision)
        if was != now:
            # The return type of the client's method depends on it, because the client fetches the pages.
            self.record.add(label, f"pagination {changed(base, revision)}", RESPONSES | TYPES)
        elif was_order != order:
            text = f"order {changed(was_order, order)}"
            self.record.add(label, text, RESPONSES if was_order else NOTHING)

    def _names(self, base: Json, revision: Json, label: str) -> None:
        if base["operationId"] != revision["operationId"]:
            # Our clients can keep the name of the method; clients from other generators do not.
            text = (
                f"operationId renamed from `{base['operationId']}` to `{revision['operationId']}`"
            )
            self.record.add(label, text, TYPES)
        was, now = (
            f"{operation['tags'][0]}.{method_name(operation)}" for operation in (base, revision)
        )
        if was != now:
            self.record.add(label, f"client method renamed from `{was}` to `{now}`", TYPES)
        if base["tags"][1:] != revision["tags"][1:]:
            self.record.add(label, "tags changed", observable=False)

    def _security(self, base: Json, revision: Json, label: str) -> None:
        before = _alternatives(base, self.base)
        after = _alternatives(revision, self.revision)
        if set(before) == set(after):
            return
        is_rejected = any(not any(required <= sent for required in after) for sent in before)
        self.record.add(
            label,
            f"required credentials changed from {_either(before)} to {_either(after)}",
            REQUESTS if is_rejected else NOTHING,
        )

    def _parameters(self, base: Json, revision: Json, place: str, direction: Direction) -> None:
        before, after = (
            _parameters(document, operation)
            for operation, document in zip((base, revision), self._both(), strict=True)
        )
        sent = direction is Direction.SENT
        for key in before | after:
            if key not in after:
                gone = REQUESTS | TYPES if sent else RESPONSES
                self.record.add(before[key]["name"], "removed", gone, place=place)
            elif key not in before:
                required = after[key].get("required", False)
                breaks = REQUESTS | TYPES if required and sent else NOTHING
                self.record.add(
                    after[key]["name"],
                    f"added{' as required' if required else ''}",
                    breaks,
                    place=place,
                )
            else:
                self._parameter(before[key], after[key], place, direction)

    def _parameter(self, base: Json, revision: Json, place: str, direction: Direction) -> None:
        sent = direction is Direction.SENT
        label: str = revision["name"]
        self.record.texts(label, base, revision, place=place)
        self.record.deprecation(label, base, revision, place=place)
        if base.get("required", False) != revision.get("required", False):
            required = revision.get("required", False)
            breaks = (
                (REQUESTS | TYPES if required else NOTHING)
                if sent
                else (NOTHING if required else RESPONSES)
            )
            self.record.add(
                label, "now required" if required else "now optional", breaks, place=place
            )
        was, now = (
            parameter.get("x-parameter-name", parameter["name"]) for parameter in (base, revision)
        )
        if was != now:
            self.record.add(
                label, f"client argument renamed from `{was}` to `{now}`", TYPES, place=place
            )
        for key, default in (("style", None), ("explode", None), ("allowReserved", False)):
            if (_written(base, key) or default) != (_written(revision, key) or default):
                text = changed(_written(base, key), _written(revision, key))
                breaks = REQUESTS if sent else RESPONSES
                self.record.add(label, f"`{key}` {text}", breaks, place=place)
        self.schemas.compare(base["schema"], revision["schema"], label, direction, place)
        self.record.rest(
            label,
            base,
            revision,
            frozenset(["name", "in", "required", "schema", "style", "explode", "allowReserved"])
            | {"x-parameter-name"},
            place=place,
        )

    def _body(self, base: Json, revision: Json, place: str, direction: Direction) -> None:
        before, after = (
            resolve(document, operation["requestBody"]) if "requestBody" in operation else None
            for operation, document in zip((base, revision), self._both(), strict=True)
        )
        label = "request body"
        sent = direction is Direction.SENT
        if before is None and after is not None:
            required = after.get("required", False)
            breaks = REQUESTS | TYPES if required and sent else NOTHING
            self.record.add(
                label, f"added{' as required' if required else ''}", breaks, place=place
            )
        elif before is not None and after is None:
            self.record.add(label, "removed", REQUESTS | TYPES if sent else RESPONSES, place=place)
        elif before is not None and after is not None:
            self.record.texts(label, before, after, place=place)
            if before.get("required", False) != after.get("required", False):
                required = after.get("required", False)
                breaks = (
                    (REQUESTS | TYPES if required else NOTHING)
                    if sent
                    else (NOTHING if required else RESPONSES)
                )
                self.record.add(
                    label, "now required" if required else "now optional", breaks, place=place
                )
            self._content(before, after, label, place, direction)
            self.record.rest(label, before, after, frozenset(["required", "content"]), place=place)

    def _content(
        self, base: Json, revision: Json, label: str, place: str, direction: Direction
    ) -> None:
        before, after = base.get("content", {}), revision.get("content", {})
        for media_type in before | after:
            if media_type not in after:
                gone = REQUESTS if direction is Direction.SENT else RESPONSES
                self.record.add(label, f"media type `{media_type}` removed", gone, place=place)
            elif media_type not in before:
                self.record.add(label, f"media type `{media_type}` added", place=place)
            else:
                was, now = before[media_type], after[media_type]
                self.record.texts(label, was, now, place=place)
                self.schemas.compare(was["schema"], now["schema"], label, direction, place)
                self.record.rest(label, was, now, frozenset(["schema"]), place=place)

    def _responses(self, base: Json, revision: Json, place: str) -> None:
        for status in base | revision:
            success = status.startswith("2")
            label = f"response {status}"
            if status not in revision:
                # All errors have the same form, and clients accept unknown ones.
                self.record.add(
                    label, "removed", RESPONSES | TYPES if success else NOTHING, place=place
                )
            elif status not in base:
                self.record.add(
                    label, "added", RESPONSES | TYPES if success else NOTHING, place=place
                )
            else:
                before, after = (
                    resolve(document, responses[status])
                    for responses, document in zip((base, revision), self._both(), strict=True)
                )
                self._response(before, after, label, place)

    def _response(self, base: Json, revision: Json, label: str, place: str) -> None:
        self.record.texts(label, base, revision, place=place)
        self._headers(base.get("headers", {}), revision.get("headers", {}), label, place)
        if "content" in base and "content" not in revision:
            self.record.add(label, "body removed", RESPONSES | TYPES, place=place)
        elif "content" in revision and "content" not in base:
            self.record.add(label, "body added", TYPES, place=place)
        else:
            self._content(base, revision, label, place, Direction.READ)
        if base.get("x-error-type") != revision.get("x-error-type"):
            text = changed(base.get("x-error-type"), revision.get("x-error-type"))
            self.record.add(label, f"error type {text}", RESPONSES, place=place)
        before, after = base.get("x-error-codes", {}), revision.get("x-error-codes", {})
        for code in differing(before, after):
            if code not in after:
                self.record.add(label, f"error code `{code}` removed", RESPONSES, place=place)
            elif code not in before:
                self.record.add(label, f"error code `{code}` added", place=place)
            else:
                self.record.add(
                    label,
                    f"description of error code `{code}` changed",
                    place=place,
                    observable=False,
                )
        before, after = base.get("links", {}), revision.get("links", {})
        for name in differing(before, after):
            verb = "added" if name not in before else "removed" if name not in after else "changed"
            self.record.add(label, f"link `{name}` {verb}", place=place, observable=False)
        self.record.rest(
            label,
            base,
            revision,
            frozenset(["headers", "content", "links", "x-error-type", "x-error-codes"]),
            place=place,
        )

    def _headers(self, base: Json, revision: Json, response: str, place: str) -> None:
        before, after = (
            {name.lower(): (name, resolve(document, header)) for name, header in headers.items()}
            for headers, document in zip((base, revision), self._both(), strict=True)
        )
        for key in before | after:
            if key not in after:
                self.record.add(before[key][0], f"removed from {response}", RESPONSES, place=place)
            elif key not in before:
                self.record.add(after[key][0], f"added to {response}", place=place)
            else:
                (_, was), (label, now) = before[key], after[key]
                self.record.texts(label, was, now)
                if was.get("required", False) != now.get("required", False):
                    required = now.get("required", False)
                    breaks = NOTHING if required else RESPONSES
                    self.record.add(
                        label, "now always present" if required else "may now be absent", breaks
                    )
                self.schemas.compare(was["schema"], now["schema"], label, Direction.READ)
                self.record.rest(label, was, now, frozenset(["required", "schema"]))

    def _webhook(self, name: str, base: Json | None, revision: Json | None) -> None:
        if revision is None:
            self.record.add(name, "event removed", RESPONSES)
        elif base is None:
            self.record.add(name, "event added")
        else:
            was, now = base["post"], revision["post"]
            self.record.texts(name, was, now)
            self.record.deprecation(name, was, now)
            self._parameters(was, now, name, Direction.READ)
            self._body(was, now, name, Direction.READ)
            if set(was["responses"]) - set(now["responses"]):
                # An endpoint that returns a status which is no longer accepted gets the event again.
                self.record.add(name, "accepted response status removed", RESPONSES)
            elif was["responses"] != now["responses"]:
                self.record.add(
                    name,
                    "accepted responses changed",
                    observable=was["responses"].keys() != now["responses"].keys(),
                )
            if was.get("security") != now.get("security"):
                self.record.add(name, "authentication changed", RESPONSES)
            known = frozenset(
                ["parameters", "requestBody", "responses", "security", "operationId", "tags"]
            )
            for key in ("operationId", "tags"):
                if was.get(key) != now.get(key):
                    self.record.add(name, f"{key} changed", observable=False)
            self.record.rest(name, was, now, known)

    def _sets(self, label: str, noun: str, base: list[str], revision: list[str]) -> None:
        for value in base:
            if value not in revision:
                self.record.add(label, f"{noun} `{value}` no longer accepted", REQUESTS)
        for value in revision:
            if value not in base:
                self.record.add(label, f"{noun} `{value}` now accepted")

    def _both(self) -> tuple[Json, Json]:
        return self.base, self.revision


_PATH = " path"
_METHOD = " method"


def _operations(document: Json) -> dict[str, Json]:
    """Return the operations by method and path. The names of path parameters make no difference."""
    return {
        f"{method} {re.sub('{[^}]*}', '{}', path)}": {
            **operation,
            "parameters": [
                *document["paths"][path].get("parameters", []),
                *operation.get("parameters", []),
            ],
            _PATH: path,
            _METHOD: method,
        }
        for path, method, operation in operations(document)
    }


def _label(operation: Json) -> str:
    return f"{operation[_METHOD].upper()} {operation[_PATH]}"


def _parameters(document: Json, operation: Json) -> dict[tuple[str, str], Json]:
    """Return the parameters by location and name."""
    # In a path the position identifies a parameter; names of headers ignore case.
    places = re.findall("{([^}]*)}", operation.get(_PATH, ""))
    found: dict[tuple[str, str], Json] = {}
    for reference in operation.get("parameters", []):
        parameter = resolve(document, reference)
        name: str = parameter["name"]
        match parameter["in"]:
            case "path":
                name = str(places.index(name))
            case "header":
                name = name.lower()
            case _:
                pass
        found[parameter["in"], name] = parameter
    return found


def _ordered(pagination: Json | None) -> tuple[Json | None, Json]:
    """Return how a list is divided into pages, and its order."""
    order = {key: pagination[key] for key in _ORDERS if key in pagination} if pagination else {}
    return pagination and {k: v for k, v in pagination.items() if k not in order}, order


def _written(parameter: Json, key: str) -> Any:
    """Return how a parameter is serialized, with the defaults of OpenAPI 3.1, 4.8.12.2."""
    style = parameter.get("style", "form" if parameter["in"] in ("query", "cookie") else "simple")
    match key:
        case "style":
            return style
        case "explode":
            return parameter.get("explode", style == "form")
        case _:
            return parameter.get(key)


def _alternatives(operation: Json, document: Json) -> list[frozenset[str]]:
    """Return the sets of security schemes, each of which authenticates a request."""
    requirements: list[Json] = (operation if "security" in operation else document).get(
        "security", []
    )
    return [frozenset(requirement) for requirement in requirements] or [frozenset()]


def _either(alternatives: list[frozenset[str]]) -> str:
    return " or ".join(
        " and ".join(f"`{name}`" for name in sorted(names)) or "no key" for names in alternatives
    )


def _unrouted(document: Json) -> Json:
    return {
        status: {"$ref": f"#/components/responses/{name}"}
        for status, name in document.get("x-unrouted-responses", {}).items()
    }


def _used_schemas(document: Json) -> Iterator[str]:
    """Yield the names of the schemas that a path or webhook reaches."""
    seen: set[str] = set()
    waiting: list[Any] = [document["paths"], document.get("webhooks", {}), _unrouted(document)]
    while waiting:
        node = waiting.pop()
        if is_map(node):
            reference = node.get("$ref")
            if isinstance(reference, str) and reference not in seen:
                seen.add(reference)
                waiting.append(resolve(document, node))
                if reference.startswith("#/components/schemas/"):
                    yield reference.rpartition("/")[2]
            waiting += node.values()
        elif is_list(node):
            waiting += node
