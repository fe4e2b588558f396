"""Reading: any feed as chunks of raw rows, nothing lost and nothing mended."""

from collections.abc import Iterator, Sequence

from adapters.feeds import delimited
from adapters.feeds.chunk import Chunk, FileRecord, Layout
from adapters.feeds.opening import Source, sources


class Feed:
    """The files that some paths name, read one after another.

    A path is a file, a folder, a glob or `-` for standard input. Iterate once; `files` then has a record of every file.
    A file that cannot be read is on record with its problem, and the others go on.
    """

    def __init__(self, paths: Sequence[str], layout: Layout | None = None) -> None:
        self._paths = paths
        self._layout = layout or Layout()
        self._files: list[FileRecord] = []

    @property
    def files(self) -> tuple[FileRecord, ...]:
        """The files read so far, in order."""
        return tuple(self._files)

    def __iter__(self) -> Iterator[Chunk]:
        for source in sources(self._paths):
            yield from self._chunks(source)
            source.close()
            self._files.append(source.record())

    def _chunks(self, source: Source) -> Iterator[Chunk]:
        yield from delimited.read(source, self._layout)
