"""The example complaints are what their generator writes, and as dirty as it says."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from examples import generate

Rows = list[list[str]]


@pytest.fixture(scope="module")
def written() -> str:
    return generate.text()


@pytest.fixture(scope="module")
def rows(written: str) -> Rows:
    return list(csv.reader(io.StringIO(written, newline="")))[1:]


def test_committed_file_is_what_the_generator_writes(written: str) -> None:
    assert generate.TARGET.read_bytes() == written.encode()


def test_there_are_ten_thousand_complaints(rows: Rows) -> None:
    assert len(rows) == 10_000


def test_some_rows_have_too_many_fields_and_some_too_few(rows: Rows) -> None:
    lengths = Counter(len(row) - len(generate.COLUMNS) for row in rows)
    assert lengths[1] > 0
    assert sum(count for surplus, count in lengths.items() if surplus < 0) > 0


def test_some_complaints_are_sent_twice(rows: Rows) -> None:
    copies = sum(count - 1 for count in Counter(map(tuple, rows)).values())
    assert copies == generate.COPIES


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("complaint_id", ""),
        ("submitted_at", "2026-02-30T10:00:00+08:00"),
        ("amount", "1,280.50元"),
        ("amount", "１２８０．５０"),
        ("amount", "1000.00"),
        ("amount", "1000.01"),
        ("category", "虚假宣传"),
        ("account_compromised", "是"),
        ("description", '=HYPERLINK("http://example.com","点我领取退款")'),
    ],
)
def test_the_dirt_of_real_feeds_is_in_it(rows: Rows, column: str, text: str) -> None:
    place = generate.COLUMNS.index(column)
    assert any(row[place] == text for row in rows if len(row) == len(generate.COLUMNS))


def test_some_descriptions_hold_line_breaks_and_quotes(rows: Rows) -> None:
    place = generate.COLUMNS.index("description")
    assert any('"' in row[place] and "\n" in row[place] for row in rows if len(row) == len(generate.COLUMNS))
