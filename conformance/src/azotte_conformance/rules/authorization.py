"""Who may do what: each operation with each kind of key, and with credentials that are wrong in every way."""

from collections.abc import Iterator, Sequence
from typing import Any

from azotte_conformance.contract import Json, KeyKind, Operation, as_object
from azotte_conformance.distinguishing import distinguishing
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.identities import EXPIRED, OTHER, REVOKED, role_of
from azotte_conformance.interruptions import CannotRun
from azotte_conformance.masking import Hidden
from azotte_conformance.session import Session

ALLOWED = Rule(
    "authorization.allowed",
    "A key of a type that an operation names may call the operation.",
    by="/paths/*/*/x-key-types",
)
FORBIDDEN = Rule(
    "authorization.forbidden",
    "A key of any other type is rejected with 403, and nothing happens.",
    by="/paths/*/*/x-key-types",
)
PERMISSIONS = Rule(
    "authorization.permissions",
    "A rejection for the key's type names the types that may.",
    "note",
    by="/components/schemas/ErrorDetails/properties/required_permissions/description",
)
CREDENTIALS = Rule(
    "authorization.credentials",
    "Without valid credentials every operation is rejected with 401.",
    by="/paths/*/*/responses/401",
)
UNIFORM = Rule(
    "authorization.uniform",
    "The 401 is the same whatever is wrong, so that it does not help an attacker.",
    "note",
    by="/components/responses/Unauthorized/description",
)
REPEATED = Rule(
    "authorization.repeated",
    "A credential that is sent twice is rejected.",
    "note",
    by="/components/responses/BadRequest/description",
)
NO_EFFECT = Rule(
    "authorization.no-effect", "A rejected request changes nothing.", by="/paths/*/*/responses/401"
)

Headers = Sequence[tuple[str, str]]


def key_types(session: Session) -> None:
    """Each operation with a key of each kind."""
    contract = session.contract
    for operation in contract.operations.values():
        with session.trying(operation):
            for kind in contract.key_kinds:
                role = role_of(kind.type, kind.environment)
                who = session.world.identities.get(role)
                if who is None:
                    session.skip(
                        f"calls with a key of the kind {role}", session.world.missing[role]
                    )
                    continue
                allowed = kind.type in operation.key_types
                if (
                    allowed
                    and operation.writes
                    and who.environment != session.world.main.environment
                ):
                    # Another environment's writes are the isolation rules' to try.
                    if operation.path_parameters:
                        _try(session, operation, kind, allowed)
                    continue
                _try(session, operation, kind, allowed)


def _try(session: Session, operation: Operation, kind: KeyKind, allowed: bool) -> None:
    who = session.who(role_of(kind.type, kind.environment))
    options, marker = valid_request(session, operation)
    before = _state(session, operation, options)
    exchange = session.call(operation, who=who, **options)
    source = operation.where("x-key-types")
    if allowed:
        if exchange.status in (401, 403):
            session.report(
                ALLOWED,
                exchange,
                signature=kind.type,
                expected=f"the response to a {kind.type} key",
                source=source,
            )
        return
    wanted = permission_code(session)
    if exchange.status != 403 or (wanted is not None and exchange.code != wanted):
        session.report(
            FORBIDDEN,
            exchange,
            signature=f"{kind.type} {exchange.ok}",
            expected=f"403 {wanted or ''} for a {kind.type} key",
            source=source,
        )
    elif sorted(_details(exchange).get("required_permissions", [])) != sorted(operation.key_types):
        session.report(
            PERMISSIONS,
            exchange,
            expected=f"details.required_permissions to be {list(operation.key_types)}",
            source=source,
        )
    unchanged(session, operation, options, marker, before, exchange, source)


def _details(exchange: Exchange) -> Json:
    return as_object(exchange.error.get("details")) or {}


def permission_code(session: Session) -> str | None:
    """The error code for a key of the wrong type: the one whose example names the types that may."""
    for code, response in session.contract.errors.items():
        for name, error in response.error_examples():
            if name == code and "required_permissions" in error.get("details", {}):
                return code
    return None


