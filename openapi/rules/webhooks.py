"""Rules for webhooks."""

from collections.abc import Iterator

from openapi.rules.contract import Contract, Problem

SIGNATURE = "azotte-signature"


def webhook(contract: Contract) -> Iterator[Problem]:
    for hook in contract.webhooks:
        expected = f"on_{hook.path.replace('.', '_')}"
        schema = contract.request_schema(hook)
        type_ = contract.property(schema, "type") if schema else None
        if hook.method != "post":
            yield hook.node, f"{hook.path} is not a POST"
        if hook.id != expected:
            yield (
                hook.node.nearest("operationId"),
                f"the operationId of {hook.path} is not {expected}",
            )
        if hook.node.get("summary") != hook.path:
            yield hook.node.nearest("summary"), f"the summary of {hook.path} is not its event type"
        if hook.node.get("security") != []:
            yield hook.node.nearest("security"), f"{hook.path} has no `security: []`"
        if not hook.parameter(SIGNATURE, "header"):
            yield hook.node, f"{hook.path} has no header {SIGNATURE}"
        if schema is None or type_ is None or type_.get("const") != hook.path:
            yield hook.node, f"the type of the body of {hook.path} is not {hook.path}"
        if [*hook.responses] != ["200"]:
            yield hook.node, f"{hook.path} has responses other than 200"
