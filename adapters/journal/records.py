"""Records: all entries of a journal by number, wherever they lie, and the roots over them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import polars as pl

from adapters.journal.errors import UnreadableJournalError
from adapters.journal.lines import Line, framed
from adapters.journal.segment import BLOCK, BLOCK_HEIGHT, Segment
from adapters.journal.tail import Tail
from adapters.journal.title import Title
from engine.journal import Activation, LayoutError, document_of
from engine.journal.digests import Bytes, split, stacked
from engine.journal.entry import COMMITMENT_AT, DOCUMENT, KEY_AT
from engine.journal.tree import EMPTY_ROOT, Frontier, leaves, node_hash, root
from rules.said import Said

PIECE = 1 << 16


class Records:
    """A journal as it was when it was opened; raises UnreadableJournalError."""

    def __init__(self, folder: Path, tail: Tail, title: Title) -> None:
        self.folder = folder
        self.title = title
        self.tail = tail
        self.height = title.height
        self.mask = (1 << title.height) - 1
        self.sealed = tail.state.sealed
        self.size = tail.end(self.first)
        self._activations: dict[bytes, Activation] = {}
        self._kept: tuple[int, Bytes] = (-1, stacked([]))
        self._tail_hashes: Bytes | None = None

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a journal to read."""
        title = Title.read(folder)
        return cls(folder, Tail.open(folder, writes=False), title)

    @property
    def first(self) -> int:
        """The number of the tail's first entry."""
        return self.sealed << self.height

    def segment(self, number: int) -> Segment:
        """A segment by its number."""
        return Segment(self.folder, number, self.height)

    def line(self, number: int) -> Line:
        """An entry with its facts; raises UnreadableJournalError where there is none of that number."""
        found = self.frame(number, number + 1)
        if not found.height:
            raise UnreadableJournalError(Said("there is no entry {number}", number=number))
        return Line._make(found.row(0))

    def documents(self, low: int = 0) -> Iterator[tuple[int, dict[str, Any]]]:
        """The documents among the entries from `low` on, each with its number; raises LayoutError for an odd one."""
        for at in range(low, self.size, PIECE):
            lines = self.frame(at, min(self.size, at + PIECE)).with_row_index("number", offset=at)
            told = lines.filter(pl.col("entry").bin.starts_with(DOCUMENT)).select("number", "entry")
            for number, entry in told.iter_rows():
                yield number, document_of(entry)

    def frame(self, low: int, high: int) -> pl.DataFrame:
        """These entries with their facts by column: `entry`, `salt` and `facts`, all Binary."""
        parts, at = [], low
        while at < min(high, self.first):
            segment, offset = self.segment(at >> self.height), at & self.mask
            until = min(segment.size, offset + high - at)
            parts.append(segment.lines(offset, until))
            at += until - offset
        if at < high:
            parts.append(self.tail.frame(at, high))
        return pl.concat(parts) if parts else framed([])

    def of_key(self, key: bytes) -> list[int]:
        """The numbers of the rulings on a complaint, in order."""
        found = [number for one in range(self.sealed) for number in self.segment(one).of_key(key)]
        sure = [number for number in found if self._entry(number)[KEY_AT:COMMITMENT_AT] == key]
        return sure + self.tail.of_key(key, self.first)

    def _entry(self, number: int) -> bytes:
        """The entry of a segment."""
        offset = number & self.mask
        found: bytes = self.segment(number >> self.height).entries(offset, offset + 1)[0]
        return found

    def activation(self, digest: bytes) -> Activation:
        """The activation of a digest; raises LayoutError when the journal has none."""
        if digest not in self._activations:
            number = self.tail.activations().get(digest)
            if number is None:
                raise LayoutError(Said("no entry activates {digest}", digest=digest.hex()))
            self._activations[digest] = Activation.read(document_of(self.line(number).entry))
        return self._activations[digest]

    def root_of(self, low: int, high: int) -> bytes:
        """Root over some entries, as proofs need them: a part of a tree."""
        if high - low == self.mask + 1 and high <= self.first:
            return self.segment(low >> self.height).head
        if high <= self.first and high - low == BLOCK:
            return split(self._tree(low >> self.height))[(low & self.mask) >> BLOCK_HEIGHT]
        if high - low <= BLOCK or low >= self.first:
            return root(self._hashes(low, high))
        middle = low + (1 << (high - low - 1).bit_length() - 1)
        return node_hash(self.root_of(low, middle), self.root_of(middle, high))

    def root_at(self, size: int) -> bytes:
        """Root over the first `size` entries."""
        return self.root_of(0, size) if size else EMPTY_ROOT

    def frontier(self) -> Frontier:
        """The tree over the sealed segments, as their manifests have it."""
        found = Frontier()
        for number in range(self.sealed):
            found.add(self.segment(number).head, height=self.height)
        return found

    @property
    def tail_hashes(self) -> Bytes:
        """Leaf hashes of the tail."""
        if self._tail_hashes is None:
            self._tail_hashes = leaves(self.tail.frame(self.first)["entry"])
        return self._tail_hashes

    def _tree(self, number: int) -> Bytes:
        """The tree of a segment; that of the last asked for is kept."""
        if self._kept[0] != number:
            self._kept = number, self.segment(number).tree
        return self._kept[1]

    def _hashes(self, low: int, high: int) -> Bytes:
        """Leaf hashes of entries of one segment, or of the tail."""
        if low >= self.first:
            return self.tail_hashes[low - self.first : high - self.first]
        offset = low & self.mask
        return leaves(self.segment(low >> self.height).entries(offset, offset + high - low))

    def close(self) -> None:
        """Let go of the journal."""
        self.tail.close()
