"""Erased: which entry says that the facts of a ruling were erased, and on what basis."""

from typing import Any

import polars as pl

from adapters.journal.records import Records
from engine.journal import document_of
from engine.journal.entry import DOCUMENT

PIECE = 1 << 16


def erasure(records: Records, number: int) -> dict[str, Any] | None:
    """The erasure of a ruling's facts: `entry`, `basis` and `at` in microseconds UTC; None where no entry says so."""
    for low in range(number + 1, records.size, PIECE):
        lines = records.frame(low, min(records.size, low + PIECE)).with_row_index("number", offset=low)
        documents = lines.filter(pl.col("entry").bin.starts_with(DOCUMENT)).select("number", "entry")
        for at, entry in documents.iter_rows():
            match document_of(entry):
                case {"kind": "erasure", "entries": list(entries), "basis": basis, "at": when} if number in entries:
                    return {"entry": at, "basis": basis, "at": when}
    return None
