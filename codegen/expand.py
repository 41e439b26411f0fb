"""Expands what the contract says once for many parts: `x-operation-parts` of the root, and `x-union-of` of a schema."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from codegen.document import Json, operations, resolve
from codegen.errors import GenerationError

OPERATION_PARTS = "x-operation-parts"
UNION_OF = "x-union-of"


@dataclass(frozen=True)
class Parts:
    """What an operation has besides what its file says, by the names of components.

    Attributes:
        parameters: Parameters of the operation.
        headers: Headers of its success responses.
        responses: Responses by status.
    """

    parameters: list[str] = field(default_factory=list[str])
    headers: list[str] = field(default_factory=list[str])
    responses: dict[str, str] = field(default_factory=dict[str, str])


def parts_of(entries: list[Json], path: str, method: str, operation: Json) -> Parts:
    """Return the parts that the entries of `x-operation-parts` give to an operation.

    Args:
        entries: Each has `parameters`, `headers` and `responses`. `when` limits an entry to operations that have one of
            its words: a method, a field such as `requestBody`, or `{}` for a parameter in the path.
        path: Path of the operation.
        method: Method of the operation, in lower case.
        operation: The operation.
    """
    words = {method, *operation, *(["{}"] if "{" in path else [])}
    parts = Parts()
    for entry in entries:
        if "when" not in entry or words & {*entry["when"]}:
            parts.parameters.extend(entry.get("parameters", ()))
            parts.headers.extend(entry.get("headers", ()))
            parts.responses.update(entry.get("responses", {}))
    return parts


def expand(document: Json) -> None:
    """Replace the extensions of a bundled document by what they stand for.

    Raises:
        GenerationError: `x-operation-parts` names a component that does not exist.
    """
    entries = document.pop(OPERATION_PARTS, [])
    for path, method, operation in operations(document):
        _add(document, operation, parts_of(entries, path, method, operation))
    for name, schema in document["components"]["schemas"].items():
        if UNION_OF in schema:
            document["components"]["schemas"][name] = _union(document, schema)


def _add(document: Json, operation: Json, parts: Parts) -> None:
    # Keeps the order of an operation's file: parameters, request body, responses.
    request_body = {key: operation.pop(key) for key in ("requestBody",) if key in operation}
    responses: Json = operation.pop("responses", {})
    if parts.parameters:
        parameters = [_reference(document, "parameters", name) for name in parts.parameters]
        operation["parameters"] = [*operation.pop("parameters", []), *parameters]
    for status, response in responses.items():
        # A shared response lists its headers itself.
        if status.startswith("2") and "$ref" not in response and parts.headers:
            headers = {name: _reference(document, "headers", name) for name in parts.headers}
            responses[status] = _with_headers(response, headers)
    shared = {
        status: _reference(document, "responses", name) for status, name in parts.responses.items()
    }
    operation |= request_body | {"responses": dict(sorted({**shared, **responses}.items()))}


def _with_headers(response: Json, headers: Json) -> Json:
    """Return a response with more headers, which follow its description."""
    first = {
        "description": response["description"],
        "headers": {**headers, **response.get("headers", {})},
    }
    return {**first, **{key: value for key, value in response.items() if key not in first}}


def _reference(document: Json, kind: str, name: str) -> Json:
    if name not in document["components"].get(kind, {}):
        raise GenerationError(
            f"{OPERATION_PARTS} names {name}, but components.{kind} has no {name}. Run `nox -s lint` for the line."
        )
    return {"$ref": f"#/components/{kind}/{name}"}


def _union(document: Json, schema: Json) -> Json:
    """Return the union of the request bodies in a section of the document, such as `webhooks`."""
    tag: str = schema["discriminator"]["propertyName"]
    mapping = dict(_bodies(document, schema[UNION_OF], tag))
    union = {
        "oneOf": [{"$ref": reference} for reference in mapping.values()],
        "discriminator": {"propertyName": tag, "mapping": mapping},
    }
    texts: Json = {key: schema[key] for key in ("title", "description") if key in schema}
    rest = {key: value for key, value in schema.items() if key not in {UNION_OF, *union}}
    return {**texts, **union, **rest}


def _bodies(document: Json, section: str, tag: str) -> Iterator[tuple[str, str]]:
    for item in document[section].values():
        for operation in item.values():
            content = resolve(document, operation.get("requestBody", {})).get("content", {})
            body: Json = content.get("application/json", {}).get("schema", {})
            value = resolve(document, body).get("properties", {}).get(tag, {}).get("const")
            # Lint reports a body that is not a schema with the tag.
            if value is not None and "$ref" in body:
                yield value, body["$ref"]