def credentials(session: Session) -> None:
    """Each operation with credentials that are missing, wrong, another's, or not good any more."""
    seen: dict[str, Exchange] = {}
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if 401 not in operation.responses:
                continue
            options, marker = valid_request(session, operation)
            before = _state(session, operation, options)
            tried = [
                (name, session.call(operation, credentials=headers, **options))
                for name, headers in bad_credentials(session)
            ]
            source = operation.where("responses/401")
            wrong = [(name, exchange) for name, exchange in tried if exchange.status != 401]
            _report_each(session, CREDENTIALS, wrong, len(tried), "401", source)
            for name, exchange in tried:
                if exchange.status == 401:
                    _same(session, name, exchange, seen)
            unchanged(session, operation, options, marker, before, tried[-1][1], source)


def _report_each(
    session: Session,
    rule: Rule,
    wrong: Sequence[tuple[str, Exchange]],
    tried: int,
    wanted: str,
    source: str,
) -> None:
    """Report each way in which something was not rejected, or all of them together if it is most."""
    if len(wrong) > tried // 2 > 0:
        names = ", ".join(name for name, _ in wrong)
        session.report(
            rule,
            wrong[-1][1],
            signature=f"most {wrong[-1][1].ok}",
            expected=f"{wanted} for each of {names}",
            source=source,
            got=f"{len(wrong)} of {tried} were not rejected so; the last: {wrong[-1][1].summary()}",
        )
        return
    for name, exchange in wrong:
        session.report(
            rule,
            exchange,
            signature=f"{name} {exchange.ok}",
            expected=f"{wanted} for {name}",
            source=source,
        )


def _same(session: Session, name: str, exchange: Exchange, seen: dict[str, Exchange]) -> None:
    first = seen.setdefault("", exchange)
    if differing := distinguishing(session, first, exchange):
        session.report(
            UNIFORM,
            exchange,
            steps=[first],
            signature=name,
            expected=f"the same response as to other bad credentials: {first.summary()}",
            source="/components/responses/Unauthorized",
            got=f"{exchange.summary()} for {name}; what differs each time: {', '.join(differing)}",
        )


def elsewhere(session: Session) -> None:
    """A good key in the query or in a cookie, where it would be logged, or sent by a browser."""
    key_name, tenant_name = session.contract.key_header, session.contract.tenant_header
    who = session.world.main
    tenant = [(tenant_name, who.tenant)]
    cookie = Hidden(f"{key_name}={who.key}", f"{key_name}={who.key.shown}")
    for operation in session.contract.operations.values():
        with session.trying(operation):
            options, _ = valid_request(session, operation)
            names = (
                (key_name, "api_key") if operation.method == "GET" or session.deep else (key_name,)
            )
            tries: list[Json] = [{"credentials": [*tenant, ("Cookie", cookie)]}]
            tries += [{"credentials": tenant, "query": {name: who.key}} for name in names]
            for arguments in tries:
                exchange = session.call(operation, **options, **arguments)
                if exchange.status != 401:
                    session.report(
                        CREDENTIALS,
                        exchange,
                        signature=f"elsewhere {exchange.ok}",
                        expected=f"401: the key belongs into the header {key_name}",
                        source="/components/securitySchemes",
                    )


def first_of_all(session: Session) -> None:
    """Bad credentials with a request that is wrong in other ways too: nothing else is checked."""
    bad = next(iter(bad_credentials(session)))[1]
    for operation in session.contract.operations.values():
        with session.trying(operation):
            options, _ = valid_request(session, operation)
            wrong: list[Json] = [{**options, "query": {"no_such_parameter": "1"}}]
            wrong += [
                {**options, "query": {p.name: "\x01"}} for p in operation.query_parameters[:1]
            ]
            if operation.body is not None:
                rest = {name: value for name, value in options.items() if name != "body"}
                wrong += [{**rest, "body": {"no_such_field": 1}}, {**rest, "raw": b"{"}]
            for arguments in wrong:
                exchange = session.call(operation, credentials=bad, **arguments)
                if exchange.status != 401:
                    session.report(
                        UNIFORM,
                        exchange,
                        signature=f"first {exchange.status}",
                        expected="401 before anything else of the request is checked",
                        source=operation.where("responses/401"),
                    )


def any_id(session: Session) -> None:
    """Bad credentials get the same response whether or not the object exists."""
    for operation in session.contract.operations.values():
        with session.trying(operation):
            if not operation.path_parameters:
                continue
            options, _ = valid_request(session, operation)
            headers = next(iter(bad_credentials(session)))[1]
            here = session.call(operation, credentials=headers, **options)
            absent = session.objects.absent_id(operation.path_parameters[0].schema)
            there = session.call(operation, credentials=headers, **{**options, "id": absent})
            if distinguishing(
                session, here, there, hidden={str(options["id"]): "ID", str(absent): "ID"}
            ):
                session.report(
                    UNIFORM,
                    there,
                    steps=[here],
                    signature="object",
                    expected=f"the same response as for an object that exists: {here.summary()}",
                    source=operation.where("responses/401"),
                )


