# Copied from templates/cli/runtime/profiles.py: edit there, not here.
"""Stores API keys in the keyring of the system, each under the name of a profile."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import click

from azotte.cli.groups import API_KEY_VARIABLE, TENANT_VARIABLE

if TYPE_CHECKING:
    from azotte import Secret, errors

_SERVICE = "azotte"
_DEFAULT = "default"


class Account(NamedTuple):
    """What a call is made with.

    Attributes:
        api_key: The API key as a `Secret`, or None for that of the environment.
        tenant_id: ID of the tenant, or None if the environment has none.
        base_url: URL of the API, or None for that of the environment.
    """

    api_key: Secret | None
    tenant_id: str | None
    base_url: str | None


def find_account(profile: str | None) -> Account:
    """Return the account of a profile. Without one, the environment is first and the current profile second.

    Raises:
        click.ClickException: There is no key.
    """
    if profile is None and os.environ.get(API_KEY_VARIABLE):
        return Account(None, os.environ.get(TENANT_VARIABLE), None)
    stored = _Profiles()
    name = profile or stored.current
    found = stored.profiles.get(name)
    if found is None and profile is None:
        raise click.UsageError(
            f"There is no API key. Set {API_KEY_VARIABLE}, or store a key with `azotte login`."
        )
    if found is None:
        _unknown(name, stored)
    return Account(_stored_key(name), found["tenant_id"], found["base_url"])


@click.command()
@click.option("--profile", default=_DEFAULT, show_default=True, help="Name of the profile.")
@click.option("--tenant-id", help="ID of the tenant. A terminal prompts for it.")
@click.option("--base-url", help="URL of the API. Defaults to the platform.")
@click.option("--allow", metavar="CHECK", multiple=True, help="Override a check of the API key.")
def login(
    profile: str, tenant_id: str | None, base_url: str | None, allow: tuple[errors.Refusal, ...]
) -> None:
    """Store an API key in the keyring of the system.

    A terminal prompts for the key. Otherwise it is the first line of the standard input. It is never an option, because other
    users of the machine can see those.
    """
    from azotte import Azotte, Secret

    is_terminal = sys.stdin.isatty()
    if tenant_id is None:
        if not is_terminal:
            raise click.UsageError("Missing option '--tenant-id'.")
        tenant_id = click.prompt("Tenant ID", err=True)
    key = Secret(
        (
            click.prompt("API key", hide_input=True, err=True)
            if is_terminal
            else sys.stdin.readline()
        ).strip()
    )
    if not key:
        raise click.UsageError("There is no API key in the standard input.")
    # The checks of the client, so that a key that cannot work is not stored.
    with Azotte(api_key=key, tenant_id=tenant_id, base_url=base_url, allow=allow) as client:
        base_url = client.base_url
    stored = _Profiles()
    _keyring("set_password", profile, key.reveal())
    stored.profiles[profile] = {"tenant_id": tenant_id, "base_url": base_url}
    if len(stored.profiles) == 1:
        stored.current = profile
    stored.save()
    click.echo(f"Stored the key {key} as the profile {profile!r}.", err=True)


@click.group()
def profiles() -> None:
    """List, select and remove stored API keys."""


@profiles.command("list")
def list_profiles() -> None:
    """List the profiles. The current one has an asterisk."""
    stored = _Profiles()
    for name, facts in stored.profiles.items():
        mark = "*" if name == stored.current else " "
        click.echo(f"{mark} {name}  {facts['tenant_id']}  {facts['base_url']}")


@profiles.command()
@click.argument("name")
def use(name: str) -> None:
    """Make a profile the current one."""
    stored = _Profiles()
    if name not in stored.profiles:
        _unknown(name, stored)
    stored.current = name
    stored.save()


@profiles.command()
@click.argument("name")
def remove(name: str) -> None:
    """Remove a profile, and its key from the keyring."""
    stored = _Profiles()
    if name not in stored.profiles:
        _unknown(name, stored)
    _keyring("delete_password", name)
    del stored.profiles[name]
    if stored.current == name:
        stored.current = next(iter(stored.profiles), _DEFAULT)
    stored.save()


class _Profiles:
    """The profiles without their keys, in a file.

    Attributes:
        current: Name of the current profile.
        profiles: Tenant and URL of each profile by name.
    """

    def __init__(self) -> None:
        self._path = Path(click.get_app_dir("azotte")) / "profiles.json"
        self.current: str = _DEFAULT
        self.profiles: dict[str, dict[str, str]] = {}
        try:
            content: Any = json.loads(self._path.read_text(encoding="utf-8"))
            self.current, self.profiles = content["current"], content["profiles"]
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError):
            raise click.ClickException(
                f"{self._path} cannot be read. Remove it, and store your keys again with `azotte login`."
            ) from None

    def save(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Replaced as a whole, so that an interruption leaves the old file.
        new = self._path.with_suffix(".new")
        content = {"current": self.current, "profiles": self.profiles}
        new.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        new.replace(self._path)


def _stored_key(name: str) -> Secret:
    from azotte import Secret

    text = _keyring("get_password", name)
    if text is None:
        raise click.ClickException(
            f"The keyring has no key for the profile {name!r}. Store it again with `azotte login --profile {name}`."
        )
    return Secret(text)


def _keyring(function: str, *arguments: str) -> Any:
    import keyring
    import keyring.errors

    try:
        return getattr(keyring, function)(_SERVICE, *arguments)
    except keyring.errors.KeyringError as error:
        message = " ".join(str(error).split())
    finally:
        # Not left in this frame, which is part of the traceback of whatever is raised.
        del arguments
    raise click.ClickException(
        f"The keyring of the system cannot be used: {message} Set {API_KEY_VARIABLE} instead."
    )


def _unknown(name: str, stored: _Profiles) -> NoReturn:
    known = ", ".join(stored.profiles) or "none"
    raise click.UsageError(f"No such profile: {name!r}. Stored profiles: {known}.")
