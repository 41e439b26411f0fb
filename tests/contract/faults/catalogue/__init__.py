"""The catalogue: small faults that a developer might really make, one module a family.

The changes are small on purpose, and each is one that a review could miss.
"""

import importlib
from dataclasses import replace

from tests.contract.faults.fault import Fault
from tests.contract.jobs import FAMILIES


def _read() -> dict[str, Fault]:
    found: dict[str, Fault] = {}
    for family in (*FAMILIES, "answers", "latency"):
        module = importlib.import_module(f"tests.contract.faults.catalogue.{family}")
        for fault in module.FAULTS:
            assert fault.name not in found, fault.name
            found[fault.name] = replace(fault, family=family)
    return found


FAULTS = _read()
"""Every fault by its name."""
