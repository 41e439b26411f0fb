"""Generates the model modules with datamodel-code-generator.

They have the same class names: `azotte.models` (msgspec, which the client returns), `azotte.models.pydantic` and
`azotte.models.typeddicts`.
"""

import ast
import contextlib
import io
import json
import re
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from datamodel_code_generator.__main__ import Exit
from datamodel_code_generator.__main__ import main as datamodel_codegen

from codegen import banner
from codegen.errors import GenerationError
from codegen.format import format_python
from codegen.relax import only_sent, relax


@dataclass(frozen=True)
class _Style:
    module: str
    title: str
    arguments: tuple[str, ...]
    runtime: str = ""
    """The module that the models import their library from: it says what to install where that is missing."""


_STYLES = (
    _Style(
        "__init__.py",
        "msgspec structs: what the client decodes into",
        (
            *("--output-model-type", "msgspec.Struct", "--use-msgspec-tagged-unions"),
            *(
                "--base-class",
                "azotte._msgspec_base.Model",
                "--additional-imports",
                "typing.ClassVar",
            ),
        ),
    ),
    _Style(
        "pydantic.py",
        "pydantic models (`pip install 'azotte[pydantic]'`)",
        (
            *("--output-model-type", "pydantic_v2.BaseModel", "--use-annotated"),
            *(
                "--base-class",
                "azotte._pydantic_base.Model",
                "--additional-imports",
                "typing.ClassVar",
            ),
        ),
        runtime="azotte._pydantic_base",
    ),
    _Style("typeddicts.py", "typed dictionaries", ("--output-model-type", "typing.TypedDict")),
)

_ARGUMENTS = (
    *("--input-file-type", "openapi", "--target-python-version", "3.11", "--ignore-pyproject"),
    *("--keyword-only", "--enum-field-as-literal", "all", "--use-type-alias"),
    "--no-use-closed-typed-dict",
    *("--use-schema-description", "--use-field-description", "--use-single-line-docstring"),
    # A timestamp would differ for each run.
    *("--disable-timestamp", "--formatters", "builtin", "--use-double-quotes"),
)


def write_models(contract: dict[str, Any], destination: Path, templates: Path) -> None:
    """Write the model modules.

    Args:
        contract: The bundled contract.
        destination: Folder of `azotte.models`.
        templates: Folder of the templates that replace those of the generator.

    Raises:
        GenerationError: The generator failed, printed a warning, or omitted a schema.
    """
    relaxed = relax(contract, only_sent(contract))
    destination.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "schemas.json"
        source.write_text(json.dumps(relaxed), encoding="utf-8")
        fresh = Path(name) / "models"
        fresh.mkdir()
        for number, style in enumerate(_STYLES):
            target = fresh / f"style{number}.py"
            _run(style, source, target, templates)
            if style.runtime:
                _import_from(style.runtime, target)
        # Before renaming, because ruff keeps unused imports in a file named `__init__.py`.
        format_python(fresh)
        for number, style in enumerate(_STYLES):
            shutil.copyfile(fresh / f"style{number}.py", destination / style.module)
    for style in _STYLES:
        missing = relaxed["components"]["schemas"].keys() - _names(destination / style.module)
        if missing:
            raise GenerationError(
                f"{style.title}: datamodel-code-generator made no model for {', '.join(sorted(missing))}."
                " Rewrite the schema; openapi/rules/README.md has the limits of the generator."
            )


def _run(style: _Style, source: Path, target: Path, templates: Path) -> None:
    output = io.StringIO()
    # The generator is a program: what decides its output beside the contract is its command line.
    first = banner.generated(target, "openapi/", "codegen/models.py")
    header = f'{first}"""The Azotte API\'s objects as {style.title}."""'
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stderr(output):
        warnings.simplefilter("always")
        code = datamodel_codegen(
            [
                *("--input", str(source), "--output", str(target), "--custom-file-header", header),
                *("--custom-template-dir", str(templates), *_ARGUMENTS, *style.arguments),
            ]
        )
    problems = [output.getvalue().strip(), *(str(warning.message) for warning in caught)]
    if code != Exit.OK or any(problems):
        raise GenerationError(_explain(style, "\n".join(filter(None, problems))))


def _import_from(module: str, target: Path) -> None:
    """Import from a module of ours what the generator imports from a third party."""
    text = target.read_text(encoding="utf-8")
    third_party = r"^from (?:pydantic|typing_extensions) import"
    text = re.sub(third_party, f"from {module} import", text, flags=re.MULTILINE)
    target.write_text(text, encoding="utf-8")


def _explain(style: _Style, problem: str) -> str:
    # The generator prints a traceback. If its last frame is in a template, report that line.
    frames = re.findall(r'File "[^"]*?([^"/\\]+\.jinja2)", line (\d+)', problem)
    if frames:
        template, line = frames[-1]
        return f"templates/models/{template}:{line}: {problem.splitlines()[-1]}"
    return f"{style.title}: datamodel-code-generator failed: {problem}"


def _names(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.parse(module.read_text(encoding="utf-8")).body:
        match node:
            case ast.ClassDef(name=name) | ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]):
                names.add(name)
            case _:
                pass
    return names
