"""Writes the Python distribution from the model.

- `annotations` says what a type is as an argument, `types_of` what it is in a model package.
- `calls` reads operations into the methods and functions of the client; `requests` writes how arguments become a request.
- `models` writes the three model packages, and `package` the distribution.
"""

from codegen.python.package import remove_unused, write_python

__all__ = ["remove_unused", "write_python"]
