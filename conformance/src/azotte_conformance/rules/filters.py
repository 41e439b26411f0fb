"""Filters select exactly: everything that fits, nothing else, alone and together."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from azotte_conformance.contract import Contract, Json, Operation, Parameter, Resource, dotted
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.session import Session

SELECTS = Rule(
    "filters.selects",
    "A filter returns every object that matches it.",
    by="/components/parameters/*/x-filter",
)
EXCLUDES = Rule(
    "filters.excludes",
    "A filter returns no object that does not match it.",
    by="/components/parameters/*/x-filter",
)
TOGETHER = Rule(
    "filters.together",
    "Several filters return what matches them all.",
    by="/components/parameters/*/x-filter",
)
PAGED = Rule(
    "filters.paged", "A filtered list is paged like any other.", by="/paths/*/*/x-pagination"
)
DIRECTED = Rule(
    "filters.directed",
    "A filtered list has what matches on the side of its cursor, in both directions.",
    by="/paths/*/*/x-pagination",
)
EXPANDED = Rule(
    "filters.expanded",
    "An expanded field has what its own list returns.",
    by="/components/schemas/*/properties/*",
)
LEFT_OUT = Rule(
    "filters.not-expanded",
    "A field that can be expanded is only there if it is requested.",
    "note",
    by="/components/parameters/*/description",
)

ORDERED = ("gte", "lte")
"""Operators of filters that part objects by an order."""


def filters_of(operation: Operation) -> list[Parameter]:
    return [p for p in operation.query_parameters if "x-filter" in p.definition]


def filtered_fields(resource: Resource) -> set[str]:
    """Fields, as dotted paths, that a resource's list can be filtered by."""
    parameters = filters_of(resource.listing) if resource.listing else []
    return {str(p.definition["x-filter"]["field"]) for p in parameters}


def filtered(contract: Contract) -> Iterator[tuple[Resource, Operation]]:
    """Lists that can be filtered."""
    for resource in contract.resources.values():
        if resource.listing is not None and resource.create and filters_of(resource.listing):
            yield resource, resource.listing


def matches(parameter: Parameter, value: Any, item: Json) -> bool:
    """Whether an object fits a filter (`x-filter`)."""
    rule: Json = parameter.definition["x-filter"]
    field = dotted(item, rule["field"])
    if field is None:
        return False
    if rule.get("ignore_case"):
        field, value = str(field).casefold(), str(value).casefold()
    match rule["operator"]:
        case "eq":
            return bool(field == value)
        case "gte":
            return bool(field >= value)
        case "lte":
            return bool(field <= value)
        case "contains":
            return str(value) in str(field)
        case operator:
            raise CannotRun(f"the operator {operator!r} of {parameter.pointer} is not known here")


def one(session: Session) -> None:
    """Each filter with values at, above and below those of objects that are there."""
    for resource, operation in filtered(session.contract):
        with session.trying(resource):
            ours = various(session, resource)
            for parameter in filters_of(operation):
                for value in values_for(parameter, ours):
                    judge(session, resource, operation, ours, {parameter: value})


def judge(
    session: Session,
    resource: Resource,
    operation: Operation,
    ours: list[Json],
    asked: dict[Parameter, Any],
    *,
    limit: int | None = None,
) -> None:
    """Ask with filters, and compare with what they should select."""
    paging = operation.pagination
    assert paging is not None
    query = {parameter.name: value for parameter, value in asked.items()}
    listed: list[Json] = []
    pages: list[Exchange] = []
    size = limit or int(paging.limit.schema.full["maximum"])
    for page in session.walk(operation, limit=size, query=query, at_most=40):
        pages.append(page)
        listed += page.fields[paging.items]
    wanted = {str(o["id"]) for o in ours if all(matches(p, v, o) for p, v in asked.items())}
    found = [str(item["id"]) for item in listed]
    names = " ".join(p.name for p in asked)
    rules = (
        (PAGED, PAGED) if limit else (TOGETHER, TOGETHER) if len(asked) > 1 else (SELECTS, EXCLUDES)
    )
    source = next(iter(asked)).pointer
    missing = sorted(wanted - set(found))
    if missing:
        field = next(iter(asked)).definition["x-filter"]["field"]
        left_out = next(o for o in ours if o["id"] == missing[0])
        session.report(
            rules[0],
            pages[-1],
            signature=names,
            expected=f"{len(wanted)} objects, among them {missing[0]},"
            f" whose {field} is {dotted(left_out, field)!r}",
            source=source,
            got=f"{len(found)} objects without {', '.join(missing[:3])}",
        )
    for item in listed:
        wrong = [p for p, value in asked.items() if not matches(p, value, item)]
        if wrong:
            field = wrong[0].definition["x-filter"]["field"]
            session.report(
                rules[1],
                next(p for p in pages if str(item["id"]) in p.text),
                signature=names,
                expected=f"only objects that fit {query}",
                source=wrong[0].pointer,
                got=f"{item['id']}, whose {field} is {dotted(item, field)!r}",
            )
            break
    if len(pages) > 1 and not pages[-1].fields[paging.items]:
        session.report(
            PAGED,
            pages[-2],
            signature="more",
            expected=f"{paging.more} to be false: this was the last page",
            source=operation.where("x-pagination"),
            got=f"{paging.more} is true, and the next page is empty",
        )
    if len(set(found)) < len(found):
        session.report(
            PAGED,
            pages[-1],
            signature=f"{names} twice",
            expected="each object once",
            source=source,
            got=f"{len(found) - len(set(found))} objects came again",
        )


