"""Erased: which entry says that the facts of a ruling were erased, and on what basis."""

from typing import Any

from adapters.journal.records import Records


def erasure(records: Records, number: int) -> dict[str, Any] | None:
    """The erasure of a ruling's facts: `entry`, `basis` and `at` in microseconds UTC; None where no entry says so."""
    for at, document in records.documents(number + 1):
        match document:
            case {"kind": "erasure", "entries": list(entries), "basis": basis, "at": when} if number in entries:
                return {"entry": at, "basis": basis, "at": when}
    return None
