"""`python -m azotte_conformance` is `azotte-conformance`."""

import sys

from azotte_conformance.command_line import main

if __name__ == "__main__":
    sys.exit(main())
