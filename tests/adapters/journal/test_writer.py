"""The writer: one at a time, nothing acknowledged is lost, nothing unsigned is built upon."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from adapters.journal import (
    Line,
    Records,
    TamperedError,
    UnreadableJournalError,
    UnsafeKeyError,
    UsedJournalError,
    Writer,
    beside,
    create,
)
from adapters.journal.keys import Keys
from adapters.journal.tail import Tail
from engine.journal.entry import document_entry
from engine.journal.tree import leaf_hashes, root
from tests.adapters.journal.conftest import SIZE
from tests.adapters.journal.ledger import KEYS, empty


def remarks(count: int, *, start: int = 0) -> list[Line]:
    return [Line(document_entry({"kind": "remark", "number": number})) for number in range(start, start + count)]


def entries(journal: Path) -> list[bytes]:
    records = Records.open(journal)
    found = records.frame(0, records.size)["entry"].to_list()
    records.close()
    return found


def test_what_was_committed_is_there_in_order_however_it_came(tmp_path: Path) -> None:
    journal = empty(tmp_path, height=8)
    told = remarks(1000)
    with Writer(journal, KEYS) as writer:
        for start, end in ((0, 3), (3, 300), (300, 1000)):
            assert writer.append(told[start:end]) == 1 + start
            writer.commit()
        head = writer.sign()
    found = entries(journal)
    assert found[1:] == [line.entry for line in told]
    assert (head.size, head.root) == (1001, root(leaf_hashes(found)))
    assert len(list((journal / "segments").glob("*.json"))) == 3


def test_what_was_not_committed_is_gone_and_said(tmp_path: Path) -> None:
    journal = empty(tmp_path, height=8)
    with Writer(journal, KEYS) as writer:
        writer.append(remarks(600))
    (journal / "checkpoints" / "9.partial").write_bytes(b"half")
    assert len(entries(journal)) == 1
    with Writer(journal, KEYS) as writer:
        assert writer.recovered == tuple(
            sorted(
                ["9.partial"]
                + [
                    f"0000000{n}.{part}"
                    for n in (0, 1)
                    for part in ("decisions.parquet", "facts.parquet", "idx", "json", "tree")
                ]
            )
        )
        writer.append(remarks(600))
        writer.commit()
        writer.sign()
    assert len(entries(journal)) == 601


def test_a_second_writer_is_refused(journal: Path) -> None:
    with Writer(journal, KEYS), pytest.raises(UsedJournalError, match="another process writes to the journal"):
        Writer(journal, KEYS)
    Writer(journal, KEYS).close()


def test_nothing_is_signed_that_is_not_committed(journal: Path) -> None:
    with Writer(journal, KEYS) as writer:
        writer.append(remarks(1))
        with pytest.raises(ValueError, match="what is not committed cannot be signed"):
            writer.sign()


def test_a_failed_commit_is_not_tried_again(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: object, **__: object) -> None:
        raise UnreadableJournalError("disk i/o error")

    with Writer(journal, KEYS) as writer:
        writer.append(remarks(1))
        monkeypatch.setattr(Tail, "commit", failing)
        with pytest.raises(UnreadableJournalError, match="disk i/o error"):
            writer.commit()
        for again in (writer.commit, writer.sign):
            with pytest.raises(UnreadableJournalError, match="an earlier commit failed; open the journal anew"):
                again()
    assert len(entries(journal)) == 9


def test_a_head_that_was_signed_and_never_published_is_published_by_the_next(journal: Path) -> None:
    note = (journal / "checkpoint").read_bytes()
    (journal / "checkpoint").unlink()
    (journal / "checkpoints" / "9").unlink()
    with Writer(journal, KEYS) as writer:
        writer.sign()
    assert (journal / "checkpoint").read_bytes() == note == (journal / "checkpoints" / "9").read_bytes()


def test_a_copy_that_was_restored_is_refused_loudly(journal: Path, tmp_path: Path) -> None:
    shutil.copy(journal / "hot.db", tmp_path)
    with Writer(journal, KEYS) as writer:
        writer.append(remarks(1))
        writer.commit()
        writer.sign()
    shutil.copy(tmp_path / "hot.db", journal)
    with pytest.raises(TamperedError, match=r"a head of 10 entries was signed, but only 9 are there: .* restored"):
        Writer(journal, KEYS)


def test_nothing_is_built_on_entries_that_were_not_signed(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("UPDATE entry SET entry = ? WHERE number = 4", (document_entry({}),))
    with pytest.raises(TamperedError, match="the first 9 entries are not those that were signed"):
        Writer(journal, KEYS)


def test_a_head_that_is_none_is_refused(journal: Path) -> None:
    (journal / "checkpoint").write_text("x", "utf-8")
    with pytest.raises(TamperedError, match="`checkpoint` is not a head of this journal: not a signed note"):
        Writer(journal, KEYS)


def test_an_older_head_within_a_segment_is_compared_too(tmp_path: Path) -> None:
    journal = empty(tmp_path, height=8)
    with Writer(journal, KEYS) as writer:
        writer.append(remarks(100))
        writer.commit()
        writer.sign()
        writer.append(remarks(600, start=100))
        writer.commit()
    with Writer(journal, KEYS) as writer:
        assert writer.sign().size == 701


def test_a_journal_is_made_in_an_empty_folder_alone(journal: Path) -> None:
    with pytest.raises(FileExistsError, match="is not empty"):
        create(journal, KEYS)


def test_nobody_else_may_look_into_a_journal(tmp_path: Path) -> None:
    assert empty(tmp_path).stat().st_mode & 0o077 == 0
    assert beside(tmp_path / "journal").stat().st_mode & 0o077 == 0


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "k"
    KEYS.write(path)
    assert Keys.read(path) == KEYS
    path.chmod(0o640)
    with pytest.raises(UnsafeKeyError, match="can be read by others; run chmod 600 on it"):
        Keys.read(path)


@pytest.mark.parametrize("content", [b"", b"\xff", b"x\ny\n", f"{KEYS.signer}\nAAAA\n".encode()])
def test_a_file_without_keys_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "k"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(UnsafeKeyError, match="holds no keys that `tousu journal init` made"):
        Keys.read(path)


def test_keys_are_drawn_anew_each_time() -> None:
    one, two = Keys.made("log"), Keys.made("log")
    assert one.signer.seed != two.signer.seed
    assert one.secret != two.secret


def test_a_complaint_is_found_by_its_key_in_segments_and_tail(large: Path) -> None:
    records = Records.open(large)
    key = records.line(2).key
    assert records.of_key(key) == [2, 6]
    assert records.segment(1).of_key(key) == []
    assert records.size > 2 * SIZE
    records.close()
