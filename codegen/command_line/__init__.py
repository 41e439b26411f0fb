"""Writes the command line of the Python client: a table of commands for each tag, and the program that reads the tables.

`options` makes options of parameters and fields, `examples` makes command lines of the contract's examples, `commands` makes commands of
operations, and `write` writes them.
"""
