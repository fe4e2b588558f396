"""Files that lie in memory, and reading them to the end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from adapters.feeds.chunk import Chunk, FileRecord, Refused
from adapters.feeds.opening import Source

Row = tuple[int, tuple[str | None, ...]]


class Memory(Source):
    """A file that lies in memory and comes in pieces of a given size; a damaged one ends too early."""

    def __init__(self, content: bytes, piece: int = 1 << 20, *, damaged: bool = False) -> None:
        super().__init__("f", Path("f"))
        self._content = content
        self._piece = piece
        self._ends_early = damaged

    def pieces(self) -> Iterator[bytes]:
        for start in range(0, len(self._content), self._piece):
            yield self._content[start : start + self._piece]
        self.damaged = self._ends_early

    @contextmanager
    def uncompressed(self) -> Iterator[Path]:
        with NamedTemporaryFile() as copy:
            copy.write(self._content)
            copy.flush()
            yield Path(copy.name)

    def _digested(self) -> str:
        return "digest"


@dataclass(frozen=True, slots=True)
class Told:
    """All that reading one file gave: its rows with their lines, the refused ones, and its record."""

    names: list[str]
    rows: list[Row]
    refused: list[Refused]
    record: FileRecord

    @property
    def cells(self) -> list[tuple[str | None, ...]]:
        return [cells for _, cells in self.rows]

    @property
    def reasons(self) -> list[tuple[int, str, str]]:
        return [(row.line, row.reason, row.raw) for row in self.refused]


def told(source: Source, read: Callable[[Source], Iterator[Chunk]]) -> Told:
    """What `read` gives of `source`."""
    chunks = list(read(source))
    return Told(
        names=chunks[0].rows.columns if chunks else [],
        rows=[row for chunk in chunks for row in zip(chunk.lines.tolist(), chunk.rows.rows(), strict=True)],
        refused=[row for chunk in chunks for row in chunk.refused],
        record=source.record(),
    )
