"""Crashed writers: whether a journal keeps what was acknowledged, however often the writer or its disk fails.

`python -m benchmarks.crashed` kills a writer 200 times, whole runs 40 times, cuts the power of a real file system
20 times, and tries every state that a crash of a long writer can leave of its files.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from adapters.journal import Writer
from benchmarks.complaints import write_parquet
from benchmarks.killed import tousu
from tests.adapters.journal.ledger import KEYS, empty
from tests.adapters.journal.test_crashing import appended
from tests.adapters.journal.test_faults import LEAST, MOST, killed, lost, traceable
from tests.adapters.journal.test_verifying import examined
from tests.adapters.journal.test_volume import cut
from tests.adapters.journal.volume import Volume

KILLS = 200
RUNS = 40
CUTS = 20
TURNS = 20
FRESH = 10
"""After so many times a new journal is begun, since each is verified whole every time."""
ROWS = 200_000


@dataclass(slots=True)
class Outcome:
    """What was tried, how often, and in words whatever was not as promised; `left_out` is what cannot be tried here."""

    tried: dict[str, int] = field(default_factory=dict)
    acknowledged: int = 0
    left_out: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def take(self, what: str, found: Iterator[tuple[int, str]]) -> None:
        """Try one thing often: each time how many entries were acknowledged, and what was wrong or nothing."""
        self.tried[what] = 0
        for acknowledged, wrong in found:
            self.tried[what] += 1
            self.acknowledged += acknowledged
            self.wrong += [f"{what} {self.tried[what]}: {wrong}"] * bool(wrong)


def measure(kills: int = KILLS, runs: int = RUNS, cuts: int = CUTS, turns: int = TURNS) -> Outcome:
    """Try everything."""
    found, began = Outcome(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="tousu-crashed-") as name:
        folder = Path(name)
        found.take("writers killed", _killed(_new(folder, "killed"), kills))
        found.take("runs killed", _runs_killed(folder, runs))
        try:
            found.take("power cuts", _cut(folder, cuts))
        except OSError as error:
            found.left_out.append(f"power cuts: {error}")
        if traceable():
            found.take("states that a crash can leave", _crashed(folder, turns))
        else:
            found.left_out.append("states that a crash can leave: strace is not installed, or may not trace processes")
    found.seconds = time.monotonic() - began
    return found


def _killed(folder: Path, times: int) -> Iterator[tuple[int, str]]:
    """Kill a writer, again and again on one journal."""
    draw = random.Random(1)
    for journal in _journals(folder, times):
        acknowledged = killed(journal, after=draw.uniform(LEAST, MOST))
        yield len(acknowledged), _told(lost(journal, acknowledged))


def _runs_killed(folder: Path, times: int) -> Iterator[tuple[int, str]]:
    """Kill whole runs: of each the journal has all or nothing."""
    at = _new(folder, "runs")
    journal, draw, feed = empty(at), random.Random(2), at / "feed.parquet"
    write_parquet(feed, ROWS)
    policy = Path("benchmarks/peers.yaml")
    command = [*tousu(), "run", str(feed), "--policy", str(policy), "--out", str(at / "out"), "--journal", str(journal)]
    size, longest = 1, None
    for number in range(times):
        asked, began = ["--as-of", f"2026-07-01T00:00:{number % 60:02d}Z"], time.monotonic()
        with subprocess.Popen([*command, *asked], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
            try:
                process.wait(longest and draw.uniform(0, longest))
            except subprocess.TimeoutExpired:
                process.kill()
        # The first run tells how long one takes; of the others one in six may end.
        longest = longest or 1.2 * (time.monotonic() - began)
        with Writer(journal, KEYS) as writer:
            grown = writer.sign().size - size
            size += grown
        told = examined(journal)
        # A run's rulings and its own entry; before the first, the activation.
        whole = {ROWS + 1, ROWS + 2} if process.returncode == 0 else {0, ROWS + 1, ROWS + 2}
        right = grown in whole and not told.findings and not told.unreadable
        yield grown, "" if right else f"{grown} entries more, {told.findings}, {told.unreadable}"


def _cut(folder: Path, times: int) -> Iterator[tuple[int, str]]:
    """Cut the power under a writer, again and again on one journal."""
    volume, draw = Volume(_new(folder, "cut")), random.Random(3)
    try:
        for journal in _journals(volume.at, times):
            acknowledged = cut(volume, journal, after=draw.uniform(LEAST, MOST))
            yield len(acknowledged), _told(lost(journal, acknowledged))
    finally:
        volume.close()


def _crashed(folder: Path, turns: int) -> Iterator[tuple[int, str]]:
    """Try whatever a crash can leave."""
    desk = _new(folder, "crashed") / "desk"
    desk.mkdir()
    for crash in appended(desk, str(turns)):
        crash.put(desk)
        yield 0, _told(lost(desk / "journal", crash.acknowledged))


def _journals(folder: Path, times: int) -> Iterator[Path]:
    """So many times a journal, now and then a new one."""
    for number in range(0, times, FRESH):
        journal = empty(_new(folder, f"journal-{number}"), height=8)
        os.sync()
        yield from [journal] * min(FRESH, times - number)


def _new(folder: Path, name: str) -> Path:
    made = folder / name
    made.mkdir()
    return made


def _told(lost_ones: list[tuple[int, str]]) -> str:
    return f"{lost_ones} were acknowledged and are lost" if lost_ones else ""


def main() -> int:
    """Run it whole, and print what came of it."""
    found = measure()
    print(json.dumps(asdict(found), indent=2))
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
