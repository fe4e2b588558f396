"""Reading: any feed as chunks of raw rows, nothing lost and nothing mended."""

from collections.abc import Iterator, Sequence
from functools import cached_property

from adapters.feeds import delimited, jsondoc, jsonl, parquet, sheet
from adapters.feeds.chunk import Chunk, FileRecord, Layout
from adapters.feeds.formats import ENDINGS, format_of
from adapters.feeds.opening import STANDARD_INPUT, Source, sources
from rules.said import Said


class Feed:
    """The files that some paths name, read one after another.

    A path is a file, a folder, a glob, or `-` for standard input. Iterate once; `files` then has a record of each file.
    A file that cannot be read is on record with its problem, and the others go on.
    """

    def __init__(self, paths: Sequence[str], layout: Layout | None = None) -> None:
        self._paths = paths
        self._layout = layout or Layout()
        self._files: list[FileRecord] = []
        self._source: Source | None = None
        self._passed = 0

    @cached_property
    def _size(self) -> int:
        """Bytes of all files; standard input has none that could be told beforehand."""
        return sum(source.size for source in sources(path for path in self._paths if path != STANDARD_INPUT))

    @property
    def progress(self) -> float:
        """About how much of the feed was read so far, by stored bytes: from 0 to 1, 0 where it cannot be told."""
        taken = self._passed + (self._source.taken if self._source else 0)
        return min(taken / self._size, 1.0) if self._size else 0.0

    @property
    def files(self) -> tuple[FileRecord, ...]:
        """The records of the files read to their end so far, in order."""
        return tuple(self._files)

    def __iter__(self) -> Iterator[Chunk]:
        for source in sources(self._paths):
            self._source = source
            yield from _chunks(source, self._layout)
            self._files.append(source.record())
            self._source, self._passed = None, self._passed + source.size


def _chunks(source: Source, layout: Layout) -> Iterator[Chunk]:
    head = source.head()
    if not head:
        source.note_empty()
        return
    source.format = format_of(source, layout, head=head)
    match source.format:
        case None:
            source.note(Said("passed by: its name ends with none of {names}", names=", ".join(ENDINGS)))
        case "csv":
            yield from delimited.read(source, layout)
        case "json":
            yield from jsondoc.read(source, layout)
        case "jsonl":
            yield from jsonl.read(source, layout)
        case "parquet":
            yield from parquet.read(source)
        case "xlsx":
            yield from sheet.read(source, layout)
        case other:
            raise ValueError(f"no format is called {other}")
