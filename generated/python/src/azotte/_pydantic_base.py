# Copied from templates/python/runtime/_pydantic_base.py: edit there, not here.
"""The base of `azotte.models.pydantic`, and what that module needs of pydantic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, ClassVar, cast

from azotte._plain_forms import PlainForms

try:
    from pydantic import (
        BaseModel,
        ConfigDict,
        Field,
        GetCoreSchemaHandler,
        GetJsonSchemaHandler,
        SerializerFunctionWrapHandler,
        TypeAdapter,
        ValidationError,
        ValidatorFunctionWrapHandler,
        model_serializer,
    )
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema, core_schema
    from typing_extensions import TypeAliasType
except ImportError:
    raise ModuleNotFoundError(
        "azotte.models.pydantic needs pydantic 2.12 or later: pip install 'azotte[pydantic]'",
        name="pydantic",
    ) from None

__all__ = ["Choose", "Field", "Model", "TypeAliasType"]


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


class Choose:
    """How to distinguish the variants of a union. A variant that this version does not know is kept as it came."""

    def __init__(
        self,
        tag: str | None = None,
        tags: Callable[[], Mapping[str, Any]] = dict,
        unknown: Any = None,
    ) -> None:
        """Describe a union.

        Args:
            tag: Field that tells the variants apart, if there is one.
            tags: Returns the variant for each value of that field.
            unknown: Class of other variants. Without it they stay plain values.
        """
        self._tag = tag
        self._tags = tags
        self._unknown = unknown

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_wrap_validator_function(
            self._read,
            handler(source),
            # Whatever it is: the union would warn of a variant that it does not have.
            serialization=core_schema.plain_serializer_function_ser_schema(
                _unchanged, return_schema=core_schema.any_schema()
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        variants: Any = schema
        return handler(variants["schema"])

    def _read(self, value: Any, read: ValidatorFunctionWrapHandler) -> Any:
        if isinstance(value, BaseModel):
            return read(value)
        if self._tag is not None:
            fields = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
            kind = fields.get(self._tag)
            variant = self._tags().get(kind) if isinstance(kind, str) else None
            variant = variant or self._unknown
            found = cast("Any", value)
            return found if variant is None else _adapter(variant).validate_python(found)
        try:
            return read(value)
        except ValidationError:
            return value


def _unchanged(value: Any) -> Any:
    return value


@cache
def _adapter(variant: Any) -> TypeAdapter[Any]:
    return TypeAdapter(variant)
