"""Output: JSON in a pipe, tables on a terminal, and what `--query` selects."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from tests.cli.terminal import read_until
from tests.client.recording import RecordingServer, ScriptedResponse, json_response


@pytest.fixture
def customers(azotte: Run, environment: dict[str, str]) -> list[str]:
    """IDs of two customers, the newest first."""
    for email, name in (("ada@example.com", "Ada"), ("bo@example.com", "[red]Bo[/red]")):
        assert azotte("customers", "create", "--email", email, "--name", name).code == 0
    return azotte("customers", "list", "--all", "--query", "id").out.split()


def test_in_a_pipe_the_response_is_json(azotte: Run, customers: list[str]) -> None:
    done = azotte("customers", "list")
    assert [one["id"] for one in json.loads(done.out)["data"]] == customers
    assert done.err == ""


def test_numbers_are_shown_as_the_api_sent_them(
    azotte: Run, environment: dict[str, str], server: RecordingServer, example: dict[str, object]
) -> None:
    server.script(
        ScriptedResponse(
            200, json.dumps(example)[:-1].encode() + b', "exact": 1.10000000000000000001}'
        )
    )
    done = azotte("customers", "get", "cus_1", "--base-url", server.url)
    assert '"exact": 1.10000000000000000001' in done.out


def test_a_table_has_a_row_for_each_object(azotte: Run, customers: list[str]) -> None:
    head, *rows = azotte("customers", "list", "--output", "table").out.splitlines()
    assert head.split()[:2] == ["id", "name"]
    assert [row.split()[:2] for row in rows] == [
        [customers[0], "[red]Bo[/red]"],
        [customers[1], "Ada"],
    ]


def test_a_narrow_table_has_fewer_columns(
    azotte: Run, customers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    narrow = azotte("customers", "list", "--output", "table").out.splitlines()
    monkeypatch.setenv("COLUMNS", "200")
    wide = azotte("customers", "list", "--output", "table").out.splitlines()
    assert len(narrow[0].split()) < len(wide[0].split())
    assert len(narrow) == len(wide) == 3
    assert max(map(len, narrow)) <= 60


def test_an_empty_table_says_so(azotte: Run, environment: dict[str, str]) -> None:
    done = azotte("customers", "list", "--output", "table")
    assert (done.code, done.out, done.err) == (0, "", "No objects.\n")


def test_an_object_is_a_line_for_each_field(azotte: Run, customers: list[str]) -> None:
    lines = azotte("customers", "get", customers[1], "--output", "table").out.splitlines()
    fields = {line.split()[0]: line.split()[1:] for line in lines}
    assert (fields["id"], fields["name"]) == ([customers[1]], ["Ada"])


def test_a_table_of_all_pages(azotte: Run, customers: list[str]) -> None:
    done = azotte("customers", "list", "--limit", "1", "--all", "--output", "table")
    assert [line.split()[0] for line in done.out.splitlines()] == ["id", *customers]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("data[0].email", "bo@example.com\n"),
        ("data[].email", '[\n  "bo@example.com",\n  "ada@example.com"\n]\n'),
        ("length(data)", "2\n"),
        ("data[9]", "null\n"),
    ],
)
def test_a_query_selects(azotte: Run, customers: list[str], query: str, shown: str) -> None:
    assert azotte("customers", "list", "--query", query).out == shown


def test_a_query_makes_the_columns_of_a_table(azotte: Run, customers: list[str]) -> None:
    query = "data[].{email: email, who: name}"
    done = azotte("customers", "list", "--output", "table", "--query", query)
    assert done.out.split() == [
        "email",
        "who",
        "bo@example.com",
        "[red]Bo[/red]",
        "ada@example.com",
        "Ada",
    ]


def test_a_query_with_an_error_sends_nothing(
    azotte: Run, environment: dict[str, str], server: RecordingServer
) -> None:
    done = azotte("customers", "list", "--query", "data[", "--base-url", server.url)
    assert (done.code, "Invalid value for '--query'" in done.err) == (2, True)
    assert server.received == []


def test_a_query_on_values_of_the_wrong_type_is_an_error(azotte: Run, customers: list[str]) -> None:
    done = azotte("customers", "list", "--query", "length(has_more)")
    assert done.code == 1
    assert (
        "The call succeeded, but --query does not fit the response: In function length()"
        in done.err
    )


def test_text_of_the_server_cannot_control_the_terminal(
    azotte: Run, environment: dict[str, str], server: RecordingServer, example: dict[str, object]
) -> None:
    server.script(json_response({**example, "name": "\x1b[2Jgone\u202e"}))
    done = azotte("customers", "get", "cus_1", "--output", "table", "--base-url", server.url)
    assert "\\x1b[2Jgone\\u202e" in done.out


@pytest.mark.slow
def test_on_a_terminal_a_list_is_a_table(environment: dict[str, str], customers: list[str]) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "azotte.cli", "customers", "list"],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    os.close(theirs)
    shown = read_until(ours)
    assert process.wait(30) == 0
    os.close(ours)
    assert "email" in shown
    assert '"data"' not in shown
