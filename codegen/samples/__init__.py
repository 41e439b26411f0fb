"""Writes a sample for each operation in each style.

- `values` chooses values: examples of the contract, or else values made from the types.
- `call` chooses the arguments of an operation, and what is done with its response.
- `wire` writes values as a request has them, and `literals` as source code.
- `write` fills in the templates of `templates/samples/`.
"""

from codegen.samples.write import add_samples, write_samples

__all__ = ["add_samples", "write_samples"]
