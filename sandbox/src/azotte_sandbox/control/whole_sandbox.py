"""The server as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azotte_sandbox import __version__
from azotte_sandbox.json_values import Json

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def get_sandbox(control: Control, call: ControlCall) -> Json:
    del call
    contract = control.sandbox.contract
    return {
        "object": "sandbox",
        "version": __version__,
        "database": control.sandbox.location,
        "environments": control.sandbox.environments,
        "operations": list(contract.operations),
        "lists": [
            each.id
            for each in contract.operations.values()
            if each.items is not None and not each.path_parameters
        ],
        "events": list(contract.events),
        "error_codes": {code: kind.status for code, kind in contract.errors.items()},
    }


async def get_document(control: Control, call: ControlCall) -> bytes:
    del call
    return control.document.text


async def reset_sandbox(control: Control, call: ControlCall) -> None:
    await control.sandbox.reset(call.body.get("everything", False), control.actor)


OPERATIONS = (get_sandbox, get_document, reset_sandbox)
