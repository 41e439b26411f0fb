"""The sandbox with a fault: `python -m tests.contract.faults.serve FAULT …`, the rest as for `azotte-sandbox`."""

import sys

from tests.contract.faults.catalogue import FAULTS


def main() -> None:
    """Put the fault in, and be the sandbox's command line."""
    name = sys.argv.pop(1)
    for change in FAULTS[name].changes:
        change.apply()
    from azotte_sandbox.cli import main as sandbox

    sandbox()


if __name__ == "__main__":
    main()
