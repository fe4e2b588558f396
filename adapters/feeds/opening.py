"""Opening: from the paths a user gives to the bytes of each file."""

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import reduce
from glob import glob, has_magic
from pathlib import Path
from typing import BinaryIO

from adapters.feeds.chunk import FileRecord
from adapters.feeds.compression import LONGEST_MAGIC, PIECE, DamagedError, compression, gunzipped, unzstd
from rules.said import Said, said

STANDARD_INPUT = "-"


class Source:
    """One file being read: its bytes from the start, and what is found out about it on the way.

    `listed` says that a folder brought it in, not the user by name.
    Whoever reads it sets `format`, `encoding` and `rows`, and calls `note` for what is wrong with the file as a whole.
    `damaged` is set once its bytes have ended too early; `taken` is how many of its stored bytes were read so far.
    """

    def __init__(self, name: str, path: Path, *, listed: bool = False) -> None:
        self.name = name
        self.path = path
        self.listed = listed
        self.format: str | None = None
        self.compression: str | None = None
        self.encoding: str | None = None
        self.rows = 0
        self.damaged = False
        self.taken = 0
        self._digest = ""
        self._problems: dict[str, str] = {}

    @property
    def size(self) -> int:
        """Bytes of the file as stored, 0 where they cannot be told."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    def note(self, problem: str, *, kind: str = "") -> None:
        """Put on record something that is wrong with the file as a whole; of a `kind`, only what comes first."""
        self._problems.setdefault(kind or problem, problem)

    def note_empty(self) -> None:
        """Put on record that there are no bytes, unless it is known why."""
        if not self._problems:
            self.note(Said("the file is empty"))

    def record(self) -> FileRecord:
        """All that is on record once the reading is over; digests the file if no reader came to its end."""
        if not self._digest:
            self._digest = self._digested()
        return FileRecord(
            path=self.name,
            sha256=self._digest,
            format=self.format,
            compression=self.compression,
            encoding=self.encoding,
            rows=self.rows,
            # Sorted, for the order of the notes depends on how far the reader is ahead.
            problem=reduce(_also, sorted(self._problems.values())) if self._problems else None,
        )

    def pieces(self) -> Iterator[bytes]:
        """The decompressed bytes; sets `compression`, and `damaged` with a note where they end too early."""
        try:
            with self.path.open("rb") as stream:
                yield from self._decompressed(stream)
        except DamagedError as error:
            self.damaged = True
            self.note(said(error))
        except OSError as error:
            self.damaged = True
            self.note(unreadable(error))

    def head(self) -> bytes:
        """The first piece of the decompressed bytes."""
        return next(self.pieces(), b"")

    @contextmanager
    def uncompressed(self) -> Iterator[Path]:
        """A path to the decompressed bytes, for formats that are read out of order: the file, or a temporary copy."""
        self.head()
        if self.compression is None:
            with ThreadPoolExecutor(max_workers=1) as thread:
                digest = thread.submit(self._digested)
                yield self.path
                self._digest = digest.result()
            return
        with tempfile.NamedTemporaryFile(prefix="tousu-") as copy:
            copy.writelines(self.pieces())
            copy.flush()
            yield Path(copy.name)

    def _decompressed(self, stream: BinaryIO) -> Iterator[bytes]:
        self.compression = compression(stream.read(LONGEST_MAGIC))
        stream.seek(0)
        stored = self._stored(stream)
        match self.compression:
            case "gzip":
                yield from gunzipped(stored)
            case "zstd":
                yield from unzstd(stored)
            case _:
                yield from stored

    def _stored(self, stream: BinaryIO) -> Iterator[bytes]:
        digest = hashlib.sha256()
        while piece := stream.read(PIECE):
            digest.update(piece)
            self.taken = stream.tell()
            yield piece
        self._digest = digest.hexdigest()

    def _digested(self) -> str:
        try:
            with self.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            self.note(unreadable(error))
            return ""


def _also(one: str, other: str) -> str:
    return Said("{one}; {other}", one=one, other=other)


def unreadable(error: OSError) -> str:
    """How to say that the system refused a file."""
    return Said("cannot be read: {why}", why=(error.strerror or str(error)).lower())


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """Every file that `paths` name, in their order; those of a folder or glob sorted by name.

    A folder is searched with its sub-folders, leaving out hidden files; links to folders are not followed.
    What is empty or cannot be searched is there as a file that cannot be read.
    Standard input is `-`: it is copied to a temporary file, which lives until the next source is asked for.
    """
    for path in paths:
        if path == STANDARD_INPUT:
            with tempfile.NamedTemporaryFile(prefix="tousu-") as copy:
                shutil.copyfileobj(sys.stdin.buffer, copy)
                copy.flush()
                yield Source(path, Path(copy.name))
        elif has_magic(path) and not os.path.lexists(path):
            yield from _matching(path)
        else:
            yield from _named(path)


def _matching(pattern: str) -> Iterator[Source]:
    names = sorted(glob(pattern, recursive=True))  # noqa: PTH207 - `Path.glob` takes no absolute pattern
    for name in names or [pattern]:
        yield from _named(name)


def _named(name: str) -> Iterator[Source]:
    """The file of that name, or the files of the folder; a folder without any is a file that cannot be read."""
    files = list(_walked(name)) if Path(name).is_dir() else []
    yield from files or [Source(name, Path(name))]


def _walked(folder: str) -> Iterator[Source]:
    closed: list[str] = []
    for place, folders, files in os.walk(folder, onerror=lambda error: closed.append(str(error.filename))):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for file in sorted(files):
            if not file.startswith("."):
                path = Path(place, file)
                yield Source(str(path), path, listed=True)
    for place in closed:
        yield Source(place, Path(place))
