"""Faults in how lists are walked."""

from tests.contract.faults.changes import OtherContract, Source
from tests.contract.faults.fault import fault

FAULTS = [
    fault(
        "cursor-inclusive",
        "the object that the cursor names comes again",
        Source(
            "store.objects",
            'compare = "<" if name == "starting_after" else ">"',
            'compare = "<=" if name == "starting_after" else ">"',
        ),
    ),
    fault(
        "cursor-skips",
        "one object after the cursor is left out",
        Source(
            "store.objects",
            '                f"seq {compare} (SELECT seq FROM {table}"',
            '                f"seq {compare} (SELECT seq - 1 FROM {table}"',
        ),
    ),
    fault(
        "more-never",
        "has_more is always false",
        Source("store.objects", "return Page(docs, len(rows) > limit)", "return Page(docs, False)"),
    ),
    fault(
        "more-when-full",
        "has_more is true for every full page",
        Source(
            "store.objects",
            "return Page(docs, len(rows) > limit)",
            "return Page(docs, len(docs) == limit)",
        ),
    ),
    fault(
        "oldest-first",
        "lists are oldest first",
        Source(
            "store.objects",
            'order = "ASC" if "ending_before" in wanted else "DESC"',
            'order = "DESC" if "ending_before" in wanted else "ASC"',
        ),
    ),
    fault(
        "backward-not-reversed",
        "pages walked backward are in the order they were read",
        Source("store.objects", "            docs.reverse()\n", "            pass\n"),
    ),
    fault(
        "backward-from-the-top",
        "walking backward begins at the newest, not next to the cursor",
        Source(
            "store.objects",
            'order = "ASC" if "ending_before" in wanted else "DESC"',
            'order = "DESC"',
        ),
    ),
    fault(
        "deleted-cursor-lost",
        "a cursor whose object was deleted leads nowhere",
        Source(
            "store.objects",
            '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n})"',
            '                f" WHERE tenant = $1 AND environment = $2 AND id = ${n} AND hidden = 0)"',
        ),
    ),
    fault(
        "unknown-cursor-ignored",
        "a cursor that names nothing is left out",
        Source(
            "store.objects",
            "            await self._check_cursors(db, world, query)\n",
            "            pass\n",
        ),
    ),
    fault(
        "limit-capped",
        "pages have at most 50 objects",
        Source(
            "store.objects", 'limit: int = query["limit"]', 'limit: int = min(query["limit"], 50)'
        ),
    ),
    fault(
        "limit-ignored-below",
        "pages have at least five objects",
        Source(
            "store.objects", 'limit: int = query["limit"]', 'limit: int = max(query["limit"], 5)'
        ),
    ),
    fault(
        "default-limit",
        "a page has twenty objects if nothing is said",
        OtherContract("/components/parameters/Limit/schema/default", 20),
    ),
    fault(
        "limit-zero",
        "a page of nothing can be asked for",
        OtherContract("/components/parameters/Limit/schema/minimum", 0),
    ),
    fault(
        "limit-unbounded",
        "a page can be of any size",
        OtherContract("/components/parameters/Limit/schema/maximum", 1000),
    ),
    fault(
        "order-by-id",
        "lists are ordered by id",
        Source("store.objects", 'f" ORDER BY seq {order} LIMIT', 'f" ORDER BY id {order} LIMIT'),
    ),
    fault(
        "more-than-one-more",
        "one more object is not told by has_more",
        Source(
            "store.objects",
            "return Page(docs, len(rows) > limit)",
            "return Page(docs, len(rows) > limit and limit % 5 != 0)",
        ),
    ),
    fault(
        "more-backward-always",
        "walking backward there is always more",
        Source(
            "store.objects",
            "return Page(docs, len(rows) > limit)",
            'return Page(docs, len(rows) > limit or "ending_before" in query)',
        ),
    ),
    fault(
        "largest-page-short",
        "the largest page lacks one object",
        Source(
            "store.objects",
            "docs = [row[0] for row in rows[:limit]]",
            "docs = [row[0] for row in rows[: min(limit, 99)]]",
        ),
    ),
    fault(
        "cursor-with-filter-ignored",
        "a cursor is ignored where a filter is given",
        Source(
            "store.objects",
            '            if name != "limit"\n        } | columns\n',
            '            if name != "limit" and not (name in _CURSORS and len(query) > 2 and any(n not in (*_CURSORS, "limit") for n in query))\n        } | columns\n',
        ),
    ),
]
