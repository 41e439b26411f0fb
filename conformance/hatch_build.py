"""Puts the bundled contract into what is built.

In a checkout the contract is where the generator writes it, outside this folder; in a source distribution it is
where the package will look for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ContractHook(BuildHookInterface[Any]):
    """Adds `openapi.json` to the wheel and to the source distribution."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Tell hatchling where the contract is and where it belongs."""
        root = Path(self.root)
        checkout = root.parent / "generated" / "openapi.json"
        packed = root / "src" / "azotte_conformance" / "openapi.json"
        contract = checkout if checkout.exists() else packed
        if not contract.exists():
            raise FileNotFoundError(f"There is no contract at {checkout}. Generate it first.")
        target = "src/azotte_conformance" if self.target_name == "sdist" else "azotte_conformance"
        build_data["force_include"][str(contract)] = f"{target}/openapi.json"
