"""The writer: appends to a journal, one writer at a time; what it acknowledges is on disk."""

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import polars as pl

from adapters.journal import files
from adapters.journal.errors import TamperedError, UnreadableJournalError, UsedJournalError
from adapters.journal.growth import Growth
from adapters.journal.keys import Keys
from adapters.journal.lines import Line, Lines, framed
from adapters.journal.records import Records
from adapters.journal.segment import BLOCK_HEIGHT, FOLDER, Segment
from adapters.journal.tail import Tail
from adapters.journal.title import HEIGHT, NAME, Title
from engine.journal import Checkpoint, NoteError
from engine.journal.entry import document_entry

HEADS = "checkpoints"
HEAD = "checkpoint"
NOTHING = framed([])
ARCHIVES = ("policies", "calendars")
TABLES = "tables"
"""Made only when a policy has a table beside it."""
FOLDERS = (FOLDER, HEADS, *ARCHIVES)


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
    tail.commit(first, first=0, sealed=0, low=0, activations={})
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
            raise TamperedError(f"the keys are not those of the journal `{title.verifier.name}`")
        self.folder = folder
        self._keys = keys
        self._lock = _locked(folder)
        try:
            self._tail = Tail.open(folder, writes=True)
            self._records = Records(folder, self._tail, title)
            self.size = self._records.size
            self._sealed = self._records.sealed
            self.recovered = _cleaned(folder, self._sealed)
            self._growth = Growth(self._records.frontier())
            self._growth.extend(self._records.tail_hashes)
            self._check_signed()
        except BaseException:
            os.close(self._lock)
            raise
        self._activations: dict[bytes, int] = {}
        self._pending = NOTHING
        self._sound = True

    @property
    def secret(self) -> bytes:
        """What complaints' names are hashed with."""
        return self._keys.secret

    @property
    def records(self) -> Records:
        """What was in the journal when it was opened, to read."""
        return self._records

    @property
    def head(self) -> Checkpoint:
        """How long the journal is with all that was appended, and the root over it."""
        return Checkpoint(self._keys.signer.name, self.size, self._growth.root)

    @property
    def _segment(self) -> Segment:
        """The segment that is filled next."""
        return self._records.segment(self._sealed)

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
        self._tail.commit(
            self._pending,
            first=first,
            sealed=self._sealed,
            low=self._segment.first,
            activations=self._activations,
        )
        self._sound = True
        self._pending = NOTHING
        self._activations = {}

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
        """Append and sign that the facts of rulings are erased, then erase them from every file, with their salts.

        Done again it goes on where it was interrupted.
        """
        self.append([Line(document_entry({**document, "kind": "erasure", "entries": list(numbers)}))])
        self.commit()
        self.sign()
        first = self._records.first
        for one in sorted({number >> self._records.height for number in numbers if number < first}):
            segment = self._records.segment(one)
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
            raise UnreadableJournalError("an earlier commit failed; open the journal anew")

    def _check_signed(self) -> None:
        """Refuse to go on from anything but what was signed last."""
        state = self._tail.state
        published = _published(self.folder, self._keys)
        latest = max(state.signed_size, 0 if published is None else published.size)
        if latest > self.size:
            raise TamperedError(
                f"a head of {latest} entries was signed, but only {self.size} are there: "
                "entries were removed, or an old copy was restored"
            )
        heads = [(state.signed_size, state.signed_root)] * (state.signed_size > 0)
        heads += [] if published is None else [(published.size, published.root)]
        for size, signed in heads:
            here = self.head.root if size == self.size else self._records.root_at(size)
            if here != signed:
                raise TamperedError(f"the first {size} entries are not those that were signed")


def _published(folder: Path, keys: Keys) -> Checkpoint | None:
    """The newest head that was published; none where the first was never reached."""
    try:
        note = (folder / HEAD).read_text("utf-8")
        return Checkpoint.open(note, keys.signer.verifier)
    except FileNotFoundError:
        return None
    except (ValueError, NoteError) as error:
        raise TamperedError(f"`{HEAD}` is not a head of this journal: {error}") from error


def _locked(folder: Path) -> int:
    """A lock on the title, held until it is closed."""
    descriptor = os.open(folder / NAME, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise UsedJournalError(
            f"another process writes to the journal `{folder}`; try again when it is done"
        ) from error
    return descriptor


def _cleaned(folder: Path, sealed: int) -> tuple[str, ...]:
    """Remove what never came to count: half-written files, and segments behind those that do."""
    left = [path for name in (".", *FOLDERS, TABLES) for path in (folder / name).glob(f"*{files.PARTIAL}")]
    left += [path for path in (folder / FOLDER).iterdir() if path not in left and int(path.name[:8]) >= sealed]
    for path in left:
        path.unlink()
    return tuple(sorted(path.name for path in left))
