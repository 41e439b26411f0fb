"""The requests that the server received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from azotte_sandbox.errors import OperatorError
from azotte_sandbox.json_values import Json
from azotte_sandbox.recorder import KEPT, RecordedRequest

if TYPE_CHECKING:
    from azotte_sandbox.control.api import Control, ControlCall


async def list_requests(control: Control, call: ControlCall) -> Json:
    query = call.query

    def is_wanted(request: RecordedRequest) -> bool:
        status = query.get("status")
        return (
            query.get("tenant") in (None, request.tenant)
            and query.get("operation") in (None, request.operation)
            and query.get("key") in (None, request.key)
            and query.get("method", request.method).upper() == request.method
            and (status is None or _matches(status, request.status))
        )

    found = await control.requests.newest(
        is_wanted, after=query.get("after"), limit=query["limit"], wait=query["wait"]
    )
    return {"object": "list", "data": [_document(control, request) for request in found]}


async def get_request(control: Control, call: ControlCall) -> Json:
    request = control.requests.find(call.path["request"])
    if request is None:
        raise OperatorError(
            f"No such request: '{call.path['request']}'. The server keeps the newest {KEPT} since its start.",
            404,
        )
    return _document(control, request)


async def delete_requests(control: Control, call: ControlCall) -> None:
    del call
    control.requests.clear()


OPERATIONS = (list_requests, get_request, delete_requests)


def _matches(wanted: str, status: int | None) -> bool:
    return status is not None and str(status).startswith(wanted.rstrip("x"))


def _document(control: Control, request: RecordedRequest) -> Json:
    fields = control.requests.shown(request)
    return {"id": fields.pop("id"), "object": "request", **fields}
