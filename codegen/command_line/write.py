"""Writes the package `azotte.cli`."""

from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, cast

from codegen import banner
from codegen.command_line.commands import read_groups
from codegen.errors import GenerationError
from codegen.model.operations import Api
from codegen.model.security import key_and_tenant
from codegen.model.texts import python_string
from codegen.render import Renderer

_TEMPLATES = "templates/cli"


def write_command_line(api: Api, package: Path, templates: Path) -> None:
    """Write the command line.

    Args:
        api: The contract.
        package: Folder of the package `azotte.cli`.
        templates: Folder of the templates. `runtime/` is copied without changes.

    Raises:
        GenerationError: The contract has no variable for the API key or for the tenant, or a template has an error.
    """
    banner.copy_tree(templates / "runtime", package, f"{_TEMPLATES}/runtime")
    renderer = Renderer(templates, literal=literal)

    def write(template: str, target: Path, **context: Any) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        first = banner.generated(target, "openapi/", f"{_TEMPLATES}/{template}.jinja")
        target.write_text(first + renderer.render(template, **context), encoding="utf-8")

    groups = read_groups(api)
    key, tenant = _variables(api)
    write(
        "groups.py",
        package / "groups" / "__init__.py",
        groups=groups,
        errors=api.errors,
        key=key,
        tenant=tenant,
    )
    for group in groups:
        target = package / "groups" / f"{group.table.resource}.py"
        write("group.py", target, group=group.table)


def literal(value: object) -> str:
    """Return a value as Python code. Fields of a dataclass with their default value are not written."""
    if is_dataclass(value):
        given = [
            literal(getattr(value, field.name))
            if field.default is MISSING
            else f"{field.name}={literal(getattr(value, field.name))}"
            for field in fields(value)
            if field.default is MISSING or getattr(value, field.name) != field.default
        ]
        return f"{type(value).__name__}({', '.join(given)})"
    if isinstance(value, tuple):
        items = cast("tuple[object, ...]", value)
        # Without a comma at the end, the formatter keeps short tuples on one line.
        return (
            f"({literal(items[0])},)" if len(items) == 1 else f"({', '.join(map(literal, items))})"
        )
    return python_string(value) if isinstance(value, str) else repr(value)


def _variables(api: Api) -> tuple[str, str]:
    """Return the environment variables of the API key and of the tenant."""
    schemes = key_and_tenant(api) or ()
    variables = [one.facts.environment_variable for one in schemes]
    match variables:
        case [str() as key, str() as tenant]:
            return key, tenant
        case _:
            pass
    raise GenerationError(
        "components/securitySchemes: the command line needs an alternative of security with an API key and a tenant, both with "
        "`x-environment-variable`."
    )
