"""The generated part of a run: schemathesis with every phase and check, its exchanges checked by the same rules as all others."""

import copy
import json
import shutil
import tempfile
import tomllib
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from azotte_conformance.contract import Contract, Json, Operation, Schema, as_array, as_object
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.findings import Rule
from azotte_conformance.identities import OTHER, Identity
from azotte_conformance.response_rules import (
    HEADER,
    MEDIA_TYPE,
    SCHEMA,
    SERVER_ERROR,
    STATUS,
    of_http,
)
from azotte_conformance.rules.idempotency import marker
from azotte_conformance.session import Session

if TYPE_CHECKING:
    from azotte_conformance.generated_traffic import Traffic

CONFIGURATION = Path(__file__).parent / "schemathesis.toml"

BROKEN = "generated.engine"
"""What could not be generated is reported under this name."""

SENTENCES = {
    "negative_data_rejection": "A request that breaks the contract is rejected.",
    "positive_data_acceptance": "A request that keeps the contract is not rejected as invalid.",
    "use_after_free": "A deleted object is no longer returned.",
    "ensure_resource_availability": "An object that was just created exists.",
    "missing_required_header": "A request without a required header is rejected.",
    "ignored_auth": "An operation that requires credentials checks them.",
    "object_level_authorization": "A tenant does not get objects of another.",
    "unsupported_method": "A method that a path does not have is rejected with 405.",
    "allow_header_conformance": "The Allow header lists the methods that the path has.",
    "max_response_time": "Responses arrive in time.",
    "not_a_server_error": SERVER_ERROR.sentence,
    "status_code_conformance": STATUS.sentence,
    "content_type_conformance": MEDIA_TYPE.sentence,
    "response_schema_conformance": SCHEMA.sentence,
    "response_headers_conformance": HEADER.sentence,
}
"""What each of schemathesis's checks requires."""

OF_OBJECTS = ("ensure_resource_availability", "use_after_free")
"""Checks that take every success of a creation for a new object."""

COUNTERPARTS = {
    "negative_data_rejection": ("bounds.rejected", "errors.", "http.", "idempotency.key"),
    "positive_data_acceptance": ("bounds.accepted", "responses.accepted", "errors.json-accepted"),
    "use_after_free": ("writes.gone",),
    "ensure_resource_availability": ("writes.read",),
    "missing_required_header": ("authorization.",),
    "ignored_auth": ("authorization.",),
    "object_level_authorization": ("isolation.",),
    "unsupported_method": ("errors.method",),
    "allow_header_conformance": ("errors.method", "http.options"),
    "not_a_server_error": (SERVER_ERROR.id,),
    "status_code_conformance": (STATUS.id,),
    "content_type_conformance": (MEDIA_TYPE.id,),
    "response_schema_conformance": (SCHEMA.id,),
    "response_headers_conformance": (HEADER.id,),
}
"""Rules of ours that see the same fault: what both find in one operation is one finding."""


def rule_of(check: str) -> Rule:
    """The rule that a check of schemathesis stands for."""
    sentence = SENTENCES.get(check, f"The check {check} passes.")
    return Rule(f"generated.{check}", sentence, by="/paths/*/*/responses")


def run(session: Session, phases: tuple[str, ...], examples: int) -> None:
    """Run some phases of schemathesis.

    Args:
        session: the job's; it is shown every exchange.
        phases: of `examples`, `coverage`, `fuzzing`, `stateful`.
        examples: how many for each operation (for stateful: how many sequences).
    """
    from azotte_conformance.generated_traffic import Traffic

    withheld = () if session.may_send_live_keys else session.contract.live_prefixes
    traffic = Traffic(withheld, session.client.headers)
    folder = Path(tempfile.mkdtemp(prefix="azotte-contract-"))
    try:
        with traffic.taken():
            for event in _events(session, phases, examples, folder):
                _take(session, traffic, event)
    finally:
        # The identities' file holds keys.
        shutil.rmtree(folder)


