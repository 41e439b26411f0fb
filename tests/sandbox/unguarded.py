"""`azotte-sandbox` with the conditions on the environment taken out of its statements.

On PostgreSQL row-level security then has to hold alone. On SQLite nothing is left, and whatever looks for a crossing
has to find one.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar
from unittest.mock import patch

from azotte_sandbox.cli import main
from azotte_sandbox.store import postgres, sqlite

R = TypeVar("R")

_WORLD = re.compile(r"(?:\w+\.)?tenant = \$1 AND (?:\w+\.)?environment = \$2")
_SAME_WORLD = re.compile(r"\w+\.tenant = \w+\.tenant AND \w+\.environment = \w+\.environment")


def without_world(translate: Callable[[str], R]) -> Callable[[str], R]:
    """Translate a statement whose condition names an environment."""

    def translate_unguarded(sql: str) -> R:
        # The placeholders stay in use, so that they keep their numbers and have a type.
        text = _WORLD.sub("CAST($1 AS TEXT) <> '' AND CAST($2 AS TEXT) <> ''", sql)
        return translate(_SAME_WORLD.sub("1 = 1", text))

    return translate_unguarded


if __name__ == "__main__":
    translate_for_postgres = without_world(postgres._translate)  # pyright: ignore[reportPrivateUsage]
    translate_for_sqlite = without_world(sqlite._translate)  # pyright: ignore[reportPrivateUsage]
    with (
        patch.object(postgres, "_translate", translate_for_postgres),
        patch.object(sqlite, "_translate", translate_for_sqlite),
    ):
        main()
