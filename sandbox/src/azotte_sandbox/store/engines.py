"""Opens the engine that a database URL names; an engine is imported only when it is."""

from __future__ import annotations

import re
from pathlib import Path

from azotte_sandbox.store import Store, StoreUnavailableError


async def open_store(database: str) -> Store:
    """Open a store.

    Args:
        database: a file's path, `sqlite:PATH`, or a `postgresql://` URL.

    Raises:
        StoreUnavailableError: there is no such engine, or it can not be opened.
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
    scheme = database.partition(":")[0]  # no more of it: there may be a password
    raise StoreUnavailableError(
        f"There is no storage engine for {scheme}:…. Give a file's path or a postgresql:// URL."
    )


def sqlite_path(database: str) -> Path | None:
    """The file that a path or a `sqlite:` URL names; `None` for the URL of another engine.

    Raises:
        StoreUnavailableError: the path begins with the home folder of a user who has none.
    """
    # A mistyped PostgreSQL URL must not become a file, with the password in its name.
    if re.match(r"(?!sqlite:)[a-z][a-z0-9+.-]*://|postgres(ql)?:", database, re.IGNORECASE):
        return None
    path = database.removeprefix("sqlite:")
    try:
        return Path("/" + path.lstrip("/") if path.startswith("///") else path).expanduser()
    except RuntimeError as error:
        raise StoreUnavailableError(
            f"There is no home folder for {Path(path).parts[0]}. Give --database the whole path."
        ) from error
