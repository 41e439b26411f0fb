"""Writes the distribution: which template makes which file, with what of the model."""

import re
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from codegen import banner
from codegen.errors import GenerationError
from codegen.model.names import PYTHON, Scope, error_class, family_class
from codegen.model.operations import Api, ErrorFamily
from codegen.model.texts import python_docstring, python_string
from codegen.model.types import Ref
from codegen.python.calls import read_resources
from codegen.python.credentials import Credentials, read_credentials
from codegen.python.docstrings import docstring
from codegen.python.models import write_models
from codegen.python.views import Views, with_named_unions
from codegen.render import Renderer

_TEMPLATES = "templates/python"
_IMPORT = re.compile(r"^ *from (azotte[\w.]*) import (\([^)]*\)|.*)", re.MULTILINE)
_NAME = re.compile(r"\w+")
_PRIVATE = re.compile(r"\._(?!_)")
# The errors of the package itself.
_RUNTIME_ERRORS = frozenset(
    [
        *("APIConnectionError", "APIError", "APIStatusError", "APITimeoutError", "AzotteError"),
        *("DecodeError", "InvalidArgumentError", "InvalidEventError", "InvalidResponseError"),
        *(
            "PaginationError",
            "Refusal",
            "RefusedError",
            "SignatureError",
            "UnexpectedResponseError",
        ),
    ]
)
# Headers whose values say nothing about anybody.
_TECHNICAL_HEADERS = (
    *(
        "accept",
        "accept-encoding",
        "content-length",
        "content-type",
        "date",
        "server",
        "user-agent",
    ),
)


def write_python(api: Api, destination: Path, templates: Path, model_templates: Path) -> None:
    """Write the distribution `azotte`.

    Args:
        api: The contract.
        destination: Folder of the distribution.
        templates: Folder of the templates. `runtime/` is copied without changes.
        model_templates: Folder of the templates of the models.

    Raises:
        GenerationError: The client does not support a part of the contract, or a template has an error.
    """
    package = destination / "src" / "azotte"
    banner.copy_tree(templates / "runtime", package, f"{_TEMPLATES}/runtime")
    api = with_named_unions(api)
    views = Views(api)
    write_models(api, views, package / "models", model_templates)
    errors = _error_names(api.errors)
    resources = read_resources(
        api, views, {one.type: errors[index][0] for index, one in enumerate(api.errors)}
    )
    credentials = read_credentials(api)
    key, tenant = credentials.key, credentials.tenant
    renderer = Renderer(templates, docstring=docstring, string=python_string, doc=python_docstring)

    def write(template: str, target: Path, **context: Any) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        first = banner.generated(target, "openapi/", f"{_TEMPLATES}/{template}.jinja")
        target.write_text(
            first + renderer.render(template, api=api, info=api.info, **context), encoding="utf-8"
        )

    write("pyproject.toml", destination / "pyproject.toml")
    write(
        "README.md", destination / "README.md", key=key, tenant=tenant, sandbox=api.servers[-1].url
    )
    write(
        "contract.py",
        package / "_contract.py",
        credentials=credentials,
        key=key,
        tenant=tenant,
        logged=_logged(api, credentials),
    )
    write("package_init.py", package / "__init__.py")
    write("client_base.py", package / "_client_base.py", credentials=credentials)
    families = [
        {
            "family": family,
            "class_name": names[0],
            "codes": [*zip(family.codes, names[1:], strict=True)],
        }
        for family, names in zip(api.errors, errors, strict=True)
    ]
    write("errors.py", package / "errors.py", families=families)
    if api.events:
        write("webhooks.py", package / "webhooks.py", **_webhooks(api, views))
    else:
        # The test library delivers events.
        shutil.rmtree(package / "testing")
        (package / "pytest_plugin.py").unlink()
    write("client.py", package / "_client.py", resources=resources)
    write("resources_init.py", package / "resources" / "__init__.py")
    write("api_init.py", package / "api" / "__init__.py")
    for resource in resources:
        folder = package / "api" / resource.name
        write_here = partial(write, resource=resource)
        write_here("resource.py", package / "resources" / f"{resource.name}.py")
        write_here("endpoint_init.py", folder / "__init__.py")
        for endpoint in resource.endpoints:
            write_here(
                "endpoint_module.py",
                folder / f"{endpoint.module}.py",
                endpoint=endpoint,
                security=credentials.of(endpoint.operation.security),
                default_security=credentials.of(api.security),
            )


def remove_unused(destination: Path) -> None:
    """Remove the private modules of the runtime that the distribution does not import, directly or not.

    The imports have to be those that are used, as `format_python` leaves them.
    """
    source = destination / "src"
    files = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__"): path
        for path in source.rglob("*.py")
    }
    copied = {name for name, path in files.items() if banner.is_copied(path)}
    used = {name for name in files if name not in copied or not _PRIVATE.search(name)}
    left = [*used]
    while left:
        text = files[left.pop()].read_text(encoding="utf-8")
        for module, names in _IMPORT.findall(text):
            wanted = {module, *(f"{module}.{name}" for name in _NAME.findall(names))}
            found = (wanted & files.keys()) - used
            used |= found
            left += found
    for name in files.keys() - used - {f"{name.rpartition('.')[0]}" for name in used}:
        files[name].unlink()


def _error_names(families: tuple[ErrorFamily, ...]) -> list[tuple[str, ...]]:
    """Return the classes of each error type and of its codes."""
    wishes = [
        [family_class(one), *(error_class(code.name) for code in one.codes)] for one in families
    ]
    names = iter(
        Scope(PYTHON, "pascal", _RUNTIME_ERRORS).names([name for each in wishes for name in each])
    )
    return [tuple(next(names) for _ in each) for each in wishes]


def _logged(api: Api, credentials: Credentials) -> list[str]:
    """Return the headers whose values can be logged: those of the contract, except secrets, and technical ones."""
    documented = (one.name.lower() for one in api.headers)
    parameters = (
        one.idempotency.header.lower() for one in api.operations if one.idempotency is not None
    )
    harmless = {*documented, credentials.tenant.name.lower(), *parameters, *_TECHNICAL_HEADERS}
    return sorted(harmless - {one.name for one in credentials.secrets})


def _webhooks(api: Api, views: Views) -> dict[str, Any]:
    """Return what the module of the webhooks is made from.

    Raises:
        GenerationError: The events have no common union or no common signature.
    """
    if api.event_union is None or api.signature is None:
        raise GenerationError(
            "webhooks: define one `oneOf` of all events, and give each event the same header parameter for the signature."
        )
    declared = next(
        one
        for one in views.declarations
        if one.named.name == api.event_union and one.view == "received"
    )
    choice = declared.named.type
    payloads = {
        one.type: views.received(one.payload.name)
        for one in api.events
        if isinstance(one.payload, Ref)
    }
    return {
        "events": payloads,
        "signature": api.signature,
        "union": declared.name,
        "unknown": declared.unknown,
        "tag": getattr(choice, "discriminator", None),
    }
