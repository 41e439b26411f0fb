"""Faults that let one world into another."""

from tests.contract.faults.changes import Migration, Source
from tests.contract.faults.fault import fault, wire
from tests.contract.faults.wire import of_another, turn

_GET = '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0",'
_CHANGE = '" WHERE tenant = $1 AND environment = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",'

FAULTS = [
    fault(
        "get-any-tenant",
        "reading one object does not ask for the tenant",
        Source(
            "store.objects",
            _GET,
            '" WHERE $1 = $1 AND environment = $2 AND id = $3 AND hidden = 0",',
        ),
    ),
    fault(
        "get-any-environment",
        "reading one object does not ask for the environment",
        Source(
            "store.objects", _GET, '" WHERE tenant = $1 AND $2 = $2 AND id = $3 AND hidden = 0",'
        ),
    ),
    fault(
        "change-any-tenant",
        "changing an object does not ask for the tenant",
        Source(
            "store.objects",
            _CHANGE,
            '" WHERE $1 = $1 AND environment = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",',
        ),
    ),
    fault(
        "change-any-environment",
        "changing an object does not ask for the environment",
        Source(
            "store.objects",
            _CHANGE,
            '" WHERE tenant = $1 AND $2 = $2 AND id = $3 AND hidden = 0 /* FOR UPDATE */",',
        ),
    ),
    fault(
        "list-any-tenant",
        "lists do not ask for the tenant",
        Source(
            "store.objects",
            'conditions = ["tenant = $1", "environment = $2", "hidden = 0"]',
            'conditions = ["$1 = $1", "environment = $2", "hidden = 0"]',
        ),
    ),
    fault(
        "list-any-environment",
        "lists do not ask for the environment",
        Source(
            "store.objects",
            'conditions = ["tenant = $1", "environment = $2", "hidden = 0"]',
            'conditions = ["tenant = $1", "$2 = $2", "hidden = 0"]',
        ),
    ),
    fault(
        "cursor-any-tenant",
        "a cursor may be another tenant's object",
        Source(
            "store.objects",
            '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n})"',
            '                f" WHERE $1 = $1 AND environment = $2 AND id = ${n})"',
        ),
    ),
    fault(
        "cursor-check-any-tenant",
        "that a cursor exists is asked of all tenants",
        Source(
            "store.objects",
            '                    " WHERE tenant = $1 AND environment = $2 AND id = $3",\n                    *world,\n                    query[cursor],',
            '                    " WHERE $1 = $1 AND $2 = $2 AND id = $3",\n                    *world,\n                    query[cursor],',
        ),
    ),
    fault(
        "email-unique-everywhere",
        "the unique index on emails forgets the tenant",
        Migration(
            "0001_initial.sql",
            "ON customer (tenant, environment, email)",
            "ON customer (environment, email)",
        ),
    ),
    fault(
        "email-unique-in-all-environments",
        "the unique index on emails forgets the environment",
        Migration(
            "0001_initial.sql",
            "ON customer (tenant, environment, email)",
            "ON customer (tenant, email)",
        ),
    ),
    fault(
        "payer-not-checked",
        "a payment's customer is not looked up",
        Source(
            "resources.payments",
            '    await CUSTOMERS.change(db, world, body["customer"], "customer")\n',
            "",
        ),
    ),
    fault(
        "entitlements-without-owner",
        "a customer's entitlements are listed without looking for the customer",
        Source(
            "resources.entitlements", '    await CUSTOMERS.get(db, world, call.path["id"])\n', ""
        ),
    ),
    wire(
        "foreign-is-403",
        "another tenant's object is a 403, not a 404",
        lambda a: (
            turn(a, 404, 403, "insufficient_permissions", "authentication_error")
            if of_another(a)
            else None
        ),
    ),
]
