"""Querying: SQL sees a journal's tables as a role may, and nothing else."""

from collections.abc import Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from adapters.journal import Line, Records, TamperedError, UnreadableJournalError, Writer
from adapters.journal.querying import QueryError, answered
from adapters.journal.tables import TABLES, Tables
from adapters.masking import Role
from engine.journal.entry import document_entry
from tests.adapters.journal.deciding import decide
from tests.adapters.journal.ledger import KEYS
from tests.adapters.shop import AT

COMPLAINT = f'{{"id": "T-9", "at": "{AT}", "amount": "2000.005", "phone": "1", "kind": "goods"}}'


def rows(journal: Path, sql: str, *, role: Role = Role.ANALYST, low: int = 0) -> list[Sequence[Any]]:
    with closing(Records.open(journal)) as records:
        tables = Tables(records, role)
        with answered(tables, sql, [(low, records.size)], lambda _: None) as answer:
            return list(answer.rows)


def test_money_is_exact_and_instants_are_instants(small: Path) -> None:
    sql = 'SELECT entry, refund, typeof(refund), asked::VARCHAR, typeof(due), "size.fired" FROM rulings WHERE entry = 2'
    assert rows(small, sql) == [
        (2, Decimal("1000.01"), "DECIMAL(18,2)", "2026-03-02 09:30:00+08", "DATE", ["S-1"]),
    ]


