"""Lists are complete: every object once, newest first, at every page size, in both directions, while others are added."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from azotte_conformance.contract import Json, Operation, Order, Pagination, Resource
from azotte_conformance.contract.pages import Pages
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.session import Session

COMPLETE = Rule(
    "pagination.complete",
    "Paging through a list returns every object exactly once, in one order.",
    by="/paths/*/*/x-pagination",
)
BACKWARD = Rule(
    "pagination.backward",
    "Paging backward returns the same objects in the same order.",
    by="/paths/*/*/x-pagination/before",
)
SIZE = Rule(
    "pagination.size",
    "A page has as many objects as `limit` says, or the default.",
    by="/components/parameters/Limit/schema",
)
MORE = Rule(
    "pagination.more",
    "`has_more` is true exactly when there is another page in that direction.",
    by="/paths/*/*/x-pagination/more",
)
BETWEEN = Rule(
    "pagination.between",
    "With both cursors a list has exactly the objects between the two.",
    by="/paths/*/*/x-pagination/before",
)
CURSOR = Rule(
    "pagination.cursor", "A cursor that names no object returns 404.", by="/paths/*/*/responses/404"
)
STABLE = Rule(
    "pagination.stable",
    "Objects that are added or deleted while paging hide none and repeat none.",
    by="/paths/*/*/x-pagination",
)
NEWEST = Rule(
    "pagination.newest-first",
    "A list has the order that the contract says.",
    by="/paths/*/*/x-pagination",
)

NEXT_SECOND = 1.05
"""Seconds after which an object has another `created`."""
MOST_PAGES_OF_ONE = 200
"""How many pages of one list are walked."""
MOST_PAGES, ADDED = 20, 4
"""How many pages of a list that changes are walked, and on how many of them an object is added."""
OBJECTS = 13
"""More than a page has if nothing is said, and a number that few page sizes divide."""


@dataclass
class Walked:
    """A list and what of ours it must hold."""

    operation: Operation
    paging: Pagination
    id: str | None
    """Of the object whose list it is."""
    ours: list[str]
    """Newest first."""

    @property
    def source(self) -> str:
        return self.operation.where("x-pagination")


def fill(session: Session, operation: Operation) -> Walked:
    """Make enough for a list to be walked.

    Raises:
        CannotRun: nothing makes what it lists, and it holds too little.
    """
    paging = operation.pagination
    assert paging is not None
    resource = session.contract.owner(operation)
    if operation.path_parameters:
        return _fill_sublist(session, operation, paging)
    if resource is not None and resource.create is not None:
        made = _make(session, resource, OBJECTS, pause=True)
        return Walked(operation, paging, None, _as_listed(session, operation, made))
    pages = list(session.walk(operation, limit=_most(paging)))
    items = [item[paging.cursor] for page in pages for item in page.fields[paging.items]]
    if len(items) < 2:
        raise CannotRun(f"the tenant has fewer than two objects in {operation.id}")
    return Walked(operation, paging, None, items[:OBJECTS])


def _make(session: Session, resource: Resource, count: int, *, pause: bool = False) -> list[str]:
    """The IDs of new objects, the newest first.

    Args:
        session: Creates them.
        resource: Their kind.
        count: How many.
        pause: Whether the second half is created in a later second, so that the list has an order to keep.

    Raises:
        CannotRun: They cannot be distinguished.
    """
    ids: list[str] = []
    for number in range(count):
        if pause and number == count // 2:
            session.client.pause(NEXT_SECOND)
        ids.append(str(session.objects.make(resource).fields["id"]))
    if len(set(ids)) < count:
        raise CannotRun(f"{resource.create} gives one id to several objects")
    return ids[::-1]


def _as_listed(session: Session, operation: Operation, made: list[str]) -> list[str]:
    """The IDs between the first and the last of these in their list. Objects of one second can be in any order.

    Raises:
        CannotRun: The list does not have them; that is reported.
    """
    paging = operation.pagination
    assert paging is not None
    listed: list[Json] = []
    pages: list[Exchange] = []
    for page in session.walk(operation, limit=_most(paging)):
        pages.append(page)
        listed += page.fields[paging.items]
        if len({item[paging.cursor] for item in listed}.intersection(made)) >= len(made):
            break
    ids = [str(item[paging.cursor]) for item in listed]
    if sorted(id for id in ids if id in set(made)) != sorted(made):
        session.report(
            COMPLETE,
            pages[-1],
            expected=f"the {len(made)} objects that were just created, once each",
            source=operation.where("x-pagination"),
            got=_compare(made, ids) or "",
        )
        raise CannotRun(f"{operation} does not list what was created")
    if not is_ordered(listed, operation.order):
        assert operation.order is not None
        session.report(
            NEWEST,
            pages[0],
            expected=f"an order by {operation.order.field},"
            f" {'descending' if operation.order.descending else 'ascending'}",
            source=operation.where("x-pagination"),
            got=f"{[item.get(operation.order.field) for item in listed]}",
        )
    # Objects that others made in the same second lie between ours.
    ours = [index for index, id in enumerate(ids) if id in set(made)]
    return ids[ours[0] : ours[-1] + 1]


def is_ordered(items: Sequence[Json], order: Order | None) -> bool:
    """Whether objects are in the order of their list (`x-pagination`)."""
    if order is None:
        return True
    values = [item.get(order.field) for item in items]
    return values == sorted(values, reverse=order.descending, key=_sortable)


def in_order(items: Sequence[Json], order: Order | None) -> list[Json]:
    """Objects in one order, whatever the order of those with the same value."""
    if order is None:
        return list(items)
    return sorted(items, key=lambda item: (_sortable(item.get(order.field)), str(item)))


def _sortable(value: Any) -> tuple[str, Any]:
    return type(value).__name__, value


def _fill_sublist(session: Session, operation: Operation, paging: Pagination) -> Walked:
    """Make a list of what an object has, by making what grants it (`x-grants`)."""
    owner = session.contract.resource_of(operation.path_parameters[0].schema.name)
    grants: Json | None = operation.extension("x-grants")
    if owner is None or grants is None:
        raise CannotRun(f"the contract does not say what fills {operation.id}")
    holder = session.objects.make(owner).fields
    source = session.contract.resources[grants["schema"]]
    assert source.create is not None
    field = next(
        name
        for name, schema in session.contract.references(source.create)
        if schema.name == owner.id_schema
    )
    items: list[str] = []
    for _ in range(OBJECTS):
        session.objects.make(source, **{field: holder["id"]})
        page = session.must(operation, id=holder["id"], query={paging.limit.name: _most(paging)})
        items = [item[paging.cursor] for item in page.fields[paging.items]]
        if len(items) >= OBJECTS:
            break
    if len(items) < 2:
        raise CannotRun(f"{operation.id} lists fewer than two, whatever {source.create} made")
    return Walked(operation, paging, str(holder["id"]), items)


def _most(paging: Pagination) -> int:
    return int(paging.limit.schema.full["maximum"])


def limits(paging: Pagination, count: int) -> list[int | None]:
    """Page sizes worth trying: the bounds, the default, and those around what is there."""
    full = paging.limit.schema.full
    sizes = {full["minimum"], 2, 3, count - 1, count, count + 1, full["maximum"]}
    return [None, *sorted(size for size in sizes if full["minimum"] <= size <= full["maximum"])]


def walks(session: Session) -> None:
    """Each list, forward and backward, with pages of every interesting size."""
    for operation in session.contract.operations.values():
        is_known = operation.pagination is not None or operation.pages is not None
        if not is_known and operation.extension("x-pagination"):
            session.skip(
                f"{session.part}: {operation}",
                "lists with cursors in one direction or links are not walked",
            )
    for operation in session.contract.lists():
        with session.trying(operation):
            walked = fill(session, operation)
            for limit in limits(walked.paging, len(walked.ours)):
                forward(session, walked, limit)
                backward(session, walked, limit)
            between(session, walked)
            ends(session, walked)
            cursors(session, walked)


def numbered(session: Session) -> None:
    """Each list whose pages have a number, a token or an index, with small and large pages."""
    for operation in session.contract.operations.values():
        if operation.pages is None:
            continue
        with session.trying(operation):
            resource = next(
                (r for r in session.contract.resources.values() if r.lists(operation)), None
            )
            if resource is None or resource.create is None or operation.path_parameters:
                raise CannotRun(f"nothing makes what {operation} lists")
            made = _make(session, resource, OBJECTS, pause=True)
            for limit in (None, 1, 4, OBJECTS, OBJECTS + 1):
                _numbered(session, operation, operation.pages, set(made), limit)


def _numbered(
    session: Session, operation: Operation, pages: Pages, made: set[str], limit: int | None
) -> None:
    """Walk a list until it has what was made, or ends."""
    problem = ""
    steps: list[Exchange] = []
    # What others make or delete meanwhile moves objects to other pages.
    for _ in range(3):
        steps, problem = [], ""
        seen: list[str] = []
        start: Any = None
        while not made.issubset(seen) and len(steps) < MOST_PAGES_OF_ONE:
            query: Json = {} if start is None else {pages.parameter: start}
            if limit is not None and pages.limit is not None:
                query[pages.limit] = limit
            steps.append(session.must(operation, query=query))
            items = pages.items(steps[-1].json)
            if not is_ordered(items, operation.order):
                problem = "the objects are in another order"
            seen += [str(item["id"]) for item in items]
            start = pages.after(steps[-1].json, start)
            if start is None:
                break
        missing, twice = made.difference(seen), [id for id in made if seen.count(id) > 1]
        if missing:
            problem = f"{len(missing)} are missing, for example {min(missing)}"
        elif twice:
            problem = f"{len(twice)} come twice, for example {min(twice)}"
        if not problem:
            return
    session.report(
        COMPLETE,
        steps[-1],
        steps=steps[:-1],
        expected=f"the {len(made)} objects that were just created, once each",
        source=operation.where("x-pagination"),
        got=f"with limit {limit}: {problem}",
    )


def forward(session: Session, walked: Walked, limit: int | None) -> None:
    """From the newest of ours to the oldest."""
    paging, ours = walked.paging, walked.ours
    # From the newest of ours on: what others make meanwhile is newer.
    query: Json = {paging.after.name: ours[0]} | (
        {} if limit is None else {paging.limit.name: limit}
    )
    seen: list[str] = []
    steps: list[Exchange] = []
    for _ in range(len(ours) + 5):
        page = _page(session, walked, query)
        steps.append(page)
        ids = _ids(page, paging)
        _size(session, walked, page, limit, len(ids))
        seen += ids
        if not page.fields.get(paging.more) or not ids:
            _last(session, walked, page, ids, paging.after.name)
            break
        if ours[-1] in ids:
            break
        query[paging.after.name] = ids[-1]
    problem = _compare(ours[1:], seen)
    if problem is not None:
        session.report(
            COMPLETE,
            steps[-1],
            steps=steps[:-1],
            expected=f"the {len(ours) - 1} objects after {ours[0]}, in their order, once each",
            source=walked.source,
            got=f"with limit {limit}: {problem}",
        )


def backward(session: Session, walked: Walked, limit: int | None) -> None:
    """From the oldest of ours to the newest."""
    paging, ours = walked.paging, walked.ours
    query: Json = {paging.before.name: ours[-1]} | (
        {} if limit is None else {paging.limit.name: limit}
    )
    pages: list[list[str]] = []
    steps: list[Exchange] = []
    for _ in range(len(ours) + 5):
        page = _page(session, walked, query)
        steps.append(page)
        ids = _ids(page, paging)
        _size(session, walked, page, limit, len(ids))
        pages.insert(0, ids)
        if not page.fields.get(paging.more) or not ids:
            _last(session, walked, page, ids, paging.before.name)
            break
        if ours[0] in ids:
            break
        query[paging.before.name] = ids[0]
    problem = _compare(ours[:-1], [id for ids in pages for id in ids])
    if problem is not None:
        session.report(
            BACKWARD,
            steps[-1],
            steps=steps[:-1],
            expected=f"the {len(ours) - 1} objects before {ours[-1]}, in their order, once each",
            source=walked.paging.before.pointer,
            got=f"with limit {limit}: {problem}",
        )


def _page(session: Session, walked: Walked, query: Json) -> Exchange:
    return session.must(walked.operation, id=walked.id, query=query)


def _ids(page: Exchange, paging: Pagination) -> list[str]:
    items: list[Json] = page.fields.get(paging.items) or []
    return [item[paging.cursor] for item in items]


def _size(session: Session, walked: Walked, page: Exchange, limit: int | None, count: int) -> None:
    most = limit if limit is not None else walked.paging.limit.schema.full.get("default")
    problem = None
    if most is not None and count > most:
        problem = f"{count} objects, the limit is {most}"
    elif most is not None and count < most and page.fields.get(walked.paging.more):
        problem = f"{count} objects of {most}, though there are more"
    if problem is not None:
        session.report(
            SIZE,
            page,
            signature="default" if limit is None else "",
            expected=f"a page of {most}",
            source=walked.paging.limit.pointer,
            got=problem,
        )


def _last(session: Session, walked: Walked, page: Exchange, ids: list[str], direction: str) -> None:
    """A page that says that it is the last must be."""
    if not ids:
        if page.fields.get(walked.paging.more):
            session.report(
                MORE,
                page,
                signature="empty",
                expected="no more after an empty page",
                source=walked.source,
            )
        return
    edge = ids[-1] if direction == walked.paging.after.name else ids[0]
    beyond = session.must(walked.operation, id=walked.id, query={direction: edge})
    if _ids(beyond, walked.paging):
        session.report(
            MORE,
            page,
            signature=direction,
            expected=f"{walked.paging.more} to be true: there are objects beyond {edge}",
            source=walked.source,
            got=f"{walked.paging.more} is false, but {beyond.request.target} holds more",
        )


def ends(session: Session, walked: Walked) -> None:
    """`has_more` where it is known: with one object left, and with none."""
    paging, ours = walked.paging, walked.ours
    # Between two of ours lies nothing but ours, so it is known whether there is more.
    for count in (1, 2, len(ours) - 2):
        if not 0 < count <= len(ours) - 2:
            continue
        for limit, more in ((count, False), (count - 1, True)):
            if limit < 1:
                continue
            query = {
                paging.after.name: ours[0],
                paging.before.name: ours[count + 1],
                paging.limit.name: limit,
            }
            page = _page(session, walked, query)
            if page.fields.get(paging.more) is not more:
                session.report(
                    MORE,
                    page,
                    signature=f"{more}",
                    expected=f"{paging.more} to be {more}: {count} objects lie between the two",
                    source=walked.source,
                    got=f"{paging.more} is {page.fields.get(paging.more)}",
                )


def between(session: Session, walked: Walked) -> None:
    """Both cursors together."""
    paging, ours = walked.paging, walked.ours
    for first, last in ((0, len(ours) - 1), (0, 1), (1, min(4, len(ours) - 1))):
        query = {
            paging.after.name: ours[first],
            paging.before.name: ours[last],
            paging.limit.name: _most(paging),
        }
        page = _page(session, walked, query)
        if _ids(page, paging) != ours[first + 1 : last]:
            session.report(
                BETWEEN,
                page,
                expected=f"{ours[first + 1 : last]}",
                source=paging.before.pointer,
                got=f"{_ids(page, paging)}",
            )


def cursors(session: Session, walked: Walked) -> None:
    """Cursors that name nothing."""
    for cursor in (walked.paging.after, walked.paging.before):
        absent = session.objects.absent_id(cursor.schema)
        exchange = session.call(walked.operation, id=walked.id, query={cursor.name: absent})
        if exchange.status != 404:
            session.report(
                CURSOR,
                exchange,
                signature=str(exchange.ok),
                expected="404: there is no such object",
                source=walked.operation.where("responses/404"),
            )


def full_page(session: Session) -> None:
    """More objects than the largest page holds."""
    if session.per_minute and not session.deep:
        raise CannotRun("it takes hundreds of requests at this rate; --deep or --rate allows them")
    for resource in session.contract.resources.values():
        with session.trying(resource):
            operation = resource.listing
            if resource.create is None or operation is None or operation.pagination is None:
                continue
            paging = operation.pagination
            most = _most(paging)
            oldest = _as_listed(session, operation, _make(session, resource, most + 2))[-1]
            query = {paging.before.name: oldest, paging.limit.name: most}
            page = session.must(operation, query=query)
            count = len(_ids(page, paging))
            if count != most or page.fields.get(paging.more) is not True:
                session.report(
                    SIZE,
                    page,
                    signature="largest",
                    expected=f"{most} objects and {paging.more}: {most + 1} are newer than {oldest}",
                    source=paging.limit.pointer,
                    got=f"{count} objects, {paging.more} is {page.fields.get(paging.more)}",
                )


def changing(session: Session) -> None:
    """Lists to which is added, and from which is taken, while they are walked."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            if resource.create is None or resource.listing is None:
                continue
            paging = resource.listing.pagination
            assert paging is not None
            ours = _as_listed(session, resource.listing, _make(session, resource, 6))
            walked = Walked(resource.listing, paging, None, ours)
            for direction in (paging.after, paging.before):
                _walk_while(session, walked, resource, direction.name)


