"""Faults in how refusals are told."""

from tests.contract.faults.changes import OtherContract, Source
from tests.contract.faults.fault import fault, wire
from tests.contract.faults.wire import change_error, html, plain_error, shown, turn

FAULTS = [
    wire(
        "request-id-differs",
        "the error has an id of its own",
        lambda a: change_error(a, request_id="req_0000000000000000"),
    ),
    wire(
        "error-type-wrong",
        "conflicts have the type of validation errors",
        lambda a: change_error(a, type="validation_error") if a.status == 409 else None,
    ),
    wire(
        "error-code-renamed",
        "the code of a 404 was renamed",
        lambda a: change_error(a, code="not_found") if a.status == 404 else None,
    ),
    wire(
        "error-without-envelope",
        "404s come without the envelope",
        lambda a: plain_error(a) if a.status == 404 else None,
    ),
    wire(
        "not-found-is-html",
        "an unknown path has the web server's page",
        lambda a: html(a) if a.status == 404 and "no_such" in a.path else None,
    ),
    wire(
        "validation-is-400",
        "what breaks the schema is a 400",
        lambda a: setattr(a, "status", 400) if a.status == 422 else None,
    ),
    fault(
        "unknown-member-ignored",
        "members that the contract does not have are let through",
        OtherContract("/components/schemas/CustomerCreate/additionalProperties", ...),
    ),
    fault(
        "code-for-lengths",
        "a text that is too long has the wrong code",
        Source("contract.validation", '            "maxLength",\n', ""),
    ),
    fault(
        "field-without-path",
        "the error names the innermost member only",
        Source(
            "contract.validation",
            'field = ".".join([*([name] if name else []), *path])[:100]',
            "field = ([*([name] if name else []), *path] or [''])[-1][:100]",
        ),
    ),
    wire(
        "allow-missing",
        "the 405 has no Allow",
        lambda a: a.set("allow", None) if a.status == 405 else None,
    ),
    wire(
        "allow-incomplete",
        "Allow lists the first method only",
        lambda a: (
            a.set("allow", (a.header("allow") or "").partition(",")[0]) if a.status == 405 else None
        ),
    ),
    wire(
        "method-is-404",
        "an unknown method is a 404",
        lambda a: turn(a, 405, 404, "resource_missing", "not_found_error"),
    ),
    fault(
        "media-type-ignored",
        "any media type is read as JSON",
        Source("app", "if (body and media_type != _JSON_MEDIA_TYPE) or", "if"),
    ),
    fault(
        "media-type-contains",
        "a media type that begins like JSON's is read as JSON",
        Source(
            "app",
            "if (body and media_type != _JSON_MEDIA_TYPE) or",
            "if (body and not media_type.startswith(_JSON_MEDIA_TYPE)) or",
        ),
    ),
    fault(
        "charset-refused",
        "a charset beside the media type is refused",
        Source("app", '.partition(b";")[0].strip().lower()', ".strip().lower()"),
    ),
    fault(
        "media-type-case",
        "the media type is compared with its case",
        Source("app", '.partition(b";")[0].strip().lower()', '.partition(b";")[0].strip()'),
    ),
    fault(
        "malformed-is-422",
        "a body that is not JSON is a validation error",
        Source(
            "app",
            'raise ApiError("malformed_request", f"{reason} Send one JSON object.") from None',
            'raise ApiError("invalid_format", f"{reason} Send one JSON object.") from None',
        ),
    ),
    fault(
        "deep-nesting-fails",
        "nobody thought of deep nesting",
        Source(
            "app",
            "except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError) as error:",
            "except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:",
        ),
    ),
    fault(
        "empty-body-is-empty-object",
        "no body counts as an empty object",
        Source("app", "if not body and not operation.body_required:", "if not body:"),
    ),
    fault(
        "body-limit-gone",
        "bodies of any size are read",
        Source("protocol", "256 * 1024", "64 * 1024 * 1024"),
    ),
    fault(
        "traceback-told",
        "the message of an error holds the statement that failed",
        Source(
            "store.objects",
            "            raise errors.missing()\n",
            '            raise errors.ApiError("resource_missing", f"no row: SELECT doc FROM {self._name} WHERE id = ?")\n',
        ),
    ),
    fault(
        "id-any-case",
        "ids are compared without regard to case",
        Source(
            "store.objects",
            '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0",',
            '" WHERE tenant = $1 AND environment = $2 AND id = $3 COLLATE NOCASE AND hidden = 0",',
        ),
    ),
    wire(
        "slash-at-the-end",
        "a slash at the end of a path is put up with",
        lambda a: setattr(a, "status", 200) if a.path.endswith("/") and a.status == 404 else None,
    ),
    wire("trace-is-there", "TRACE shows the request", shown),
    wire(
        "allow-says-too-much",
        "Allow lists PATCH everywhere",
        lambda a: a.set("allow", f"{a.header('allow')}, PATCH") if a.status == 405 else None,
    ),
    wire(
        "value-not-told",
        "the details of a refusal lack the field",
        lambda a: (
            change_error(
                a,
                details={
                    k: v for k, v in a.members["error"].get("details", {}).items() if k != "field"
                },
            )
            if a.status == 422
            else None
        ),
    ),
    fault(
        "last-member-counts",
        "of a member that is sent twice the last one counts",
        Source("app", "        _DUPLICATES.decode(body.decode())", "        body.decode()"),
    ),
]
