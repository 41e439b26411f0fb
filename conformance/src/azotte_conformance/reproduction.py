"""Shell scripts that send requests again, with credentials as environment variables."""

import re
import shlex
from collections.abc import Sequence

from azotte_conformance.exchange import Exchange, Request
from azotte_conformance.masking import Hidden


def script(steps: Sequence[Exchange]) -> str:
    """A shell script that sends requests again. It takes IDs that earlier responses name from those responses by `jq`."""
    variables: dict[str, str] = {}
    lines: list[str] = []
    for index, step in enumerate(steps):
        command = _with_variables(curl(step.request), variables)
        given = step.fields.get("id") if step.ok else None
        later = steps[index + 1 :]
        if (
            isinstance(given, str)
            and given not in variables
            and any(_names(other, given) for other in later)
        ):
            name = f"ID{len(variables) + 1}"
            variables[given] = name
            lines.append(f"{name}=$({command} | jq -r .id)")
        else:
            lines.append(command)
        lines.append(f"# {step.status}{f' {step.code}' if step.code else ''}")
    return "\n".join(lines)


def curl(request: Request) -> str:
    """The command that sends a request, with credentials as environment variables."""
    parts = ["curl -sS"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != ("POST" if request.body is not None else "GET"):
        parts.append(f"-X {request.method}")
    # Without globbing: brackets stand for themselves in `expand[]`. Dots are sent as they are.
    if "/." in request.target.replace("%2E", "."):
        parts.append("--path-as-is")
    parts.append(f'-g "$URL{_in_double_quotes(request.target)}"')
    for name, value in request.headers:
        shown = value.shown if isinstance(value, Hidden) else _in_double_quotes(value)
        # An empty value has a syntax of its own, or curl leaves the header out.
        parts.append(f'-H "{name}: {shown}"' if shown else f'-H "{name};"')
    if request.body is not None:
        parts.append(f"--data-binary {_shell_bytes(request.body)}")
    return " \\\n  ".join(parts)


def _names(step: Exchange, id: str) -> bool:
    return id in step.request.target or id.encode() in (step.request.body or b"")


def _with_variables(command: str, variables: dict[str, str]) -> str:
    """A cURL command with the variables that hold IDs in place of the IDs."""
    for id, name in variables.items():
        head, mark, body = command.partition("--data-binary ")
        head = head.replace(id, f"${{{name}}}")
        # The body stands in single quotes, where a variable needs the quotes closed around it.
        command = head + mark + body.replace(id, f"'\"${{{name}}}\"'")
    return command


def _in_double_quotes(text: str) -> str:
    return re.sub(r'([\\"$`])', r"\\\1", text)


def _shell_bytes(body: bytes) -> str:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return _ansi_c(body)
    if len(text) > 4000:
        return f"@- <<< {shlex.quote(text[:200])}  # and so on, {len(body)} bytes"
    if any(ord(character) < 32 and character not in "\n\t" for character in text):
        return _ansi_c(body)
    return "'" + text.replace("'", "'\\''") + "'"


def _ansi_c(body: bytes) -> str:
    escaped = "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in body
    )
    return f"$'{escaped}'"
