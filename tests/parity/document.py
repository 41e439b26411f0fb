"""The features of both clients side by side, read from their public names and from the shared test vectors."""

from __future__ import annotations

import inspect
import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from textwrap import fill
from typing import Any, NamedTuple

from jsonpointer import resolve_pointer

import azotte
from azotte import errors, events, resources, webhooks
from codegen.node import node_executable
from codegen.paths import ROOT

FILE = ROOT / "docs" / "clients.md"
_DECLARATIONS = ROOT / "generated" / "typescript" / "dist" / "cjs" / "index.d.ts"
_CONTRACT = ROOT / "generated" / "openapi.json"
_VECTORS = ROOT / "tests" / "vectors"
# Properties of JavaScript classes, and what the client calls itself.
_BUILT_IN = {"name", "stack", "then", "catch", "finally", "after"}

REST = """\
## Beside the client

| Python | TypeScript |
| --- | --- |
| `Azotte` and `AsyncAzotte` | `Azotte`, asynchronous |
| models as msgspec structs, pydantic models or typed dictionaries | types |
| `azotte.testing`: a sandbox in the process of your tests | `azotte/testing`: starts a sandbox for your tests |
| `azotte.telemetry.OpenTelemetry` | `openTelemetry` of `azotte/telemetry` |
"""
INTRODUCTION = """\
# The clients side by side

The clients for Python and TypeScript have the same features. Names differ only by the style of the language: `max_retries` in Python is
`maxRetries` in TypeScript. Times are in seconds in Python and in milliseconds in TypeScript, as is usual there. Where a feature exists in
one language only, the table says what to use in the other.

`python -m tests.parity` writes this page from the public names of both packages and from the shared test vectors. A test fails if it is out
of date.
"""


class Section(NamedTuple):
    """Names that belong together.

    Attributes:
        title: Its heading.
        python: Names in Python.
        typescript: Names in TypeScript.
        differences: Key of `INSTEAD`. Defaults to the title.
    """

    title: str
    python: Iterable[str]
    typescript: Iterable[str]
    differences: str = ""


SAME = {"fetch": "transport", "milliseconds": "seconds"}
"""TypeScript names whose counterpart in Python is another word."""

INSTEAD = {
    "Options of a client": {
        "verify": "settings of the runtime, for example `NODE_EXTRA_CA_CERTS`",
        "proxy": "settings of the runtime, for example `NODE_USE_ENV_PROXY`, or `fetch`",
        "logger": '`logging.getLogger("azotte")`',
        "headers": "`with_options(headers=…)`",
    },
    "Options of a call": {
        "signal": "cancel the task of `AsyncAzotte`",
        "headers": "`with_options(headers=…)`",
        "deadline": "`with_options(deadline=…)`",
        "maxRetries": "`with_options(max_retries=…)`",
        "maxResponseBytes": "`with_options(max_response_bytes=…)`",
    },
    "Client": {
        "close": "not needed: `fetch` has the connections",
        "send": "the methods of the resources",
        "base_url": "the option `baseUrl`",
        "tenant_id": "the option `tenantId`",
    },
    "List": {
        "cursor": "`id` of the last object",
        "data": "`data` of the awaited page",
        "has_more": "`has_more` of the awaited page",
        "result": "the awaited page",
        "toArray": "`list(…)`, or `[… async for …]`",
        "withDetail": "`with_detail.list(…)`",
        "idempotencyKey": "not needed: lists only read",
    },
    "Details of a response": {
        "parse": "`JSON.parse` of `body`",
        "read_headers": "`headers`, which has the documented ones typed",
    },
    "Events": {"headers": "not part of events", "type": "the class"},
    "Errors": {
        "apiMessage": "`message`",
        "cause": "`__cause__`",
        "isUnsent": "not known: see `stopped`",
    },
    "Error classes": {"DecodeError": "`InvalidResponseError`, `InvalidEventError`"},
}
"""What takes the place of a name that one language does not have."""


@cache
def document() -> str:
    """Return the page as Markdown."""
    parts = [INTRODUCTION]
    for section in _sections():
        same, others = _names(section)
        parts.append(f"## {section.title}\n")
        parts.append("The same in both:\n")
        parts.append(
            fill(", ".join(same), 100, initial_indent="    ", subsequent_indent="    ") + "\n"
        )
        if others:
            parts.append(_table(("Python", "TypeScript"), others))
    parts.append(REST)
    parts.append("## Behaviour\n")
    parts.append(
        "Both clients run all cases of the files in `tests/vectors/`, which specify what they do in the same way.\n"
    )
    parts.append(_table(("File", "Cases", "Subject"), _vectors()))
    return "\n".join(parts)


