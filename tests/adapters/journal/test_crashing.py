"""Power cuts: whatever a crash leaves of the files at any instant, what was acknowledged is found again."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.journal import Keys, TamperedError, UnreadableJournalError, Writer, beside
from engine.journal.entry import complaint_key
from tests.adapters.journal.crashing import Disk, traced
from tests.adapters.journal.ledger import KEYS, decide_into, empty
from tests.adapters.journal.test_erasing import ERASURE, PHONE, everything, uncompressed
from tests.adapters.journal.test_faults import ROOT, WRITER, Acknowledged, acknowledged_in, lost, traceable
from tests.adapters.journal.test_verifying import examined
from tests.adapters.shop import POLICY, row, written

SHARED = "-shm"
TOUSU = [sys.executable, "-c", "from adapters.cli import main; main()"]

pytestmark = pytest.mark.skipif(not traceable(), reason="strace is not installed, or may not trace processes")


class Crash(NamedTuple):
    """What a crash left, by path, and what the program had said by then."""

    left: dict[str, bytes]
    said: str

    @property
    def acknowledged(self) -> Acknowledged:
        """The sizes and roots that were said."""
        return acknowledged_in(self.said)

    def put(self, desk: Path) -> None:
        """Make a folder what was left of it."""
        shutil.rmtree(desk)
        desk.mkdir()
        for path, content in self.left.items():
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            if path.endswith("/"):
                Path(path).mkdir(exist_ok=True)
            else:
                Path(path).touch(mode=0o600)
                Path(path).write_bytes(content)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """The folder that crashes are about: the journal's, and what lies beside it."""
    found = tmp_path / "desk"
    found.mkdir()
    return found


def crashes(command: Sequence[str], desk: Path) -> Iterator[Crash]:
    """Everything that a crash of a command can leave of a folder."""
    disk = Disk(desk)
    done, calls = traced(command, cwd=ROOT, log=desk.parent / "calls")
    assert done.returncode == 0, done.stderr
    said, seen = b"", set[bytes]()
    for call in calls:
        # Not a child of the command, which has an output of its own.
        speaks = call.name == "write" and call.rest.startswith("1<") and call.thread == calls[0].thread
        said += call.texts[0] if speaks else b""
        if disk.see(call) or speaks:
            for everywhere in disk.left():
                left = {path: content for path, content in everywhere.items() if not path.endswith(SHARED)}
                digest = sha256(said + repr(sorted(left.items())).encode()).digest()
                if digest not in seen:
                    seen.add(digest)
                    yield Crash(left, said.decode())


def appended(desk: Path, *arguments: str) -> Iterator[Crash]:
    """The crashes of a writer that appends remarks to a journal."""
    return crashes([*WRITER, str(empty(desk, height=8)), *arguments], desk)


def test_no_crash_loses_what_was_acknowledged(desk: Path) -> None:
    for crash in appended(desk, "5"):
        crash.put(desk)
        assert lost(desk / "journal", crash.acknowledged) == []


def loses(desk: Path, crash: Crash) -> bool:
    """Whether the journal is not what it must be after a crash."""
    crash.put(desk)
    try:
        return lost(desk / "journal", crash.acknowledged) != []
    except (AssertionError, TamperedError, UnreadableJournalError):
        return True


@pytest.mark.parametrize("flaw", ["hasty", "lazy", "careless"])
def test_a_writer_that_acknowledges_early_or_flushes_too_little_is_found_out(flaw: str, desk: Path) -> None:
    """The controls: the test above can fail."""
    assert any(loses(desk, crash) for crash in appended(desk, "4", flaw))


def test_no_crash_leaves_half_a_journal_that_looks_like_one(desk: Path) -> None:
    journal = desk / "journal"
    for crash in crashes([*TOUSU, "journal", "init", str(journal), "--origin", "example.com/shop"], desk):
        crash.put(desk)
        assert (journal / "journal.json").exists() or not crash.said
        if (journal / "journal.json").exists():
            with Writer(journal, Keys.read(beside(journal))) as writer:
                assert (writer.size, writer.sign().size) == (1, 1)
            assert examined(journal).findings == []


def test_no_crash_of_a_run_loses_what_it_said_or_leaves_half_of_it(desk: Path) -> None:
    journal = empty(desk, height=8)
    feed = written(desk.parent / "f.csv", *(row(f"T-{number}") for number in range(300)))
    policy = desk.parent / "policy.yaml"
    policy.write_text(POLICY, "utf-8")
    command = [*TOUSU, "run", feed, "--policy", str(policy), "--journal", str(journal), "--out", str(desk.parent / "o")]
    for crash in crashes(command, desk):
        crash.put(desk)
        with Writer(journal, KEYS) as writer:
            assert writer.sign().size in ({303} if crash.said else {1, 303})
        assert examined(journal).findings == []


def test_no_crash_brings_back_what_is_said_to_be_erased(desk: Path) -> None:
    journal = empty(desk, height=8)
    rows = [row(f"T-{number}", phone=PHONE.decode() if number == 7 else "") for number in range(300)]
    decide_into(journal, written(desk / "f.csv", *rows))
    (desk / "f.csv").unlink()
    shutil.rmtree(desk / "out")
    for crash in crashes([*TOUSU, "erase", "T-7", "--basis", "GDPR 17", "--journal", str(journal)], desk):
        crash.put(desk)
        if not crash.said:
            with Writer(journal, KEYS) as writer:
                writer.erase(writer.records.of_key(complaint_key(writer.secret, "T-7")), ERASURE)
        assert PHONE not in everything(journal) + uncompressed(journal)
        assert examined(journal).findings == []
