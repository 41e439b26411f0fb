"""Rules for the extensions that describe behaviour (openapi/README.md)."""

import re
from collections.abc import Iterator

import jsonschema_rs
import yaml

from codegen.document import Json, is_list, is_map
from openapi.rules.contract import Contract, Operation, Problem
from openapi.rules.sources import Node

_BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_CONDITIONS: Json = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": {"type": "object"},
}
_TEXT: Json = {"type": "string"}
_TEXTS: Json = {"type": "array", "minItems": 1, "uniqueItems": True, "items": _TEXT}
_DURATION: Json = {"type": "string", "pattern": "^P[0-9]+[DWMY]$"}
_EFFECT: Json = {
    "when": _CONDITIONS,
    "then": _CONDITIONS,
    "changes": {"anyOf": [_TEXTS, {"const": "$request.body"}]},
    "creates": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "array", "items": _CONDITIONS},
    },
    "updates": {
        "type": "object",
        "minProperties": 1,
        "additionalProperties": {"type": "object", "additionalProperties": {"type": "object"}},
    },
    "events": _TEXTS,
}
_CALL: Json = {"operation": _TEXT, "body": {"type": "object"}}


def _form(fields: Json, *required: str) -> Json:
    return {
        "type": "object",
        "properties": fields,
        "required": [*required],
        "additionalProperties": False,
    }


def _rules(form: Json) -> Json:
    return {"type": "array", "minItems": 1, "items": form}


_FORMS: dict[str, Json] = {
    "x-requires": _rules(
        _form({"when": _CONDITIONS, "then": _CONDITIONS, "otherwise": _TEXT}, "then", "otherwise")
    ),
    "x-effects": _rules(_form(_EFFECT) | {"minProperties": 1}),
    "x-invariants": _rules(_form({"when": _CONDITIONS, "then": _CONDITIONS}, "then")),
    "x-due": _rules(
        _form(
            {
                "at": _TEXT,
                "before": _DURATION,
                "given": _form(_CALL, *_CALL),
                **{key: form for key, form in _EFFECT.items() if key not in ("changes", "updates")},
            },
            "at",
        )
    ),
    "x-grants": _form(
        {"schema": _TEXT, "field": _TEXT, "when": _CONDITIONS, "items": _TEXT},
        *("schema", "field", "items"),
    ),
    "x-unique": _rules(_form({"field": _TEXT, "ignore_case": {"type": "boolean"}}, "field")),
    "x-filter": _form(
        {
            "field": _TEXT,
            "operator": {"enum": ["eq", "gte", "lte", "contains"]},
            "ignore_case": {"type": "boolean"},
        },
        "field",
    ),
}


def behaviour(contract: Contract) -> Iterator[Problem]:
    for part in contract.parts:
        for key, form in _FORMS.items():
            if key in part.node:
                yield from _badly_formed(part.node[key], form)
    for operation in contract.operations:
        yield from _Rules(contract, operation).problems()
    for schema in contract.nodes("schema"):
        for key in ("x-invariants", "x-due"):
            for rule in schema.children(key).values():
                yield from _Rules(contract, None, schema).of(rule)
        for unique in schema.children("x-unique").values():
            if contract.property(schema, unique.text("field") or "") is None:
                yield unique, f"{schema.name} has no field {unique.text('field')}"


def behaviour_example(contract: Contract) -> Iterator[Problem]:
    page = contract.sources.folder / "README.md"
    text = page.read_text(encoding="utf-8") if page.is_file() else ""
    for block in _BLOCK.finditer(text):
        line = text.count("\n", 0, block.start(1)) + 1
        for key, example in yaml.safe_load(block[1]).items():
            found = (part.node.get(key) for part in contract.parts if key in part.node)
            if not any(_contains(value, example) for value in found):
                yield (
                    Node(page.name, (key,), line, example),
                    f"nothing in the contract has this {key}",
                )


def _contains(value: object, example: object) -> bool:
    """Whether an example is a value, or some of its rules."""
    if is_list(value) and is_list(example):
        return all(rule in value for rule in example)
    return value == example


def _badly_formed(node: Node, form: Json) -> Iterator[Problem]:
    for error in jsonschema_rs.validator_for(form).iter_errors(node.value):
        yield node.nearest(*map(str, error.instance_path)), error.message


