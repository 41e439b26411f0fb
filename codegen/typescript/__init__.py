"""Emits the npm package `azotte` from the model.

- `package` writes the files. `models`, `shapes`, `resources`, `errors`, `credentials` and `events` say what is in them.
- `types` writes a type of the model in TypeScript, as it is sent or as it is received.
- `names` has the names of a package, and `comments` and `literals` write comments and values.
- `build` formats the package and compiles `dist/`, in one process of Node.
"""

from codegen.typescript.build import build
from codegen.typescript.package import write_typescript

__all__ = ["build", "write_typescript"]
