"""The values of objects that only the contract describes: of new ones, of changed ones, and in responses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from azotte_sandbox.context import Call
from azotte_sandbox.contract.conditions import Values, filled, fits, matches, values_of_call
from azotte_sandbox.contract.effects import Effect, Resource
from azotte_sandbox.contract.shapes import Shape
from azotte_sandbox.json_values import Json, fields_of, is_object


def new_object(effect: Effect, resource: Resource, call: Call, body: Any, object_id: str) -> Any:
    """Return a new object: fields of the request, then constants, defaults and examples.

    Args:
        effect: What the operation does.
        resource: The kind of the object.
        call: The request.
        body: The body of the request, with its defaults.
        object_id: ID of the object.
    """
    shape = resource.shape
    if not is_object(body):
        return resource.sample if body is None else body
    if not shape.fields:
        return body
    samples = fields_of(resource.sample) | fields_of(call.operation.result.example)
    doc: Json = {
        name: samples[name]
        for name, field in shape.fields.items()
        if field.required and field.is_sample and name in samples
    }
    doc |= {
        name: value
        for name, value in body.items()
        if name in shape.fields and not shape.fields[name].read_only
    }
    doc |= times(shape, call, "created", doc) | times(shape, call, "updated", doc)
    doc |= {n: f.initial for n, f in shape.fields.items() if f.is_constant and f.required}
    for parent in effect.parents:
        if parent.parameter in shape.fields and parent.parameter != resource.id_field:
            doc[parent.parameter] = call.path[parent.parameter]
    if effect.parent_field is not None:
        doc[effect.parent_field] = call.path[effect.parents[-1].parameter]
    if resource.id_field is not None:
        doc[resource.id_field] = int(object_id) if resource.id_form.is_number else object_id
    _apply_effects(effect, resource, call, body, doc, None)
    completed: Json = shape.completed(doc)
    return {name: completed[name] for name in shape.fields if name in completed}


def merged(resource: Resource, call: Call, doc: Any) -> Any:
    """Return an object with the fields of a request.

    A field that is not in the request keeps its value. A merge patch (RFC 7396) also merges the fields of objects, and
    removes those that are null. A map without known fields is replaced by PUT.
    """
    body: Any = call.body
    if not is_object(body) or not is_object(doc):
        return body
    is_patch = call.media_type.endswith("merge-patch+json")
    fields = resource.shape.fields
    if not fields:
        if is_patch:
            return _patched(doc, body)
        return doc | body if call.operation.method == "PATCH" else body
    sent = {
        name: value
        for name, value in body.items()
        if name in fields and not fields[name].read_only and name != resource.id_field
    }
    if not is_patch:
        return doc | sent
    cleared: Json = {n: None for n, v in sent.items() if v is None and fields[n].is_nullable}
    return _patched(doc, sent) | cleared


def acted_on(effect: Effect, resource: Resource, call: Call, doc: Json) -> Json:
    """Return an object after an action: with the fields of the request that it has, and the state that the contract says.

    `changes` limits these fields.
    """
    sent = effect.defaults | fields_of(call.body)
    limits = [rule["changes"] for rule in effect.effects if isinstance(rule.get("changes"), list)]
    fields = {name for names in limits for name in names} or resource.properties.keys()
    changed = doc | {
        name: value
        for name, value in sent.items()
        if name in fields and name in resource.properties
    }
    _apply_effects(effect, resource, call, sent, changed, doc)
    return changed


def _apply_effects(
    effect: Effect, resource: Resource, call: Call, sent: Any, doc: Json, before: Json | None
) -> None:
    """Change an object so that what is true after each success (`x-effects`) is true of it."""
    for rule in effect.effects:
        values = values_of_call(call, sent, doc, before)
        if matches(rule.get("when", {}), values):
            for pointer, schema in rule.get("then", {}).items():
                _apply(pointer, schema, values, resource, call, doc)


def apply_all(rules: Json, resource: Resource, call: Call, doc: Json) -> None:
    """Change an object so that its values at pointers match schemas."""
    for pointer, schema in rules.items():
        _apply(pointer, schema, values_of_call(call, call.body, doc), resource, call, doc)


def _apply(
    pointer: str, schema: Json, values: Values, resource: Resource, call: Call, doc: Json
) -> None:
    name = pointer.removeprefix("/").replace("~1", "/").replace("~0", "~")
    if name not in resource.shape.fields:
        return
    schema = filled(schema, values)
    if name not in doc or not fits(doc[name], schema):
        doc[name] = _fitting(schema, resource, name, call)


def times(shape: Shape, call: Call, which: str, doc: Json) -> Json:
    """Return the fields that hold the time at which an object was `created` or `updated`."""
    return {
        name: _time(call, is_text=field.is_text)
        for name, field in shape.fields.items()
        if field.time == which and (field.required or name in doc)
    }


def response_of(effect: Effect, resource: Resource, doc: Any) -> Any:
    """Return what the response has: the object, or what the contract has instead."""
    shape = effect.response
    if shape is None:
        return doc
    known = fields_of(doc)
    return {
        name: field.initial
        if field.is_constant
        else doc
        if field.schema == resource.name
        else known.get(name, field.initial)
        for name, field in shape.fields.items()
        if field.required or name in known or field.schema == resource.name
    }


def _fitting(schema: Json, resource: Resource, name: str, call: Call) -> Any:
    """Return a value of a field that matches a schema."""
    if "const" in schema:
        return schema["const"]
    if schema.get("enum"):
        return schema["enum"][0]
    if schema.get("type") == "null":
        return None
    field = resource.shape.fields[name]
    if schema.get("type") in ("integer", "string") and field.is_nullable:
        # A nullable field that an operation sets without a value is the time of it.
        return _time(call, is_text=schema["type"] == "string")
    return schema.get("minimum", schema.get("maximum", field.initial))


def _time(call: Call, *, is_text: bool) -> str | int:
    now = call.context.now
    return datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if is_text else now


def _patched(doc: Any, patch: Any) -> Any:
    """Apply a merge patch."""
    if not is_object(patch):
        return patch
    result = dict(fields_of(doc))
    for name, value in patch.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = _patched(result.get(name), value)
    return result
