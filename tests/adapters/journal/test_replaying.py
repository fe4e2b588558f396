"""Replaying: the same comes out again, a difference is the engine's, tampering is told apart."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from adapters.journal import Records, TamperedError, UnreadableJournalError
from adapters.journal.archived import policy_of
from adapters.journal.replaying import Difference, Replayed, replay, sample, spans
from engine import Engine
from engine.journal import Activation
from engine.journal.field import Field
from engine.journal.layout import Layout
from rules.loading import load
from rules.policy import Policy
from tests.adapters.shop import POLICY
from tests.engine.small import policy as small_policy


def replayed(journal: Path, low: int = 0, high: int | None = None) -> Replayed:
    records, found = Records.open(journal), Replayed()
    try:
        replay(records, spans(records, low, high), lambda _: None, found)
    finally:
        records.close()
    return found


def shop(old: str, new: str) -> Policy:
    assert old in POLICY
    loaded = load(POLICY.replace(old, new), name="shop.yaml")
    assert loaded.policy is not None
    return loaded.policy


@pytest.fixture
def differing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Policy], None]:
    """Makes a later release of the engine, which decides by another policy than the archived one."""

    def differ(found: Policy) -> None:
        monkeypatch.setattr("adapters.journal.archived.policy_of", lambda *_: found)

    return differ


def test_everything_comes_out_as_it_was(small: Path, large: Path) -> None:
    assert replayed(small) == Replayed(replayed=5, reached=9)
    again = replayed(large)
    assert (again.replayed, again.differing, again.tampered) == (5, 0, [])
    assert replayed(small, 2, 3) == Replayed(replayed=1, reached=3)


def test_a_sample_is_always_the_same(large: Path) -> None:
    records = Records.open(large)
    drawn = sample(records, 10)
    assert drawn == sample(records, 10)
    assert len(drawn) == len(set(drawn)) == 10
    assert len(sample(records, 10**6)) == records.size
    records.close()


def test_an_engine_that_differs_is_told_with_the_column(small: Path, differing: Callable[[Policy], None]) -> None:
    differing(shop("amount > 1000.00", "amount > 2000.00"))
    found = replayed(small)
    assert (found.replayed, found.differing, found.tampered) == (5, 1, [])
    assert Difference(2, "size", "large", "needs_review") in found.differences
    assert Difference(2, "refund", "1000.01 CNY", None) in found.differences


def test_a_column_that_is_no_more_is_a_difference(small: Path, differing: Callable[[Policy], None]) -> None:
    differing(shop("contact", "touch"))
    found = replayed(small)
    assert found.differences == [Difference(2, "contact", "13800000001", None)]


def test_new_columns_beside_the_old_are_no_difference(small: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Activation.of

    def wider(engine: Engine) -> Activation:
        found = whole(engine)
        fields = (*found.rulings.fields, Field("more", "boolean"))
        return Activation(**{name: getattr(found, name) for name in found.__slots__} | {"rulings": Layout(fields)})

    monkeypatch.setattr(Activation, "of", wider)
    assert replayed(small) == Replayed(replayed=5, reached=9)


def test_facts_that_were_changed_are_not_replayed(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("UPDATE entry SET salt = zeroblob(16) WHERE number = 2")
        connection.execute("UPDATE entry SET facts = NULL WHERE number = 3")
    assert replayed(journal) == Replayed(replayed=3, erased=1, reached=9, tampered=[(2, 2)])


def test_a_tampered_segment_is_told_apart_from_a_differing_engine(sealed: Path) -> None:
    path = sealed / "segments" / "00000000.decisions.parquet"
    frame = pl.read_parquet(path)
    places = list(range(frame.height))
    places[2] = 3
    frame[places].write_parquet(path)
    found = replayed(sealed)
    assert (found.replayed, found.differing, found.tampered) == (0, 0, [(0, 255)])


CHANGES: dict[str, tuple[str, str]] = {
    "tree": ("segments/00000000.tree", "does not lead to the root that was signed"),
    "head": ("checkpoint", "`checkpoint` is not a head of this journal"),
    "policy": ("policies/*", "is not the file that was archived"),
}


@pytest.mark.parametrize("kind", CHANGES)
def test_what_is_not_what_was_signed_is_not_replayed(kind: str, sealed: Path) -> None:
    name, why = CHANGES[kind]
    (path,) = sealed.glob(name)
    path.write_bytes(b"#" + path.read_bytes()[1:])
    with pytest.raises(TamperedError, match=why):
        replayed(sealed)


def test_a_tail_that_is_not_what_was_signed_is_not_replayed(journal: Path) -> None:
    with sqlite3.connect(journal / "hot.db") as connection:
        connection.execute("UPDATE entry SET entry = x'02' WHERE number = 3")
    with pytest.raises(TamperedError, match="the journal is not what was signed; ask `tousu verify` where"):
        replayed(journal)


@pytest.mark.parametrize("folder", ["policies", "checkpoint"])
def test_what_cannot_be_read_is_not_replayed(folder: str, journal: Path) -> None:
    path = journal / folder
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    with pytest.raises(UnreadableJournalError, match="cannot be read"):
        replayed(journal)


def test_a_policy_that_this_release_cannot_read_is_said(tmp_path: Path) -> None:
    for folder in ("policies", "calendars"):
        (tmp_path / folder).mkdir()
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (tmp_path / "policies" / f"{digest}.yaml").touch()
    (tmp_path / "calendars" / f"{digest}.yaml").touch()
    with Engine(small_policy("d: {type: boolean, rules: [{id: R, then: 'true'}]}")) as engine:
        made = Activation.of(engine)
    told = {name: getattr(made, name) for name in made.__slots__} | {"policy_digest": digest}
    for calendar, what in ((None, "policy"), (("CN", digest), "calendar")):
        with pytest.raises(UnreadableJournalError, match=f"this release cannot read the {what} {digest}"):
            policy_of(tmp_path, Activation(**told | {"calendar": calendar}))
