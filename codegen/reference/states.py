"""Finds the states of an object and what leads from one to another, and draws them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from codegen.model.operations import Api, JsonContent, Operation
from codegen.model.transitions import transition_of
from codegen.model.types import Enum, Json, NamedType, Ref

_START = ""
_UNKNOWN = ""
"""The contract says that the state can change, but not to which."""
_WIDTH, _HEIGHT, _GAP, _LEVEL, _CHARACTER = 100, 34, 48, 26, 6.7
"""Pixels: size of a state, space between states, reach of an arc for each state that it passes, width of a letter."""


_ARROW = (
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8"'
    ' orient="auto-start-reverse"><path d="M0 0L8 4L0 8Z" class="head"/></marker></defs>'
)


@dataclass(frozen=True)
class Transition:
    """What leads from a state to another.

    Attributes:
        source: State, or empty for the creation of the object.
        target: State, or empty if the contract does not say which.
        cause: `operationId`, or the field with the time.
        is_operation: Whether the cause is an operation.
        is_own: Whether it is an operation on this object.
    """

    source: str
    target: str
    cause: str
    is_operation: bool
    is_own: bool = False


@dataclass(frozen=True)
class States:
    """The states of an object.

    Attributes:
        field: Field with the state.
        names: The states, in the order of the contract.
        meanings: Meaning of each state.
        transitions: What leads from one to another, as far as the contract states it.
    """

    field: str
    names: tuple[str, ...]
    meanings: Mapping[str, str]
    transitions: tuple[Transition, ...]

    @property
    def mermaid(self) -> str:
        """The diagram as text, or empty if no transition is known."""
        if not self.edges():
            return ""
        lines = ["stateDiagram-v2"]
        for (source, target), causes in self.edges().items():
            lines.append(f"  {source or '[*]'} --> {target}: {', '.join(causes)}")
        return "\n".join(lines)

    @property
    def svg(self) -> str:
        """The diagram as a drawing: states below each other, what goes on at the right, what goes back at the left."""
        return _draw(self)

    def edges(self, *, short: bool = False) -> dict[tuple[str, str], list[str]]:
        """Return the causes by source and target, of the object's own operations the verb only."""
        edges: dict[tuple[str, str], list[str]] = {}
        for one in self.transitions:
            if one.target == _UNKNOWN:
                continue
            causes = edges.setdefault((one.source, one.target), [])
            cause = one.cause.partition("_")[0] if short and one.is_own else one.cause
            if cause not in causes:
                causes.append(cause)
        return edges


def states_of(api: Api, name: str) -> States | None:
    """Return the states of an object, or None if the contract states no transition."""
    named = api.types[name]
    returning = [one for one in api.operations if _returned(one) == name]
    field = next(
        (transition.field for one in returning if (transition := transition_of(one)) is not None),
        None,
    )
    found = api.object_of(named.type)
    if field is None or found is None:
        return None
    enum = next((api.resolve(one.type) for one in found.fields if one.name == field), None)
    if not isinstance(enum, Enum):
        return None
    names = tuple(str(one.value) for one in enum.values)
    transitions = [
        *(change for one in returning for change in _by_operation(one, field, names)),
        *_by_time(named, field, names),
        *_by_deletion(api, name, field, names),
    ]
    return States(
        field,
        names,
        {str(one.value): one.description for one in enum.values},
        tuple(dict.fromkeys(transitions)),
    )


def _returned(operation: Operation) -> str | None:
    for response in operation.responses:
        for content in response.contents:
            if isinstance(content, JsonContent) and isinstance(content.type, Ref):
                return content.type.name
    return None


def _by_operation(operation: Operation, field: str, names: tuple[str, ...]) -> Iterator[Transition]:
    rules = operation.extensions.get("x-effects", ())
    transition = transition_of(operation)
    if transition is not None:
        sources = transition.states
    elif operation.method == "POST":
        sources = (_START,)
    else:
        return
    targets = [
        target for rule in rules for target in _values(rule.get("then", {}), f"/{field}", names)
    ]
    if not targets and any(field in rule.get("changes", ()) for rule in rules):
        targets = [_UNKNOWN]
    for target in targets:
        for source in sources:
            yield Transition(source, target, operation.id, True, True)