def configuration(session: Session, phases: tuple[str, ...], examples: int, folder: Path) -> Json:
    """The configuration of one run, as schemathesis takes it."""
    settings = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    settings |= {"base-url": session.client.url, "seed": session.seed, "workers": 1}
    settings["generation"]["max-examples"] = examples
    for phase in ("examples", "coverage", "fuzzing", "stateful"):
        settings["phases"].setdefault(phase, {})["enabled"] = phase in phases
    accepted = settings["checks"]["positive_data_acceptance"]["expected-statuses"]
    settings["operations"] = _exceptions(session.contract, accepted) + _fewer(session, examples)
    if session.per_minute:
        settings["rate-limit"] = f"{max(int(session.per_minute), 1)}/m"
    identities = {"main": session.world.main}
    if OTHER in session.world.identities:
        identities["other"] = session.who(OTHER)
    else:
        session.skip("schemathesis's object_level_authorization", session.world.missing[OTHER])
    path = folder / "identities.json"
    path.touch(mode=0o600)
    path.write_text(json.dumps({"auth": [_user(session, *item) for item in identities.items()]}))
    users: Json = {"path": str(path), "user": "main"}
    if len(identities) > 1:
        users["peers"] = list(identities)
    settings["auth"] = {"wfc": users}
    return settings


def _exceptions(contract: Contract, accepted: list[str]) -> list[Json]:
    """Operations whose valid requests may be rejected for what no schema says: what is left (`x-requires`), or a token's page."""
    found: list[Json] = []
    for operation in contract.operations.values():
        rule, pages = operation.balance, operation.pages
        rejections = [operation.error(rule.exceeded)] if rule else []
        if pages is not None and pages.rule["style"] == "token":
            rejections += [operation.responses.get(status) for status in (400, 404, 422)]
        statuses = [str(rejection.status) for rejection in rejections if rejection is not None]
        if statuses:
            expected = {"expected-statuses": [*accepted, *statuses]}
            checks = {"positive_data_acceptance": expected}
            found.append({"include-operation-id": operation.id, "checks": checks})
    return found


def _fewer(session: Session, examples: int) -> list[Json]:
    """Fewer examples of slow operations, and not every case that the coverage phase has."""
    found: list[Json] = []
    for operation in session.slow.seconds:
        if session.slow.examples(operation) < examples:
            session.skip(f"{session.job} of {operation}", session.slow.few(operation))
            fewer = {"max-examples": max(session.slow.examples(operation), 1)}
            phases = {"coverage": {"enabled": False}}
            found.append({"include-operation-id": operation, "generation": fewer, "phases": phases})
    return found


def _user(session: Session, name: str, identity: Identity) -> Json:
    headers = {
        session.contract.key_header: str(identity.key),
        session.contract.tenant_header: str(identity.tenant),
    }
    return {"name": name, "fixedHeaders": [{"name": n, "value": v} for n, v in headers.items()]}


def _events(
    session: Session, phases: tuple[str, ...], examples: int, folder: Path
) -> Iterator[Any]:
    # Importing schemathesis takes longer than most jobs.
    import schemathesis
    from schemathesis.config import SchemathesisConfig
    from schemathesis.engine import from_schema

    # Its own annotations are partial.
    settings: Any = SchemathesisConfig
    config = settings.from_dict(configuration(session, phases, examples, folder))
    # It writes references out in the document that it is given.
    document = copy.deepcopy(session.contract.json)
    schema: Any = schemathesis.openapi.from_dict(document, config=config)
    if session.left_out:
        schema = schema.exclude(operation_id=list(session.left_out))
    with _careful(session) if session.commands is None else nullcontext():
        stream = from_schema(schema).execute()
        for event in stream:
            yield event
            if session.stopped():
                stream.stop()


