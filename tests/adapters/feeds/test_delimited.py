from collections.abc import Iterator
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds import delimited
from adapters.feeds.chunk import FileRecord, Layout, Refused
from adapters.feeds.delimited import Sizes
from adapters.feeds.opening import Source
from tests.adapters.feeds.strict import told

HEADER = b"id,amount,note\n"


class Memory(Source):
    """A file that lies in memory and comes in pieces of a given size."""

    def __init__(self, content: bytes, piece: int = 1 << 20) -> None:
        super().__init__("f.csv", Path("f.csv"))
        self.content = content
        self.piece = piece

    def pieces(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), self.piece):
            yield self.content[start : start + self.piece]


def read(
    content: bytes, layout: Layout | None = None, *, sizes: Sizes | None = None, piece: int = 1 << 20
) -> tuple[list[tuple[int, tuple[str, ...]]], list[Refused], FileRecord]:
    source = Memory(content, piece)
    rows: list[tuple[int, tuple[str, ...]]] = []
    refused: list[Refused] = []
    for chunk in delimited.read(source, layout or Layout(), sizes=sizes):
        rows += zip(chunk.lines.tolist(), chunk.rows.rows(), strict=True)
        refused += chunk.refused
    return rows, refused, source.record()


small = st.builds(
    Sizes,
    longest_row=st.just(4096),
    window=st.integers(1, 64),
    least_window=st.integers(1, 8),
    block=st.integers(1, 64),
    refused=st.integers(1, 4),
)
soup = st.lists(
    st.sampled_from([b'"', b'"', b",", b",", b"\n", b"\n", b"\r\n", b"\r", b"a", b"b", b"\0", b"\xff", "中".encode()])
).map(b"".join)
lines = st.lists(
    st.sampled_from(
        [b"1,2,3\n", b'4,"5\n5",6\r\n', b'7,"8', b'9"\n', b'"', b'1,"2""",3\n', b"a,b\n", b"\xe4,1,2\n", b"\n", b"c"]
    )
).map(b"".join)


@given(soup | lines, small, st.integers(1, 9))
def test_every_cut_into_windows_gives_what_the_letter_of_the_rfc_gives(text: bytes, sizes: Sizes, piece: int) -> None:
    expected = told(text, 3)
    rows, refused, record = read(HEADER + text, Layout(encoding="utf-8"), sizes=sizes, piece=piece)
    assert [(line - 1, [cell.encode() for cell in cells]) for line, cells in rows] == expected.kept
    assert [(row.line - 1, row.reason, row.raw.encode(errors="surrogateescape")) for row in refused] == expected.refused
    assert record.rows == len(rows) + len(refused)
