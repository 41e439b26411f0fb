"""Whether an error names the field that it is about. `details` is optional, so an error that names none is only noted."""

from azotte_conformance.contract import Operation
from azotte_conformance.exchange import Exchange
from azotte_conformance.findings import Rule
from azotte_conformance.session import Session

UNNAMED = Rule(
    "errors.unnamed",
    "An error about a field names the field in `details.field`, a nested one as a path.",
    "note",
    by="/components/responses/UnprocessableContent/description",
)


def names_another(exchange: Exchange, field: str) -> bool:
    """Whether an error names another field of the request than the one it is about."""
    named = exchange.field
    if named is None or named.partition(".")[0] == field.partition(".")[0]:
        return False
    return named.partition(".")[0] in _fields(exchange.request.operation)


def judge_field(session: Session, rule: Rule, exchange: Exchange, field: str, source: str) -> None:
    """Check which field an error names.

    Args:
        session: Takes what is found.
        rule: Broken by an error that names another field of the request.
        exchange: The error.
        field: The field that it is about.
        source: Pointer to what demands the error.
    """
    named = exchange.field
    if names_another(exchange, field):
        session.report(
            rule,
            exchange,
            signature=f"names another {'.' in field}",
            expected=f"details.field to be {field!r}",
            source="/components/schemas/ErrorDetails/properties/field",
        )
    elif named != field:
        session.report(
            UNNAMED,
            exchange,
            signature=f"{rule.id} {'path' if named else 'none'}",
            expected=f"details.field to be {field!r}",
            source=source,
            got=f"{exchange.status} {exchange.code} with details.field {named!r}",
        )


def _fields(operation: Operation | None) -> set[str]:
    if operation is None:
        return set()
    names = {parameter.name for parameter in operation.parameters}
    return names | set(operation.body.schema.fields if operation.body else ())