@contextmanager
def _careful(session: Session) -> Generator[None]:
    """While it lasts, each request of schemathesis is checked before it is sent."""
    from schemathesis import hooks

    care = _Care(session)

    # Plain functions, as schemathesis marks them, for the whole process, as it has these two for nothing less.
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        care.before_call(case)

    def after_call(context: Any, case: Any, response: Any) -> None:
        care.after_call(case, response)

    # Its own annotations are partial.
    register: Any = hooks
    ours = (before_call, after_call)
    for hook in ours:
        register.hook(hook)
    try:
        yield
    finally:
        for hook in ours:
            register.unregister(hook)


class _Care:
    """Keeps a run from changing what it did not make: on a server that is not ours every write names our objects, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._made: dict[str, list[str]] = {}
        self._seen: dict[str, str] = {}

    def before_call(self, case: Any) -> None:
        """Replace another's id in what is about to be sent."""
        if case.method.upper() in ("GET", "HEAD", "OPTIONS", "TRACE"):
            return
        for fields in (as_object(case.path_parameters), as_object(case.body)):
            for name, value in list((fields or {}).items()):
                assert fields is not None
                fields[name] = self._ours(value)

    def after_call(self, case: Any, response: Any) -> None:
        """Learn which ids there are, and which of them are ours."""
        try:
            body = json.loads(response.content)
        except (ValueError, RecursionError):
            return
        operation = self._session.contract.operations.get(
            case.operation.definition.raw.get("operationId", "")
        )
        owner = self._session.contract.owner(operation) if operation else None
        if owner is not None and operation is owner.create and 200 <= response.status_code < 300:
            self._made.setdefault(owner.id_schema, []).append(str(body.get("id")))
        for resource in self._session.contract.resources.values():
            if resource.create is not None:
                for id in _strings(body):
                    if resource.get and resource.get.path_parameters[0].schema.accepts(id):
                        self._seen[id] = resource.id_schema

    def _ours(self, value: Any) -> Any:
        kind = self._seen.get(value) if isinstance(value, str) else None
        if kind is None or value in self._made.get(kind, ()):
            return value
        made = self._made.get(kind)
        return (
            made[-1]
            if made
            else self._session.objects.absent_id(self._session.contract.schema(kind))
        )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for field in (as_object(value) or {}).values():
        yield from _strings(field)
    for item in as_array(value) or ():
        yield from _strings(item)


def _take(session: Session, traffic: "Traffic", event: Any) -> None:
    from schemathesis.engine import events

    for request, first, later in _drained(traffic.recovered):
        sent = _request(
            session, str(request.method), str(request.url), request.headers.items(), request.body
        )
        failed, again = (Exchange(sent, status, (), b"", 0.0, 0.0) for status in (first, later))
        session.recovered(failed, again)

    if isinstance(event, events.ScenarioFinished):
        exchanges = {
            id: _exchange(session, interaction)
            for id, interaction in event.recorder.interactions.items()
        }
        for exchange in exchanges.values():
            if exchange.status:
                if exchange.status >= 500:
                    session.check_server(exchange)
                session.observe(exchange)
            else:
                # What was not sent any more comes to light here as well.
                session.check_server(exchange, traffic.reason)
                session.no_response(exchange, traffic.reason)
        traffic.without_response = 0
        for id, checks in event.recorder.checks.items():
            for check in checks:
                if check.failure_info is not None:
                    _failure(session, event.recorder, exchanges, id, check)
    elif isinstance(event, events.NonFatalError | events.FatalError):
        value = getattr(event, "value", None) or getattr(event, "exception", None)
        session.skip(
            f"{session.part}: {getattr(event, 'label', '')}", f"schemathesis: {value!s:.300}"
        )


def _exchange(session: Session, interaction: Any) -> Exchange:
    """An interaction of schemathesis as one of ours, its keys hidden."""
    sent, received = interaction.request, interaction.response
    headers = [(name, value) for name, values in sent.headers.items() for value in values]
    session.client.count += 1
    return Exchange(
        request=_request(session, sent.method, str(sent.uri), headers, sent.body),
        status=received.status_code if received else 0,
        headers=tuple((n, v) for n, values in received.headers.items() for v in values)
        if received
        else (),
        body=received.content if received else b"",
        seconds=received.elapsed if received else 0.0,
        started=interaction.timestamp,
        number=session.client.count,
    )


