"""The summary of a run: a completeness record in which every row that was read is accounted for."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from adapters.feeds.chunk import FileRecord
from adapters.tally import Tally
from engine.outbox import Put
from rules.policy import Policy
from rules.said import Said
from rules.types import Instant, show

if TYPE_CHECKING:
    from adapters.journal import Recorded

Document = dict[str, object]


class IncompleteError(Exception):
    """Rows went in that did not come out: a bug of ours, and no outputs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What a run did; `as_of` in microseconds UTC, `checked` rows were decided again without the class tables.

    `mapping_digest` is the SHA-256 of the mapping's text, None for the identity mapping; `unmapped` are the columns
    that gave no fact. `put` is what the outbox took in and `recorded` where the journal has the run, None
    where there is none.
    """

    policy: Policy
    mapping: str
    mapping_digest: str | None
    unmapped: tuple[str, ...]
    as_of: int
    files: tuple[FileRecord, ...]
    tally: Tally
    quarantined: Counter[str]
    duplicates: int
    classes: int
    checked: int
    seconds: float = 0.0
    put: Put | None = None
    recorded: Recorded | None = None

    @property
    def rows_read(self) -> int:
        """Rows that the readers counted."""
        return sum(file.rows for file in self.files)

    @property
    def decided(self) -> int:
        """Rows that no person needs to look at."""
        return self.tally.rows - self.tally.needs_review

    def check(self) -> None:
        """Raise IncompleteError unless every row that was read is decided, in review, in quarantine or a duplicate."""
        parts = {
            "decided": self.decided,
            "needs_review": self.tally.needs_review,
            "quarantined": self.quarantined.total(),
            "duplicates": self.duplicates,
        }
        if self.rows_read != sum(parts.values()):
            told = ", ".join(f"{count} {name}" for name, count in parts.items())
            raise IncompleteError(Said("{rows} rows were read, but {parts}", rows=self.rows_read, parts=told))

    def document(self) -> Document:
        """The summary as JSON; counts are of rows."""
        calendar = self.policy.calendar
        return {
            "as_of": show(Instant(), self.as_of, zone=self.policy.zone),
            "calendar": None if calendar is None else {"digest": calendar.digest, "name": calendar.name},
            "classes": self.classes,
            "deadlines": {name: _sorted(counts) for name, counts in sorted(self.tally.deadlines.items())},
            "decided": self.decided,
            "duplicates": self.duplicates,
            "feed": {"digest": self.mapping_digest, "name": self.mapping, "unmapped": self.unmapped},
            "files": [asdict(file) for file in self.files],
            "journal": None if self.recorded is None else asdict(self.recorded),
            "needs_review": self.tally.needs_review,
            "needs_review_by_reason": _sorted(self.tally.reasons),
            "outcomes": {name: _sorted(counts) for name, counts in sorted(self.tally.outcomes.items())},
            "outbox": None if self.put is None else asdict(self.put),
            "policy": {"name": self.policy.name, "title": self.policy.title, "version": self.policy.version},
            "policy_digest": self.policy.digest,
            "quarantined": self.quarantined.total(),
            "quarantined_by_reason": _sorted(self.quarantined),
            "rows_read": self.rows_read,
            "seconds": round(self.seconds, 3),
            "self_check": {"rows": self.checked},
        }

    def completeness(self) -> Document:
        """What a journal keeps of the run: counts of rows, and the files by their digests."""
        return {
            "rows_read": self.rows_read,
            "decided": self.decided,
            "needs_review": self.tally.needs_review,
            "quarantined": self.quarantined.total(),
            "duplicates": self.duplicates,
            "checked": self.checked,
            "feed": self.mapping_digest,
            "files": [{"rows": file.rows, "sha256": file.sha256} for file in self.files],
        }


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def write(summary: Summary, descriptor: int) -> None:
    """Write the summary's JSON, flushed to disk."""
    text = json.dumps(summary.document(), ensure_ascii=False, indent=2, sort_keys=True)
    with os.fdopen(descriptor, "wb") as file:
        file.write(text.encode("utf-8", "backslashreplace") + b"\n")
        file.flush()
        os.fsync(file.fileno())
