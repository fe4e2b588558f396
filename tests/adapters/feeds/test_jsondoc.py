from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds import jsondoc
from adapters.feeds.chunk import Layout
from tests.adapters.feeds.memory import Memory, Told, told

LIST = b"""{
 "total": 2, "meta": {"data": "not this one", "n": [1, {"x": []}]},
 "data": [
  {"id": "1", "amount": 90071992547409.93},
  {"id": "2", "amount": 3}
 ],
 "limit": 10
}
"""


def read(content: bytes, rows_at: str | None = None, *, piece: int = 1 << 20, damaged: bool = False) -> Told:
    return told(Memory(content, piece, damaged=damaged), partial(jsondoc.read, layout=Layout(rows_at=rows_at)))


@pytest.mark.parametrize(
    ("content", "rows_at", "rows"),
    [
        (LIST, "data", [(4, ("1", "90071992547409.93")), (5, ("2", "3"))]),
        (b'{"n": -1.5e+10, "data": [{"a": 1}]}', "data", [(1, ("1",))]),
        (b'{"r": {"s": [{"a": 1}]}}', "r.s", [(1, ("1",))]),
        (b'{"r": {"s": {"a": 1}}}', "r.s", [(1, ("1",))]),
        (b'[{"a": 1},\n{"a": 1.5}]', None, [(1, ("1",)), (2, ("1.5",))]),
        (b'\n {"a": {"b": 1}}', None, [(2, ("1",))]),
        (b"[]", None, []),
        (b'{"data": []}', "data", []),
        (b'{"data": [], "x": {}}', "data", []),
    ],
)
@pytest.mark.parametrize("piece", [1, 2, 3, 1000])
def test_the_rows_are_found_at_their_path(
    content: bytes, rows_at: str | None, rows: list[tuple[int, tuple[str, ...]]], piece: int
) -> None:
    result = read(content, rows_at, piece=piece)
    assert (result.rows, result.refused, result.record.problem) == (rows, [], None)


@pytest.mark.parametrize(
    ("content", "kept", "refused", "problem"),
    [
        (b'{"data": [{"a": 1}, {"a": 2', 1, [(1, "truncated", '{"a": 2')],
         "line 1: truncated: the document ends early"),
        (b'{"data": [{"a": 1}, {"a": "2', 1, [(1, "truncated", '{"a": "2')],
         "line 1: truncated: the document ends early"),
        (b'{"data": [{"a": 1}\n,', 1, [], "line 2: truncated: the document ends early"),
        (b'{"data": [{"a": 1}', 1, [], "line 1: truncated: the document ends early"),
        (b'{"data": [{"a": 1}]', 1, [], "line 1: truncated: the document ends early"),
        (b'{"data"', 0, [], "line 1: truncated: the document ends early"),
        (b'{"data": [{"a": 1}\n{"a": 2}]}', 1, [], "line 2: not JSON: `,` or `]` must stand here"),
        (b'{"data": [{"a": 1},\n{"a" 2}, {"a": 3}]}', 1, [(2, "not-json", '{"a" 2}, {"a": 3}]}')],
         "line 2: not JSON: expecting ':' delimiter"),
        (b'{"data": [{"a": 1}]} x', 1, [], "line 1: not JSON: text stands behind the document's end"),
        (b'{"data": [{"a": 1}], 7: 8}', 1, [], "line 1: not JSON: a key must stand here"),
        (b'{"data": [' + b'{"a":' * 100_000, 0, [(1, "not-json", '{"a":' * 100_000)], "line 1: nested too deeply"),
        (b'{"rows": [{"a": 1}]}', 0, [], "no rows lie at `data`"),
        (b'{"data": null}', 0, [], "no rows lie at `data`"),
        (b'{"data": "x"}', 0, [], "no rows lie at `data`"),
        (b"{}", 0, [], "no rows lie at `data`"),
        (b"7", 0, [], "no rows lie at `data`"),
    ],
)  # fmt: skip
def test_where_a_document_breaks_off_is_named_and_what_precedes_is_kept(
    content: bytes, kept: int, refused: list[tuple[int, str, str]], problem: str
) -> None:
    result = read(content, "data")
    assert (len(result.rows), result.reasons, result.record.problem) == (kept, refused, problem)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (b"7", "not-an-object"),
        (b'{"a": 1, "a": 2}', "duplicate-key"),
        (b'{"a": NaN}', "not-a-number"),
        (b'{"a": "\xff"}', "bad-bytes"),
        (b'{"a": "\\ud800"}', "lone-surrogate"),
    ],
)
def test_a_bad_row_is_refused_alone(item: bytes, reason: str) -> None:
    result = read(b'[{"z": 1},\n' + item + b',{"z": 2}]')
    assert result.cells == [("1",), ("2",)]
    assert result.reasons == [(2, reason, item.decode(errors="surrogateescape"))]


def test_a_document_that_is_neither_array_nor_object_has_no_rows() -> None:
    assert read(b"7").record.problem == "no rows: neither array nor object"


def test_a_value_that_is_too_long_ends_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsondoc, "LONGEST_VALUE", 20)
    result = read(b'[{"a": 1},{"a": "' + b"x" * 100 + b'"}]', piece=4)
    assert (result.cells, result.record.problem) == ([("1",)], "line 1: a value is too long")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_document_can_be_in_any_encoding(encoding: str) -> None:
    assert read('[{"类别": "账户被盗用"}]'.encode(encoding), piece=3).cells == [("账户被盗用",)]


@given(st.binary(), st.sampled_from([None, "data"]))
def test_no_bytes_bring_it_down(content: bytes, rows_at: str | None) -> None:
    result = read(content, rows_at)
    assert result.record.rows == len(result.rows) + len(result.refused)


@given(st.integers(0, len(LIST)), st.integers(1, 9))
def test_a_document_cut_anywhere_keeps_the_rows_before_the_cut(length: int, piece: int) -> None:
    result = read(LIST[:length], "data", piece=piece)
    whole = [row for row, end in ((("1", "90071992547409.93"), b".93}"), (("2", "3"), b": 3}")) if end in LIST[:length]]
    assert result.cells == whole
