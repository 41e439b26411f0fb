"""Random sequences of calls against the model, shrunk to the shortest that fails. Hypothesis draws the calls."""

from typing import Any

from hypothesis import HealthCheck, Phase, Verbosity, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from azotte_conformance.actions import perform
from azotte_conformance.contract import Contract, Json, Operation, Parameter, Resource, Schema
from azotte_conformance.findings import Rule
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.model import Action, Broken, Fresh, Model, Ref, Taken, Thing
from azotte_conformance.rules.filters import filters_of
from azotte_conformance.session import Session
from azotte_conformance.shrinking import attempt, shrink
from azotte_conformance.values import valid

HISTORY = Rule(
    "model.history",
    "After any sequence of calls, each call does what the contract says, and nothing else.",
    by="/paths/*/*/x-*",
)


def machine(session: Session, failed: list[Model]) -> type[RuleBasedStateMachine]:
    """The state machine of one session; the models of the sequences that fail are put into `failed`."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.model = Model(session)
            self.is_unknown = False
            """Whether nothing can be said of the objects any more."""

        # One rule for all: Hypothesis tries sequences without some of a machine's rules, and without creation there is
        # nothing to try.
        @rule(data=st.data())
        def step(self, data: st.DataObject) -> None:
            action = draw(data, self.model)
            if action is None or self.is_unknown:
                return
            try:
                perform(self.model, action)
            except Broken:
                failed.append(self.model)
                raise
            except CannotRun as reason:
                self.is_unknown = True
                session.skip(f"{session.part}: {action.operation}", str(reason))

    return Machine


def run(session: Session, sequences: int, steps: int) -> None:
    """Try sequences of calls, and report the shortest that goes wrong.

    Args:
        session: the job's.
        sequences: how many.
        steps: calls in each, up to so many.
    """
    failed: list[Model] = []
    seeded = seed(session.seed)(machine(session, failed))
    try:
        run_state_machine_as_test(
            seeded,
            settings=settings(
                max_examples=sequences,
                stateful_step_count=steps,
                deadline=None,
                database=None,
                derandomize=False,
                print_blob=False,
                verbosity=Verbosity.quiet,
                report_multiple_bugs=False,
                suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
                phases=(Phase.generate,),
            ),
        )
    except (Broken, Flaky):
        if not failed:
            raise
        actions = failed[0].actions
        shortest = shrink(session, actions)
        model, broken = attempt(session, shortest)
        if broken is None:
            # It succeeded this time: what was seen is reported as it was seen.
            last = failed[0].history[-1]
            model, broken = (
                failed[0],
                Broken(last, "what the model predicted, each time", "/paths", None),
            )
        _report(session, model, broken)


def _report(session: Session, model: Model, broken: Broken) -> None:
    session.report(
        HISTORY,
        broken.exchange,
        steps=[step for step in model.history if step is not broken.exchange],
        signature=f"{broken.exchange.request.operation} {broken.source}",
        expected=broken.expected,
        source=broken.source,
        got=broken.got,
    )


def draw(data: st.DataObject, model: Model) -> Action | None:
    """One action; `None` if what was drawn makes no sense yet."""
    operations = _drawable(model.contract)
    if not model.things:
        operations = [op for op in operations if _makes(model.contract, op)]
    operation = data.draw(st.sampled_from(operations))
    label = len(model.actions)
    owner = model.contract.owner(operation)
    if operation.pagination is not None and not operation.path_parameters:
        assert owner is not None
        return Action(label, operation, query=_filters(data, model, owner, operation))
    target: Thing | None = None
    if operation.path_parameters:
        named = model.contract.resource_of(operation.path_parameters[0].schema.name)
        things = [t for t in model.things if t.resource is named]
        if not things:
            return None
        target = data.draw(st.sampled_from(sorted(things, key=lambda t: t.gone)))
    body: Json | None = None
    if operation.body is not None and (operation.body.required or data.draw(st.booleans())):
        body = _body(data, model, operation, target)
    return Action(label, operation, target.label if target else None, body)


def _drawable(contract: Contract) -> list[Operation]:
    """The operations that the model knows something about, those that make objects twice."""
    found: list[Operation] = []
    for resource in contract.resources.values():
        if resource.create is not None:
            found += [resource.create, resource.create]
            granted = [op for op in resource.sublists if op.extension("x-grants")]
            known = [op for op in resource.of_one if op not in resource.sublists]
            found += [op for op in (*known, *granted, resource.listing) if op is not None]
    return found


def _makes(contract: Contract, operation: Operation) -> bool:
    owner = contract.owner(operation)
    return owner is not None and owner.create is operation


def _filters(
    data: st.DataObject, model: Model, resource: Resource, operation: Operation
) -> tuple[tuple[Parameter, int], ...]:
    things = model.of(resource)
    return tuple(
        (parameter, data.draw(st.sampled_from(things)).label)
        for parameter in filters_of(operation)
        if things and data.draw(st.integers(0, 2)) == 2
    )


def _body(data: st.DataObject, model: Model, operation: Operation, thing: Thing | None) -> Json:
    """A body that keeps the schema."""
    assert operation.body is not None
    schema = operation.body.schema
    unique = model.session.objects.unique_fields(operation)
    owner = model.contract.owner(operation)
    balance = operation.balance
    dependent = schema.full.get("dependentRequired", {})
    body: Json = {}
    for name, field in schema.fields.items():
        # When a change takes effect can depend on another field; the state rules try that.
        if name in dependent or (name not in schema.required and not data.draw(st.booleans())):
            continue
        if model.contract.is_id(field):
            is_null = field.nullable and data.draw(st.integers(0, 3)) == 3
            body[name] = None if is_null else _reference(data, model, field.nonnull)
        elif name in unique and owner is not None:
            others = model.of(owner)
            is_taken = others and data.draw(st.integers(0, 4)) == 4
            body[name] = (
                Taken(data.draw(st.sampled_from(others)).label, name) if is_taken else Fresh(field)
            )
        elif balance is not None and name == balance.amount and thing is not None:
            whole = thing.state[balance.of]
            body[name] = data.draw(st.sampled_from(sorted({1, whole // 2 or 1, whole, whole + 1})))
        else:
            examples = field.full.get("examples") or [v.value for v in valid(field)]
            examples = examples or [operation.body.example_of(name)]
            if field.accepts(examples[0]):
                body[name] = data.draw(st.sampled_from(examples))
    return body


def _reference(data: st.DataObject, model: Model, schema: Schema) -> Any:
    resource = model.contract.resource_of(schema.name)
    if resource is None:
        return data.draw(
            st.sampled_from([id for id, _ in model.session.objects.candidates(schema.name or "")])
        )
    things = [t for t in model.things if t.resource is resource]
    if not things or data.draw(st.integers(0, 9)) == 9:
        return Ref(None, schema)
    return Ref(data.draw(st.sampled_from(sorted(things, key=lambda t: t.gone))).label, schema)
