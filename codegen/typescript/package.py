"""Writes the sources of the npm package `azotte`."""

import re
from pathlib import Path

from codegen import banner
from codegen.model.operations import Api
from codegen.model.read import IDEMPOTENCY_HEADER
from codegen.model.texts import jsdoc
from codegen.render import Renderer
from codegen.typescript.credentials import alternatives, credentials, tenant_options
from codegen.typescript.errors import details_type, error_classes
from codegen.typescript.events import webhooks
from codegen.typescript.imports import Imports
from codegen.typescript.literals import key, literal
from codegen.typescript.models import models, named_parameters
from codegen.typescript.names import IMPORTED, names_in_templates, package_names, runtime_exports
from codegen.typescript.resources import resource_classes
from codegen.typescript.shapes import Shapes
from codegen.typescript.types import differing_types, is_declared

_TEMPLATES = "templates/typescript"
_RESOURCE = "src/resource.ts"
_WEBHOOKS = "src/webhooks.ts"
# Types of the runtime that users name, if the package uses them.
_PUBLIC = ("Binary", "Download", "EventStream", "LineStream", "ServerSentEvent", "Uploadable")
_IMPORT = re.compile(r"""from '(\.\.?/[^']+)\.js'""")


def write_typescript(api: Api, destination: Path, templates: Path) -> None:
    """Write the sources. `build` formats and compiles them.

    Args:
        api: The contract.
        destination: Folder of the package.
        templates: Folder of the templates. `runtime/` has the modules that are copied, if the package uses them.

    Raises:
        GenerationError: A template has an error, or the events of the contract have no signature in common.
    """
    declared = [name for name, named in api.types.items() if is_declared(named)]
    modules = runtime_exports(templates / "runtime" / "src")
    names = package_names(
        api,
        {name: modules[name] for name in IMPORTED},
        names_in_templates(templates / "src"),
        declared,
        differing_types(api.types),
    )
    shapes = Shapes(api, names)
    resources = resource_classes(api, names, shapes)
    response_shapes, has_unions = shapes.all(), shapes.has_unions
    events = webhooks(api, names, shapes)
    event_shapes = {
        name: shape for name, shape in shapes.all().items() if name not in response_shapes
    }
    imports = Imports(names.modules)
    options = credentials(api, imports)
    model_text = models(api, names)
    imported = {name for one in resources for each in one.imports for name in each.names}
    imported |= {"ServerSentEvent"} if "EventStream" in imported else set()
    imported |= {"Uploadable", "Binary"} if "multipart.js" in model_text else set()
    idempotency = [one.idempotency.header for one in api.operations if one.idempotency]
    facts = {
        "api": api,
        "idempotency_header": (idempotency or [IDEMPOTENCY_HEADER])[0].lower(),
        "runtime_types": {name: modules[name] for name in _PUBLIC if name in imported},
        "credentials": options,
        "tenant_options": tenant_options(api),
        "security": alternatives(api, api.security),
        "has_public_operations": any(
            not one.security or any(not each.schemes for each in one.security)
            for one in api.operations
        ),
        "families": error_classes(api, names),
        "details": details_type(api, names),
        "webhooks": events,
        "resources": resources,
        "shapes": response_shapes,
        "has_unions": has_unions,
        "event_shapes": event_shapes,
        "has_event_unions": shapes.has_unions and "union(" in literal(event_shapes),
        "credential_imports": imports.statements(),
        "models": sorted(
            [
                *names.types.values(),
                *names.inputs.values(),
                *(names.parameters[one] for one in _with_parameters(api)),
            ]
        ),
    }
    renderer = Renderer(templates, js=literal, jsdoc=jsdoc, key=key)

    def write(name: str, text: str, *sources: str) -> None:
        target = destination / name
        target.parent.mkdir(parents=True, exist_ok=True)
        first = banner.generated(target, "openapi/", *sources)
        target.write_text(f"{first}\n{text}" if first else text, encoding="utf-8")

    for resource in resources:
        text = renderer.render(_RESOURCE, resource=resource)
        write(f"src/resources/{resource.file}.ts", text, f"{_TEMPLATES}/{_RESOURCE}.jinja")
    write("src/models.ts", model_text)
    for template in sorted(templates.rglob("*.jinja")):
        name = template.relative_to(templates).with_suffix("").as_posix()
        if name != _RESOURCE and (name != _WEBHOOKS or events):
            write(name, renderer.render(name, **facts), f"{_TEMPLATES}/{name}.jinja")
    _copy_runtime(templates / "runtime", destination)


def _copy_runtime(runtime: Path, package: Path) -> None:
    """Copy the modules of the runtime that the package imports, directly or not."""
    left = sorted((package / "src").rglob("*.ts"))
    while left:
        importing = left.pop()
        for module in _IMPORT.findall(importing.read_text(encoding="utf-8")):
            target = (importing.parent / f"{module}.ts").resolve()
            if not target.exists():
                name = f"src/{target.name}"
                banner.copy(runtime / name, target, f"{_TEMPLATES}/runtime/{name}")
                left.append(target)
    for path in sorted(runtime.iterdir()):
        if path.is_file():
            banner.copy(path, package / path.name, f"{_TEMPLATES}/runtime/{path.name}")


def _with_parameters(api: Api) -> list[str]:
    return [one.id for one in api.operations if named_parameters(one)]
