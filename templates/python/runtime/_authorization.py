"""How a secret is sent: in a header, in the query, or in `Authorization`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from urllib.parse import quote

from azotte._contract import Credential
from azotte._secret import Secret


def with_header(
    headers: Mapping[str, str], credential: Credential, secret: Secret
) -> dict[str, str]:
    """Return the headers of a request with the secret, if that is where it is sent."""
    match credential.sending:
        case "query":
            return {**headers}
        case "header":
            value = secret.header()
        case "Bearer":
            value = secret.header(lambda text: f"Bearer {text}")
        case "Basic":
            value = secret.header(lambda text: f"Basic {b64encode(text.encode()).decode()}")
    return {**headers, credential.name: value}


def with_parameter(url: str, credential: Credential, secret: Secret) -> str:
    """Return the URL of a request with the secret, if that is where it is sent."""
    if credential.sending != "query":
        return url
    pair = f"{quote(credential.name, safe='')}={quote(secret.reveal(), safe='')}"
    return f"{url}{'&' if '?' in url else '?'}{pair}"


def curl_arguments(credential: Credential) -> list[str]:
    """Return the arguments for cURL that send the secret from its environment variable."""
    variable = f"${credential.variable}"
    match credential.sending:
        case "query":
            return ["--url-query", f'"{quote(credential.name, safe="")}={variable}"']
        case "header":
            return ["-H", f'"{credential.name}: {variable}"']
        case "Bearer":
            return ["-H", f'"{credential.name}: Bearer {variable}"']
        case "Basic":
            return ["-u", f'"{variable}"']
