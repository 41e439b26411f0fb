"""The command `azotte-conformance`, which `python -m azotte_conformance` is too."""

import sys


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        # Loading it takes a moment, in which Ctrl-C is not an error either.
        from azotte_conformance import command_line

        return command_line.main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
