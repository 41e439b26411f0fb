"""Shell scripts that send requests again, with credentials as environment variables."""

import json
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from azotte_conformance.contract import as_array, as_object
from azotte_conformance.encoders import in_double_quotes, shell_bytes
from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.masking import Hidden

_ID = re.compile(r"[A-Za-z0-9_-]{6,128}")
"""An ID that a script can replace with a variable: long enough to stand for nothing else."""
_HARMLESS = re.compile(r"[A-Za-z0-9 @._:+/-]*|.{1,3}", re.DOTALL)
"""Text of the server that a script may hold: it means nothing to a shell, or is too short to mean anything."""

LAST = "Last response:"
"""What a script prints before the response that shows the finding."""
LONGEST_BODY = 4000
"""Characters of a request body that a script shows whole."""


def script(steps: Sequence[Exchange], tokens: Collection[str] = ()) -> str:
    """A shell script that sends requests again, or nothing if it would hold text that the server chose.

    The script reads IDs from the responses to its own requests, by `jq`. It makes a new value of each one that has to be
    unique, so that it can be run repeatedly, and sends requests at the same time that were sent so. It ends with the last
    response, its status, and the IDs of the objects that it created.

    Args:
        steps: The requests with their responses.
        tokens: Random texts in them.
    """
    if _quotes_server(steps):
        return ""
    fresh = Fresh(tokens, steps)
    variables: dict[str, str] = {}
    lines: list[str] = ["RUN=$(printf %06d $((RANDOM * 30 + RANDOM % 30)))"] if fresh.tokens else []
    for index, step in enumerate(steps):
        is_last = index == len(steps) - 1
        is_racing = step.together > 0
        command = _with_variables(
            curl(step.request, shows_status=is_last or is_racing), variables, fresh
        )
        given = step.fields.get("id") if step.ok else None
        later = steps[index + 1 :]
        if is_last and index:
            lines.append(f'echo; echo "{LAST}"')
        if is_same_moment(step, later[:1]) or is_same_moment(
            step, steps[max(index - 1, 0) : index]
        ):
            lines.append(f"{command} &")
            if not is_same_moment(step, later[:1]):
                lines.append("wait")
        elif isinstance(given, str) and _ID.fullmatch(given) and given not in variables and later:
            name = f"ID{len(variables) + 1}"
            variables[given] = name
            lines.append(f"{name}=$({command} | jq -r .id)")
        else:
            lines.append(command)
        lines.append(f"# {step.status}")
    if variables:
        lines.insert(-1, f'echo "IDs: {" ".join(f"${name}" for name in variables.values())}"')
    if fresh.tokens:
        lines.insert(-1, 'echo "RUN: $RUN"')
    return "\n".join(lines)


def is_same_moment(step: Exchange, others: Sequence[Exchange]) -> bool:
    """Whether a request was sent at the same time as others."""
    return any(step.together and step.together == other.together for other in others)


class Fresh:
    """Finds in texts the random parts that have to be new each time.

    Args:
        tokens: All random texts.
        steps: The requests in which they are looked for.
    """

    LENGTH = 6
    """Characters of a token that are replaced by digits: a number is in every alphabet, and has no case."""

    def __init__(self, tokens: Collection[str], steps: Sequence[Exchange]) -> None:
        sent = "\n".join(_sent(step.request) for step in steps).casefold()
        self.tokens = sorted(
            {t.casefold() for t in tokens if len(t) >= self.LENGTH and t.casefold() in sent},
            key=lambda token: -len(token),
        )
        self._pattern = re.compile("|".join(map(re.escape, self.tokens)), re.IGNORECASE)

    def is_in(self, request: Request) -> bool:
        """Whether a request has one of the tokens."""
        return bool(self.tokens) and self._pattern.search(_sent(request)) is not None

    def replace(self, text: str, run: str) -> str:
        """A text with the beginning of each token replaced."""
        if not self.tokens:
            return text
        return self._pattern.sub(lambda match: run + match[0][self.LENGTH :], text)


def curl(request: Request, *, shows_status: bool = False) -> str:
    """The command that sends a request, with credentials as environment variables.

    Args:
        request: The request.
        shows_status: Whether it prints the status after the response.
    """
    parts = ["curl -sS -w '\\n%{http_code}\\n'" if shows_status else "curl -sS"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != ("POST" if request.body is not None else "GET"):
        parts.append(
            f"-X {shell_bytes(request.method.encode())}"
            if not request.method.isalpha()
            else f"-X {request.method}"
        )
    # Without globbing: brackets stand for themselves in `expand[]`. Dots are sent as they are.
    if "/." in request.target.replace("%2E", "."):
        parts.append("--path-as-is")
    parts.append(f'-g "$URL{in_double_quotes(request.target)}"')
    for name, value in request.headers:
        shown = value.shown if isinstance(value, Hidden) else in_double_quotes(value)
        # An empty value has a syntax of its own, or curl leaves the header out.
        name = in_double_quotes(name)
        parts.append(f'-H "{name}: {shown}"' if shown else f'-H "{name};"')
    if request.body is not None:
        parts.append(f"--data-binary {_body(request.body)}")
    return " \\\n  ".join(parts)


def _body(body: bytes) -> str:
    if len(body) > LONGEST_BODY:
        return f"@- <<< {shell_bytes(body[:200])}  # and so on, {len(body)} bytes"
    return shell_bytes(body)


def _quotes_server(steps: Sequence[Exchange]) -> bool:
    """Whether a request holds text that no earlier request held and an earlier response did, and that is not harmless."""
    foreign: set[str] = set()
    sent = ""
    for step in steps:
        request = _sent(step.request)
        if any(text in request for text in foreign):
            return True
        sent += f"\n{request}"
        received = [*_texts(step.json), *(value for _, value in step.headers)]
        foreign.update(
            text for text in received if not _HARMLESS.fullmatch(text) and text not in sent
        )
    return False


def _sent(request: Request) -> str:
    """All of a request in which text of the server could stand, decoded."""
    body = (request.body or b"").decode("utf-8", "replace")
    try:
        fields = list(_texts(json.loads((request.body or b"").decode("utf-8", "surrogatepass"))))
    except (ValueError, RecursionError):
        fields = []
    headers = [value for _, value in request.headers]
    return "\n".join((request.target, unquote(request.target), body, *headers, *fields))


def _texts(value: Any) -> Iterator[str]:
    """Every string in a JSON value, names of fields among them."""
    if isinstance(value, str):
        yield value
    for name, field in (as_object(value) or {}).items():
        yield name
        yield from _texts(field)
    for item in as_array(value) or ():
        yield from _texts(item)


def _with_variables(command: str, variables: dict[str, str], fresh: Fresh) -> str:
    """A cURL command with the variables that hold IDs in place of the IDs, and with fresh values."""
    head, mark, body = command.partition("--data-binary ")
    head = fresh.replace(head, "${RUN}")
    # The body is in single quotes, where a variable needs the quotes closed around it.
    opening = "$'" if body.startswith("$'") else "'"
    body = fresh.replace(body, f'\'"${{RUN}}"{opening}')
    for id, name in variables.items():
        head = head.replace(id, f"${{{name}}}")
        body = body.replace(id, f'\'"${{{name}}}"{opening}')
    return head + mark + body
