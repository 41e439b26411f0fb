"""Generates the npm package `azotte`."""

import json
import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen import banner
from codegen.document import resolve
from codegen.errors import GenerationError
from codegen.facts import (
    read_credentials,
    read_errors,
    read_headers,
    read_servers,
    read_webhooks,
)
from codegen.names import camel_case, pascal_case
from codegen.node import node_executable
from codegen.operations import Operation, Parameter, Resource, read_resources
from codegen.prettier import format_javascript
from codegen.relax import relax
from codegen.render import Renderer

_MODELS_SCRIPT = Path(__file__).with_name("typescript_models.mjs")
_TEMPLATES = "templates/typescript"
_RESOURCE = "src/resource.ts"
_OPTIONS = {
    "CallOptions": "Request options: timeout, signal, headers.",
    "ListOptions": "Request options: maximum number of objects, timeout, signal, headers.",
    "WriteOptions": "Request options: idempotency key, timeout, signal, headers.",
}
# The class would shadow JavaScript's `Error`.
_NOT_EXPORTED = {"Error"}


def write_typescript(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write the npm package.

    Args:
        contract: The bundled contract.
        destination: Folder of the package.
        templates: Folder of the templates. `runtime/` is copied without changes.

    Raises:
        GenerationError: The client does not support a part of the contract, or a template has an error.
    """
    resources = read_resources(contract)
    groups = [_group(contract, resource) for resource in resources]
    schemas = _schemas(contract, resources)
    api_key, tenant = read_credentials(contract)
    facts = {
        "contract": contract,
        "api_key": api_key,
        "tenant": tenant,
        "headers": read_headers(contract),
        "servers": read_servers(contract),
        "families": read_errors(contract),
        "webhooks": read_webhooks(contract),
        "groups": groups,
        "shapes": _shapes(schemas, _response_schemas(contract, resources)),
        "models": sorted(schemas["components"]["schemas"].keys() - _NOT_EXPORTED),
    }
    renderer = Renderer(templates, js=_literal)
    banner.copy_tree(templates / "runtime", destination, f"{_TEMPLATES}/runtime")

    def write(name: str, text: str, *sources: str) -> None:
        target = destination / name
        target.parent.mkdir(exist_ok=True)
        first = banner.generated(target, "openapi/", *sources)
        target.write_text(f"{first}\n{text}" if first else text, encoding="utf-8")

    for group in groups:
        text = renderer.render(_RESOURCE, group=group)
        write(f"src/resources/{group.file}.ts", text, f"{_TEMPLATES}/{_RESOURCE}.jinja")
    for template in sorted(templates.rglob("*.jinja")):
        name = template.relative_to(templates).with_suffix("").as_posix()
        if name != _RESOURCE:
            write(name, renderer.render(name, **facts), f"{_TEMPLATES}/{name}.jinja")
    write("src/models.ts", _models(schemas))
    format_javascript(destination)


@dataclass(frozen=True)
class _Argument:
    name: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class _Method:
    """A method of a resource.

    Attributes:
        input: TypeScript expression for each part of the request: `path`, `query`, `body`.
        definition: The operation as the runtime reads it.
    """

    name: str
    operation: Operation
    arguments: list[_Argument]
    input: dict[str, str]
    returns: str
    constant: str
    definition: dict[str, Any]


@dataclass(frozen=True)
class _Group:
    name: str
    class_name: str
    file: str
    description: str
    methods: list[_Method]
    imports: dict[str, list[str]]


def _group(contract: dict[str, Any], resource: Resource) -> _Group:
    methods = [_method(contract, operation) for operation in resource.operations]
    return _Group(
        name=camel_case(resource.name),
        class_name=pascal_case(resource.name),
        file=resource.name.replace("_", "-"),
        description=resource.description,
        methods=methods,
        imports=_imports(methods),
    )


def _method(contract: dict[str, Any], operation: Operation) -> _Method:
    path, query = _placed(operation, "path"), _placed(operation, "query")
    arguments: list[_Argument] = []
    sent: dict[str, str] = {}
    if path:
        arguments += [
            _Argument(camel_case(one.name), "string", True, one.description) for one in path
        ]
        sent["path"] = (
            f"{{ {', '.join(f'{one.wire_name}: {camel_case(one.name)}' for one in path)} }}"
        )
    if operation.body:
        body = resolve(
            contract, contract["paths"][operation.path][operation.method.lower()]["requestBody"]
        )
        arguments.append(
            _Argument("body", operation.body, operation.body_required, body["description"])
        )
        sent["body"] = "body"
    if query:
        required = any(one.required for one in query)
        if required and operation.body and not operation.body_required:
            raise GenerationError(
                f"{operation.id} has a required query parameter, but an optional body. Make the body required."
            )
        arguments.append(
            _Argument("parameters", _parameters(operation), required, "Query parameters.")
        )
        sent["query"] = "parameters"
    arguments.append(
        _Argument("options", _options(operation), False, _OPTIONS[_options(operation)])
    )
    return _Method(
        name=camel_case(operation.method_name),
        operation=operation,
        arguments=arguments,
        input=sent,
        returns=_returns(operation),
        constant=camel_case(operation.id),
        definition=_definition(operation),
    )


def _placed(operation: Operation, location: str) -> list[Parameter]:
    return [parameter for parameter in operation.parameters if parameter.location == location]


def _parameters(operation: Operation) -> str:
    return f"{pascal_case(operation.id)}Parameters"


def _options(operation: Operation) -> str:
    if operation.pagination:
        return "ListOptions"
    return "WriteOptions" if operation.idempotent else "CallOptions"


def _returns(operation: Operation) -> str:
    results = " | ".join(dict.fromkeys(name or "undefined" for name in operation.results.values()))
    return f"List<{operation.item}, {results}>" if operation.pagination else f"Call<{results}>"


def _definition(operation: Operation) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "id": operation.id,
        "method": operation.method,
        "path": operation.path,
        "keyTypes": operation.key_types,
        "results": operation.results,
    }
    if query := _placed(operation, "query"):
        definition["query"] = {parameter.name: parameter.wire_name for parameter in query}
    if operation.body and not operation.body_required:
        definition["optionalBody"] = True
    if operation.idempotent:
        definition["idempotent"] = True
    if operation.pagination:
        roles = ("after", "before", "items", "more", "cursor")
        definition["pagination"] = {role: operation.pagination[role] for role in roles}
    return definition


def _imports(methods: list[_Method]) -> dict[str, list[str]]:
    """Return the names that the file of a resource imports, by module."""
    types = [method.returns for method in methods]
    types += [argument.type for method in methods for argument in method.arguments]
    used = {name for text in types for name in re.findall(r"\w+", text)} - {"string", "undefined"}
    runtime = {
        "../call.js": used & {"Call"},
        "../list.js": used & {"List"},
        "../options.js": used & {"CallOptions", "ListOptions", "WriteOptions"},
    }
    models = used - {name for names in runtime.values() for name in names}
    operations = {
        "ListOperation" if method.operation.pagination else "Operation" for method in methods
    }
    modules = {
        **runtime,
        "../models.js": models,
        "../operation.js": operations,
        "../transport.js": {"Transport"},
    }
    return {module: sorted(names) for module, names in sorted(modules.items()) if names}


def _schemas(contract: dict[str, Any], resources: tuple[Resource, ...]) -> dict[str, Any]:
    """Return the document from which the models are generated: the relaxed schemas, and one for each operation's query."""
    queries: dict[str, Any] = {}
    for operation in (operation for resource in resources for operation in resource.operations):
        if query := _placed(operation, "query"):
            queries[_parameters(operation)] = {
                "type": "object",
                "description": f"Query parameters of `{operation.id}`.",
                "required": [parameter.name for parameter in query if parameter.required],
                "properties": {
                    parameter.name: {**parameter.schema, "description": parameter.description}
                    for parameter in query
                },
            }
    schemas = contract["components"]["schemas"]
    return relax({**contract, "components": {"schemas": schemas | queries}})


def _response_schemas(contract: dict[str, Any], resources: tuple[Resource, ...]) -> list[str]:
    """Return the names of the schemas in responses and events."""
    operations = (operation for resource in resources for operation in resource.operations)
    results = (name for operation in operations for name in operation.results.values() if name)
    return [*results, *read_webhooks(contract).events.values()]


def _shapes(schemas: dict[str, Any], roots: list[str]) -> dict[str, dict[str, str]]:
    """Return the fields of each schema that the roots refer to, with their types."""
    named: dict[str, Any] = schemas["components"]["schemas"]
    shapes: dict[str, dict[str, str]] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        if name in shapes or "properties" not in named[name]:
            continue
        required = named[name].get("required", [])
        shapes[name] = {
            field if field in required else f"{field}?": _type(schema, named)
            for field, schema in named[name]["properties"].items()
        }
        words = {word for text in shapes[name].values() for word in re.findall(r"\w+", text)}
        waiting += words & named.keys()
    return dict(sorted(shapes.items()))


def _type(schema: dict[str, Any], named: dict[str, Any]) -> str:
    """Return a type in the notation of the runtime's `shape.ts`: `unknown` for a schema that it cannot express."""
    if "$ref" in schema:
        name: str = schema["$ref"].rpartition("/")[2]
        return name if "properties" in named[name] else _type(named[name], named)
    variants: list[dict[str, Any]] = schema.get("oneOf") or schema.get("anyOf") or []
    if isinstance(schema.get("type"), list):
        variants = [{**schema, "type": kind} for kind in schema["type"]]
    if variants:
        types = {_type(variant, named) for variant in variants}
        others = types - {"null"}
        if len(others) != 1:
            return "unknown"
        return others.pop() + (" | null" if "null" in types else "")
    kind: str = schema.get("type", "unknown")
    if kind == "array":
        item = _type(schema["items"], named)
        return "unknown" if " " in item else f"{item}[]"
    return kind


def _models(schemas: dict[str, Any]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "schemas.json"
        document = json.loads(json.dumps(schemas), object_hook=_without_discriminator)
        source.write_text(json.dumps(document), encoding="utf-8")
        result = subprocess.run(
            [str(node_executable()), str(_MODELS_SCRIPT), str(source)],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
    if result.returncode != 0 or result.stderr:
        raise GenerationError(f"openapi-typescript failed: {result.stderr}")
    made = set(re.findall(r"^export (?:interface|type) (\w+)", result.stdout, re.MULTILINE))
    if missing := schemas["components"]["schemas"].keys() - made:
        raise GenerationError(
            f"openapi-typescript made no type for {', '.join(sorted(missing))}. Rewrite the schema."
        )
    return result.stdout


def _without_discriminator(schema: dict[str, Any]) -> dict[str, Any]:
    # The variants have a `const`. openapi-typescript would repeat it, with a warning.
    return {
        key: value
        for key, value in schema.items()
        if key != "discriminator" or "oneOf" not in schema
    }


def _literal(value: Any) -> str:
    """Return a value as a JavaScript literal. Prettier removes the quotes of names that do not need them."""
    return json.dumps(value, ensure_ascii=False)
