import gzip
from collections.abc import Callable, Iterable, Iterator

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.compression import DamagedError, compression, gunzipped, unzstd

Unpack = Callable[[Iterable[bytes]], Iterator[bytes]]
Pack = Callable[[bytes], bytes]

ways = pytest.mark.parametrize(
    ("pack", "unpack"), [(gzip.compress, gunzipped), (zstandard.ZstdCompressor().compress, unzstd)]
)


def cut(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@ways
@given(parts=st.lists(st.binary(), min_size=1), size=st.integers(1, 9))
def test_members_one_after_another_are_one_content(pack: Pack, unpack: Unpack, parts: list[bytes], size: int) -> None:
    stored = b"".join(map(pack, parts))
    assert b"".join(unpack(cut(stored, size))) == b"".join(parts)


@ways
def test_what_precedes_the_end_of_a_truncated_file_is_kept(pack: Pack, unpack: Unpack) -> None:
    content = bytes(range(256)) * 9000
    stored = pack(content)
    got: list[bytes] = []
    with pytest.raises(DamagedError, match=r"truncated: the .* compression ends early"):
        got.extend(unpack(cut(stored[:-9], 1 << 16)))
    assert content.startswith(b"".join(got))
    assert b"".join(got)


@ways
def test_damaged_compression_is_named(pack: Pack, unpack: Unpack) -> None:
    with pytest.raises(DamagedError, match=r"the .* compression is damaged"):
        list(unpack([pack(b"abc") + b"nonsense behind it"]))


def test_zeros_behind_gzip_are_padding() -> None:
    assert b"".join(gunzipped([gzip.compress(b"abc") + bytes(512), bytes(512)])) == b"abc"


@ways
def test_a_bomb_comes_in_small_pieces(pack: Pack, unpack: Unpack) -> None:
    stored = pack(bytes(1 << 28))
    pieces = [len(piece) for piece in unpack([stored])]
    assert sum(pieces) == 1 << 28
    assert max(pieces) <= 1 << 27


@pytest.mark.parametrize(
    ("magic", "name"),
    [
        (gzip.compress(b"")[:4], "gzip"),
        (zstandard.ZstdCompressor().compress(b"")[:4], "zstd"),
        (b"\x50\x2a\x4d\x18", "zstd"),
        (b"a,b\n", None),
        (b"", None),
    ],
)
def test_compression_is_told_by_the_first_bytes(magic: bytes, name: str | None) -> None:
    assert compression(magic) == name
