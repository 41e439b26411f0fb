"""What all pages of the reference are made from."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.diff.revision import published_bundles
from codegen.document import resolve
from codegen.errors import GenerationError
from codegen.model.operations import (
    Api,
    Event,
    JsonContent,
    Operation,
    Parameter,
    Response,
)
from codegen.model.read import read_api
from codegen.model.security import key_and_tenant
from codegen.model.types import Deprecation, Json, Object, Ref, Type, references
from codegen.reference.behaviour import Behaviour, operation_link
from codegen.reference.html import slug
from codegen.reference.pages import fence, plain
from codegen.reference.type_text import TypeText, code, deprecated, evidence, listed
from codegen.render import Renderer

_BLANK_LINES = re.compile(r"(^```.*?^```$)|\n{3,}", re.MULTILINE | re.DOTALL)
"""Blank lines that templates leave behind, but not those inside code."""
_DOWNLOADS = (
    "azotte.http",
    "azotte.postman_collection.json",
    "secret-scanning.toml",
    "workflows.arazzo.json",
)
_SAFE = "development"
"""The environment whose keys can be entered into a page."""
_MENTION = re.compile(r'"([A-Z][a-z ]+)" in the API reference')
"""How the contract's texts name a section of its description."""


@dataclass(frozen=True)
class Sources:
    """What the reference is made from.

    Attributes:
        contract: The bundled contract, with its samples.
        changelog: Changelog of the contract, as Markdown.
        python: README of the Python client. Its code is tested, as that of the others is.
        typescript: README of the TypeScript client.
        sandbox: README of the sandbox.
        downloads: Files for other programs, by name.
        published: The bundle of each published version, the oldest first.
        templates: Folder of the reference's templates.
    """

    contract: dict[str, Any]
    changelog: str
    python: str
    typescript: str
    sandbox: str
    downloads: Mapping[str, str]
    published: Mapping[str, dict[str, Any]]
    templates: Path

    @classmethod
    def read(cls, root: Path) -> "Sources":
        """Return the sources of a checkout."""

        def text(path: str) -> str:
            return (root / path).read_text(encoding="utf-8")

        return cls(
            json.loads(text("generated/openapi.json")),
            text("CHANGELOG.md"),
            text("generated/python/README.md"),
            text("generated/typescript/README.md"),
            text("sandbox/README.md"),
            {name: text(f"generated/{name}") for name in _DOWNLOADS},
            published_bundles(root),
            root / "templates" / "reference",
        )


