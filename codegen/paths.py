"""Paths of the repository, and the path of the API that a file is for."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = ROOT / "openapi" / "azotte.yaml"
TEMPLATES = ROOT / "templates"
GENERATED = ROOT / "generated"


def path_of_file(name: str) -> str:
    """Return the path that a file of the contract is for: `/coupons/{id}/archive` of `coupons_{id}_archive`."""
    # Only the name of a parameter contains an underscore.
    return "/" + "/".join(re.findall(r"\{[^}]*\}|[^_]+", name))
