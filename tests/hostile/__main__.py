"""`python -m tests.hostile MODE` serves a mode and prints its URL; without a mode, lists the modes.

It ends when its standard input does, so that it cannot outlive the test that started it.
"""

from __future__ import annotations

import sys

from tests.hostile.modes import MODES
from tests.hostile.server import HostileServer


def main() -> None:
    """List the modes or serve one."""
    if len(sys.argv) < 2:
        width = max(map(len, MODES))
        for mode in MODES.values():
            print(f"{mode.name:{width}}  {mode.description}")
        return
    if sys.argv[1] not in MODES:
        sys.exit(f"Unknown mode: {sys.argv[1]!r}. Run python -m tests.hostile to list the modes.")
    with HostileServer(MODES[sys.argv[1]]) as server:
        print(server.url, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
