"""Writes the frozen journal of a version, once: `python -m tests.journals.make FOLDER`. It is never written again."""

import shutil
import sys
from pathlib import Path

from adapters.journal import Writer
from tests.adapters.journal.ledger import KEPT, KEYS, decide_into, ledger
from tests.adapters.shop import row, written


def make(folder: Path) -> None:
    """A journal with a sealed segment, a tail, two runs' repeats, refusals and an erasure."""
    folder.mkdir(parents=True)
    journal = ledger(folder, height=8)
    rows = [row(f"M-{number}", f"{number}.{number % 100:02}", phone=str(number)) for number in range(300)]
    decide_into(journal, written(folder / "many.csv", *rows))
    with Writer(journal, KEYS) as writer:
        writer.erase([3, 290], {"basis": "GDPR 17", "at": 0})
    shutil.copy(journal / "checkpoint", folder / KEPT / "newest")
    for path in (*folder.glob("*.csv"), folder / "policy-of-shop.yaml"):
        path.unlink()
    shutil.rmtree(folder / "out")


if __name__ == "__main__":
    make(Path(sys.argv[1]))