class Context:
    """What all pages are made from: the model, and how its parts are written."""

    def __init__(self, sources: Sources, *, owner: bool) -> None:
        self.sources = sources
        self.owner = owner
        self.api = read_api(sources.contract)
        self.objects = _objects(self.api)
        self.types = TypeText(self.api, self.objects, owner)
        self.behaviour = Behaviour(self.api, self.objects)
        found = key_and_tenant(self.api)
        if found is None:
            raise GenerationError("No alternative of security is an API key and a tenant.")
        self.key, self.tenant = found
        # Requests from a page go to the sandbox only: a production key does not belong in a browser.
        self.local = next(one for one in self.api.servers if set(one.environments) == {_SAFE})
        self.starter = next(
            (one for one in self.api.operations if "publishable" in one.key_types),
            self.api.operations[0],
        )
        self._renderer = Renderer(
            sources.templates,
            json=_json,
            code=code,
            plain=plain,
            slug=slug,
        )

    def render(self, template: str, **variables: Any) -> str:
        """Render a template to Markdown."""
        text = self._renderer.render(
            template,
            api=self.api,
            context=self,
            key=self.key,
            tenant=self.tenant,
            local=self.local,
            starter=self.starter,
            fence=fence,
            link=operation_link,
            listed=listed,
            deprecated=deprecated,
            **variables,
        )
        text = _MENTION.sub(lambda found: f"[{found[1]}](/guides/{slug(found[1])})", text)
        return _BLANK_LINES.sub(lambda found: found[1] or "\n\n", text).strip() + "\n"

    def mark(self, extensions: Mapping[str, Json]) -> str:
        """Return the evidence for a part, for the API's owner only."""
        return evidence(extensions) if self.owner else ""

    def parameters(self, parameters: Iterable[Parameter]) -> str:
        """Return parameters as a list, the required ones first."""
        return "\n".join(
            self.types.parameter(
                one.name,
                one.type,
                one.required,
                one.description + self.mark(one.extensions),
                one.default,
                one.deprecation,
            )
            for one in sorted(parameters, key=lambda one: not one.required)
        )

    def description(self, parameter: Parameter) -> str:
        """Return the description of a shared parameter with its paragraphs and lists."""
        pointed = resolve(self.sources.contract, {"$ref": f"#{parameter.pointer}"})
        return str(pointed["description"]).strip()

    def responses_with(self, error: str) -> list[Response]:
        """Return the error responses that can have a code, one of each status."""
        responses = [
            *self.api.unrouted,
            *(one for each in self.api.operations for one in each.errors),
        ]
        found = {
            one.status: one
            for one in responses
            if any(code.name == error for code in one.error_codes)
        }
        return [found[status] for status in sorted(found)]

    def operations_with(self, error: str) -> list[Operation]:
        """Return the operations that can return an error code."""
        return [
            one
            for one in self.api.operations
            if any(code.name == error for response in one.errors for code in response.error_codes)
        ]

    def error_example(self, error: str) -> Json:
        """Return the example of an error code, without the object around it, or None."""
        for response in self.responses_with(error):
            for content in response.contents:
                for one in content.examples if isinstance(content, JsonContent) else ():
                    if one.name == error:
                        return one.value["error"]
        return None

    @property
    def error_type(self) -> Type:
        """The body of an error response."""
        return next(
            content.type
            for one in self.api.operations
            for response in one.errors
            for content in response.contents
            if isinstance(content, JsonContent)
        )

    def deprecations(self) -> list[tuple[str, Deprecation]]:
        """Return what is deprecated: operations, parameters and fields."""
        found: list[tuple[str, Deprecation]] = []
        for one in self.api.operations:
            if one.deprecation is not None:
                found.append((operation_link(one), one.deprecation))
            for parameter in one.parameters:
                if parameter.deprecation is not None:
                    found.append(
                        (f"`{parameter.name}` of {operation_link(one)}", parameter.deprecation)
                    )
        for name, named in self.api.types.items():
            for field in named.type.fields if isinstance(named.type, Object) else ():
                if field.deprecation is not None:
                    found.append((f"`{field.name}` of `{name}`", field.deprecation))
        return found

    def operations_of(self, tag: str) -> list[Operation]:
        """Return the operations of a resource."""
        return [one for one in self.api.operations if one.tag == tag]

    def events_of(self, tag: str) -> list[Event]:
        """Return the events of a resource."""
        return [one for one in self.api.events if one.tag == tag]

    def objects_of(self, tag: str) -> list[str]:
        """Return the objects of a resource: those that its operations return, and those inside them."""
        found = [name for name in self.objects if self._tag_of(name) == tag]
        return sorted(found, key=lambda name: not self.users(name))

    def returned(self, operation: Operation) -> list[str]:
        """Return the objects that an operation returns, alone or in a list."""
        return sorted(_direct(operation))

    def users(self, name: str) -> list[Operation]:
        """Return the operations that return an object, alone or in a list."""
        return [one for one in self.api.operations if name in _direct(one)]

    def _tag_of(self, name: str) -> str:
        """Return the resource that has an object the closest to what its operations return."""
        order = [tag.name for tag in self.api.tags]
        return min(
            (
                _reached(self.api, _direct(one)).get(name, len(self.api.types)),
                order.index(one.tag),
                one.tag,
            )
            for one in self.api.operations
        )[2]


def examples(response: Response) -> list[tuple[str, Json]]:
    """Return the examples of a response, each with the label of its tab."""
    found = [
        one
        for content in response.contents
        if isinstance(content, JsonContent)
        for one in content.examples
    ]
    if response.error_type is not None:
        found = found[:1]
    single = len(found) == 1
    return [
        (response.status if single else f"{response.status} {one.name}".strip(), one.value)
        for one in found
    ]


def _json(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


def _direct(operation: Operation) -> set[str]:
    """Return the names of what an operation returns: an object, or the objects of a list."""
    if operation.pagination is not None:
        return references(operation.pagination.item)
    return {
        name
        for response in operation.responses
        for content in response.contents
        if isinstance(content, JsonContent)
        for name in references(content.type)
    }


def _objects(api: Api) -> dict[str, str]:
    """Return the path of the page of each object that operations return, in the order of the contract."""
    returned = set[str]().union(*(_reached(api, _direct(one)) for one in api.operations))
    lists = {
        content.type.name
        for one in api.operations
        for response in one.responses
        for content in response.contents
        if one.pagination and isinstance(content, JsonContent) and isinstance(content.type, Ref)
    }
    return {
        name: f"objects/{name}"
        for name, named in api.types.items()
        if name in returned - lists and named.is_component and isinstance(named.type, Object)
    }


def _reached(api: Api, names: set[str]) -> dict[str, int]:
    """Return the names and all that their types refer to, each with the number of references to it."""
    reached: dict[str, int] = {}
    distance, left = 0, names
    while left:
        reached |= dict.fromkeys(left, distance)
        inner = set[str]().union(*(references(api.types[name].type) for name in left))
        distance, left = distance + 1, inner - reached.keys()
    return reached