def _sections() -> Iterator[Section]:
    typescript = _typescript()
    yield Section(
        "Options of a client", _arguments(azotte.Azotte.__init__), typescript["ClientOptions"]
    )
    options = [*typescript["CallOptions"], *typescript["WriteOptions"], *typescript["ListOptions"]]
    yield Section("Options of a call", _call_options(), options)
    yield Section("Client", _members(azotte.Azotte), typescript["Azotte"])
    yield Section("List", _members(azotte.Page), typescript["List"])
    yield Section("Details of a response", _members(azotte.Response), typescript["Detailed"])
    yield Section("Rate limit", _members(azotte.RateLimit), typescript["RateLimit"])
    requested, responded = events.RequestStarted, events.ResponseReceived
    for event in (requested, responded, events.AttemptFailed, events.RetryScheduled):
        name = event.__name__
        yield Section(f"Event `{name}`", _members(event), typescript[name], "Events")
    for error in (errors.APIError, errors.APIStatusError, errors.APIConnectionError):
        name = error.__name__
        yield Section(f"Error `{name}`", _members(error), typescript[name], "Errors")
    classes = [name for name in vars(errors) if name.endswith("Error")]
    yield Section("Error classes", classes, [name for name in typescript if name.endswith("Error")])
    functions = ("verify", "sign", "SIGNATURE_HEADER")
    yield Section(
        "Webhooks",
        [name for name in vars(webhooks) if name in functions],
        [name for name in typescript["webhooks"] if name in functions],
    )


def _names(section: Section) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the names that are the same in both languages, and pairs of those that are not.

    Raises:
        KeyError: `INSTEAD` does not say what takes the place of a name that one language lacks.
    """
    typescript = {
        SAME.get(name, name): name for name in section.typescript if name not in _BUILT_IN
    }
    python = {_camel(name): name for name in section.python if name not in _BUILT_IN}
    pairs = [(python.get(name), typescript.get(name)) for name in sorted(python | typescript)]
    same = [ours for ours, theirs in pairs if ours and ours == theirs]
    styled = [
        (f"`{ours}`", f"`{theirs}`") for ours, theirs in pairs if ours and theirs and ours != theirs
    ]
    alone = [
        (
            f"`{ours}`" if ours else _instead(section, theirs),
            f"`{theirs}`" if theirs else _instead(section, ours),
        )
        for ours, theirs in pairs
        if not (ours and theirs)
    ]
    return same, styled + alone


def _instead(section: Section, name: str | None) -> str:
    assert name
    key = section.differences or section.title
    if name not in INSTEAD.get(key, {}):
        raise KeyError(
            f"Only one language has {name!r} ({key}). Add it to the other, or say in INSTEAD what to use there."
        )
    return INSTEAD[key][name]


def _vectors() -> Iterator[tuple[str, str, str]]:
    for file in sorted(_VECTORS.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        yield f"`{file.name}`", str(len(content["cases"])), content["about"]


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [titles, ("---",) * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _camel(name: str) -> str:
    return re.sub(r"(?<=[a-z\d])_([a-z])", lambda found: found[1].upper(), name)


def _arguments(function: Callable[..., object]) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name != "self"]


def _call_options() -> set[str]:
    """Return the arguments of all methods that are neither parameters of the API nor fields of a request."""
    api = set(_parameters(json.loads(_CONTRACT.read_text(encoding="utf-8"))))
    names: set[str] = set()
    for module in iter_modules(resources.__path__, resources.__name__ + "."):
        for field in vars(import_module(module.name)).values():
            if inspect.isclass(field) and field.__module__ == module.name:
                for method in filter(inspect.isfunction, vars(field).values()):
                    names.update(
                        name
                        for name, parameter in inspect.signature(method).parameters.items()
                        if parameter.kind == parameter.KEYWORD_ONLY
                    )
    return names - api


def _parameters(contract: dict[str, Any]) -> Iterator[str]:
    """Yield the names of parameters and of fields of request bodies, as Python spells them."""

    def resolved(part: dict[str, Any]) -> dict[str, Any]:
        return resolve_pointer(contract, part["$ref"][1:]) if "$ref" in part else part

    for path in contract["paths"].values():
        for operation in path.values():
            for parameter in map(resolved, operation.get("parameters", [])):
                # A header is sent by an option.
                if parameter["in"] != "header":
                    yield parameter["name"].replace("[]", "").replace("[", "_").replace("]", "")
            for media in resolved(operation.get("requestBody", {})).get("content", {}).values():
                yield from resolved(media["schema"]).get("properties", {})


def _members(of: type[object]) -> set[str]:
    """Return the public attributes of a class: those that it defines, and those that its docstring lists."""
    found: set[str] = set()
    for each in of.__mro__:
        if each.__module__.startswith("azotte"):
            found |= {name for name in vars(each) if not name.startswith("_")}
            found |= set(getattr(each, "__annotations__", {}))
            attributes = (inspect.getdoc(each) or "").partition("Attributes:\n")[2]
            found |= set(re.findall(r"^    (\w+): ", attributes, re.MULTILINE))
    return {name for name in found if not name.startswith("_")}


@cache
def _typescript() -> dict[str, list[str]]:
    """Return the exported names of the TypeScript client, each with its properties."""
    printed = subprocess.run(
        [str(node_executable()), str(Path(__file__).with_name("names.mjs")), str(_DECLARATIONS)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout
    names: dict[str, list[str]] = json.loads(printed)
    return names
