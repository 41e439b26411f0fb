"""The sandbox with a fault: `python -m tests.conformance.faults.serve FAULT ...`, the rest as for `azotte-sandbox`."""

import sys

from azotte_sandbox.cli import main as sandbox
from tests.conformance.faults.catalogue import FAULTS


def main() -> None:
    """Put the fault in, and run the sandbox's command line."""
    fault = FAULTS[sys.argv.pop(1)]
    with fault.applied():
        sandbox()


if __name__ == "__main__":
    main()
