"""Verifying: every kind of tampering, at every layer; none passes, and each names its place."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from adapters.journal import Keys, Line, TamperedError, Writer
from adapters.journal.tail import Tail
from adapters.journal.verdict import Examined, Finding, Verdict
from adapters.journal.verifying import verify
from engine.journal import Checkpoint, Signer, Verifier
from engine.journal.entry import document_entry
from tests.adapters.journal.conftest import SIZE
from tests.adapters.journal.ledger import KEPT, KEYS, ORIGIN, decide_into
from tests.adapters.shop import row, written

Change = Callable[[Path], object]
Places = list[tuple[str, dict[str, object]]]
OTHER = Signer(ORIGIN, bytes(32))


def examined(
    journal: Path, *, outside: bool = False, key: Verifier | None = None, secret: bytes | None = None
) -> Examined:
    kept = (journal.parent / KEPT / "checkpoint").read_text("utf-8") if outside else None
    return verify(journal, outside=kept, key=key, watch=lambda _more, _share: None, secret=secret)


def found(journal: Path, *, outside: bool = False, key: Verifier | None = None) -> Places:
    return [(one.code, one.place) for one in examined(journal, outside=outside, key=key).findings]


def sql(text: str, *values: object) -> Change:
    def change(journal: Path) -> None:
        with sqlite3.connect(journal / "hot.db") as connection:
            connection.execute(text, values)

    return change


def text(name: str, old: str, new: str) -> Change:
    def change(journal: Path) -> None:
        (path,) = journal.glob(name)
        content = path.read_text("utf-8")
        assert old in content
        path.write_text(content.replace(old, new), "utf-8")

    return change


def resigned(journal: Path) -> None:
    head = Checkpoint.open((journal / "checkpoint").read_text("utf-8"), KEYS.signer.verifier)
    (journal / "checkpoint").write_text(head.signed(OTHER), "utf-8")
    (journal / "checkpoints" / str(head.size)).write_text(head.signed(OTHER), "utf-8")


def taken_over(journal: Path) -> None:
    """All heads signed by another key, which the title names."""
    for path in [journal / "checkpoint", *(journal / "checkpoints").iterdir()]:
        head = Checkpoint.open(path.read_text("utf-8"), KEYS.signer.verifier)
        path.write_text(head.signed(OTHER), "utf-8")
    text("journal.json", str(KEYS.signer.verifier), str(OTHER.verifier))(journal)


def split_view(journal: Path) -> None:
    """Another journal of the same signer, as long."""
    head = Checkpoint(ORIGIN, 9, bytes(32))
    (journal / "checkpoints" / "9").write_text(head.signed(KEYS.signer), "utf-8")


def test_a_journal_that_continues_a_head_kept_elsewhere_is_intact(journal: Path) -> None:
    told = examined(journal, outside=True, key=KEYS.signer.verifier)
    assert (told.verdict, told.findings, told.unreadable) == (Verdict.INTACT, [], [])
    assert (told.size, told.rulings, told.erased, told.unsigned) == (9, 5, 0, 0)


def test_what_is_appended_meanwhile_is_for_the_next_time(
    journal: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened, more = Tail.open, written(tmp_path / "h.csv", row("T-9"))

    def and_then(folder: Path, *, writes: bool) -> Tail:
        tail = opened(folder, writes=writes)
        monkeypatch.setattr(Tail, "open", opened)
        decide_into(journal, more)
        return tail

    monkeypatch.setattr(Tail, "open", and_then)
    told = examined(journal, outside=True)
    assert (told.verdict, told.findings, told.size) == (Verdict.INTACT, [], 9)
    assert examined(journal, outside=True).size == 11


def test_without_a_head_kept_elsewhere_nothing_is_concluded(journal: Path) -> None:
    assert examined(journal).verdict is Verdict.UNSURE


def test_a_sealed_journal_is_intact(large: Path) -> None:
    told = examined(large, outside=True)
    assert (told.verdict, told.size) == (Verdict.INTACT, 2 * SIZE + 9)


def test_a_roll_back_of_everything_is_found_by_a_head_kept_elsewhere_alone(journal: Path, tmp_path: Path) -> None:
    shutil.copytree(journal, tmp_path / "old")
    decide_into(journal, written(tmp_path / "h.csv", row("T-9")))
    shutil.copy(journal / "checkpoint", journal.parent / KEPT / "checkpoint")
    shutil.rmtree(journal)
    shutil.copytree(tmp_path / "old", journal)
    assert examined(journal).verdict is Verdict.UNSURE
    assert found(journal, outside=True) == [
        ("gone", {"file": "--checkpoint", "low": 9, "high": 10}),
    ]


TAMPERED: dict[str, tuple[Change, str, dict[str, object]]] = {
    "flip an entry": (
        sql(
            "UPDATE entry SET entry = CAST(substr(entry, 1, 100) || x'ff' || substr(entry, 102) AS BLOB) "
            "WHERE number = 3"
        ),
        "head",
        {"file": "checkpoints/5", "low": 1, "high": 4},
    ),
    "delete an entry": (sql("DELETE FROM entry WHERE number = 6"), "gap", {"low": 6, "high": 6}),
    "truncate the tail": (
        sql("DELETE FROM entry WHERE number >= 7"),
        "gone",
        {"file": "checkpoints/9", "low": 7, "high": 8},
    ),
    "swap two entries": (
        sql(
            "UPDATE entry SET (entry, salt, facts) = (SELECT entry, salt, facts FROM entry AS e "
            "WHERE e.number = 13 - entry.number) WHERE number IN (6, 7)"
        ),
        "head",
        {"file": "checkpoints/9", "low": 5, "high": 8},
    ),
    "edit facts": (
        sql("UPDATE entry SET facts = CAST(facts || x'00' AS BLOB) WHERE number = 2"),
        "facts",
        {"number": 2},
    ),
    "drop facts": (sql("UPDATE entry SET facts = NULL WHERE number = 2"), "facts-gone", {"number": 2}),
    "edit a salt": (sql("UPDATE entry SET salt = zeroblob(16) WHERE number = 2"), "facts", {"number": 2}),
    "write no entry": (sql("UPDATE entry SET entry = x'ff' WHERE number = 2"), "form", {"number": 2}),
    "write half a ruling": (sql("UPDATE entry SET entry = x'01' WHERE number = 2"), "form", {"number": 2}),
    "write half a document": (sql("UPDATE entry SET entry = x'027b' WHERE number = 4"), "form", {"number": 4}),
    "lose rows of a run": (
        sql("UPDATE entry SET entry = ? WHERE number = 4", document_entry({"kind": "run", "rows_read": 1})),
        "incomplete",
        {"number": 4},
    ),
    "edit the policy": (
        text("policies/*.yaml", "1000.00", "9000.00"),
        "archive",
        {},
    ),
    "re-sign the newest head": (resigned, "unsigned", {}),
    "forge a head": (text("checkpoints/5", "\n5\n", "\n6\n"), "unsigned", {}),
    "rename a head": (
        lambda journal: (journal / "checkpoints" / "5").rename(journal / "checkpoints" / "7"),
        "misnamed",
        {"file": "checkpoints/7", "size": 5},
    ),
    "put back an older head": (
        lambda journal: shutil.copy(journal / "checkpoints" / "5", journal / "checkpoint"),
        "newest",
        {"file": "checkpoint", "largest": 9},
    ),
    "sign with another key altogether": (taken_over, "title", {"number": 0}),
    "show two journals": (split_view, "head", {"file": "checkpoints/9", "low": 5, "high": 8}),
    "forget what was signed": (sql("UPDATE state SET signed_size = 5"), "state", {"size": 5, "largest": 9}),
    "activate something else": (
        sql("UPDATE activation SET digest = x'00'"),
        "activations",
        {"file": "hot.db"},
    ),
    "invent a run": (
        sql("INSERT INTO run VALUES (x'00', 0, 2, 1)"),
        "runs",
        {"file": "hot.db", "number": 2},
    ),
    "forget a run": (sql("DELETE FROM run WHERE number = 4"), "run-gone", {"file": "hot.db", "number": 4}),
    "drop what was committed": (
        sql("UPDATE bound SET size = 11"),
        "lost",
        {"file": "hot.db", "low": 9, "high": 10},
    ),
    "hide an activation": (
        sql("UPDATE entry SET entry = ? WHERE number = 1", document_entry({"kind": "remark"})),
        "not-active",
        {},
    ),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_no_tampering_passes_and_each_names_its_place(kind: str, journal: Path) -> None:
    change, code, place = TAMPERED[kind]
    change(journal)
    told = examined(journal, outside=True)
    assert told.verdict is Verdict.TAMPERED
    assert any(one.code == code and place.items() <= one.place.items() for one in told.findings), told.findings


def behind(journal: Path) -> None:
    """An entry that is committed and not signed, as a crash in between leaves it."""
    with Writer(journal, KEYS) as writer:
        writer.append([Line(document_entry({"kind": "remark"}))])
        writer.commit()


DUPLICATED = sql("INSERT INTO entry SELECT 1 + (SELECT max(number) FROM entry), entry, salt, facts FROM entry LIMIT 1")


def test_an_entry_that_is_not_signed_is_the_writer_s_if_the_secret_says_so(journal: Path) -> None:
    behind(journal)
    told = examined(journal, outside=True, secret=KEYS.secret)
    assert (told.verdict, told.unsigned, told.bound) == (Verdict.INTACT, 1, True)


def test_of_an_entry_that_is_not_signed_nothing_is_concluded_without_the_secret(journal: Path) -> None:
    behind(journal)
    told = examined(journal, outside=True)
    assert (told.verdict, told.unsigned, told.bound) == (Verdict.UNSURE, 1, False)


@pytest.mark.parametrize("before", [lambda _: None, behind])
def test_an_entry_that_somebody_added_is_found_with_the_secret(before: Change, journal: Path) -> None:
    before(journal)
    DUPLICATED(journal)
    told = examined(journal, outside=True, secret=KEYS.secret)
    assert [one.code for one in told.findings] == ["added"]
    with pytest.raises(TamperedError, match=r"the entries from 9 on are not signed, and not those that were committed"):
        Writer(journal, KEYS)


def test_an_added_entry_bound_by_another_secret_is_found(journal: Path) -> None:
    DUPLICATED(journal)
    sql("UPDATE bound SET size = 10, mac = zeroblob(32)")(journal)
    assert examined(journal, secret=KEYS.secret).findings == [Finding("added", {"low": 9, "high": 9})]


def test_what_was_committed_and_is_gone_is_missed_by_the_writer_too(journal: Path) -> None:
    behind(journal)
    sql("DELETE FROM entry WHERE number = 9")(journal)
    with pytest.raises(TamperedError, match="10 entries were committed, but only 9 are there"):
        Writer(journal, KEYS)


def test_a_key_other_than_the_one_told_beforehand_is_named(journal: Path) -> None:
    taken_over(journal)
    assert ("other-key", {"verifier": str(OTHER.verifier)}) in found(journal, key=KEYS.signer.verifier)


def test_a_head_kept_elsewhere_tells_who_took_over(journal: Path) -> None:
    taken_over(journal)
    assert "unsigned" in {code for code, _ in found(journal, outside=True)}


def test_a_published_head_that_the_writer_does_not_remember_is_found(journal: Path) -> None:
    sql("UPDATE state SET signed_root = zeroblob(32)")(journal)
    assert found(journal) == [("head", {"file": "hot.db", "low": 5, "high": 8})]


def parquet(part: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Change:
    def apply(journal: Path) -> None:
        path = journal / "segments" / f"00000000.{part}.parquet"
        change(pl.read_parquet(path)).write_parquet(path)

    return apply


def edited(column: str, number: int, value: bytes | None) -> Callable[[pl.DataFrame], pl.DataFrame]:
    def change(frame: pl.DataFrame) -> pl.DataFrame:
        values = frame[column].to_list()
        values[number] = value
        return frame.with_columns(pl.Series(column, values, dtype=pl.Binary))

    return change


def flipped(name: str, at: int) -> Change:
    def change(journal: Path) -> None:
        path = journal / "segments" / name
        content = bytearray(path.read_bytes())
        content[at] ^= 1
        path.write_bytes(content)

    return change


def redrawn(journal: Path) -> None:
    """A manifest that names another root."""
    path = journal / "segments" / "00000000.json"
    document = json.loads(path.read_bytes())
    path.write_text(json.dumps(document | {"root": "A" * 43 + "="}), "utf-8")


SEALED: dict[str, tuple[Change, str, dict[str, object]]] = {
    "edit an entry": (
        parquet("decisions", edited("head", 600, document_entry({"kind": "other"}))),
        "entries",
        {"low": 512, "high": 767},
    ),
    "edit a commitment": (
        parquet("decisions", edited("commitment", 2, bytes(32))),
        "facts",
        {"number": 2},
    ),
    "drop a part of a ruling": (parquet("decisions", edited("row", 2, None)), "entries", {"low": 0, "high": 255}),
    "drop an entry": (parquet("decisions", edited("head", 700, None)), "form", {"number": 700}),
    "edit facts": (parquet("facts", edited("facts", 2, b"other")), "facts", {"number": 2}),
    "drop facts": (parquet("facts", edited("facts", 2, None)), "facts-gone", {"number": 2}),
    "edit the tree": (flipped("00000000.tree", 40), "entries", {"low": 256, "high": 511}),
    "edit the manifest": (redrawn, "manifest", {"file": "00000000.json", "low": 0, "high": SIZE - 1}),
    "edit the index": (flipped("00000000.idx", 3), "index", {"file": "00000000.idx"}),
}


@pytest.mark.parametrize("kind", SEALED)
def test_no_tampering_with_a_segment_passes(kind: str, sealed: Path) -> None:
    change, code, place = SEALED[kind]
    change(sealed)
    told = examined(sealed, outside=True)
    assert told.verdict is Verdict.TAMPERED
    assert any(one.code == code and place.items() <= one.place.items() for one in told.findings), told.findings


UNREADABLE: dict[str, tuple[Change, str]] = {
    "no title": (lambda journal: (journal / "journal.json").unlink(), "is no journal: journal.json: no such file"),
    "another format": (text("journal.json", '"format": 1', '"format": 2'), "is of format 2; this program reads 1"),
    "no key": (text("journal.json", "verifier", "v"), "is not the title of a journal"),
    "no tail": (lambda journal: (journal / "hot.db").unlink(), "`hot.db` cannot be used"),
    "a tail that is none": (lambda journal: (journal / "hot.db").write_text("x" * 4096), "`hot.db` cannot"),
    "no head": (lambda journal: (journal / "checkpoint").unlink(), "`checkpoint` cannot be read"),
    "no policy": (lambda journal: shutil.rmtree(journal / "policies"), "`policies/"),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_cannot_be_read_is_told_apart(kind: str, journal: Path) -> None:
    change, why = UNREADABLE[kind]
    change(journal)
    told = examined(journal, outside=True)
    assert (told.verdict, told.findings) == (Verdict.UNREADABLE, [])
    assert why in told.unreadable[0]


def test_what_cannot_be_read_hides_nothing_beside_it(sealed: Path) -> None:
    flipped("00000001.tree", 40)(sealed)
    (sealed / "segments" / "00000000.decisions.parquet").unlink()
    (sealed / "checkpoint").unlink()
    told = examined(sealed, outside=True)
    assert (told.verdict, [one.code for one in told.findings]) == (Verdict.TAMPERED, ["tree", "entries"])
    assert told.unreadable == ["`checkpoint` cannot be read", "`00000000.decisions.parquet` cannot be read"]


@pytest.mark.parametrize("part", ["decisions.parquet", "facts.parquet", "idx", "tree", "json"])
@pytest.mark.parametrize("cut", [True, False])
def test_a_part_of_a_segment_that_is_gone_or_cut_never_passes(part: str, sealed: Path, *, cut: bool) -> None:
    path = sealed / "segments" / f"00000000.{part}"
    content = path.read_bytes()
    path.unlink()
    if cut:
        path.write_bytes(content[: len(content) // 2])
    told = examined(sealed, outside=True)
    assert told.verdict in {Verdict.UNREADABLE, Verdict.TAMPERED}
    assert any(path.name in one for one in [*told.unreadable, *(str(one.place) for one in told.findings)])


def test_a_writer_refuses_keys_that_are_not_the_journal_s(journal: Path) -> None:
    with pytest.raises(Exception, match=r"the keys are not those of the journal `example\.com/shop`"):
        Writer(journal, Keys(OTHER, KEYS.secret))
