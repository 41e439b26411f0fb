"""Runs the README's examples against the platform that the environment names."""

import asyncio
import re
from importlib import metadata
from typing import Any


def main() -> None:
    """Run the examples of the installed package's own README, which its metadata carry."""
    run(str(metadata.metadata("azotte").json["description"]))


def run(readme: str) -> None:
    """Run the examples in order, in one namespace, and what they define."""
    import azotte

    examples = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    assert len(examples) >= 15, len(examples)
    names: dict[str, Any] = {"__name__": "readme"}
    for number, example in enumerate(examples):
        exec(compile(example, f"README example {number + 1}", "exec"), names)
    names["test_a_trial_ends"]()
    asyncio.run(names["main"]())
    body = b'{"id":"evt_1","object":"event","type":"customer.merged","created":1,"data":{}}'
    signed = {azotte.webhooks.SIGNATURE_HEADER: azotte.webhooks.sign(body, "whsec_1")}
    assert names["endpoint"](body, signed, "whsec_1") == 200
    assert names["endpoint"](body + b" ", signed, "whsec_1") == 400
    for client in ("azotte", "traced"):
        names[client].close()


if __name__ == "__main__":
    main()
