"""The writer: appends to a journal, one writer at a time; what it acknowledges is on disk."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from adapters.journal import files
from adapters.journal.errors import TamperedError, UnreadableJournalError
from adapters.journal.growth import Growth
from adapters.journal.keys import Keys
from adapters.journal.lines import Line, Lines, framed
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK_HEIGHT, Segment
from adapters.journal.standing import FOLDERS, HEAD, HEADS, check, cleaned, locked, runs_in
from adapters.journal.step import Bound, Run, Step
from adapters.journal.tail import Tail
from adapters.journal.title import HEIGHT, Title
from engine.journal import Checkpoint
from engine.journal.entry import document_entry, run_identity
from engine.journal.tree import leaf_hash
from rules.said import Said

NOTHING = framed([])


def create(folder: Path, keys: Keys, *, height: int = HEIGHT) -> Checkpoint:
    """Make a journal in a folder that is new or empty, and sign its first head; raises FileExistsError.

    Its segments have 2^height entries.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    files.sync(folder.parent)
    if any(folder.iterdir()):
        raise FileExistsError(f"`{folder}` is not empty")
    for name in FOLDERS:
        (folder / name).mkdir()
    title = Title(keys.signer.verifier, height)
    Tail.create(folder)
    tail = Tail.open(folder, writes=True)
    first = framed([Line(document_entry(title.first()))])
    head = Checkpoint(title.verifier.name, 1, leaf_hash(first["entry"][0]))
    tail.commit(first, Step(0, Bound(1, keys.bind(head))))
    tail.close()
    # Last, so that a journal is one only when all of it is there.
    title.write(folder)
    with Writer(folder, keys) as writer:
        return writer.sign()


