# Copied from templates/python/runtime/_pydantic_base.py: edit there, not here.
"""The base of `azotte.models.pydantic`, and what that module needs of pydantic."""

from __future__ import annotations

from typing import Any, ClassVar

from azotte._plain_forms import PlainForms

try:
    from pydantic import (
        BaseModel,
        ConfigDict,
        Field,
        GetJsonSchemaHandler,
        SerializerFunctionWrapHandler,
        model_serializer,
    )
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema
    from typing_extensions import TypeAliasType
except ImportError:
    raise ModuleNotFoundError(
        "azotte.models.pydantic needs pydantic 2.12 or later: pip install 'azotte[pydantic]'",
        name="pydantic",
    ) from None

__all__ = ["ConfigDict", "Field", "Model", "TypeAliasType"]


class Model(PlainForms, BaseModel):
    """An object of the API.

    A field that was not set is absent when it is written, not null. `model_fields_set` tells the two apart. Fields that the
    contract does not declare are kept in `model_extra`; write them with `to_json`, because `model_dump_json` makes text of a
    number with a fraction.
    """

    # Strict, because pydantic otherwise takes and changes what the other packages reject: "5" for 5, 1 for true.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        strict=True, extra="allow", validate_by_name=True, validate_by_alias=True
    )

    @model_serializer(mode="wrap")
    def _without_unset(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        fields: dict[str, Any] = write(self)
        for name, field in type(self).model_fields.items():
            if name not in self.model_fields_set:
                fields.pop(field.serialization_alias or field.alias or name, None)
                fields.pop(name, None)
        return fields

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        # The serializer leaves fields out, and would otherwise hide all of them.
        described: Any = {
            key: value for key, value in core_schema.items() if key != "serialization"
        }
        return handler(described)
