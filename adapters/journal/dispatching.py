"""Dispatching on record: what became of each attempt at an action, as entries of a journal."""

from collections.abc import Callable, Sequence

from adapters.journal.lines import Line
from adapters.journal.shared import Shared
from adapters.journal.writer import Writer
from engine.journal.entry import complaint_key, document_entry
from engine.outbox import Dispatched


class DispatchLog:
    """Puts results of dispatching into a journal; `now` gives the time, in microseconds UTC.

    An entry names the complaint by its keyed hash, and not what the other side answered, which may repeat what is
    personal.
    """

    def __init__(self, writer: Writer, now: Callable[[], int]) -> None:
        self._shared = Shared(writer, now)

    def append(self, results: Sequence[Dispatched]) -> None:
        """Put results on record; they are on disk when it returns."""
        self._shared.append([Line(document_entry(self._document(one))) for one in results])

    def sign(self) -> None:
        """Sign the head over all that is on record."""
        self._shared.sign()

    def _document(self, one: Dispatched) -> dict[str, str | int]:
        return {
            "kind": "dispatch",
            "key": one.key,
            "complaint": complaint_key(self._shared.secret, one.complaint).hex(),
            "action": one.action,
            "connector": one.connector,
            "outcome": one.outcome,
            "at": one.at,
        }
