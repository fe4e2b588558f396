"""`tousu journal query` and `tousu journal export`."""

import json
import sqlite3
from pathlib import Path

import polars as pl
import pytest

from adapters.cli.exits import Exit
from tests.adapters.cli.terminal import Terminal

SQL = 'SELECT entry, complaint, size, refund, asked, "size.fired" AS fired, erased FROM rulings WHERE entry < 4'
QUERY = ["journal", "query", SQL, "--journal", "journal"]
ALL = "SELECT 1.5::DOUBLE AS d, {'a': NULL} AS s, DATE '2026-03-02' AS t, '=1' AS f"


def test_a_query_is_answered_in_columns(tousu: Terminal) -> None:
    assert tousu(*QUERY).out.splitlines() == [
        "entry  complaint  size    refund  asked                      fired  erased",
        "    2  T-1        large  1000.01  2026-03-02T09:30:00+08:00  S-1    false",
        "    3  T-2        small                                      S-2    false",
    ]


def test_a_query_is_answered_for_machines(tousu: Terminal) -> None:
    told = json.loads(tousu(*QUERY, "--json").out)
    assert told["columns"][3] == {"name": "refund", "type": "DECIMAL(18,2)"}
    assert told["rows"][0] == [2, "T-1", "large", "1000.01", "2026-03-02T09:30:00+08:00", ["S-1"], False]
    told = json.loads(tousu("journal", "query", ALL, "--journal", "journal", "--json").out)
    assert told["rows"] == [[1.5, {"a": None}, "2026-03-02", "=1"]]


def test_no_cell_of_csv_is_a_formula(tousu: Terminal) -> None:
    said = tousu("journal", "query", ALL, "--journal", "journal", "--csv")
    assert said.out.splitlines() == ["d,s,t,f", "1.5,{'a': None},2026-03-02,'=1"]


def test_what_cannot_be_asked_is_told(tousu: Terminal) -> None:
    said = tousu("journal", "query", "DROP TABLE rulings", "--journal", "journal")
    assert (said.code, said.err) == (
        Exit.MISUSED,
        "Error: the query cannot be answered: only one SELECT can be asked\n",
    )
    said = tousu(*QUERY, "--role", "king")
    assert (said.code, "`king` is no role; there are public, analyst, auditor" in said.err) == (Exit.MISUSED, True)


def test_entries_that_are_not_what_was_signed_are_told(tousu: Terminal) -> None:
    with sqlite3.connect("journal/hot.db") as connection:
        connection.execute("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
    said = tousu(*QUERY)
    assert said.code == Exit.NO
    assert "entries 2:3 are not what was signed, and were left out" in said.err
    said = tousu("journal", "export", "r.csv", "--journal", "journal")
    assert (said.code, list(Path().glob("r.csv*"))) == (Exit.NO, [])


def test_an_export_is_a_file_for_its_owner(tousu: Terminal) -> None:
    said = tousu("journal", "export", "r.csv", "--journal", "journal", "--range", "2:4")
    assert (said.code, said.out) == (Exit.DONE, "2 rows of rulings are in r.csv\n")
    lines = Path("r.csv").read_text("utf-8-sig").splitlines()
    assert '"2026-03-02T09:30:00+08:00"' in lines[1]
    assert Path("r.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(("role", "phone"), [("analyst", "***"), ("auditor", "13800000001")])
def test_an_export_is_masked_for_who_reads_it(role: str, phone: str, tousu: Terminal) -> None:
    said = tousu(
        *("journal", "export", "f.parquet", "--journal", "journal", "--table", "facts", "--role", role, "--json")
    )
    assert json.loads(said.out) == {"file": "f.parquet", "table": "facts", "rows": 5, "role": role}
    frame = pl.read_parquet("f.parquet")
    assert (frame["phone"][0], frame.schema["amount"], frame.schema["at"]) == (
        phone,
        pl.Decimal(18, 2),
        pl.Datetime("us", "UTC"),
    )


def test_an_export_of_nothing_has_its_columns(tousu: Terminal) -> None:
    assert tousu("journal", "export", "e.csv", "--journal", "journal", "--table", "erasures").code == Exit.DONE
    assert Path("e.csv").read_text("utf-8-sig") == '"entry","erased","basis","at"\n'


def test_where_an_export_cannot_go_is_told(tousu: Terminal) -> None:
    said = tousu("journal", "export", "none/r.csv", "--journal", "journal")
    assert (said.code, said.err) == (
        Exit.UNREADABLE,
        "Error: `none/r.csv` cannot be written: no such file or directory\n",
    )
    said = tousu("journal", "export", "r.txt", "--journal", "journal")
    assert (said.code, "`r.txt` should end with .csv or .parquet" in said.err) == (Exit.MISUSED, True)
