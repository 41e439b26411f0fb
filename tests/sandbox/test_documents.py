"""Lists of objects of any kind read an index in its order, so that a page of a large collection costs no more."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from azotte_sandbox.store import Connection, Row, Value, World
from azotte_sandbox.store.documents import Condition, Documents, Index, Wanted
from azotte_sandbox.store.sqlite import SqliteStore

WORLD = World("tenant_a", "development")
DOCUMENTS = Documents("Coupon", [Index("status", ignore_case=False, is_unique=False)])
ACTIVE = Condition("status", "eq", "active")


class Recorded(Connection):
    """A connection that keeps the statement and returns nothing."""

    def __init__(self) -> None:
        self.statement: tuple[str, tuple[Value, ...]] = ("", ())

    async def fetch(self, sql: str, *values: Value) -> Sequence[Row]:
        self.statement = sql, values
        return []

    async def fetch_one(self, sql: str, *values: Value) -> Row | None:
        raise AssertionError(sql, values)

    async def execute(self, sql: str, *values: Value) -> None:
        raise AssertionError(sql, values)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("documents") / "sandbox.db"
    asyncio.run(SqliteStore(path).close())
    return path


LISTS = {
    "all": Wanted(10),
    "after an object": Wanted(10, after=5),
    "of an object": Wanted(10, scope="cus_1"),
    "filtered": Wanted(10, [ACTIVE]),
    "filtered, after an object": Wanted(10, [ACTIVE], after=5),
    "filtered, before an object": Wanted(10, [ACTIVE], before=5),
    "filtered, oldest first": Wanted(10, [ACTIVE], ascending=True),
}


@pytest.mark.parametrize("wanted", LISTS.values(), ids=LISTS)
def test_a_page_is_read_in_the_order_of_an_index(database: Path, wanted: Wanted) -> None:
    recorded = Recorded()
    asyncio.run(DOCUMENTS.page(recorded, WORLD, wanted))
    sql, values = recorded.statement
    connection = sqlite3.connect(database)
    numbered = re.sub(r"\$(\d+)", r"?\1", sql)
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {numbered}", values)]
    connection.close()
    assert "USING" in plan[0], plan
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], plan
