"""Faults: whatever befalls the writer or its disk, what was acknowledged is there, and no half is taken for whole."""

import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from adapters.journal import Records, Writer
from adapters.journal.verdict import Verdict
from adapters.journal.verifying import verify
from tests.adapters.journal.ledger import KEYS, empty

ROOT = Path(__file__).parents[3]
WRITER = [sys.executable, "-m", "tests.adapters.journal.appending"]
KILLS = 3
# Long enough to have appended some, short enough to be in the middle of it.
LEAST, MOST = 0.05, 0.6

Acknowledged = list[tuple[int, str]]


def acknowledged_in(said: str) -> Acknowledged:
    """The sizes and roots in a writer's words; its last line may be half of one."""
    whole = [line.split() for line in said.splitlines(keepends=True) if line.endswith("\n")]
    return [(int(size), root) for size, root in whole]


def killed(journal: Path, *arguments: str, after: float) -> Acknowledged:
    """What a writer acknowledged until it was killed, that long after its first word."""
    command = [*WRITER, str(journal), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(after)
        process.kill()
        rest = process.stdout.read()
    return acknowledged_in(first + rest)


def lost(journal: Path, acknowledged: Acknowledged) -> Acknowledged:
    """What was acknowledged and is not there, once the next writer has recovered; the journal must be sound."""
    with Writer(journal, KEYS) as writer:
        writer.sign()
    told = verify(journal, outside=None, key=KEYS.signer.verifier, watch=lambda _more, _share: None)
    assert (told.verdict, told.findings, told.unreadable, told.unsigned) == (Verdict.UNSURE, [], [], 0)
    records = Records.open(journal)
    gone = [(size, root) for size, root in acknowledged if size > records.size or records.root_at(size).hex() != root]
    records.close()
    return gone


def test_a_writer_that_is_killed_at_any_instant_has_lost_nothing(tmp_path: Path) -> None:
    journal, draw = empty(tmp_path, height=8), random.Random(0)
    for _ in range(KILLS):
        acknowledged = killed(journal, after=draw.uniform(LEAST, MOST))
        assert acknowledged
        assert lost(journal, acknowledged) == []


def test_a_writer_that_acknowledges_too_early_would_be_found_out(tmp_path: Path) -> None:
    """The control: the test above can fail."""
    for attempt in range(20):
        journal = empty(tmp_path / str(attempt), height=8)
        if lost(journal, killed(journal, "hasty", after=0.02 * attempt)):
            return
    pytest.fail("no acknowledged entry was lost")


def traceable() -> bool:
    """Whether strace may watch a process here."""
    strace = shutil.which("strace")
    return (
        strace is not None and subprocess.run([strace, "-qq", "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.skipif(not traceable(), reason="strace is not installed, or may not trace processes")
@pytest.mark.parametrize(
    "fault",
    [
        "fdatasync:error=EIO:when=5+",
        "fsync:error=EIO:when=4+",
        "pwrite64:error=ENOSPC:when=40+",
        "write:error=ENOSPC:when=1+",
        "rename:error=EIO:when=2+",
    ],
)
def test_a_disk_that_fails_loses_nothing_and_is_not_asked_again(fault: str, tmp_path: Path) -> None:
    journal = empty(tmp_path, height=8)
    calls = fault.partition(":")[0]
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e", f"inject={fault}"]
    if calls == "write":
        # Threads wake each other by it too, and would wait for ever.
        command += ["-P", str(journal / "segments" / "00000000.facts.parquet.partial")]
    command += WRITER
    done = subprocess.run(
        [*command, str(journal)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60, env=os.environ
    )
    assert done.returncode != 0
    assert lost(journal, acknowledged_in(done.stdout)) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small file system")
def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["/bin/mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        journal = empty(small, height=8)
        done = subprocess.run(
            [*WRITER, str(journal)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode != 0
        acknowledged = acknowledged_in(done.stdout)
        assert acknowledged
        subprocess.run(["/bin/mount", "-o", "remount,size=4m", small], check=True)
        assert lost(journal, acknowledged) == []
    finally:
        subprocess.run(["/bin/umount", small], check=True)
