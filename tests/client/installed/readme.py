"""Runs the README's examples against the platform that the environment names."""

import asyncio
import re
from importlib import metadata
from typing import Any

FRAMEWORKS = re.compile(r"^from (?:fastapi|flask|django)", re.MULTILINE)


def main() -> None:
    """Run the examples of the installed package's own README, which its metadata carry."""
    run(str(metadata.metadata("azotte").json["description"]))


def run(readme: str) -> None:
    """Run the examples in order, in one namespace, and what they define.

    The endpoints are not here: they need web frameworks, and run in `tests/client/test_webhooks.py`.
    """
    examples = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(examples) >= 15, len(examples)
    names: dict[str, Any] = {"__name__": "readme"}
    for number, example in enumerate(examples):
        if FRAMEWORKS.search(example):
            continue
        exec(compile(example, f"README example {number + 1}", "exec"), names)
    # pytest calls it with its fixtures, which are these.
    with names["Sandbox"]() as sandbox, sandbox.client() as client:
        names["test_a_trial_ends"](client, sandbox.clock, sandbox.webhooks)
    asyncio.run(names["main"]())
    for name in ("azotte", "traced"):
        names[name].close()


if __name__ == "__main__":
    main()