def repeated(session: Session) -> None:
    """A header that is there twice leaves open which one counts."""
    key_name, tenant_name = session.contract.key_header, session.contract.tenant_header
    who = session.world.main
    key, tenant = (key_name, who.key), (tenant_name, who.tenant)
    wrong = (key_name, _made_up(who.kind.prefix if who.kind else "", session.token(38)))
    tries: list[tuple[str, Headers]] = [
        ("the key twice", [key, key, tenant]),
        ("the key, then a wrong one", [key, wrong, tenant]),
        ("a wrong key, then the right one", [wrong, key, tenant]),
        ("the tenant twice", [key, tenant, tenant]),
        ("the tenant, then another", [key, tenant, (tenant_name, "tenant_of_nobody")]),
        ("another tenant, then the right one", [key, (tenant_name, "tenant_of_nobody"), tenant]),
    ]
    thorough = _one_of_each_method(session.contract.operations.values())
    for operation in session.contract.operations.values():
        with session.trying(operation):
            options, _ = valid_request(session, operation)
            chosen = tries if session.deep or operation in thorough else tries[1:2]
            tried = [
                (name, session.call(operation, credentials=headers, **options))
                for name, headers in chosen
            ]
            wrong_ones = [(n, e) for n, e in tried if e.status not in (400, 401)]
            source = "/components/responses/BadRequest"
            _report_each(session, REPEATED, wrong_ones, len(tried), "400 or 401", source)


def _one_of_each_method(operations: Any) -> list[Operation]:
    found: dict[str, Operation] = {}
    for operation in operations:
        found.setdefault(operation.method, operation)
    return list(found.values())


def bad_credentials(session: Session) -> Iterator[tuple[str, Headers]]:
    """Every way in which credentials can be bad, with the headers that are sent."""
    key_name, tenant_name = session.contract.key_header, session.contract.tenant_header
    who = session.world.main
    key, tenant = who.key, who.tenant
    variable = key.shown.removeprefix("$")
    prefix = who.kind.prefix if who.kind else ""

    def pair(key: str, tenant: str = tenant) -> Headers:
        return [(key_name, key), (tenant_name, tenant)]

    yield "no key", [(tenant_name, tenant)]
    yield "no tenant", [(key_name, key)]
    yield "no credentials", []
    yield "an empty key", pair("")
    yield "an empty tenant", pair(key, "")
    yield "a malformed key", pair("not-a-key")
    yield "a key that is only a prefix", pair(prefix)
    unknown = session.token(len(key) - len(prefix))
    yield "an unknown key", pair(_made_up(prefix, unknown))
    yield "a key with a character more", pair(Hidden(f"{key}0", f"${{{variable}}}0"))
    yield "a key with a character less", pair(Hidden(key[:-1], f"${{{variable}%?}}"))
    other = "a" if key[-1] != "a" else "b"
    yield (
        "a key with another last character",
        pair(Hidden(key[:-1] + other, f"${{{variable}%?}}{other}")),
    )
    yield "a key in other case", pair(_swapped(key, prefix, variable))
    for kind in session.contract.key_kinds:
        if kind == who.kind:
            continue
        if kind.environment not in session.contract.safe_environments:
            # Nothing of a real key: a live key may have the same letters behind its prefix.
            if session.may_send_live_keys:
                yield (
                    f"an unknown key with the prefix {kind.prefix}",
                    pair(_made_up(kind.prefix, unknown)),
                )
        else:
            changed = Hidden(
                kind.prefix + key.removeprefix(prefix), f"{kind.prefix}${{{variable}#{prefix}}}"
            )
            yield f"a key with the prefix {kind.prefix} put on it", pair(changed)
    yield "a key with a word before it", pair(Hidden(f"Bearer {key}", f"Bearer ${variable}"))
    yield (
        "a key in another header",
        [("Authorization", Hidden(f"Bearer {key}", f"Bearer ${variable}")), (tenant_name, tenant)],
    )
    yield "a key that is not ASCII", pair(f"{prefix}\u00e9\u00e9\u00e9")
    yield "a tenant that nobody is", pair(key, "tenant_of_nobody")
    yield "a tenant with a character more", pair(key, Hidden(f"{tenant}0", f"{tenant.shown}0"))
    yield (
        "a tenant with a character less",
        pair(key, Hidden(tenant[:-1], f"${{{tenant.shown.removeprefix('$')}%?}}")),
    )
    yield "a tenant in other case", pair(key, str(tenant).swapcase())
    yield "any tenant", pair(key, "*")
    for role, name in ((REVOKED, "a revoked key"), (EXPIRED, "an expired key")):
        try:
            yield name, pair(session.who(role).key)
        except CannotRun as reason:
            session.skip(name, str(reason))
    try:
        stranger = session.who(OTHER)
    except CannotRun as reason:
        session.skip("another tenant's key", str(reason))
    else:
        yield "another tenant's key", pair(stranger.key)
        yield "the key with another tenant", pair(key, stranger.tenant)