def _by_time(named: NamedType, field: str, names: tuple[str, ...]) -> Iterator[Transition]:
    for due in named.extensions.get("x-due", ()):
        for source in _values(due.get("when", {}), f"/{field}", names):
            for target in _values(due.get("then", {}), f"/{field}", names):
                if target != source:
                    yield Transition(source, target, due["at"].strip("/"), False)


def _by_deletion(api: Api, name: str, field: str, names: tuple[str, ...]) -> Iterator[Transition]:
    for operation in api.operations:
        for rule in operation.extensions.get("x-effects", ()):
            then = rule.get("updates", {}).get(name, {})
            for target in _values(then, f"/{field}", names):
                for source in names:
                    if source != target:
                        yield Transition(source, target, operation.id, True)


def _values(conditions: Json, place: str, names: tuple[str, ...]) -> list[str]:
    """Return the states that a condition allows."""
    match conditions.get(place):
        case {"const": str(value)} if value in names:
            return [value]
        case {"enum": [*values]}:
            return [value for value in names if value in values]
        case _:
            return []


def _draw(states: States) -> str:
    edges = states.edges(short=True)
    order = (
        [_START, *states.names] if any(source == _START for source, _ in edges) else [*states.names]
    )
    row = {name: place for place, name in enumerate(order)}
    down = [edge for edge in edges if row[edge[0]] < row[edge[1]]]
    up = [edge for edge in edges if row[edge[0]] >= row[edge[1]]]
    left = 8 + max((_reach(edge, row) + _label_width(edges[edge]) for edge in up), default=0)
    right = 8 + max((_reach(edge, row) + _label_width(edges[edge]) for edge in down), default=0)
    width, height = left + _WIDTH + right, len(order) * (_HEIGHT + _GAP) - _GAP + 16
    parts = [
        (
            f'<svg class="states" viewBox="0 0 {width:g} {height}" width="{width:g}" height="{height}" role="img"'
            f' aria-label="States in {escape(states.field)}; the table below has the same content">'
        ),
        _ARROW,
    ]
    for name in order:
        middle = _middle(row[name])
        if name == _START:
            parts.append(
                f'<circle class="start" cx="{left + _WIDTH - 8:g}" cy="{middle:g}" r="7"/>'
            )
            continue
        parts.append(
            f'<rect class="state" x="{left:g}" y="{middle - _HEIGHT / 2:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="8"/>'
            f'<text class="name" x="{left + _WIDTH / 2:g}" y="{middle + 4:g}">{escape(name)}</text>'
        )
    # All labels come last, so that no arc crosses one.
    labels: list[str] = []
    for found, edge_x, direction in ((down, left + _WIDTH, 1), (up, left, -1)):
        for edge in found:
            # Arcs leave below the middle and arrive above it, the longest ones outside.
            start, end = _middle(row[edge[0]]) + 6 * direction, _middle(row[edge[1]])
            end += direction * (3 * abs(row[edge[0]] - row[edge[1]]) - 15)
            peak = edge_x + direction * _reach(edge, row)
            # A Bézier curve reaches three quarters of the way to its control points.
            control = edge_x + (peak - edge_x) / 0.75
            parts.append(
                f'<path class="arc" marker-end="url(#arrow)" d="M{edge_x:g} {start:g}C{control:g} {start:g} {control:g} {end:g} {edge_x:g} {end:g}"/>'
            )
            causes = edges[edge]
            anchor = "after" if direction > 0 else "before"
            for line, cause in enumerate(causes):
                y = (start + end) / 2 + 4 + 13 * (line - (len(causes) - 1) / 2)
                labels.append(
                    f'<text class="cause {anchor}" x="{peak + 4 * direction:g}" y="{y:g}">{escape(cause)}</text>'
                )
    return "".join([*parts, *labels, "</svg>"])


def _middle(row: int) -> float:
    return 8 + row * (_HEIGHT + _GAP) + _HEIGHT / 2


def _reach(edge: tuple[str, str], row: Mapping[str, int]) -> float:
    """Return how far an arc goes to the side."""
    return _LEVEL * abs(row[edge[1]] - row[edge[0]])


def _label_width(causes: list[str]) -> float:
    return 8 + max(map(len, causes)) * _CHARACTER
