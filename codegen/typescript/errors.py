"""Describes the classes of errors: `src/api-errors.ts`."""

from dataclasses import dataclass

from codegen.model.operations import Api, JsonContent
from codegen.model.types import Ref, Type
from codegen.typescript.comments import comment
from codegen.typescript.names import PackageNames


@dataclass(frozen=True)
class CodeClass:
    """The class of an error code."""

    name: str
    class_name: str
    comment: str


@dataclass(frozen=True)
class FamilyClass:
    """The class of an error type."""

    type: str
    class_name: str
    comment: str
    statuses: tuple[int, ...]
    codes: tuple[CodeClass, ...]


def error_classes(api: Api, names: PackageNames) -> list[FamilyClass]:
    """Return the class of each error type, with those of its codes."""
    return [
        FamilyClass(
            type=family.type,
            class_name=names.families[family.type],
            comment=comment(
                f"Error type `{family.type}` (HTTP {', '.join(map(str, family.statuses))})."
            ),
            statuses=family.statuses,
            codes=tuple(
                CodeClass(
                    code.name,
                    names.codes[family.type, code.name],
                    comment(f"{code.description} Error code `{code.name}`.".strip()),
                )
                for code in family.codes
            ),
        )
        for family in api.errors
    ]


def details_type(api: Api, names: PackageNames) -> str | None:
    """Return the type of the details of all errors, or None if it has no name."""
    responses = [
        *(one for operation in api.operations for one in operation.errors),
        *api.unrouted,
    ]
    found = {
        _field(api, _field(api, content.type, "error"), "details")
        for response in responses
        for content in response.contents
        if isinstance(content, JsonContent) and response.error_type is not None
    }
    type = found.pop() if len(found) == 1 else None
    is_object = isinstance(type, Ref) and api.object_of(type) is not None
    return names.types[type.name] if isinstance(type, Ref) and is_object else None


def _field(api: Api, type: Type | None, name: str) -> Type | None:
    found = api.object_of(type) if type is not None else None
    fields = found.fields if found else ()
    return next((one.type for one in fields if one.name == name), None)