def _made_up(prefix: str, rest: str) -> Hidden:
    """A key that nobody has. It is shown in two parts, so that reports do not take it for a real one."""
    return Hidden(prefix + rest, f'{prefix}""{rest}')


def _swapped(key: str, prefix: str, variable: str) -> Hidden:
    tail = key.removeprefix(prefix).swapcase()
    shown = f"{prefix}$(echo ${{{variable}#{prefix}}} | tr a-zA-Z A-Za-z)"
    return Hidden(prefix + tail, shown)


def valid_request(session: Session, operation: Operation) -> tuple[Json, str | None]:
    """Arguments of a call that would succeed with the right key, and a value that only its effect would hold."""
    options: Json = {}
    marker: str | None = None
    owner = session.contract.owner(operation)
    if operation.path_parameters:
        target = session.contract.resource_of(operation.path_parameters[0].schema.name)
        if target is None:
            raise CannotRun(
                f"the contract does not say how to create the objects of {operation.path}"
            )
        fresh = operation.writes and target.create is not None
        options["id"] = (
            session.objects.make(target).fields if fresh else session.objects.shared(target)
        )["id"]
    if operation.body is not None and operation.body.required:
        fields: Json = {}
        if owner is not None and owner.create is operation:
            for name, schema in session.contract.references(operation):
                resource = session.contract.resource_of(schema.name)
                if resource and resource.create and name in operation.body.schema.required:
                    # One of its own, by which what is made would be found.
                    fields[name] = marker = str(session.objects.make(resource).fields["id"])
        body = session.objects.body_for(operation, **fields)
        if owner is not None and owner.update is operation:
            body |= _a_change(operation)
        for name in session.objects.unique_fields(operation):
            if name in body:
                marker = str(body[name])
        options["body"] = body
    return options, marker


def _a_change(operation: Operation) -> Json:
    """A field that would change what is there."""
    assert operation.body is not None
    for name, field in operation.body.schema.fields.items():
        if "object" in field.nonnull.types and not field.nonnull.fields:
            return {name: {"changed": "yes"}}
    return {}


def _state(session: Session, operation: Operation, options: Json) -> Json | None:
    owner = session.contract.owner(operation)
    if not operation.writes or "id" not in options or owner is None:
        return None
    return session.objects.state(owner, options["id"])


def unchanged(
    session: Session,
    operation: Operation,
    options: Json,
    marker: str | None,
    before: Json | None,
    rejected: Exchange,
    source: str,
) -> None:
    """Check that a rejected write left no trace."""
    owner = session.contract.owner(operation)
    if not operation.writes or owner is None:
        return
    found: str | None = None
    if before is not None:
        after = session.objects.state(owner, options["id"])
        if after != before:
            found = f"the object was {before} and is {after}"
    elif marker is not None and owner.listing is not None:
        page = session.call(owner.listing)
        # Of a server that lists what was never sent nothing can be said.
        if marker in page.text and str(valid_request(session, operation)[1]) not in page.text:
            found = f"a {owner.name} with {marker} is listed"
    if found is not None:
        session.report(
            NO_EFFECT,
            rejected,
            then=session.objects.last_read if before is not None else None,
            expected="everything as it was",
            source=source,
            got=f"{rejected.status}, but {found}",
        )


PARTS = (key_types, credentials, any_id, first_of_all, elsewhere, repeated)
ROLES = (OTHER, REVOKED, EXPIRED)