def test_every_table_is_there(small: Path) -> None:
    counts = {table: rows(small, f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}  # noqa: S608 -- our names
    assert counts == {
        "rulings": 5,
        "facts": 5,
        "policies": 1,
        "runs": 2,
        "dispatches": 0,
        "erasures": 0,
        "corrections": 0,
    }
    assert [row[0] for row in rows(small, "SHOW TABLES")] == sorted(TABLES)
    assert rows(small, "DESCRIBE facts")[0][:2] == ("entry", "BIGINT")


@pytest.mark.parametrize(
    ("role", "told"),
    [
        (Role.PUBLIC, ("***", "***", "***", Decimal("1000.01"))),
        (Role.ANALYST, ("T-1", "***", "***", Decimal("1000.01"))),
        (Role.AUDITOR, ("T-1", "13800000001", "13800000001", Decimal("1000.01"))),
    ],
)
def test_a_role_sees_what_it_may(role: Role, told: tuple[object, ...], small: Path) -> None:
    assert rows(small, "SELECT id, phone, contact, amount FROM facts WHERE entry = 2", role=role) == [told]
    assert rows(small, "SELECT complaint FROM rulings WHERE entry = 2", role=role) == [told[:1]]


def test_rulings_join_with_what_happened_to_them(journal: Path) -> None:
    with Writer(journal, KEYS) as writer:
        key = writer.records.line(2).key.hex()
        told = {"key": "k", "complaint": key, "action": "call", "connector": "c", "outcome": "sent", "at": 5}
        writer.append([Line(document_entry({"kind": "dispatch", **told}))])
        writer.append([Line(document_entry({"kind": "remark"})), Line(document_entry({"kind": "erasure"}))])
        writer.commit()
        writer.erase([2], {"basis": "GDPR 17", "at": 0})
    sql = (
        "SELECT r.entry, r.complaint, r.erased, d.action, e.basis FROM rulings r JOIN dispatches d USING (key) "
        "LEFT JOIN erasures e ON e.erased = r.entry ORDER BY 1"
    )
    assert rows(journal, sql) == [(2, None, True, "call", "GDPR 17"), (6, "T-1", False, "call", None)]
    assert rows(journal, "SELECT entry FROM facts ORDER BY 1") == [(3,), (5,), (6,), (7,)]


def test_a_table_whose_name_is_made_up_is_read_too(small: Path) -> None:
    assert rows(small, "SELECT count(*) FROM query_table('rul' || 'ings')") == [(5,)]


def test_a_sealed_journal_is_read_from_where_it_is_asked_to(large: Path) -> None:
    assert rows(large, "SELECT entry FROM rulings", low=6) == [(6,), (7,)]


def test_policies_whose_columns_differ_share_the_tables(journal: Path) -> None:
    decide(
        journal,
        COMPLAINT,
        ("type: money, currency: CNY, range: {min: -1000.00, max: 100000.00}", "type: decimal, scale: 3"),
        ("refund: {type: money, currency: CNY}", "refund: {type: decimal, scale: 3}"),
        ("kind: {type: enum, values: {goods: 商品, service: 服务}}", "kind: {type: text}\n  Entry: {type: boolean}"),
    )
    sql = "SELECT refund, version, typeof(refund) FROM rulings WHERE entry IN (2, 10) ORDER BY entry"
    assert rows(journal, sql) == [
        (Decimal("1000.010"), "7", "DECIMAL(38,3)"),
        (Decimal("2000.005"), "7", "DECIMAL(38,3)"),
    ]
    assert rows(journal, "SELECT kind, Entry_ FROM facts WHERE entry IN (2, 10) ORDER BY entry") == [
        ("goods", None),
        ("goods", None),
    ]


def test_types_that_have_nothing_in_common_are_texts(journal: Path) -> None:
    decide(
        journal,
        COMPLAINT.replace("2000.005", "2000.00").replace('"goods"', '"3"'),
        ("kind: {type: enum, values: {goods: 商品, service: 服务}}", "kind: {type: integer}"),
    )
    assert rows(journal, "SELECT kind, typeof(kind) FROM facts WHERE entry IN (2, 10) ORDER BY entry") == [
        ("goods", "VARCHAR"),
        ("3", "VARCHAR"),
    ]


REFUSED = {
    "SELECT 1; SELECT 2": "only one SELECT can be asked",
    "DELETE FROM rulings": "only one SELECT can be asked",
    "COPY rulings TO 'x.csv'": "only one SELECT can be asked",
    "SET threads = 1": "only one SELECT can be asked",
    "INSTALL httpfs": "only one SELECT can be asked",
    "ATTACH 'x.db'": "only one SELECT can be asked",
    "": "only one SELECT can be asked",
    "SELECT 1 +": "syntax error",
    "SELECT * FROM read_csv('/etc/passwd')": "file system operations are disabled",
    "SELECT * FROM read_text('journal.json')": "file system operations are disabled",
    "SELECT * FROM glob('/*')": "file system operations are disabled",
    "SELECT * FROM 'https://example.com/x.parquet'": "file system operations are disabled",
    "SELECT getenv('HOME')": "does not exist",
    "SELECT * FROM tables": "does not exist",
    "SELECT CAST(complaint AS INTEGER) FROM rulings": "Could not convert string",
}


@pytest.mark.parametrize("sql", REFUSED)
def test_a_query_reaches_nothing_but_the_tables(sql: str, small: Path) -> None:
    with pytest.raises(QueryError, match=REFUSED[sql]):
        rows(small, sql)


def test_the_room_has_no_doors(small: Path) -> None:
    assert rows(small, "SELECT readonly FROM duckdb_databases() WHERE NOT internal") == [(True,)]
    locked = "SELECT name, value FROM duckdb_settings() WHERE name IN ('enable_external_access', 'lock_configuration')"
    assert rows(small, locked + " ORDER BY name") == [
        ("enable_external_access", "false"),
        ("lock_configuration", "true"),
    ]


def test_what_was_changed_is_left_out_and_told(sealed: Path) -> None:
    path = sealed / "segments" / "00000000.decisions.parquet"
    frame = pl.read_parquet(path)
    places = list(range(frame.height))
    places[2] = 3
    frame[places].write_parquet(path)
    with closing(Records.open(sealed)) as records:
        tables = Tables(records, Role.ANALYST)
        with answered(tables, "SELECT entry FROM rulings", [(0, records.size)], lambda _: None) as answer:
            assert list(answer.rows) == []
    assert tables.passed.tampered == [(0, 255)]


def test_a_journal_that_cannot_be_trusted_or_read_is_not_queried(journal: Path) -> None:
    (policy,) = (journal / "policies").iterdir()
    policy.write_bytes(b"# " + policy.read_bytes())
    with pytest.raises(TamperedError, match="is not the file that was archived"):
        rows(journal, "SELECT 1")
    (journal / "checkpoint").unlink()
    with pytest.raises(UnreadableJournalError, match="`checkpoint` cannot be read"):
        rows(journal, "SELECT 1")