class Writer:
    """A journal open for appending.

    Raises UsedJournalError while another writes to it, TamperedError when it is not as it was last signed.
    `recovered` names what an interrupted writer had left and was removed.
    """

    def __init__(self, folder: Path, keys: Keys) -> None:
        title = Title.read(folder)
        if title.verifier != keys.signer.verifier:
            raise TamperedError(
                Said("the keys are not those of the journal `{verifier}`", verifier=title.verifier.name)
            )
        self.folder = folder
        self._keys = keys
        self._lock = locked(folder)
        try:
            self._tail = Tail.open(folder, writes=True)
            self.recovered = self._begin(title)
            check(self.head, self.records, keys)
            if not self._tail.knows_runs:
                self._tail.learn(runs_in(self.records))
        except BaseException:
            os.close(self._lock)
            raise
        self._sound = True

    def _begin(self, title: Title) -> tuple[str, ...]:
        """Stand behind what was committed; gives the names of the files of what was not, which are gone now."""
        self._title = title
        records = Records(self.folder, self._tail, title)
        self._kept: Records | None = records
        self.size = records.size
        self._sealed = records.sealed
        self._activations: dict[bytes, int] = {}
        self._runs: list[Run] = []
        self._pending = NOTHING
        left = cleaned(self.folder, self._sealed)
        self._growth = Growth(records.frontier())
        self._growth.extend(records.tail_hashes)
        return left

    def discard(self) -> None:
        """Let go of what was appended since the last commit."""
        self._must_be_sound()
        self._begin(self._title)

    @property
    def secret(self) -> bytes:
        """What complaints' names are hashed with."""
        return self._keys.secret

    @property
    def records(self) -> Records:
        """What was committed, to read."""
        if self._kept is None:
            self._kept = Records(self.folder, self._tail, self._title)
        return self._kept

    @property
    def head(self) -> Checkpoint:
        """How long the journal is with all that was appended, and the root over it."""
        return Checkpoint(self._keys.signer.name, self.size, self._growth.root)

    @property
    def _segment(self) -> Segment:
        """The segment that is filled next."""
        return Segment(self.folder, self._sealed, self._title.height)

    def append(self, lines: Sequence[Line]) -> int:
        """Append entries, which count once they are committed; gives the number of the first."""
        return self.extend(Lines.of(lines))

    def extend(self, lines: Lines) -> int:
        """Append entries by column."""
        first = self.size
        self._growth.extend(lines.leaves)
        self._pending = self._pending.vstack(lines.frame)
        self.size += lines.frame.height
        while self.size >= self._segment.first + self._segment.size:
            self._seal()
        return first

    def activate(self, digest: bytes, line: Line) -> None:
        """Append the entry of an activation, unless the journal has it already."""
        if digest not in self._activations and digest not in self._tail.activations():
            self._activations[digest] = self.append([line])

    def run(self, document: Mapping[str, Any]) -> int:
        """Append a run's entry, by which the run is known from now on; gives its number."""
        number = self.append([Line(document_entry(dict(document)))])
        self._runs.append(Run(run_identity(document), document["as_of"], number))
        return number

    def runs(self) -> list[Run]:
        """The runs that were committed."""
        return self._tail.runs()

    def show(self, number: int) -> None:
        """Remember that the outputs of the run whose entry this is appeared."""
        self._tail.show(number)

    def frame(self, low: int, high: int) -> pl.DataFrame:
        """Entries by column, as `Records.frame` gives them, those that are not committed yet among them."""
        start, behind = self.records.size, self.size - self._pending.height
        parts = [self.records.frame(low, min(high, start))] if low < start else []
        at = max(low, start)
        while at < min(high, behind):
            segment = Segment(self.folder, at >> self._title.height, self._title.height)
            until = min(segment.first + segment.size, high)
            parts.append(segment.lines(at - segment.first, until - segment.first))
            at = until
        if at < high:
            parts.append(self._pending[at - behind : high - behind])
        return pl.concat(parts) if parts else NOTHING

    def archive(self, folder: str, name: str, content: bytes) -> None:
        """Keep a policy, calendar or table; `name` has the digest of its bytes."""
        path = self.folder / folder / name
        if not path.parent.exists():
            path.parent.mkdir()
            files.sync(self.folder)
        if not path.exists():
            files.write_bytes(path, content)

    def commit(self) -> None:
        """Make what was appended count, all at once; when this returns, it is on disk.

        Whatever is raised, nothing of it counts, and the writer is of no more use: open the journal anew.
        """
        self._must_be_sound()
        first = self.size - self._pending.height
        self._sound = False
        step = Step(
            first,
            Bound(self.size, self._keys.bind(self.head)),
            sealed=self._sealed,
            low=self._segment.first,
            activations=self._activations,
            runs=self._runs,
        )
        self._tail.commit(self._pending, step)
        self._sound = True
        self._pending = NOTHING
        self._activations = {}
        self._runs = []
        self._kept = None

    def sign(self) -> Checkpoint:
        """Sign the head over what was committed and publish it."""
        self._must_be_sound()
        if self._pending.height:
            raise ValueError("what is not committed cannot be signed")
        head = self.head
        self._tail.sign(head.size, head.root)
        note = head.signed(self._keys.signer).encode()
        files.write_bytes(self.folder / HEADS / str(head.size), note)
        files.write_bytes(self.folder / HEAD, note)
        return head

    def erase(self, numbers: Sequence[int], document: dict[str, Any]) -> None:
        """Append and sign that the facts of rulings are erased, then erase them from every file."""
        self.append([Line(document_entry({**document, "kind": "erasure", "entries": list(numbers)}))])
        self.commit()
        self.sign()
        self.forget(numbers)

    def forget(self, numbers: Sequence[int]) -> None:
        """Erase the facts of rulings that an erasure names from every file, with their salts.

        Done again it goes on where it was interrupted.
        """
        first = self.records.first
        for one in sorted({number >> self._title.height for number in numbers if number < first}):
            segment = self.records.segment(one)
            gone = {number - segment.first for number in numbers}
            erased = pl.int_range(pl.len()).is_in(sorted(gone))
            nothing = pl.lit(None, pl.Binary)
            segment.write_facts(segment.facts().with_columns(pl.when(~erased).then(pl.all()).otherwise(nothing)))
        self._tail.forget([number for number in numbers if number >= first])

    def close(self) -> None:
        """Let go of the journal; what was not committed is gone."""
        self._tail.close()
        os.close(self._lock)

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    def _seal(self) -> None:
        """Write the segment that is full; it counts once it is committed."""
        start, size = self._segment.first, self._segment.size
        first = self.size - self._pending.height
        held = self._tail.frame(start, first) if start < first else NOTHING
        taken = size - held.height
        self._segment.write(held.vstack(self._pending[:taken]), self._growth.taken(size >> BLOCK_HEIGHT))
        self._pending = self._pending[taken:]
        self._sealed += 1

    def _must_be_sound(self) -> None:
        if not self._sound:
            raise UnreadableJournalError(Said("an earlier commit failed; open the journal anew"))
