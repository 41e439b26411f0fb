"""Opens the engine of a database URL, and imports only that engine."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

from azotte_sandbox.store import Store, StoreUnavailableError


async def open_store(database: str) -> Store:
    """Open a store.

    Args:
        database: a file's path, `sqlite:PATH`, or a `postgresql://` URL.

    Raises:
        StoreUnavailableError: The engine is unknown, or cannot be opened.
    """
    path = sqlite_path(database)
    if path is not None:
        from azotte_sandbox.store.sqlite import SqliteStore

        return SqliteStore(path)
    if database.startswith(("postgresql://", "postgres://")):
        try:
            from azotte_sandbox.store.postgres import PostgresStore
        except ModuleNotFoundError as error:
            raise StoreUnavailableError(
                "PostgreSQL needs one more package: pip install 'azotte-sandbox[postgres]'."
            ) from error
        return await PostgresStore.open(database)
    scheme = database.partition(":")[0]  # only the scheme, because the rest may contain a password
    raise StoreUnavailableError(
        f"Unknown storage engine: {scheme}:…. Use a file path or a postgresql:// URL."
    )


def sqlite_path(database: str) -> Path | None:
    """Return the file that a path or a `sqlite:` URL names; `None` for the URL of another engine.

    Raises:
        StoreUnavailableError: The path starts with the home folder of an unknown user.
    """
    # A misspelled PostgreSQL URL must not become a file with the password in its name.
    if re.match(r"(?!sqlite:)[a-z][a-z0-9+.-]*://|postgres(ql)?:", database, re.IGNORECASE):
        return None
    path = database.removeprefix("sqlite:")
    try:
        return Path("/" + path.lstrip("/") if path.startswith("///") else path).expanduser()
    except RuntimeError as error:
        raise StoreUnavailableError(
            f"No home folder for {Path(path).parts[0]}. Pass an absolute path to --database."
        ) from error


def location(database: str) -> str:
    """Return where the data is, for people: an absolute path, or a URL without its login."""
    path = sqlite_path(database)
    if path is not None:
        return str(path.absolute())
    url = urlsplit(database)
    return f"{url.scheme}://{url.netloc.rpartition('@')[2]}{url.path}"
