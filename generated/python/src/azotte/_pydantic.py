# Copied from templates/python/runtime/_pydantic.py: edit there, not here.
"""The base of `azotte.models.pydantic`."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Model(BaseModel):
    """An object of the API.

    A member that was not given is left out when it is written: it is not null. `model_fields_set` tells the two apart.
    Members that the contract does not know are kept in `model_extra`; write them with `azotte.encode`, because
    `model_dump_json` makes text of a number with a fraction.
    """

    # Strict, because pydantic otherwise takes and changes what the other packages refuse: "5" for 5, 1 for true.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True, extra="allow", validate_by_name=True, validate_by_alias=True
    )

    @model_serializer(mode="wrap")
    def _without_unset(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        members: dict[str, Any] = write(self)
        for name, field in type(self).model_fields.items():
            if name not in self.model_fields_set:
                members.pop(field.serialization_alias or field.alias or name, None)
                members.pop(name, None)
        return members
