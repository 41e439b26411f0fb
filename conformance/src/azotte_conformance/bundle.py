"""The contract that this package was built with."""

from importlib import resources
from pathlib import Path


def built_in() -> Path:
    """The bundle in the package, or in a checkout the generated one, which is always the current one."""
    checkout = Path(__file__).parents[3] / "generated" / "openapi.json"
    if checkout.exists():
        return checkout
    return Path(str(resources.files("azotte_conformance") / "openapi.json"))
