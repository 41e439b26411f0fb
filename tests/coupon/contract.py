"""A contract with a coupon: `python -m codegen.new coupons` and the edits of an API owner, in `openapi/` and nowhere else."""

import re
import shutil
from pathlib import Path

from codegen.new import main as new
from codegen.paths import CONTRACT

_FIELDS = """\
code:
  description: Code that customers enter. Unique, ignoring case.
  type: string
  minLength: 2
  maxLength: 40
  pattern: ^[A-Za-z0-9-]*$
  examples: [SPRING]
amount:
  description: Discount, in the smallest unit of the currency, 1 to 100000.
  type: integer
  minimum: 1
  maximum: 100000
transferable:
  description: Whether another customer can use the coupon.{default_text}
  type: boolean{default}
customer:
  description: ID of the customer who owns the coupon, or `null` if every customer can use it.
  oneOf:
    - $ref: ../../customers/schemas/CustomerId.yaml
    - type: 'null'
expires_at:
  description: Time at which the coupon expires, in Unix seconds, or `null` if it does not.
  oneOf:
    - $ref: ../../../shared/schemas/UnixTime.yaml
    - type: 'null'
"""
_EXAMPLE = """\
code: SPRING
amount: {amount}
transferable: false
customer: cus_1234567890
expires_at: 1798761600
"""
_FILTER = """\
name: customer
in: query
required: false
description: Returns only coupons of the customer with this ID.
schema:
  $ref: ../../customers/schemas/CustomerId.yaml
example: cus_1234567890
x-filter: {field: customer, operator: eq}
x-evidence: assumed
"""


def with_coupons(folder: Path) -> Path:
    """Copy `openapi/` into a folder, add the coupon, and return the entry file."""
    shutil.copytree(CONTRACT.parent, folder / "openapi")
    entry = folder / "openapi" / CONTRACT.name
    assert new(["coupons", "--contract", str(entry)]) == 0
    coupons = entry.parent / "resources" / "coupons"
    for file in (*coupons.rglob("*.yaml"), entry):
        text = file.read_text(encoding="utf-8")
        file.unlink()
        renamed = file.with_name(_renamed(file.name))
        renamed.write_text(_with_fields(renamed.name, _renamed(text)), encoding="utf-8")
    (coupons / "parameters/CouponCustomerFilter.yaml").write_text(_FILTER, encoding="utf-8")
    # The customer in the body may not exist.
    _edit(
        coupons / "paths/coupons.yaml",
        "          $ref: ../links/DeleteCoupon.yaml\n",
        "          $ref: ../links/DeleteCoupon.yaml\n"
        "    '404':\n"
        "      $ref: ../../../shared/responses/NotFound.yaml\n",
    )
    _edit(
        coupons / "paths/coupons.yaml",
        "    - $ref: ../parameters/CouponStatusFilter.yaml\n",
        "    - $ref: ../parameters/CouponStatusFilter.yaml\n"
        "    - $ref: ../parameters/CouponCustomerFilter.yaml\n",
    )
    _edit(
        coupons / "schemas/Coupon.yaml",
        "x-evidence: assumed\n",
        "x-unique:\n  - {field: code, ignore_case: true}\nx-evidence: assumed\n",
    )
    return entry


def _renamed(text: str) -> str:
    """Return a text with the action `expire` in place of `archive`."""
    # The contract has no other archives.
    return text.replace("archive", "expire").replace("Archive", "Expire")


def _with_fields(file: str, text: str) -> str:
    """Return the text of a file with the fields of a coupon in place of its name."""
    creates = file == "CouponCreate.yaml"
    fields = _FIELDS.format(
        default="\n  default: true" if creates else "",
        default_text=" Defaults to true." if creates else "",
    )
    text = re.sub(r"^  name:\n(?:    .*\n)+", _indented(fields, "  "), text, flags=re.MULTILINE)
    required = (
        "required: [code, amount]"
        if creates
        else "required: [id, object, code, amount, transferable, customer, expires_at,"
    )
    text = text.replace("required: [name]" if creates else "required: [id, object, name,", required)
    if file == "CouponUpdated.yaml":
        text = text.replace("name: Summer\n", _indented(_EXAMPLE.format(amount=700), "  ").lstrip())
    text = re.sub(r"name: Summer$", "amount: 700", text, flags=re.MULTILINE)
    text = re.sub(r"name: Winter$", "amount: 300", text, flags=re.MULTILINE)
    return re.sub(
        r"^([ -]*)name: Spring\n",
        lambda found: (
            found[1] + _indented(_EXAMPLE.format(amount=500), " " * len(found[1])).lstrip()
        ),
        text,
        flags=re.MULTILINE,
    ).replace("Change the name", "Change the amount")


def _indented(text: str, by: str) -> str:
    return "".join(f"{by}{line}\n" for line in text.splitlines())


def _edit(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{file} has not one: {before}"
    file.write_text(text.replace(before, after), encoding="utf-8")
