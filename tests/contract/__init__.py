"""Holds a server against the contract and reports what is wrong: `python -m tests.contract`."""
