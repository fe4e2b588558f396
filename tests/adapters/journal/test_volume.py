"""Power cuts on a real file system: what was acknowledged is there when the power is back."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.journal.ledger import empty
from tests.adapters.journal.test_faults import LEAST, MOST, ROOT, WRITER, Acknowledged, acknowledged_in, lost
from tests.adapters.journal.volume import Volume

CUTS = 2
ATTEMPTS = 20


@pytest.fixture
def volume(tmp_path: Path) -> Iterator[Volume]:
    if os.geteuid() != 0:
        pytest.skip("only root may mount a file system")
    try:
        made = Volume(tmp_path)
    except OSError as error:
        pytest.skip(f"no file system can be mounted from a file here: {error}")
    yield made
    made.close()


def cut(volume: Volume, journal: Path, *arguments: str, after: float) -> Acknowledged:
    """What a writer acknowledged until the power failed, that long after its first word; then it is on again."""
    command = [*WRITER, str(journal), *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        time.sleep(after)
        # It must not go on in the middle of losing its disk: nobody hears what a dead machine says.
        process.send_signal(signal.SIGSTOP)
        volume.cut()
        process.kill()
        said += process.stdout.read()
    volume.restore()
    return acknowledged_in(said)


def test_a_power_cut_loses_nothing_that_was_acknowledged(volume: Volume) -> None:
    journal, draw = empty(volume.at, height=8), random.Random(0)
    os.sync()
    for _ in range(CUTS):
        acknowledged = cut(volume, journal, after=draw.uniform(LEAST, MOST))
        assert acknowledged
        assert lost(journal, acknowledged) == []


def test_a_writer_that_does_not_flush_loses_something_in_a_power_cut(volume: Volume) -> None:
    """The control: the test above can fail."""
    for attempt in range(ATTEMPTS):
        folder = volume.at / str(attempt)
        folder.mkdir()
        journal = empty(folder, height=8)
        os.sync()
        if lost(journal, cut(volume, journal, "lazy", after=0.05 * attempt)):
            return
    pytest.fail("no acknowledged entry was lost")
