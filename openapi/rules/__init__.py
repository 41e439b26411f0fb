"""The house rules that redocly cannot express. README.md lists them all, by the names of their functions."""

from openapi.rules import (
    examples,
    files,
    links,
    marks,
    operations,
    responses,
    schemas,
    texts,
    webhooks,
)
from openapi.rules.contract import Rule

RULES: tuple[Rule, ...] = (
    files.orphan_file,
    files.file_name,
    files.schema_title,
    files.unused_component,
    marks.evidence,
    marks.key_types,
    marks.open_enum,
    marks.enum_values,
    marks.extension,
    operations.operation_id,
    operations.method_name,
    operations.pagination,
    responses.response_header,
    responses.error_response,
    responses.error_examples,
    responses.unrouted_response,
    schemas.event_union,
    schemas.closed_request,
    schemas.bounds,
    schemas.pattern,
    examples.example,
    examples.example_value,
    examples.default_value,
    links.link,
    webhooks.webhook,
    texts.description,
    texts.operation_text,
)
