"""Faults in which values are taken."""

from tests.contract.faults.changes import OtherContract, Source
from tests.contract.faults.fault import fault

_CUSTOMER = "/components/schemas/CustomerCreate/properties"

FAULTS = [
    fault(
        "longest-refused",
        "a name of the longest length is refused",
        OtherContract(f"{_CUSTOMER}/name/maxLength", 199),
    ),
    fault(
        "too-long-taken",
        "a name may be longer than the contract says",
        OtherContract(f"{_CUSTOMER}/name/maxLength", 250),
    ),
    fault(
        "zero-amount",
        "a payment of nothing is taken",
        OtherContract("/components/schemas/PaymentCreate/properties/amount/minimum", 0),
    ),
    fault(
        "amount-unbounded",
        "amounts have no upper bound",
        OtherContract("/components/schemas/PaymentCreate/properties/amount/maximum", ...),
    ),
    fault(
        "amount-32-bit",
        "amounts are 32 bits wide",
        OtherContract("/components/schemas/PaymentCreate/properties/amount/maximum", 2**31 - 1),
    ),
    fault(
        "enum-value-missing",
        "one way of proration is not known",
        OtherContract("/components/schemas/Proration/enum", ["immediate", "next_cycle"]),
    ),
    fault(
        "email-without-plus",
        "emails with a plus sign are refused",
        OtherContract(
            f"{_CUSTOMER}/email",
            {
                "type": "string",
                "format": "email",
                "maxLength": 254,
                "pattern": "^[A-Za-z0-9._'-]+@[A-Za-z0-9.-]+$",
            },
        ),
    ),
    fault(
        "email-unchecked",
        "anything is an email",
        OtherContract("/components/schemas/Email/format", ...),
    ),
    fault(
        "control-characters",
        "control characters are taken in names",
        OtherContract(f"{_CUSTOMER}/name/pattern", ...),
    ),
    fault(
        "newline-at-the-end",
        "an id with a newline at its end fits its pattern",
        OtherContract("/components/schemas/PlanId/pattern", "^plan_[A-Za-z0-9_]{1,64}\\n?$"),
    ),
    fault(
        "metadata-unbounded",
        "metadata may have any number of entries",
        OtherContract("/components/schemas/Metadata/maxProperties", ...),
    ),
    fault(
        "metadata-any-key",
        "metadata keys may be anything",
        OtherContract("/components/schemas/Metadata/propertyNames", ...),
    ),
    fault(
        "null-refused",
        "a name can not be null",
        OtherContract(f"{_CUSTOMER}/name/type", "string"),
    ),
    fault(
        "country-any-case",
        "countries may be lower case",
        OtherContract(
            "/components/schemas/AddressInput/properties/country/pattern", "^[A-Za-z]{2}$"
        ),
    ),
    fault(
        "integer-from-text",
        "a number in quotes is taken for a number",
        Source(
            "app",
            "    operation.body.check(value)\n",
            "    if isinstance(value, dict) and isinstance(value.get('amount'), str) and value['amount'].isdigit():\n"
            "        value['amount'] = int(value['amount'])\n    operation.body.check(value)\n",
        ),
    ),
    fault(
        "emoji-fails",
        "emoji break the database's character set",
        Source(
            "app",
            "    operation.body.check(value)\n",
            "    operation.body.check(value)\n    if any(byte >= 0xF0 for byte in body):\n        raise RuntimeError('Incorrect string value')\n",
        ),
    ),
    fault(
        "percent-fails",
        "a percent sign in a text breaks formatting",
        Source(
            "resources.customers",
            '    doc: Json = {\n        "id": context.ids.new("cus"),',
            '    str(body.get("name")) % ()\n    doc: Json = {\n        "id": context.ids.new("cus"),',
        ),
    ),
    fault(
        "unicode-digits",
        "digits of every script are numbers",
        Source("contract.parameters", 're.compile(r"-?[0-9]{1,30}")', 're.compile(r"-?\\d{1,30}")'),
    ),
    fault(
        "required-not-checked",
        "the currency of a payment may be left out",
        OtherContract(
            "/components/schemas/PaymentCreate/required", ["customer", "amount", "payment_method"]
        ),
        Source(
            "resources.payments",
            'currency=body["currency"]',
            'currency=body.get("currency", "usd")',
        ),
    ),
    fault(
        "metadata-one-less",
        "metadata has one entry less than the contract allows",
        OtherContract("/components/schemas/Metadata/maxProperties", 49),
    ),
    fault(
        "metadata-value-one-more",
        "a value of metadata may be a character longer",
        OtherContract("/components/schemas/Metadata/additionalProperties/maxLength", 501),
    ),
    fault(
        "boolean-is-a-number",
        "true is taken for a number",
        Source(
            "app",
            "    operation.body.check(value)\n",
            "    if isinstance(value, dict) and value.get('amount') is True:\n"
            "        value['amount'] = 1\n    operation.body.check(value)\n",
        ),
    ),
    fault(
        "plus-sign-in-number",
        "+5 is a number in a query",
        Source(
            "contract.parameters", 're.compile(r"-?[0-9]{1,30}")', 're.compile(r"[-+]?[0-9]{1,30}")'
        ),
    ),
    fault(
        "last-parameter-counts",
        "of a parameter that is sent twice the last one counts",
        Source("contract.parameters", "        elif name in sent:", "        elif False:"),
    ),
]