class _Rules:
    """Checks the names and expressions in the rules of an operation or a schema."""

    def __init__(
        self, contract: Contract, operation: Operation | None, schema: Node | None = None
    ) -> None:
        self._contract = contract
        self._operation = operation
        self._schema = schema

    def problems(self) -> Iterator[Problem]:
        operation = self._operation
        assert operation is not None
        self._schema = self._in_path(operation)
        for rule in operation.node.children("x-requires").values():
            yield from self.of(rule)
        self._schema = self._returned(operation) or self._schema
        for rule in operation.node.children("x-effects").values():
            yield from self.of(rule)

    def of(self, rule: Node) -> Iterator[Problem]:
        """Check one rule."""
        contract = self._contract
        for key in ("when", "then"):
            for expression, condition in rule.children(key).items():
                yield from self._expression(condition, expression)
                yield from self._data(condition)
        if "at" in rule:
            yield from self._expression(rule["at"], rule.text("at") or "")
        for key in ("creates", "updates"):
            for name, made in rule.children(key).items():
                other = self._named(name)
                if other is None:
                    yield made, f"there is no schema {name}"
                    continue
                for conditions in made.fields.values() if key == "creates" else (made,):
                    inner = _Rules(contract, self._operation, other)
                    for expression, condition in conditions.fields.items():
                        yield from inner._expression(condition, expression)
                        yield from self._data(condition)
        fields = rule.children("changes").values() if is_list(rule.get("changes")) else ()
        for field in fields:
            yield from self._expression(field, f"/{field.value}")
        events = {hook.path for hook in contract.webhooks}
        for event in rule.children("events").values():
            if event.value not in events:
                yield event, f"there is no webhook {event.value}"
        if "otherwise" in rule and self._operation:
            codes = (r.children("x-error-codes") for r in self._operation.responses.values())
            if not any(rule.text("otherwise") in known for known in codes):
                yield (
                    rule["otherwise"],
                    f"{self._operation.id} returns no error {rule.text('otherwise')}",
                )
        if "given" in rule:
            ids = {operation.id for operation in contract.operations}
            if rule.text("given", "operation") not in ids:
                yield rule["given"], f"there is no operation {rule.text('given', 'operation')}"

    def _data(self, node: Node) -> Iterator[Problem]:
        """Check the values that a schema names."""
        if is_map(node.value) and "$data" in node:
            for key in ("$data", "plus", "minus"):
                if key in node:
                    yield from self._expression(node[key], node.text(key) or "")
        else:
            for child in node.fields.values():
                yield from self._data(child)

    def _expression(self, node: Node, expression: str) -> Iterator[Problem]:
        if self._finds(expression) is False:
            yield node, f"`{expression}` leads nowhere"

    def _finds(self, expression: str) -> bool:
        operation, contract = self._operation, self._contract
        source, _, pointer = expression.rpartition("#")
        if "/" in source:
            holder = self._holder(source)
            return holder is not None and _leads(contract, holder, pointer)
        match source:
            case "" if expression.startswith("/"):
                return self._schema is not None and _leads(contract, self._schema, expression)
            case "$before":
                schema = self._in_path(operation) if operation else self._schema
                return schema is not None and _leads(contract, schema, pointer)
            case "$request.body":
                body = contract.request_schema(operation) if operation else None
                return body is not None and _leads(contract, body, pointer)
            case _:
                place, _, name = expression.removeprefix("$request.").partition(".")
                found = operation and operation.parameter(name, place)
                return expression.startswith("$request.") and bool(found)

    def _holder(self, source: str) -> Node | None:
        """Return the object whose ID is at an expression."""
        start, _, pointer = source.rpartition("#")
        schema = self._schema
        if start == "$request.body" and self._operation:
            schema = self._contract.request_schema(self._operation)
        named = schema and self._contract.property(schema, pointer[1:])
        for other in self._contract.nodes("schema"):
            if named is not None and self._contract.property(other, "id") is named:
                return other
        return None

    def _named(self, name: str) -> Node | None:
        files = self._contract.sources.files.values()
        return next((file for file in files if (file.kind, file.name) == ("schemas", name)), None)

    def _in_path(self, operation: Operation) -> Node | None:
        """Return the object that the path names."""
        path = operation.path[: operation.path.rfind("}") + 1]
        for other in self._contract.operations:
            if (other.path, other.method) == (path, "get"):
                return self._returned(other)
        return self._returned(operation)

    def _returned(self, operation: Operation) -> Node | None:
        for status, response in operation.responses.items():
            if status.startswith("2"):
                return self._contract.body(response)
        return None


def _leads(contract: Contract, schema: Node, pointer: str) -> bool:
    """Whether a schema has a field at a pointer. A map can have any."""
    for step in pointer.split("/")[1:]:
        schema = contract.target(schema)
        unions = (schema.children(keyword) for keyword in ("oneOf", "anyOf", "allOf"))
        branches = [contract.target(branch) for union in unions for branch in union.values()]
        found = next(
            filter(None, (contract.property(one, step) for one in (schema, *branches))), None
        )
        if found is None:
            return "properties" not in schema and not branches
        schema = found
    return True