def _request(
    session: Session, method: str, url: str, headers: Iterable[tuple[str, Any]], body: Any
) -> Request:
    """A request of schemathesis as one of ours, its keys hidden."""
    parts = urlsplit(url)
    path = parts.path.removeprefix(urlsplit(session.client.url).path)
    secrets = {str(i.key): i.key for i in session.world.identities.values()}
    secrets |= {str(i.tenant): i.tenant for i in session.world.identities.values()}
    texts = [
        (name, value.decode("latin-1") if isinstance(value, bytes) else str(value))
        for name, value in headers
    ]
    ours = tuple((n, secrets.get(text, text)) for n, text in texts if n.lower() not in _OWN_HEADERS)
    target = path + (f"?{parts.query}" if parts.query else "")
    data = body.encode() if isinstance(body, str) else body
    return Request(method, target, ours, data, session.contract.match(method, path))


def _drained(items: list[Any]) -> Iterator[Any]:
    while items:
        yield items.pop(0)


_OWN_HEADERS = frozenset(
    (
        "user-agent",
        "accept-encoding",
        "accept",
        "connection",
        "content-length",
        "x-schemathesis-testcaseid",
    )
)


def _failure(
    session: Session, recorder: Any, exchanges: dict[str, Exchange], id: str, check: Any
) -> None:
    failure = check.failure_info.failure
    last = exchanges.get(failure.case_id or id) or exchanges.get(id)
    if last is None:
        return
    related = tuple(failure.related_case_ids())
    chain = [case.id for case in recorder.iter_chain_cases(case_id=id, related_case_ids=related)]
    steps = [exchanges[step] for step in chain if step in exchanges and exchanges[step] is not last]
    if check.name in OF_OBJECTS and any(_is_stored(step) for step in steps):
        # A key that came again: the response is that of the first time, and nothing was made.
        return
    if check.name == "positive_data_acceptance" and _is_of_a_code(session, last):
        # Which currencies, countries or tokens exist is not in the contract.
        return
    if of_http(last, last.request.operation):
        return
    if check.name in OF_OBJECTS and _is_about_the_body(session, last):
        # The object is there; what the body names is not.
        return
    session.report(
        rule_of(check.name),
        last,
        steps=steps,
        signature=f"{failure.title} {recorder.label}",
        expected=f"{failure.title}: {' '.join(failure.message.split())}"[:500],
        source=_source(last.request.operation),
    )


def _is_of_a_code(session: Session, exchange: Exchange) -> bool:
    """Whether a rejected body has a value of a code that may not exist."""
    operation = exchange.request.operation
    if operation is None or operation.body is None:
        return False
    ids = session.contract.id_schemas
    return any(codes_in(operation.body.schema, exchange.request.fields, ids))


def codes_in(schema: Schema, value: Any, ids: frozenset[str]) -> Iterator[str]:
    """Values of codes in a body, IDs of objects apart, that are not among the examples."""
    for name, field in schema.fields.items():
        sent = (as_object(value) or {}).get(name)
        if isinstance(sent, str) and field.is_code and field.nonnull.name not in ids:
            if sent not in field.known_values:
                yield sent
        elif isinstance(sent, dict):
            yield from codes_in(field, sent, ids)


def _is_stored(exchange: Exchange) -> bool:
    operation = exchange.request.operation
    name, value = marker(operation) if operation else (None, None)
    return name is not None and exchange.header(name) == value


def _is_about_the_body(session: Session, exchange: Exchange) -> bool:
    """Whether a 404 names a field of the body that names another object."""
    operation = exchange.request.operation
    field = (as_object(exchange.error.get("details")) or {}).get("field")
    named = session.contract.references(operation) if operation else []
    return exchange.status == 404 and field in {name for name, _ in named}


def _source(operation: Operation | None) -> str:
    return operation.pointer if operation else "/paths"
