"""Journals of every version that ever was: each later release verifies, replays and proves them."""

import hashlib
import shutil
from pathlib import Path

import pytest

from adapters.journal import Records
from adapters.journal.disclosing import disclosed, prove
from adapters.journal.replaying import Replayed, replay, spans
from adapters.journal.verdict import Verdict
from adapters.journal.verifying import verify
from engine.journal import Verifier
from engine.journal.entry import complaint_key
from tests.adapters.journal.ledger import KEYS

FOLDERS = sorted(path for path in Path(__file__).parent.iterdir() if path.name.startswith("v") and path.is_dir())
KEY = "example.com/shop+94f057d7+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"


@pytest.fixture(params=FOLDERS, ids=lambda path: path.name)
def frozen(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy, for SQLite makes files beside the database that it reads."""
    return Path(shutil.copytree(request.param, tmp_path / "frozen")) / "journal"


def test_it_is_intact(frozen: Path) -> None:
    outside = (frozen.parent / "kept" / "newest").read_text("utf-8")
    told = verify(frozen, outside=outside, key=Verifier.parse(KEY), watch=lambda _more, _share: None)
    assert (told.verdict, told.findings, told.unreadable) == (Verdict.INTACT, [], [])
    assert (told.size, told.rulings, told.erased) == (311, 305, 2)


def test_everything_comes_out_as_it_was(frozen: Path) -> None:
    records, found = Records.open(frozen), Replayed()
    replay(records, spans(records, 0, None), lambda _: None, found)
    records.close()
    assert found == Replayed(replayed=303, erased=2, reached=311)


def test_its_rulings_are_found_and_proved(frozen: Path) -> None:
    records = Records.open(frozen)
    assert records.of_key(complaint_key(KEYS.secret, "T-1")) == [2, 6]
    for number in (2, 3, 7, 300):
        found = disclosed(prove(records, number).text(), Verifier.parse(KEY))
        assert bool(found.facts) is (number != 3)
    records.close()


def test_it_is_as_it_was_frozen() -> None:
    (first,) = FOLDERS
    digest = hashlib.sha256()
    for path in sorted(one for one in first.rglob("*") if one.is_file()):
        digest.update(f"{path.relative_to(first)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    assert digest.hexdigest() == "4cd36a3818cece728138ce1f5a47dbef5cb43821fb71c8c7f5700518a315f861"
