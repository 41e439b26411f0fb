"""The catalogue: small mistakes that a developer might make, each one that a review could miss.

One module holds the faults that one family of rules has to find.
"""

import importlib
import pkgutil

from tests.conformance.faults.fault import FAULTS

for _module in pkgutil.iter_modules(__path__, f"{__name__}."):
    importlib.import_module(_module.name)

__all__ = ["FAULTS"]
