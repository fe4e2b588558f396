"""Opening: from the names a user gives to the bytes of each file."""

import hashlib
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import zstandard

from adapters.feeds.chunk import FileRecord

STANDARD_INPUT = "-"
PIECE = 1 << 20
# One byte of zstd can stand for some 32 KiB: this much at a time keeps the memory for a hostile file near 128 MiB.
ZSTD_PIECE = 1 << 12
ZSTD_MAGICS = (b"\x28\xb5\x2f\xfd", *(bytes([0x50 + i, 0x2A, 0x4D, 0x18]) for i in range(16)))
GZIP_MAGIC = b"\x1f\x8b"


class DamagedError(Exception):
    """Compressed bytes that end early or make no sense; the message says which."""


class Source:
    """One file being read: its bytes once through, and what is found out about it on the way.

    Whoever reads it sets `format`, `encoding` and `rows`, and calls `note` for what is wrong with the file as a whole.
    """

    def __init__(self, name: str, path: Path) -> None:
        self.name = name
        self.path = path
        self.format: str | None = None
        self.compression: str | None = None
        self.encoding: str | None = None
        self.rows = 0
        self.damaged = False
        self._digest = ""
        self._problems: list[str] = []

    def note(self, problem: str) -> None:
        """Put on record something that is wrong with the file as a whole."""
        if problem not in self._problems:
            self._problems.append(problem)

    def record(self) -> FileRecord:
        """All that is on record, once the reading is over."""
        return FileRecord(
            path=self.name,
            sha256=self._digest,
            format=self.format,
            compression=self.compression,
            encoding=self.encoding,
            rows=self.rows,
            problem="; ".join(self._problems) or None,
        )

    def pieces(self) -> Iterator[bytes]:
        """The decompressed bytes, each call from the start; sets `compression`, and `damaged` if they end early.

        A reader that stops early leaves the digest to `close`.
        """
        try:
            yield from self._decompressed()
        except DamagedError as error:
            self.damaged = True
            self.note(str(error))
        except OSError as error:
            self.damaged = True
            self.note(f"cannot be read: {(error.strerror or str(error)).lower()}")

    def _decompressed(self) -> Iterator[bytes]:
        with self.path.open("rb") as stream:
            magic = stream.read(4)
            stream.seek(0)
            stored = self._stored(stream)
            if magic.startswith(GZIP_MAGIC):
                self.compression = "gzip"
                yield from gunzipped(stored)
            elif magic in ZSTD_MAGICS:
                self.compression = "zstd"
                yield from unzstd(stored)
            else:
                yield from stored

    def _stored(self, stream: BinaryIO) -> Iterator[bytes]:
        digest = hashlib.sha256()
        while piece := stream.read(PIECE):
            digest.update(piece)
            yield piece
        self._digest = digest.hexdigest()

    def close(self) -> None:
        """Digest the file whole, if no reader came to its end."""
        if not self._digest:
            try:
                with self.path.open("rb") as stream:
                    self._digest = hashlib.file_digest(stream, "sha256").hexdigest()
            except OSError as error:
                self.note(f"cannot be read: {(error.strerror or str(error)).lower()}")

    @contextmanager
    def uncompressed(self) -> Iterator[Path]:
        """A path to the decompressed bytes, for formats that are read from their end: the file, or a temporary copy."""
        pieces = self.pieces()
        first = next(pieces, b"")
        if self.compression is None:
            pieces.close()  # type: ignore[attr-defined]
            yield self.path
            return
        with tempfile.NamedTemporaryFile(prefix="tousu-") as copy:
            copy.write(first)
            copy.writelines(pieces)
            copy.flush()
            yield Path(copy.name)


def gunzipped(stored: Iterable[bytes]) -> Iterator[bytes]:
    """The content of gzip members one after another (RFC 1952), at most `PIECE` bytes at a time."""
    member: zlib._Decompress | None = None
    for piece in stored:
        rest = piece
        while rest:
            if member is None:
                rest = rest.lstrip(b"\0")  # tar and tapes pad with zeros
                if not rest:
                    break
                member = zlib.decompressobj(wbits=31)
            try:
                out = member.decompress(rest, PIECE)
            except zlib.error as error:
                raise DamagedError("the gzip compression is damaged") from error
            if out:
                yield out
            rest = member.unused_data if member.eof else member.unconsumed_tail
            member = None if member.eof else member
    if member is not None:
        raise DamagedError("truncated: the gzip compression ends early")


def unzstd(stored: Iterable[bytes]) -> Iterator[bytes]:
    """The content of zstd frames one after another (RFC 8878)."""
    frame: zstandard.ZstdDecompressionObj | None = None
    for piece in stored:
        for start in range(0, len(piece), ZSTD_PIECE):
            rest = piece[start : start + ZSTD_PIECE]
            while rest:
                frame = frame or zstandard.ZstdDecompressor().decompressobj()
                try:
                    out = frame.decompress(rest)
                except zstandard.ZstdError as error:
                    raise DamagedError("the zstd compression is damaged") from error
                if out:
                    yield out
                rest = frame.unused_data if frame.eof else b""
                frame = None if frame.eof else frame
    if frame is not None:
        raise DamagedError("truncated: the zstd compression ends early")


def sources(paths: Iterable[str]) -> Iterator[Source]:
    """Every file that `paths` name, in their order; those of a folder or glob sorted by name."""
    for path in paths:
        yield Source(path, Path(path))
