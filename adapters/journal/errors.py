"""What can be wrong with a journal, each kind an answer of its own."""


class JournalError(Exception):
    """A journal cannot be used; the message says why and what to do."""


class UnreadableJournalError(JournalError):
    """A file of the journal is absent or is not what it should be."""


class UnsafeKeyError(JournalError):
    """The key file is absent, unfit, or can be read by others."""


class TamperedError(JournalError):
    """The journal does not agree with what was signed."""


class UsedJournalError(JournalError):
    """Somebody else writes to the journal."""


class ErasedError(JournalError):
    """What is asked for was erased."""


class DifferingError(JournalError):
    """A run is on record already, with other rulings."""
