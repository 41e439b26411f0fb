"""Writes workflows (Arazzo 1.0.1): for each operation that needs what others return, the calls that lead to it.

The links of the contract say which response gives what to which operation.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codegen.document import is_list, is_map
from codegen.errors import GenerationError
from codegen.model.operations import Api, ApiKey, Example, JsonContent, Link, Operation
from codegen.model.security import key_and_tenant
from codegen.model.transitions import transition_of
from codegen.model.types import Json

SOURCE = "azotte"
_READS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Step:
    """A call, with the link from the call before it."""

    operation: Operation
    link: Link | None


@dataclass(frozen=True)
class Stop:
    """A call of a tour.

    Attributes:
        step: The call.
        source: The operation that the link comes from, or None.
    """

    step: Step
    source: Operation | None


def tour(api: Api) -> list[Stop]:
    """Return the calls of all journeys, each once and deletions last: the life of the objects from end to end.

    Raises:
        GenerationError: A link names an operation that does not exist.
    """
    stops: dict[str, Stop] = {}
    for steps in journeys(api):
        for before, step in zip((None, *steps), steps, strict=False):
            source = before.operation if before else None
            stops.setdefault(step.operation.id, Stop(step, source))
    return sorted(stops.values(), key=lambda one: one.step.operation.method == "DELETE")


def write_workflows(api: Api, destination: Path) -> None:
    """Write the workflows as JSON.

    Args:
        api: The contract.
        destination: File to write, beside the bundle.

    Raises:
        GenerationError: A link names an operation that does not exist.
    """
    document = {
        "arazzo": "1.0.1",
        "info": {
            "title": f"Workflows of the {api.info.title}",
            "version": api.info.version,
            "description": "The calls that lead to each operation that needs what others return.",
        },
        "sourceDescriptions": [{"name": SOURCE, "url": "openapi.json", "type": "openapi"}],
        "workflows": [_workflow(api, steps) for steps in journeys(api)],
    }
    destination.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


def journeys(api: Api) -> list[tuple[Step, ...]]:
    """Return the shortest way to each operation that changes what an operation before it returned.

    It starts with an operation to which no link leads.
    """
    operations = {one.id: one for one in api.operations}
    linked: set[str] = set()
    for operation in api.operations:
        for link in _links(operation):
            if link.operation not in operations:
                raise GenerationError(
                    f"{operation.id}: the link {link.name} names {link.operation!r}, which does not exist. Give the operationId of an operation."
                )
            linked.add(link.operation)
    ways: dict[str, tuple[Step, ...]] = {
        one.id: (Step(one, None),)
        for one in api.operations
        if one.id not in linked and _is_write(one) and _can_be_called(one)
    }
    left = list(ways)
    for start in left:  # which grows, so that the shortest way is first
        for link in _links(operations[start]):
            target = operations[link.operation]
            if (
                target.id not in ways
                and _is_write(target)
                and _is_allowed(target, operations[start])
            ):
                ways[target.id] = (*ways[start], Step(target, link))
                left.append(target.id)
    return [ways[one.id] for one in api.operations if len(ways.get(one.id, ())) > 1]


def _links(operation: Operation) -> Iterator[Link]:
    for response in operation.responses:
        yield from response.links


def _is_write(operation: Operation) -> bool:
    return operation.method not in _READS


def _can_be_called(operation: Operation) -> bool:
    """Whether an operation needs nothing but its examples."""
    return not any(one.location == "path" for one in operation.parameters)


def _is_allowed(operation: Operation, before: Operation) -> bool:
    """Whether the object that the operation before returns has a state in which the operation is allowed."""
    transition = transition_of(operation)
    example = _first([one for response in before.responses for one in _examples(response.contents)])
    if transition is None or not is_map(example):
        return True
    return example.get(transition.field) in transition.states


def _workflow(api: Api, steps: tuple[Step, ...]) -> dict[str, Any]:
    last = steps[-1].operation
    schemes = _credentials(api, last)
    _, tenant = key_and_tenant(api) or (None, None)
    return {
        "workflowId": last.id,
        "summary": last.summary,
        "description": last.description,
        "inputs": {
            "type": "object",
            "required": [*schemes],
            "properties": {
                name: {"type": "string", "description": " ".join(one.facts.description.split())}
                | ({"format": "password"} if one is not tenant else {})
                for name, one in schemes.items()
            },
        },
        "parameters": [
            {"in": one.location, "name": one.name, "value": f"$inputs.{name}"}
            for name, one in schemes.items()
        ],
        "steps": [
            _step(step, steps[index - 1] if index else None, steps[index + 1 : index + 2])
            for index, step in enumerate(steps)
        ],
    }


def _credentials(api: Api, operation: Operation) -> dict[str, ApiKey]:
    """Return the API keys and the like that an operation needs, by the name of the input."""
    names = operation.security[0].schemes if operation.security else ()
    schemes = [api.security_schemes[name] for name in names]
    return {
        one.facts.environment_variable or one.facts.id: one
        for one in schemes
        if isinstance(one, ApiKey)
    }


def _step(step: Step, before: Step | None, after: tuple[Step, ...]) -> dict[str, Any]:
    operation, link = step.operation, step.link
    locations = {one.name: one.location for one in operation.parameters}
    names = (
        {name.rpartition(".")[2]: value for name, value in link.parameters.items()} if link else {}
    )
    content = operation.body.contents[0] if operation.body else None
    made: dict[str, Any] = {
        "stepId": operation.id,
        "operationId": operation.id,
        "description": operation.summary,
    }
    if names:
        made["parameters"] = [
            {"in": locations[name], "name": name, "value": _from_step(value, before)}
            for name, value in names.items()
        ]
    if content is not None:
        payload = _merged(_first(_examples((content,))), link.body if link else None)
        if payload is not None:
            made["requestBody"] = {
                "contentType": content.media_type,
                "payload": _from_step(payload, before),
            }
    (response, *_) = operation.responses
    made["successCriteria"] = [{"condition": f"$statusCode == {response.code}"}]
    outputs = {
        _output(text): text
        for follower in after
        if follower.link
        for text in _expressions([follower.link.parameters, follower.link.body])
    }
    if outputs:
        made["outputs"] = outputs
    return made


def _merged(example: Json, given: Json) -> Json:
    """Return a body with the values that a link gives."""
    if is_map(example) and is_map(given):
        return {**example, **given}
    return example if given is None else given


def _expressions(value: Json) -> Iterator[str]:
    if isinstance(value, str) and value.startswith("$"):
        yield value
    elif is_map(value):
        yield from _expressions([*value.values()])
    elif is_list(value):
        for one in value:
            yield from _expressions(one)


def _from_step(value: Json, before: Step | None) -> Json:
    """Return a value with each expression as an output of the step before."""
    if isinstance(value, str) and value.startswith("$") and before:
        return f"$steps.{before.operation.id}.outputs.{_output(value)}"
    if is_map(value):
        return {name: _from_step(one, before) for name, one in value.items()}
    if is_list(value):
        return [_from_step(one, before) for one in value]
    return value


def _output(expression: str) -> str:
    """Return a name for the value of an expression: `$response.body#/id` is `id`."""
    pointer = expression.partition("#/")[2] or expression
    return re.sub(r"[^A-Za-z0-9_-]+", "_", pointer).strip("_")


def _examples(contents: tuple[Any, ...]) -> list[Example]:
    return [example for one in contents if isinstance(one, JsonContent) for example in one.examples]


def _first(examples: list[Example]) -> Json:
    return examples[0].value if examples else None
