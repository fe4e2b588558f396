"""Sharing: a writer to which many threads append at once, with one commit for all that wait."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

from adapters.journal.lines import Line
from adapters.journal.writer import Writer

MOST_UNSIGNED = 60_000_000
"""Microseconds for which entries may be on disk under no signed head."""


@dataclass(slots=True)
class _Group:
    """Lines that are committed together; `first` is the number of the first once they are."""

    lines: list[Line] = field(default_factory=list)
    first: int = -1


class Shared:
    """A writer shared by threads; `now` gives the time, in microseconds UTC.

    Whoever comes while a commit is under way joins the next one, which the first of them makes for all.
    """

    def __init__(self, writer: Writer, now: Callable[[], int]) -> None:
        self._writer = writer
        self._now = now
        self._signed = now()
        self._joining = Lock()
        self._committing = Lock()
        self._group = _Group()

    @property
    def secret(self) -> bytes:
        """What complaints' names are hashed with."""
        return self._writer.secret

    def append(self, lines: Sequence[Line]) -> int:
        """Append entries; they are on disk when it returns the number of the first.

        Raises a JournalError if they are not, as does whoever waits for the same commit, and all who come later.
        """
        with self._joining:
            group = self._group
            place = len(group.lines)
            group.lines += lines
        with self._committing:
            if group.first < 0:
                self._commit(group)
        return group.first + place

    def _commit(self, group: _Group) -> None:
        with self._joining:
            if self._group is group:
                self._group = _Group()
        first = self._writer.append(group.lines)
        self._writer.commit()
        group.first = first
        if self._now() - self._signed >= MOST_UNSIGNED:
            self._sign()

    def sign(self) -> None:
        """Sign the head over all that is on record."""
        with self._committing:
            self._sign()

    def _sign(self) -> None:
        self._writer.sign()
        self._signed = self._now()
