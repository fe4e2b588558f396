"""Corrections: rulings that hold in the place of earlier ones, which stay as they are.

A correction is two entries: a ruling, and right after it the document that names it and the one that it corrects.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from adapters.journal.records import Records
from engine.journal import LayoutError, document_of, ruled_of
from engine.journal.entry import DOCUMENT, KEY_SIZE

KIND = "correction"

EntryOf = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Correction:
    """Entry `number` says that the ruling in entry `ruling` holds in the place of that in entry `corrects`.

    `basis` is why; `at` is when it was corrected, in microseconds UTC.
    """

    number: int
    corrects: int
    ruling: int
    basis: str
    at: int

    @classmethod
    def read(cls, number: int, document: Mapping[str, Any]) -> Self | None:
        """The correction in a document, if it is one and is whole."""
        match document:
            case {"kind": "correction", "corrects": int(old), "ruling": int(new), "basis": str(basis), "at": int(at)}:
                return cls(number, old, new, basis, at)
            case _:
                return None

    def document(self) -> dict[str, Any]:
        """The correction as JSON, as it stands in the entry."""
        return {"kind": KIND, "corrects": self.corrects, "ruling": self.ruling, "basis": self.basis, "at": self.at}

    def sound(self, entry_of: EntryOf) -> bool:
        """Whether it comes right after its ruling, which is on the same complaint as the earlier one."""
        if not 0 <= self.corrects < self.ruling == self.number - 1:
            return False
        try:
            old, new = ruled_of(entry_of(self.corrects)), ruled_of(entry_of(self.ruling))
        except LayoutError:
            return False
        return old.key == new.key != bytes(KEY_SIZE)


def corrections(records: Records, rulings: Iterable[int]) -> list[Correction]:
    """The corrections that a complaint's rulings are part of, in order."""
    found = []
    for number in rulings:
        if number + 1 < records.size and (entry := records.line(number + 1).entry)[:1] == DOCUMENT:
            correction = Correction.read(number + 1, document_of(entry))
            if correction is not None and correction.ruling == number:
                found.append(correction)
    return found


def standing(records: Records) -> dict[int, int]:
    """For each ruling that was corrected the ruling that holds in its place now."""
    found: dict[int, int] = {}
    for number, document in records.documents():
        correction = Correction.read(number, document)
        if correction is not None:
            found[correction.corrects] = correction.ruling
    for corrected, ruling in sorted(found.items(), reverse=True):
        # A correction comes after what it corrects, so those of later rulings are known already.
        found[corrected] = found.get(ruling, ruling)
    return found
