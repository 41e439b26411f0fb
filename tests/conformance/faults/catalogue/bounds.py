"""Faults in which values are accepted."""

from __future__ import annotations

import re
from collections.abc import Callable

from azotte_sandbox.context import Call
from azotte_sandbox.store import Connection
from azotte_sandbox.store.objects import Page
from tests.conformance.faults.exchange import Request
from tests.conformance.faults.fault import fault
from tests.conformance.faults.seams import Handler, Seams

SCHEMAS = "/components/schemas"
CUSTOMER = f"{SCHEMAS}/CustomerCreate/properties"


@fault("longest-refused", "A name of the maximum length is rejected.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{CUSTOMER}/name/maxLength", 199)


@fault("too-long-taken", "A name may be longer than the contract says.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{CUSTOMER}/name/maxLength", 250)


@fault("zero-amount", "A payment of zero is accepted.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/PaymentCreate/properties/amount/minimum", 0)


@fault("amount-unbounded", "Amounts have no upper bound.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/PaymentCreate/properties/amount/maximum", ...)


@fault("amount-32-bit", "Amounts are 32 bits wide.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/PaymentCreate/properties/amount/maximum", 2**31 - 1)


@fault("enum-value-missing", "One kind of proration is unknown.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Proration/enum", ["immediate", "next_cycle"])


@fault("email-without-plus", "Email addresses with a plus sign are rejected.")
def _(sandbox: Seams) -> None:
    email = {"type": "string", "format": "email", "maxLength": 254}
    sandbox.contract(f"{CUSTOMER}/email", email | {"pattern": "^[A-Za-z0-9._'-]+@[A-Za-z0-9.-]+$"})


@fault("email-unchecked", "Any string is accepted as an email address.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Email/format", ...)


@fault("control-characters", "Control characters are accepted in names.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{CUSTOMER}/name/pattern", ...)


@fault("newline-at-the-end", "An id with a newline at its end matches the pattern.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/PlanId/pattern", "^plan_[A-Za-z0-9_]{1,64}\\n?$")


@fault("metadata-unbounded", "Metadata may have any number of entries.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Metadata/maxProperties", ...)


@fault("metadata-any-key", "Metadata keys may be anything.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Metadata/propertyNames", ...)


@fault("null-refused", "A name cannot be null.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{CUSTOMER}/name/type", "string")


@fault("country-any-case", "Countries may be in lower case.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/AddressInput/properties/country/pattern", "^[A-Za-z]{2}$")


@fault("integer-from-text", "A number in quotes is accepted as a number.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        amount = request.object.get("amount")
        if isinstance(amount, str) and amount.isdigit():
            request.json = request.object | {"amount": int(amount)}


@fault("emoji-fails", "Emoji are outside the database's character set.")
def _(sandbox: Seams) -> None:
    @sandbox.around()
    async def _(handler: Handler, call: Call, db: Connection) -> bytes | Page:
        if any(ord(character) > 0xFFFF for character in str(call.body)):
            raise RuntimeError("Incorrect string value")
        return await handler(call, db)


@fault("percent-fails", "A percent sign in a name breaks formatting.")
def _(sandbox: Seams) -> None:
    @sandbox.before("create_customer")
    async def _(call: Call, db: Connection) -> None:
        _ = str(call.body.get("name")) % ()


def integers(sandbox: Seams, pattern: str, read: Callable[[str], int]) -> None:
    """Read more texts in a query as integers than the contract allows."""

    @sandbox.request
    def _(request: Request) -> None:
        if any(re.fullmatch(pattern, value) for _, value in request.parameters):
            request.parameters = [
                (name, str(read(value)) if re.fullmatch(pattern, value) else value)
                for name, value in request.parameters
            ]


@fault("unicode-digits", "Digits of every script are accepted in numbers.")
def _(sandbox: Seams) -> None:
    integers(sandbox, r"-?\d{1,30}", int)


@fault("plus-sign-in-number", "+5 is accepted as a number in a query.")
def _(sandbox: Seams) -> None:
    integers(sandbox, r"\+[0-9]{1,30}", int)


@fault("required-not-checked", "The currency of a payment may be missing.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/PaymentCreate/required", ["customer", "amount", "payment_method"])

    @sandbox.before("create_payment")
    async def _(call: Call, db: Connection) -> None:
        call.body.setdefault("currency", "usd")


@fault("metadata-one-less", "Metadata may have one entry less than the contract allows.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Metadata/maxProperties", 49)


@fault("metadata-value-one-more", "A metadata value may be one character longer.")
def _(sandbox: Seams) -> None:
    sandbox.contract(f"{SCHEMAS}/Metadata/additionalProperties/maxLength", 501)


@fault("boolean-is-a-number", "`true` is accepted as a number.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        if request.object.get("amount") is True:
            request.json = request.object | {"amount": 1}


@fault("last-parameter-counts", "Of a parameter that is sent twice the last one counts.")
def _(sandbox: Seams) -> None:
    @sandbox.request
    def _(request: Request) -> None:
        single = {n: v for n, v in request.parameters if not n.endswith("[]")}
        lists = [(n, v) for n, v in request.parameters if n.endswith("[]")]
        if len(single) + len(lists) < len(request.parameters):
            request.parameters = [*single.items(), *lists]
