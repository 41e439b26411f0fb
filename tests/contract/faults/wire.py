"""What faults do to answers on their way out."""

from typing import Any

from tests.contract.faults.changes import Answer


def turn(answer: Answer, old: int, new: int, code: str, kind: str) -> None:
    """Answer one refusal as another."""
    if answer.status == old:
        answer.status = new
        change_error(answer, code=code, type=kind)
        answer.set("allow", None)


def change_error(answer: Answer, **members: Any) -> None:
    """Change members of an error."""
    body = answer.members
    if answer.status >= 400 and "error" in body:
        body["error"].update(members)
        answer.json = body


def plain_error(answer: Answer) -> None:
    """Take the envelope off an error."""
    if "error" in answer.members:
        answer.json = answer.members["error"]


def html(answer: Answer, status: int | None = None) -> None:
    """Answer with a web server's page."""
    answer.status = status or answer.status
    answer.body = b"<html><body><h1>Not Found</h1></body></html>"
    answer.set("content-type", "text/html")


def empty(answer: Answer) -> None:
    """Answer with nothing."""
    answer.status, answer.body = 204, b""
    answer.set("content-type", None)


def not_modified(answer: Answer) -> None:
    """Obey a condition that no operation documents."""
    if answer.status == 200 and "if-none-match" in answer.request_headers:
        answer.status, answer.body = 304, b""


def shown(answer: Answer) -> None:
    """Send a request back."""
    if answer.method == "TRACE":
        answer.status = 200
        answer.set("content-type", "message/http")


def drop_nulls(thing: dict[str, Any]) -> None:
    """Leave out the members that are null."""
    for name in [name for name, value in thing.items() if value is None]:
        del thing[name]


def drop(answer: Answer, name: str) -> None:
    """Leave out a member of the body."""
    body = answer.members
    if body:
        body.pop(name, None)
        answer.json = body


def echo_key(answer: Answer) -> None:
    """Show the key that was refused."""
    if answer.status == 401:
        change_error(
            answer, message=f"Invalid API key provided: {answer.request_headers.get('x-api-key')}"
        )


def of_another(answer: Answer) -> bool:
    """Whether the object in the path is another tenant's."""
    tenant = answer.request_headers.get("x-tn", "")
    owners: dict[str, str] = answer.memory
    for thing in answer.objects() if answer.status == 201 else []:
        owners[thing["id"]] = tenant
    return any(owners.get(part, tenant) != tenant for part in answer.path.split("/"))
