"""The sandbox with one of these faults: `python -m tests.coupon.serve FAULT ...`, the rest as for `azotte-sandbox`."""

import sys

from azotte_sandbox.cli import main as sandbox
from tests.coupon.faults import FAULTS


def main() -> None:
    """Put the fault in, and run the sandbox's command line."""
    with FAULTS[sys.argv.pop(1)].applied():
        sandbox()


if __name__ == "__main__":
    main()