def _walk_while(session: Session, walked: Walked, resource: Resource, direction: str) -> None:
    paging, ours = walked.paging, walked.ours
    is_forward = direction == paging.after.name
    query: Json = {paging.limit.name: 2, direction: ours[0] if is_forward else ours[-1]}
    seen: list[str] = []
    steps: list[Exchange] = []
    gone: set[str] = set()
    for number in range(len(ours) + MOST_PAGES):
        page = _page(session, walked, query)
        ids = _ids(page, paging)
        steps.append(page)
        seen = seen + ids if is_forward else ids + seen
        if not ids or ours[-1 if is_forward else 0] in seen:
            break
        query[direction] = ids[-1] if is_forward else ids[0]
        if number < ADDED:
            steps.append(session.objects.make(resource))
        if resource.delete is not None and is_forward and not gone:
            # The cursor itself goes; a walk must go on from where it was.
            steps.append(session.must(resource.delete, id=query[direction]))
            gone.add(query[direction])
    wanted = ours[1:] if is_forward else ours[:-1]
    problem = _compare(wanted, seen)
    if problem is not None:
        session.report(
            STABLE,
            steps[-1],
            steps=steps[:-1],
            signature=direction,
            expected=f"{wanted}, in this order, once each",
            source=walked.source,
            got=problem,
        )
    walked.ours = [id for id in ours if id not in gone]


def newest_first(session: Session) -> None:
    """The first page, which nobody's cursor leads to."""
    for resource in session.contract.resources.values():
        with session.trying(resource):
            if resource.create is None or resource.listing is None:
                continue
            _as_listed(session, resource.listing, _make(session, resource, 4, pause=True))
            paging = resource.listing.pagination
            assert paging is not None
            page = session.must(resource.listing)
            if not is_ordered(page.fields[paging.items], resource.listing.order):
                session.report(
                    NEWEST,
                    page,
                    signature="first page",
                    expected="the order of the list on its first page",
                    source=resource.listing.where("x-pagination"),
                )


def _compare(wanted: Sequence[str], seen: Sequence[str]) -> str | None:
    """What is wrong with what was seen; others' objects between do not count."""
    ours = [id for id in seen if id in set(wanted)]
    if len(set(seen)) < len(seen):
        twice = next(id for id in seen if seen.count(id) > 1)
        return f"{twice} came {seen.count(twice)} times"
    missing = [id for id in wanted if id not in ours]
    if missing:
        return f"{len(missing)} objects never came, among them {missing[0]}"
    if ours != list(wanted):
        return f"the order is {ours}"
    return None


PARTS = (walks, numbered, full_page, changing, newest_first)
ROLES = ()