def together(session: Session) -> None:
    """Filters in pairs, and all of them, with values that one object has."""
    for resource, operation in filtered(session.contract):
        with session.trying(resource):
            ours = various(session, resource)
            parameters = filters_of(operation)
            groups: list[tuple[Parameter, ...]] = [*combinations(parameters, 2)]
            if len(parameters) > 2:
                groups.append(tuple(parameters))
            for group in groups:
                for item in (ours[0], ours[len(ours) // 2], ours[-1]):
                    asked = {p: dotted(item, p.definition["x-filter"]["field"]) for p in group}
                    if None not in asked.values():
                        judge(session, resource, operation, ours, asked)
                # One filter that fits an object, another that does not.
                asked = {
                    p: dotted(ours[i % len(ours)], p.definition["x-filter"]["field"])
                    for i, p in enumerate(group)
                }
                if None not in asked.values():
                    judge(session, resource, operation, ours, asked)


def paged(session: Session) -> None:
    """A filter that selects several objects, on pages of one, of two, of half, of all of them."""
    for resource, operation in filtered(session.contract):
        with session.trying(resource):
            ours = various(session, resource)
            for parameter in filters_of(operation):
                for value, limits in several(session, operation, parameter, ours):
                    for limit in limits:
                        judge(session, resource, operation, ours, {parameter: value}, limit=limit)


def directed(session: Session) -> None:
    """Each filter, and each two, with each cursor: from an object that matches, and from one that does not."""
    for resource, operation in filtered(session.contract):
        with session.trying(resource):
            ours = various(session, resource)
            parameters = filters_of(operation)
            for group in [*((p,) for p in parameters), *combinations(parameters, 2)]:
                _directed(session, operation, group, ours)


def _directed(
    session: Session, operation: Operation, group: tuple[Parameter, ...], ours: list[Json]
) -> None:
    paging = operation.pagination
    assert paging is not None
    most = int(paging.limit.schema.full["maximum"])
    # The whole list, of which a filter and a cursor each take a part.
    listed: list[Json] = []
    for page in session.walk(operation, limit=most, at_most=40):
        listed += page.fields[paging.items]
        if {o["id"] for o in listed}.issuperset(o["id"] for o in ours):
            break
    places = {str(o[paging.cursor]): index for index, o in enumerate(listed)}
    tried: list[Json] = []
    for item in (ours[0], ours[-1]):
        asked = {p: dotted(item, p.definition["x-filter"]["field"]) for p in group}
        filters: Json = {parameter.name: value for parameter, value in asked.items()}
        if None in asked.values() or filters in tried:
            continue
        tried.append(filters)

        def fits(item: Json, asked: dict[Parameter, Any] = asked) -> bool:
            return all(matches(p, value, item) for p, value in asked.items())

        fitting = [index for index, o in enumerate(listed) if fits(o)]
        others = [index for index in range(len(listed)) if index not in fitting]
        for at in sorted({*fitting[:1], *fitting[-1:], *others[:1], *others[-1:]}):
            for cursor, wanted in (
                (paging.after, [i for i in fitting if i > at][:most]),
                (paging.before, [i for i in fitting if i < at][-most:]),
            ):
                query = {**filters, cursor.name: listed[at][paging.cursor]}
                page = session.must(operation, query={**query, paging.limit.name: most})
                items = page.fields[paging.items]
                strangers = [str(o["id"]) for o in items if not fits(o)]
                # What is older than all of ours was not walked.
                found = [places[o[paging.cursor]] for o in items if o[paging.cursor] in places]
                if strangers or found != wanted:
                    session.report(
                        DIRECTED,
                        page,
                        signature=f"{' '.join(p.name for p in group)} {cursor.name}",
                        expected=f"the {len(wanted)} objects that match {filters} on that side of the cursor",
                        source=group[0].pointer,
                        got=f"{len(items)} objects; {len(strangers)} do not match: {', '.join(strangers[:2])}",
                    )


def nothing(session: Session) -> None:
    """Filters that fit nothing select nothing."""
    for resource, operation in filtered(session.contract):
        with session.trying(resource):
            ours = various(session, resource)
            for parameter in filters_of(operation):
                rule = parameter.definition["x-filter"]
                value: Any = None
                if rule["operator"] == "contains":
                    value = session.token(20)
                elif session.contract.is_id(parameter.schema):
                    value = session.objects.absent_id(parameter.schema)
                if value is not None:
                    judge(session, resource, operation, ours, {parameter: value})


def several(
    session: Session, operation: Operation, parameter: Parameter, ours: list[Json]
) -> Iterator[tuple[Any, tuple[int, ...]]]:
    """A value of a filter that selects several objects, and sizes of page to walk them in."""
    if parameter.definition["x-filter"]["operator"] in ORDERED:
        # How many it selects depends on the time that making them took; that half of them makes
        # two pages does not.
        assert operation.pagination is not None
        fields = sorted(dotted(o, parameter.definition["x-filter"]["field"]) for o in ours)
        value = fields[len(fields) // 2]
        full = int(operation.pagination.limit.schema.full["maximum"])
        page = session.must(
            operation, query={parameter.name: value, operation.pagination.limit.name: full}
        )
        count = len(page.fields[operation.pagination.items])
        yield value, (max(-(-count // 2), 1), max(count, 1))
        return
    for value in values_for(parameter, ours):
        count = sum(matches(parameter, value, item) for item in ours)
        if 2 < count < 12:
            yield value, (1, 2, count)
            return


def values_for(parameter: Parameter, ours: list[Json]) -> list[Any]:
    """Values of a filter that part the objects, and lie at their edges."""
    rule: Json = parameter.definition["x-filter"]
    fields = [dotted(item, rule["field"]) for item in ours]
    present = sorted({m for m in fields if m is not None}, key=str)
    found: list[Any] = []
    match rule["operator"]:
        case operator if operator in ORDERED:
            full = parameter.schema.full
            edges = [value + step for value in (present[0], present[-1]) for step in (0, 1, -1)]
            # Each is tried, also where they fall together: how far moments lie apart is the
            # machine's affair, and the same seed asks the same.
            return [v for v in (*edges, full.get("minimum"), full.get("maximum")) if v is not None]
        case "contains":
            # What is special to a database, a pattern or a URL is plain text here.
            found += [*"%_*.\\'+&", "a%e", "a_", "%25", "\u00e9", "\U0001f600"]
            for text in map(str, present[:: max(len(present) // 4, 1)]):
                middle = len(text) // 2
                found += [text, text[1:-1], text[middle : middle + 6], text[:5], text[-5:]]
                found += [text.upper(), text.swapcase()]
        case _:
            found += present
            # A value that the contract has but nothing may have.
            found += parameter.schema.full.get("enum", ())
            for text in map(str, present[:2]):
                found += [text[:-1], text.swapcase(), f"{text[:-1]}_"]
    unique = [v for i, v in enumerate(found) if v not in found[:i]]
    return [value for value in unique if parameter.schema.accepts(value)]


def various(session: Session, resource: Resource) -> list[Json]:
    """Objects that differ in what can be filtered by, the same ones for all of these rules."""
    key = f"various {resource.name}"
    if key not in session.memory:
        session.memory[key] = _various(session, resource)
    found: list[Json] = session.memory[key]
    return found


def _various(session: Session, resource: Resource) -> list[Json]:
    assert resource.create is not None
    made: list[Json] = []
    # Two of what it belongs to, and each choice of what stands inside others.
    holders: list[Json] = [{}]
    choices: list[Json] = [{}]
    for name, schema in session.contract.references(resource.create):
        assert resource.create.body is not None
        target = session.contract.resource_of(schema.name)
        if target is None:
            choices = [{name: id} for id, _ in session.objects.candidates(schema.name or "")[:4]]
        elif target.create is not None:
            named: list[Json] = [
                {name: session.objects.make(target).fields["id"]} for _ in range(2)
            ]
            if name in resource.create.body.schema.required:
                holders = named
            elif name in filtered_fields(resource):
                holders = [{}, *named]
    for holder in holders:
        for choice in choices:
            made.append(session.objects.make(resource, **holder, **choice).fields)
    for value in _awkward(session, resource):
        made.append(session.objects.make(resource, **value).fields)
    made += _moved(session, resource, made)
    fresh = [session.objects.state(resource, item["id"]) for item in made]
    found = [item for item in fresh if item is not None]
    if not found:
        raise CannotRun(f"no {resource.name} that was created can be read")
    return found


def _awkward(session: Session, resource: Resource) -> Iterator[Json]:
    """Unique values with characters that are special somewhere."""
    assert resource.create is not None and resource.create.body is not None
    for name in sorted(session.objects.unique_fields(resource.create)):
        schema = resource.create.body.schema.fields[name]
        for special in ("a%e", "a_", "xae", "axb", "a+b", "A.B", "o'h", "Mixed.Case"):
            value = f"{special}{session.objects.unique(schema)}"
            if schema.accepts(value):
                yield {name: value}


def _moved(session: Session, resource: Resource, made: list[Json]) -> list[Json]:
    """One more object in each state that an operation leads to."""
    found: list[Json] = []
    led_to = [(operation, _move(session, operation, made, found)) for operation in resource.actions]
    for operation, state in led_to:
        rule = operation.transition
        # What was paused has been resumed since: so that one is in that state, it is done once more.
        if rule and state and all(item[rule.field] != state for item in (*found, *made)):
            _move(session, operation, made, found)
    return found


def _move(
    session: Session, operation: Operation, made: list[Json], found: list[Json]
) -> str | None:
    """Do an operation to the first object that it can be done to, which then is a found one.

    Returns:
        The state that it is in now; `None` if there is no such object.
    """
    rule = operation.transition
    if rule is None:
        return None
    for start in [*found, *made]:
        if start[rule.field] in rule.states:
            moved = session.must(operation, id=start["id"]).fields
            for items in (made, found):
                items[:] = [item for item in items if item["id"] != start["id"]]
            found.append(moved)
            return str(moved[rule.field])
    return None


def expands(session: Session) -> None:
    """Parameters whose values name fields that a response only has with them."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            schema = operation.success.schema
            for parameter in operation.query_parameters:
                items = parameter.schema.items
                if items is None or schema is None or "enum" not in items.full:
                    continue
                for name in items.full["enum"]:
                    if name in schema.fields:
                        _expand(session, operation, parameter, name)


def _expand(session: Session, operation: Operation, parameter: Parameter, name: str) -> None:
    owner = session.contract.owner(operation)
    embedded = session.contract.resources
    assert owner is not None and owner.schema is not None
    id = str(session.objects.make(owner).fields["id"])
    page = owner.schema.fields[name]
    lists = [
        (resource, op)
        for resource in embedded.values()
        if (op := resource.listing) is not None
        and op.success.schema
        and op.success.schema.name == page.name
    ]
    for resource, listing in lists:
        by = next((p for p in listing.query_parameters if p.schema.name == owner.id_schema), None)
        if resource.create is None or by is None or listing.pagination is None:
            continue
        field = by.definition.get("x-filter", {}).get("field", by.name)
        owned: Json = {field: id}
        for _ in range(3):
            session.objects.make(resource, **owned)
        # Another's, which must not be among them.
        session.objects.make(resource)
        plain = session.must(operation, id=id)
        if name in plain.fields:
            session.report(
                LEFT_OUT,
                plain,
                expected=f"no field {name} without {parameter.name}",
                source=parameter.pointer,
            )
        full = session.must(operation, id=id, query={parameter.name: [name]})
        own = session.must(listing, query={by.name: id})
        if full.fields.get(name) != own.json:
            session.report(
                EXPANDED,
                full,
                steps=[own],
                expected=f"{name} as {listing.id} lists them: {own.summary()}",
                source=owner.schema.fields[name].pointer,
            )
        rest = {k: v for k, v in full.fields.items() if k != name}
        if rest != plain.fields:
            session.report(
                EXPANDED,
                full,
                steps=[plain],
                signature="rest",
                expected="the other fields as they are without it",
                source=parameter.pointer,
            )


PARTS = (one, together, paged, directed, nothing, expands)
ROLES = ()
