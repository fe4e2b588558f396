"""Pieces: what a run leaves in the tail is found, verified, erased and replayed as if each entry were a row."""

import shutil
import sqlite3
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest

from adapters.journal import Records, Writer
from adapters.journal.lines import framed
from adapters.journal.piece import MANY, SIZE, cut
from adapters.journal.replaying import Replayed
from adapters.journal.verdict import Verdict
from engine.journal.entry import complaint_key
from tests.adapters.journal.conftest import copied
from tests.adapters.journal.ledger import KEPT, KEYS, decide_into, empty
from tests.adapters.journal.test_erasing import ERASURE, everything
from tests.adapters.journal.test_replaying import replayed
from tests.adapters.journal.test_verifying import examined, sql
from tests.adapters.journal.test_writer import remarks
from tests.adapters.shop import row, written

COUNT = SIZE + 4000


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal whose tail has one piece, and rows before and behind it; no test changes it."""
    folder = tmp_path_factory.mktemp("many")
    journal = empty(folder)
    rows = (row(f"T-{number}", phone=f"138{number:08}") for number in range(COUNT))
    decide_into(journal, written(folder / "f.csv", *rows))
    (folder / KEPT).mkdir()
    shutil.copy(journal / "checkpoint", folder / KEPT)
    return journal


@pytest.fixture
def changing(many: Path, tmp_path: Path) -> Path:
    return copied(many, tmp_path)


def pieces(journal: Path) -> list[tuple[int, int]]:
    with sqlite3.connect(journal / "hot.db") as connection:
        return connection.execute("SELECT first, count FROM piece").fetchall()


def test_they_are_cut_as_far_as_entries_are_many() -> None:
    found, rest = cut(framed(remarks(SIZE + MANY + 10)), 7)
    assert [(piece.first, piece.count) for piece in found] == [(7, SIZE), (7 + SIZE, MANY + 10)]
    assert rest.height == 0
    found, rest = cut(framed(remarks(MANY - 1)), 7)
    assert (found, rest.height) == ([], MANY - 1)


def test_what_a_run_leaves_is_intact_and_comes_out_as_it_was(many: Path) -> None:
    assert pieces(many) == [(1, SIZE)]
    told = examined(many, outside=True)
    assert (told.verdict, told.findings, told.rulings) == (Verdict.INTACT, [], COUNT)
    assert replayed(many) == Replayed(replayed=COUNT, reached=COUNT + 3)


def test_a_complaint_is_found_in_a_piece_and_behind_it(many: Path) -> None:
    records = Records.open(many)
    for number in (0, 5000, COUNT - 1):
        assert records.of_key(complaint_key(KEYS.secret, f"T-{number}")) == [2 + number]
        assert f"138{number:08}".encode() in (records.line(2 + number).facts or b"")
    records.close()


def test_what_is_appended_behind_a_piece_is_sealed_with_it(tmp_path: Path) -> None:
    journal = empty(tmp_path, height=14)
    told = remarks(20_000)
    with Writer(journal, KEYS) as writer:
        for start, end in ((0, 5000), (5000, 5010), (5010, 20_000)):
            writer.append(told[start:end])
            writer.commit()
        writer.sign()
    assert [first >> 14 for first, _ in pieces(journal)] == []
    records = Records.open(journal)
    assert list(records.frame(1, records.size).iter_rows()) == told
    records.close()
    assert examined(journal).findings == []


def test_what_is_erased_is_gone_from_a_piece(changing: Path) -> None:
    records = Records.open(changing)
    salt = records.line(100).salt
    records.close()
    assert salt is not None
    assert salt in plain(changing)
    with Writer(changing, KEYS) as writer:
        writer.erase([100, COUNT], ERASURE)
    assert salt not in plain(changing) + everything(changing)
    told = examined(changing, outside=True)
    assert (told.verdict, told.findings, told.erased) == (Verdict.INTACT, [], 2)


def plain(journal: Path) -> bytes:
    """All salts and facts there are."""
    records = Records.open(journal)
    frame = records.frame(0, records.size).select("salt", "facts")
    records.close()
    return b"".join(part or b"" for column in frame for part in column)


def blob(column: str, change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(journal: Path) -> None:
        with sqlite3.connect(journal / "hot.db") as connection:
            (held,) = connection.execute(f"SELECT {column} FROM piece").fetchone()  # noqa: S608 -- a column of ours
            connection.execute(f"UPDATE piece SET {column} = ?", (change(held),))  # noqa: S608

    return apply


def edited(held: bytes) -> bytes:
    """Facts in which one row's salt is another's."""
    frame = pl.read_parquet(held)
    places = list(range(frame.height))
    places[9] = 8
    return _written(frame[places])


def _written(frame: pl.DataFrame) -> bytes:
    held = BytesIO()
    frame.write_parquet(held)
    return held.getvalue()


TAMPERED: dict[str, tuple[Callable[[Path], object], str, dict[str, object]]] = {
    "edit facts": (blob("facts", edited), "facts", {"number": 10}),
    "edit decisions": (blob("decisions", edited), "head", {"high": COUNT + 2}),
    "edit the index": (blob("idx", lambda held: bytes([held[0] ^ 1]) + held[1:]), "index", {"file": "hot.db"}),
    "drop a piece": (sql("DELETE FROM piece"), "gap", {"low": 1, "high": SIZE}),
    "add a row within it": (
        sql("INSERT INTO entry SELECT 500, entry, salt, facts FROM entry WHERE number = 0"),
        "twice",
        {"low": 500, "high": 501},
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_no_tampering_with_a_piece_passes(kind: str, changing: Path) -> None:
    change, code, place = TAMPERED[kind]
    change(changing)
    told = examined(changing, outside=True)
    assert told.verdict is Verdict.TAMPERED
    assert any(one.code == code and place.items() <= one.place.items() for one in told.findings), told.findings[:5]


UNREADABLE: dict[str, Callable[[Path], object]] = {
    "cut": blob("decisions", lambda held: held[:100]),
    "other rows": sql("UPDATE piece SET count = count - 1"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_piece_that_cannot_be_read_is_told(kind: str, changing: Path) -> None:
    UNREADABLE[kind](changing)
    told = examined(changing, outside=True)
    assert told.verdict is Verdict.UNREADABLE
    assert "`hot.db` cannot be used" in told.unreadable[0]
