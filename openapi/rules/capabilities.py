"""What the model of the contract (`codegen.model`) cannot express, and what to write instead.

These are no rules of their own: they follow from the model, on which all generated code is based. House rules are rules of style.
"""

from collections.abc import Callable, Iterator
from typing import Any

from codegen.document import steps
from codegen.model.read import read
from openapi.rules.sources import Finding, Node

RULE = "capability"


def capability_findings(
    bundled: dict[str, Any], find: Callable[[list[str]], Node]
) -> Iterator[Finding]:
    """Yield what is not supported in a bundle.

    Args:
        bundled: The bundle.
        find: Returns the source of a place in the bundle.
    """
    for rejection in read(bundled).rejections:
        node = find(steps(rejection.pointer))
        yield Finding(node.file, node.line, RULE, rejection.found, rejection.remedy)
