"""Makes a page for each event."""

from codegen.model.operations import Event
from codegen.model.types import Ref
from codegen.reference.context import Context
from codegen.reference.pages import Page, plain


def event_pages(context: Context) -> list[Page]:
    """Return the pages, in the order of the contract."""
    return [_page(context, one) for one in context.api.events]


def _page(context: Context, event: Event) -> Page:
    payload = context.api.types[event.payload.name] if isinstance(event.payload, Ref) else None
    return Page(
        path=f"events/{event.type}",
        kind="event",
        title=event.type,
        label=event.type,
        description=plain(event.description),
        text=context.render("event.md", event=event),
        examples=context.render("object_examples.md", examples=payload.examples if payload else ()),
        group=event.tag,
    )
