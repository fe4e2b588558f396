"""Dispatching on record: what became of each attempt at an action, as entries of a journal."""

from collections.abc import Callable, Sequence

from adapters.journal.lines import Line
from adapters.journal.writer import Writer
from engine.journal.entry import complaint_key, document_entry
from engine.outbox import Dispatched

MOST_UNSIGNED = 60_000_000
"""Microseconds for which entries may be on disk under no signed head."""


class DispatchLog:
    """Puts results of dispatching into a journal; `now` gives the time, in microseconds UTC.

    An entry names the complaint by its keyed hash, and not what the other side answered, which may repeat what is
    personal.
    """

    def __init__(self, writer: Writer, now: Callable[[], int]) -> None:
        self._writer = writer
        self._now = now
        self._signed = now()

    def append(self, results: Sequence[Dispatched]) -> None:
        """Put results on record; they are on disk when it returns."""
        self._writer.append([Line(document_entry(self._document(one))) for one in results])
        self._writer.commit()
        if self._now() - self._signed >= MOST_UNSIGNED:
            self.sign()

    def sign(self) -> None:
        """Sign the head over all that is on record."""
        self._writer.sign()
        self._signed = self._now()

    def _document(self, one: Dispatched) -> dict[str, str | int]:
        return {
            "kind": "dispatch",
            "key": one.key,
            "complaint": complaint_key(self._writer.secret, one.complaint).hex(),
            "action": one.action,
            "connector": one.connector,
            "outcome": one.outcome,
            "at": one.at,
        }
