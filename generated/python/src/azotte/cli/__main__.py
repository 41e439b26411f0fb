# Copied from templates/cli/runtime/__main__.py: edit there, not here.
"""Starts the command line: the script `azotte`, or `python -m azotte.cli`."""

import sys


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        import click  # noqa: F401  # pyright: ignore[reportUnusedImport]
    except ModuleNotFoundError:
        sys.exit("The command line needs more packages. Run: pip install 'azotte[cli]'")
    from azotte.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
