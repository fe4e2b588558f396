"""Erasing: facts and salts are gone from every byte of a journal; all that was proved is proved still."""

import sqlite3
from pathlib import Path

import pytest

from adapters.journal import Line, Records, UsedJournalError, Writer
from adapters.journal.disclosing import disclosed, prove
from adapters.journal.replaying import Replayed
from adapters.journal.tail import Tail
from adapters.journal.verdict import Verdict
from engine.journal.entry import document_entry
from tests.adapters.journal.ledger import KEYS, ledger
from tests.adapters.journal.test_replaying import replayed
from tests.adapters.journal.test_verifying import examined

PHONE = b"13800000001"
ERASURE = {"basis": "GDPR 17", "at": 0}


def everything(journal: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(journal.rglob("*")) if path.is_file())


def uncompressed(journal: Path) -> bytes:
    """All facts and salts there are."""
    records = Records.open(journal)
    told = [part or b"" for _, *parts in records.frame(0, records.size).iter_rows() for part in parts]
    records.close()
    return b"".join(told)


def test_what_is_sealed_by_the_erasure_itself_is_erased_too(tmp_path: Path) -> None:
    journal = ledger(tmp_path, height=8)
    with Writer(journal, KEYS) as writer:
        writer.append([Line(document_entry({"kind": "remark"}))] * (255 - writer.size))
        writer.commit()
        writer.erase([2, 6], ERASURE)
    assert (journal / "segments" / "00000000.json").exists()
    assert PHONE not in uncompressed(journal)
    assert [one.code for one in examined(journal).findings] == []


@pytest.mark.parametrize("where", ["journal", "sealed"])
def test_what_was_erased_is_in_no_file_and_everything_still_verifies(
    where: str, request: pytest.FixtureRequest
) -> None:
    journal: Path = request.getfixturevalue(where)
    before = Records.open(journal)
    line, proof = before.line(2), prove(before, 2)
    before.close()
    assert line.salt is not None
    assert PHONE in uncompressed(journal)
    with Writer(journal, KEYS) as writer:
        writer.erase([2, 6], ERASURE)
    for secret in (PHONE, line.salt):
        assert secret not in everything(journal)
        assert secret not in uncompressed(journal)
    told = examined(journal, outside=True)
    assert (told.verdict, told.findings, told.erased) == (Verdict.INTACT, [], 2)
    assert disclosed(proof.text(), KEYS.signer.verifier).facts["phone"] == PHONE.decode()
    after = Records.open(journal)
    again = disclosed(prove(after, 2).text(), KEYS.signer.verifier)
    assert (again.facts, again.ruling["size"], after.of_key(line.key)) == ({}, "large", [2, 6])
    after.close()
    assert replayed(journal) == Replayed(replayed=3, erased=2, reached=told.size)


def test_an_erasure_that_was_interrupted_is_told_and_goes_on(journal: Path) -> None:
    with Writer(journal, KEYS) as writer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Tail, "forget", lambda *_: None)
        writer.erase([2], ERASURE)
    assert [one.code for one in examined(journal).findings] == ["not-erased"]
    with Writer(journal, KEYS) as writer:
        writer.erase([2], ERASURE)
    assert examined(journal).findings == []


def test_who_still_reads_what_is_to_go_is_told(journal: Path) -> None:
    reader = sqlite3.connect(journal / "hot.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM entry").fetchone()
    with Writer(journal, KEYS) as writer, pytest.raises(UsedJournalError, match="another process reads the journal"):
        writer.erase([2], ERASURE)
    reader.close()
