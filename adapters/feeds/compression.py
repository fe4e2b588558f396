"""Compression: gzip and zstd as streams, in bounded memory whatever the file claims to hold."""

import zlib
from collections.abc import Iterable, Iterator

import zstandard

from rules.said import Said

GZIP = b"\x1f\x8b"
# Frames of content, and the sixteen kinds of frames to be skipped.
ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes((0x50 + kind, 0x2A, 0x4D, 0x18)) for kind in range(16)))
LONGEST_MAGIC = 4
PIECE = 1 << 20
# A byte of zstd can stand for some 32 KiB: so much at a time keeps the memory for a hostile file near 128 MiB.
ZSTD_PIECE = 1 << 12


class DamagedError(Exception):
    """Compressed bytes end early or make no sense; the message says which."""


def compression(magic: bytes) -> str | None:
    """What compresses a file that begins with these four bytes: `gzip`, `zstd` or nothing."""
    if magic.startswith(GZIP):
        return "gzip"
    return "zstd" if magic in ZSTD else None


def gunzipped(stored: Iterable[bytes]) -> Iterator[bytes]:
    """The content of gzip members one after another (RFC 1952), at most `PIECE` bytes at a time."""
    member = None
    for piece in stored:
        rest = piece
        while rest:
            if member is None:
                rest = rest.lstrip(b"\0")  # tapes and some tools pad with zeros
                member = zlib.decompressobj(wbits=31) if rest else None
                continue
            try:
                out = member.decompress(rest, PIECE)
            except zlib.error as error:
                raise DamagedError(Said("the gzip compression is damaged")) from error
            if out:
                yield out
            rest = member.unused_data if member.eof else member.unconsumed_tail
            member = None if member.eof else member
    if member is not None:
        raise DamagedError(Said("truncated: the gzip compression ends early"))


def unzstd(stored: Iterable[bytes]) -> Iterator[bytes]:
    """The content of zstd frames one after another (RFC 8878)."""
    decompressor = zstandard.ZstdDecompressor()
    frame = None
    for piece in stored:
        for start in range(0, len(piece), ZSTD_PIECE):
            rest = piece[start : start + ZSTD_PIECE]
            while rest:
                frame = frame or decompressor.decompressobj()
                try:
                    out = frame.decompress(rest)
                except zstandard.ZstdError as error:
                    raise DamagedError(Said("the zstd compression is damaged")) from error
                if out:
                    yield out
                rest = frame.unused_data if frame.eof else b""
                frame = None if frame.eof else frame
    if frame is not None:
        raise DamagedError(Said("truncated: the zstd compression ends early"))
