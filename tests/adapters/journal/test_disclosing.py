"""Disclosing: a proof convinces who has the key alone, and tells nothing of other complaints."""

import base64
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from adapters.journal import Records, UnreadableJournalError, Writer
from adapters.journal.disclosing import disclosed, prove
from engine.journal import LayoutError, NoteError, Proof, Signer
from tests.adapters.journal.ledger import KEYS
from tests.adapters.journal.test_writer import remarks

VERIFIER = KEYS.signer.verifier


def proof(journal: Path, number: int = 2) -> Proof:
    records = Records.open(journal)
    try:
        return prove(records, number)
    finally:
        records.close()


@pytest.mark.parametrize("where", ["small", "large"])
@pytest.mark.parametrize("number", [2, 3, 6, 7])
def test_a_proof_discloses_its_ruling_and_facts(where: str, number: int, request: pytest.FixtureRequest) -> None:
    text = proof(request.getfixturevalue(where), number).text()
    found = disclosed(text, VERIFIER)
    assert found.number == number
    assert found.facts["id"] == {2: "T-1", 3: "T-2", 6: "T-1", 7: "T-4"}[number]
    assert (found.ruling["size.rule"], found.document()["origin"]) == (
        {2: "S-1", 3: "S-2", 6: "S-2", 7: None}[number],
        "example.com/shop",
    )


def test_what_is_disclosed_can_be_read_without_the_policy(small: Path) -> None:
    told = disclosed(proof(small).text(), VERIFIER).document()
    assert {name: told["facts"][name] for name in ("at", "amount", "kind")} == {
        "at": "2026-03-02T09:30:00+08:00",
        "amount": "1000.01 CNY",
        "kind": "goods",
    }
    assert {name: told["ruling"][name] for name in ("due", "window", "refund")} == {
        "due": "2026-03-02",
        "window": "5 working days",
        "refund": "1000.01 CNY",
    }
    assert told["as_of"] == "1970-01-01T08:00:00+08:00"


def test_a_proof_tells_nothing_of_others(small: Path) -> None:
    made = proof(small, 3)
    told = made.extra.decode()
    for part in ("entry", "facts"):
        assert b"13800000001" not in base64.b64decode(json.loads(told)[part])
    assert "13800000001" not in made.text()


def test_after_erasing_the_ruling_is_still_proved(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("UPDATE entry SET salt = NULL, facts = NULL WHERE number = 2")
    found = disclosed(proof(journal).text(), VERIFIER)
    assert (found.facts, found.ruling["size"]) == ({}, "large")


def test_without_a_key_a_proof_only_holds_together(small: Path) -> None:
    assert disclosed(proof(small).text(), None).head.origin == "example.com/shop"


def changed(made: Proof, **extra: object) -> str:
    told: dict[str, Any] = json.loads(made.extra)
    content = json.dumps({key: value for key, value in (told | extra).items() if value is not None}).encode()
    return Proof(made.index, made.path, made.note, content).text()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"facts": "AAAA"}, "the disclosed facts are not those that were decided on"),
        ({"salt": "!"}, "the proof discloses no readable `salt`"),
        ({"salt": None}, "the proof discloses no readable `salt`"),
        ({"activation": {}}, "the disclosed activation is not the one that the ruling names"),
        ({"activation": {"scale": 2**60}}, "the disclosed activation is not the one that the ruling names"),
        ({"activation": {"scale": float("inf")}}, "the disclosed activation is not the one that the ruling names"),
        ({"activation": None}, "the disclosed activation is not the one that the ruling names"),
    ],
)
def test_a_proof_that_was_changed_proves_nothing(change: dict[str, object], why: str, small: Path) -> None:
    with pytest.raises(NoteError, match=why):
        disclosed(changed(proof(small), **change), VERIFIER)


def test_another_s_ruling_under_a_proof_proves_nothing(small: Path) -> None:
    other = json.loads(proof(small, 3).extra)["entry"]
    for verifier in (VERIFIER, None):
        with pytest.raises(NoteError, match="entry 2 is not in the journal of that head"):
            disclosed(changed(proof(small), entry=other), verifier)
    with pytest.raises(LayoutError, match="not a ruling"):
        disclosed(changed(proof(small), entry="AA=="), VERIFIER)


@pytest.mark.parametrize("extra", [b"", b"{", b"[]", b"[" * 100_000])
def test_a_proof_that_discloses_nothing_is_refused(extra: bytes, small: Path) -> None:
    made = proof(small)
    with pytest.raises(NoteError, match="the proof discloses no entry"):
        disclosed(Proof(made.index, made.path, made.note, extra or b"x").text(), VERIFIER)


def test_a_proof_under_another_s_key_is_refused(small: Path) -> None:
    with pytest.raises(NoteError, match="not signed by"):
        disclosed(proof(small).text(), Signer("example.com/shop", bytes(32)).verifier)


def test_what_is_under_no_head_yet_cannot_be_proved(journal: Path) -> None:
    with Writer(journal, KEYS) as writer:
        writer.append(remarks(1))
        writer.commit()
    with pytest.raises(UnreadableJournalError, match="entry 9 is not under a signed head yet"):
        proof(journal, 9)
    (journal / "checkpoint").write_text("x", "utf-8")
    with pytest.raises(UnreadableJournalError, match="`checkpoint` is not a head of this journal"):
        proof(journal)
