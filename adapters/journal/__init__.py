"""The journal as files: who writes it, who reads it, and what is checked in it."""

from adapters.journal.errors import (
    ErasedError,
    JournalError,
    TamperedError,
    UnreadableJournalError,
    UnsafeKeyError,
    UsedJournalError,
)
from adapters.journal.keys import Keys, beside
from adapters.journal.lines import Line, Lines
from adapters.journal.recording import Recorded, Recorder, Sources, record, sources
from adapters.journal.records import Records
from adapters.journal.shared import Shared
from adapters.journal.writer import Writer, create

__all__ = [
    "ErasedError",
    "JournalError",
    "Keys",
    "Line",
    "Lines",
    "Recorded",
    "Recorder",
    "Records",
    "Shared",
    "Sources",
    "TamperedError",
    "UnreadableJournalError",
    "UnsafeKeyError",
    "UsedJournalError",
    "Writer",
    "beside",
    "create",
    "record",
    "sources",
]
