"""Makes a page for each operation."""

import json

from codegen.command_line.commands import command_examples
from codegen.document import is_list
from codegen.model.operations import (
    Form,
    JsonContent,
    JsonLines,
    MergePatch,
    Multipart,
    Operation,
)
from codegen.model.types import Json
from codegen.reference.context import Context, examples
from codegen.reference.pages import Page, Request, plain


def operation_pages(context: Context) -> list[Page]:
    """Return the pages, in the order of the contract."""
    commands = command_examples(context.api)
    return [_page(context, one, commands[one.id]) for one in context.api.operations]


def _page(context: Context, operation: Operation, commands: tuple[str, ...]) -> Page:
    contents = operation.body.contents if operation.body else ()
    content = next(
        (
            one
            for one in contents
            if isinstance(one, JsonContent | MergePatch | Form | Multipart | JsonLines)
        ),
        None,
    )
    return Page(
        path=f"operations/{operation.id}",
        kind="operation",
        title=operation.summary or operation.id,
        label=operation.summary or operation.id,
        description=plain(operation.description or operation.summary),
        text=context.render("operation.md", operation=operation, content=content),
        examples=context.render(
            "operation_examples.md",
            samples=operation.extensions.get("x-codeSamples", ()),
            commands="\n".join(commands),
            responses=[
                pair for one in (*operation.responses, *operation.errors) for pair in examples(one)
            ],
        ),
        group=operation.tag,
        request=_request(context, operation),
        deprecated=operation.deprecation is not None,
    )


def _request(context: Context, operation: Operation) -> Request | None:
    """Return what the form is made of, or None if its body cannot be typed."""
    contents = operation.body.contents if operation.body else ()
    body = next((one for one in contents if isinstance(one, JsonContent | MergePatch)), None)
    if contents and body is None:
        return None
    example: Json = body.examples[0].value if body is not None and body.examples else {}
    return Request(
        operation.method,
        operation.path,
        tuple(
            (
                one.name,
                one.location,
                one.required,
                _text(one.examples[0].value) if one.examples else "",
            )
            for one in operation.parameters
            if one.location in ("path", "query")
        ),
        tuple(
            (one.name, plain(one.description))
            for one in operation.parameters
            if one.location == "header"
        ),
        json.dumps(example, indent=2, ensure_ascii=False) if body is not None else None,
        tuple(
            one["field"]
            for name in context.returned(operation)
            for one in context.api.types[name].extensions.get("x-unique", ())
            if operation.method == "POST"
        ),
        operation.key_types,
    )


def _text(value: Json) -> str:
    if is_list(value):
        return ",".join(map(_text, value))
    return value if isinstance(value, str) else json.dumps(value)
