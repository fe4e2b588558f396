"""Appends remarks to a journal for ever, and says on each line what is acknowledged: `SIZE ROOT`.

Usage: python -m tests.adapters.journal.appending JOURNAL [hasty]; `hasty` acknowledges before it commits, as a control.
"""

import sys
from itertools import count
from pathlib import Path

from adapters.journal import Writer
from tests.adapters.journal.ledger import KEYS
from tests.adapters.journal.test_writer import remarks


def acknowledge(writer: Writer) -> None:
    """Say how long the journal is, and its root."""
    sys.stdout.write(f"{writer.head.size} {writer.head.root.hex()}\n")
    sys.stdout.flush()


def append(journal: Path, *, hasty: bool) -> None:
    """Append a few entries at a time; now and then enough to seal two segments."""
    with Writer(journal, KEYS) as writer:
        for turn in count():
            writer.append(remarks(600 if turn % 4 == 3 else 40, start=writer.size))
            if hasty:
                acknowledge(writer)
            writer.commit()
            if not hasty:
                acknowledge(writer)
            if turn % 3 == 2:
                writer.sign()


if __name__ == "__main__":
    append(Path(sys.argv[1]), hasty="hasty" in sys.argv)
