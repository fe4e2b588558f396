"""Appends remarks to a journal, and says on each line what is acknowledged: `SIZE ROOT`.

Usage: python -m tests.adapters.journal.appending JOURNAL [TURNS] [FLAW]; for ever without TURNS.
With a FLAW it is a control, in which a test must find that acknowledged entries can be lost:
`hasty` acknowledges before it commits, `lazy` lets SQLite commit without a flush, and `careless` flushes no files.
"""

from __future__ import annotations

import os
import sys
import time
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.journal import Writer
from tests.adapters.journal.ledger import KEYS
from tests.adapters.journal.test_writer import remarks

if TYPE_CHECKING:
    from _typeshed import FileDescriptorLike

HASTE = 0.05
"""Seconds by which a hasty writer is early: long enough to be killed in between."""


def acknowledge(writer: Writer) -> None:
    """Say how long the journal is, and its root."""
    sys.stdout.write(f"{writer.head.size} {writer.head.root.hex()}\n")
    sys.stdout.flush()


def unflushed(fd: FileDescriptorLike) -> None:
    """What takes the place of `os.fsync` where nothing is to be flushed."""
    del fd


def append(journal: Path, turns: int | None, flaw: str) -> None:
    """Append a few entries at a time; now and then enough to seal two segments."""
    with Writer(journal, KEYS) as writer:
        if flaw == "lazy":
            writer._tail._connection.execute("PRAGMA synchronous = NORMAL")  # noqa: SLF001 -- the flaw
        if flaw == "careless":
            os.fsync = unflushed
        for turn in count() if turns is None else range(turns):
            writer.append(remarks(600 if turn % 4 == 3 else 40, start=writer.size))
            if flaw == "hasty":
                acknowledge(writer)
                time.sleep(HASTE)
            writer.commit()
            if flaw != "hasty":
                acknowledge(writer)
            if turn % 3 == 2:
                writer.sign()


if __name__ == "__main__":
    given = sys.argv[2:]
    numbers = [int(one) for one in given if one.isdigit()]
    append(Path(sys.argv[1]), next(iter(numbers), None), next((one for one in given if not one.isdigit()), ""))
