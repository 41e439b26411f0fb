"""Writes the samples with the templates of `templates/samples/`."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jsonpointer import JsonPointer

from codegen import banner
from codegen.format import format_python
from codegen.model.names import PYTHON, Scope
from codegen.model.operations import Api, Operation
from codegen.model.texts import markdown, markdown_code, shell, shell_double_quoted
from codegen.prettier import format_javascript
from codegen.python.calls import method_places as python_methods
from codegen.render import Renderer
from codegen.samples.call import calls
from codegen.samples.literals import (
    javascript,
    javascript_name,
    javascript_template,
    json_text,
    python,
    python_url,
)
from codegen.samples.tour import tour_calls
from codegen.samples.wire import by_name
from codegen.typescript.resources import method_places as typescript_methods

BASE_URL_VARIABLE = "AZOTTE_BASE_URL"
"""Environment variable that the clients read too (`templates/python/runtime/_base.py`)."""


@dataclass(frozen=True)
class _Style:
    file: str
    lang: str
    label: str


# In the order of the reference. Redoc 3 shows only samples whose label is a language that it knows, so the first four labels are
# names of languages.
_STYLES = (
    _Style("curl.sh", "Shell", "cURL"),
    _Style("node-client.mjs", "JavaScript", "Node.js"),
    _Style("node-fetch.mjs", "JavaScript", "JavaScript"),
    _Style("python-client.py", "Python", "Python"),
    _Style("python-async.py", "Python", "Python (asyncio)"),
    _Style("python-requests.py", "Python", "Python (requests)"),
)


# In the styles of the clients.
_PROGRAMS = {
    "end-to-end": "All workflows, one after the other",
    "webhook-receiver": "A receiver of webhook events",
}
_PROGRAM_STYLES = tuple(
    one for one in _STYLES if one.file in ("node-client.mjs", "python-client.py")
)


@dataclass(frozen=True)
class _Entry:
    """An operation in the index of the samples."""

    operation: Operation
    folder: str


def write_samples(api: Api, destination: Path, templates: Path) -> None:
    """Write `<operation>/<style>` for each operation and style, formatted, and an index.

    Args:
        api: The contract.
        destination: Folder of the samples.
        templates: Folder of the templates, one for each style.

    Raises:
        GenerationError: The example of a path parameter changes the path, or a template has an error.
    """
    render_samples(api, destination, templates)
    format_python(destination)
    format_javascript(destination, "samples")
    for style in _STYLES:
        for file in destination.glob(f"*/{style.file}"):
            name = file.parent.name
            source = f"{name}/{style.file}" if name in _PROGRAMS else style.file
            first = banner.generated(file, "openapi/", f"templates/samples/{source}.jinja")
            file.write_text(first + file.read_text(encoding="utf-8"), encoding="utf-8")
    _write_index(api, destination, templates)


def render_samples(api: Api, destination: Path, templates: Path) -> None:
    """Write the samples, which are not formatted."""
    renderer, facts = _renderer(templates), _facts(api)
    methods = _methods(api)
    folders = _folders(api)
    shown = calls(api)
    for operation in api.operations:
        folder = destination / folders[operation.pointer]
        folder.mkdir(parents=True)
        method = methods[operation.pointer]
        for style in _STYLES:
            text = renderer.render(
                style.file, call=shown[operation.pointer], method=method, **facts
            )
            (folder / style.file).write_text(text, encoding="utf-8")
    for name, facts_of_program in _programs(api).items():
        # An operation's folder has no hyphen.
        folder = destination / name
        folder.mkdir()
        for style in _PROGRAM_STYLES:
            text = renderer.render(f"{name}/{style.file}", **facts_of_program, **facts)
            (folder / style.file).write_text(text, encoding="utf-8")


def _programs(api: Api) -> dict[str, dict[str, Any]]:
    """Return the programs that the contract has enough for, with what their templates need."""
    methods, calls = _methods(api), tour_calls(api)
    results = [one.javascript.javascript_result for one in calls]
    found: dict[str, dict[str, Any]] = {}
    if calls:
        found["end-to-end"] = {
            "calls": {
                "python": [(one.python, methods[one.python.operation.pointer]) for one in calls],
                "javascript": [
                    (one.javascript, methods[one.javascript.operation.pointer]) for one in calls
                ],
            },
            "declarations": [
                "" if name in results[:index] else "const " if results.count(name) == 1 else "let "
                for index, name in enumerate(results)
            ],
            "variables": _variables(api),
        }
    if api.events and api.signature:
        found["webhook-receiver"] = {"events": api.events}
    return found


def _write_index(api: Api, destination: Path, templates: Path) -> None:
    index = destination / "README.md"
    folders = _folders(api)
    text = _renderer(templates).render(
        "README.md",
        tags={
            tag: [
                _Entry(one, folders[one.pointer]) for one in api.operations if one.tag == tag.name
            ]
            for tag in api.tags
        },
        styles=_STYLES,
        programs={name: _PROGRAMS[name] for name in _programs(api)},
        program_styles=_PROGRAM_STYLES,
        variables=_variables(api),
        **_facts(api),
    )
    first = banner.generated(index, "openapi/", "templates/samples/README.md.jinja")
    index.write_text(first + text, encoding="utf-8")


def _renderer(templates: Path) -> Renderer:
    return Renderer(
        templates,
        sh=shell,
        double_quoted=shell_double_quoted,
        percent=partial(quote, safe=""),
        js=javascript,
        js_name=javascript_name,
        js_template=javascript_template,
        json=json_text,
        py=python,
        py_url=python_url,
        by_name=by_name,
        markdown=markdown,
        code=markdown_code,
    )


def _facts(api: Api) -> dict[str, str]:
    return {
        "server": api.servers[0].url if api.servers else "http://127.0.0.1",
        "base_url": BASE_URL_VARIABLE,
    }


def add_samples(contract: dict[str, Any], api: Api, samples: Path) -> None:
    """Add the samples to the operations of the contract as `x-codeSamples`.

    Args:
        contract: The bundled contract, which is changed.
        api: The same contract.
        samples: Folder that `write_samples` wrote.
    """
    for pointer, folder in _folders(api).items():
        operation: dict[str, Any] = JsonPointer(pointer).resolve(contract)
        operation["x-codeSamples"] = [
            {
                "lang": style.lang,
                "label": style.label,
                "source": _without_banner(samples / folder / style.file),
            }
            for style in _STYLES
        ]


def _without_banner(file: Path) -> str:
    return file.read_text(encoding="utf-8").partition("\n")[2]


def _folders(api: Api) -> dict[str, str]:
    """Return a folder for each operation, by its place in the bundle."""
    names = Scope(PYTHON, "snake").names([one.id for one in api.operations])
    return dict(zip([one.pointer for one in api.operations], names, strict=True))


def _methods(api: Api) -> dict[str, dict[str, str]]:
    """Return the client method of each operation in each language, by its place in the bundle."""
    in_python = python_methods(api)
    in_typescript = typescript_methods(api)
    return {
        one.pointer: {"snake": in_python[one.id], "camel": in_typescript[one.id]}
        for one in api.operations
    }


def _variables(api: Api) -> list[str]:
    found = (one.variable for call in calls(api).values() for one in call.credentials)
    return list(dict.fromkeys(found))
