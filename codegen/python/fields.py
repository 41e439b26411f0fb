"""Names the fields of the classes."""

from codegen.model.names import PYTHON, Scope
from codegen.model.types import Field, Object
from codegen.python.views import View

# Names that annotations in a class use: a field with one would hide it from the annotations behind it.
ANNOTATIONS = frozenset(
    ["Any", "Literal", "UNSET", "UnsetType", "bool", "dict", "float", "int", "list", "str"]
)
_FORMS = frozenset({"extra", "to_dict", "to_json"})
MSGSPEC = _FORMS | ANNOTATIONS | {"field"}
"""Names that a field of a struct cannot have: those of its base class and of its module."""
PYDANTIC = (
    _FORMS
    | ANNOTATIONS
    | {
        *("construct", "copy", "from_orm", "json", "model_computed_fields", "model_config"),
        *("model_construct", "model_copy", "model_dump", "model_dump_json", "model_extra"),
        *("model_fields", "model_fields_set", "model_json_schema", "model_parametrized_name"),
        *("model_post_init", "model_rebuild", "model_validate", "model_validate_json"),
        *("model_validate_strings", "parse_file", "parse_obj", "parse_raw", "schema"),
        *("schema_json", "update_forward_refs", "validate"),
    }
)
"""The same for a pydantic model."""


def is_in_view(field: Field, view: View) -> bool:
    """Whether a view has a field."""
    return not (field.read_only if view == "sent" else field.write_only)


def class_fields(type: Object, view: View) -> list[Field]:
    """Return the fields of a class. The encoders of all packages write required ones first."""
    kept = [one for one in type.fields if is_in_view(one, view)]
    return sorted(kept, key=lambda one: not one.required)


def attributes(fields: list[Field], reserved: frozenset[str]) -> tuple[str, ...]:
    """Return the attributes of the fields of a class."""
    return Scope(PYTHON, "snake", reserved).names([one.name for one in fields])
