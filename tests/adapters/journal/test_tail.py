"""The tail: whatever somebody puts into its database, it is told, and never taken for a number or for bytes."""

import sqlite3
from pathlib import Path

import pytest

from adapters.journal import Keys, Records, UnreadableJournalError, Writer
from adapters.journal.verdict import Verdict
from adapters.journal.verifying import verify
from tests.adapters.journal.ledger import KEYS

ODD = [
    "UPDATE state SET sealed = NULL",
    "UPDATE state SET sealed = -1",
    "UPDATE state SET sealed = 1 << 60",
    "UPDATE state SET signed_size = NULL",
    "UPDATE state SET signed_root = NULL",
    "UPDATE bound SET size = NULL",
    "UPDATE bound SET mac = NULL",
    "UPDATE activation SET number = 9223372036854775807",
    "UPDATE run SET number = -1",
    "INSERT INTO entry SELECT 9223372036854775807, entry, salt, facts FROM entry LIMIT 1",
    "DELETE FROM state",
]


def examined(journal: Path, keys: Keys) -> Verdict:
    return verify(journal, outside=None, key=None, watch=lambda _more, _share: None, secret=keys.secret).verdict


@pytest.mark.parametrize("sql", ODD)
def test_what_is_no_number_and_no_bytes_is_told(sql: str, journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("INSERT OR IGNORE INTO run VALUES (x'00', 0, 0, 0)")
        connection.execute(sql)
    assert examined(journal, KEYS) in {Verdict.UNREADABLE, Verdict.TAMPERED}
    with pytest.raises(UnreadableJournalError, match=r"`hot\.db` cannot be used: "):
        _everything(journal)


def _everything(journal: Path) -> None:
    records = Records.open(journal)
    try:
        records.tail.activations()
        records.tail.runs()
        assert records.tail.bound
    finally:
        records.close()


def test_an_activation_in_no_entry_is_told(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("UPDATE activation SET number = 99")
    records = Records.open(journal)
    with pytest.raises(UnreadableJournalError, match="there is no entry 99"):
        records.activation(next(iter(records.tail.activations())))
    records.close()


def test_what_is_not_the_journal_s_is_left_alone(journal: Path) -> None:
    (journal / "segments" / ".DS_Store").write_bytes(b"x")
    with Writer(journal, KEYS) as writer:
        assert writer.recovered == ()
    assert (journal / "segments" / ".DS_Store").exists()


def test_a_table_of_runs_that_is_lacking_is_made_from_the_entries(journal: Path) -> None:
    """Journals of the earliest releases lack it; where somebody took it away, no run is forgotten by that."""
    before = Records.open(journal)
    runs = [(one.identity, one.as_of, one.number) for one in before.tail.runs()]
    before.close()
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("DROP TABLE run")
    with Writer(journal, KEYS) as writer:
        assert [(one.identity, one.as_of, one.number) for one in writer.runs()] == runs
    assert len(runs) == 2
    assert examined(journal, KEYS) is Verdict.UNSURE
