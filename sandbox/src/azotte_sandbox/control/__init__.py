"""The control API: what tests can do to a running sandbox, over HTTP, under `/control`.

`openapi.json` describes it and is its table of routes: an operation is here if the document has it, and requests are
checked as the document says. `access` decides who can call it. Each other module has the operations of some tags.
"""

from __future__ import annotations

from azotte_sandbox.control.access import Access
from azotte_sandbox.control.api import Control

__all__ = ["Access", "Control"]
