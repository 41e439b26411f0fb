"""Collects what a file imports."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Import:
    """An import statement."""

    is_type: bool
    names: tuple[str, ...]
    module: str


class Imports:
    """The names that a file uses of other modules."""

    def __init__(self, modules: Mapping[str, str], folder: str = "./") -> None:
        """Start with no name.

        Args:
            modules: Module of each export of the runtime.
            folder: The way from the file to the modules.
        """
        self._modules = modules
        self._folder = folder
        self._values: dict[str, set[str]] = {}
        self._types: dict[str, set[str]] = {}

    def value(self, name: str) -> str:
        """Return a function of the runtime, and import it."""
        self._values.setdefault(self._modules[name], set()).add(name)
        return name

    def type(self, name: str) -> str:
        """Return a type of the runtime, and import it."""
        self._types.setdefault(self._modules[name], set()).add(name)
        return name

    def model(self, name: str) -> str:
        """Return a type of the contract, and import it."""
        self._types.setdefault("models.js", set()).add(name)
        return name

    def statements(self) -> list[Import]:
        """Return the statements, sorted."""
        found = [
            Import(is_type, tuple(sorted(names)), self._folder + module)
            for is_type, modules in ((True, self._types), (False, self._values))
            for module, names in modules.items()
        ]
        return sorted(found, key=lambda one: (one.module, one.is_type))
