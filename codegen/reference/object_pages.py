"""Makes a page for each object that operations return."""

from codegen.reference.context import Context
from codegen.reference.pages import Page, plain
from codegen.reference.states import states_of


def object_pages(context: Context) -> list[Page]:
    """Return the pages, in the order of the contract."""
    return [
        _page(context, tag.name, name)
        for tag in context.api.tags
        for name in context.objects_of(tag.name)
    ]


def _page(context: Context, tag: str, name: str) -> Page:
    named = context.api.types[name]
    states = states_of(context.api, name)
    return Page(
        path=context.objects[name],
        kind="object",
        title=f"{name} object",
        label=name,
        description=plain(named.description),
        text=context.render("object.md", named=named, states=states),
        examples=context.render("object_examples.md", examples=named.examples),
        group=tag,
        drawings={states.mermaid: states.svg} if states and states.mermaid else {},
        deprecated=named.deprecation is not None,
    )
