"""Keeps a process from being forked in the middle of an import."""

from __future__ import annotations

import os
from threading import RLock

importing = RLock()
"""Held while the package imports a part of itself late. Without it, a child that is forked then waits for ever: the module's
lock in the import system stays locked by a thread that only the parent has.
"""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=importing.acquire,
        after_in_parent=importing.release,
        after_in_child=importing.release,
    )
