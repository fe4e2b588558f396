from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds import gathering, jsonl
from adapters.feeds.chunk import Layout
from tests.adapters.feeds.memory import Memory, Told, told


def read(content: bytes, *, piece: int = 1 << 20, damaged: bool = False) -> Told:
    return told(Memory(content, piece, damaged=damaged), partial(jsonl.read, layout=Layout()))


@pytest.mark.parametrize(
    ("line", "names", "cells"),
    [
        (b'{"a": 90071992547409.93}', ["a"], ("90071992547409.93",)),
        (b'{"a": -0, "b": 1E400, "c": 1.50}', ["a", "b", "c"], ("-0", "1E400", "1.50")),
        (b'{"a": ' + b"9" * 5000 + b"}", ["a"], ("9" * 5000,)),
        (b'{"a": true, "b": false, "c": null, "d": ""}', ["a", "b", "c", "d"], ("true", "false", None, "")),
        (b'{"a": {"b": {"c": 1}}}', ["a.b.c"], ("1",)),
        (b'{"a": [{"b": 1}, {"b": 2}]}', ["a.0.b", "a.1.b"], ("1", "2")),
        (b'{"a": ["x\\"", 1.0, null, true]}', ["a", "a.0", "a.1", "a.2", "a.3"],
         ('["x\\"", 1.0, null, true]', 'x"', "1.0", None, "true")),
        (b'{"a": [], "b": {}}', ["a", "b"], ("[]", "{}")),
        (b'{"a": "\\ud83d\\ude00", "\xe4\xb8\xad": "\\u4e2d"}', ["a", "中"], ("\U0001f600", "中")),
        (b'{"a": "\\\\ud800"}', ["a"], ("\\ud800",)),
    ],
)  # fmt: skip
def test_every_value_is_the_text_of_the_source(line: bytes, names: list[str], cells: tuple[str | None, ...]) -> None:
    result = read(line + b"\r\n")
    assert (result.names, result.cells[0]) == (names, cells)


@pytest.mark.parametrize(
    ("line", "reason", "detail"),
    [
        (b'{"a": 1', "not-json", "character 8: expecting ',' delimiter"),
        (b'{"a": 1} {"b": 2}', "not-json", "character 9: extra text after the object"),
        (b'{"a": 01}', "not-json", "character 8: expecting ',' delimiter"),
        (b"3", "not-an-object", "a row must be a JSON object"),
        (b"{}", "no-fields", "the object is empty"),
        (b"[1]", "not-an-object", "a row must be a JSON object"),
        (b'{"a": 1, "a": 2}', "duplicate-key", "a key occurs twice in one object"),
        (b'{"b": {"a": 1, "a": 2}}', "duplicate-key", "a key occurs twice in one object"),
        (b'{"a.b": 1, "a": {"b": 2}}', "duplicate-key", "two values have the same name"),
        (b'{"a": NaN}', "not-a-number", "`NaN` is no JSON number"),
        (b'{"a": -Infinity}', "not-a-number", "`-Infinity` is no JSON number"),
        (b'{"a": "\\ud800"}', "lone-surrogate", "half of a surrogate pair is no character"),
        (b'{"\\udc00": 1}', "lone-surrogate", "half of a surrogate pair is no character"),
        (b'{"a": "\\u0000"}', "nul-character", "a NUL character"),
        (b'{"a": "\xff"}', "bad-bytes", "bytes that are no text in the file's encoding"),
        (b'{"a": ' + b"[" * 66 + b"]" * 66 + b"}", "too-deep", "nested deeper than 64"),
        (b'{"a": ' + b"[" * 500 + b"]" * 500 + b"}", "too-deep", "nested deeper than 64"),
        (b'{"a": ' * 100_000, "too-deep", "nested too deeply"),
        (b'{"a": [' + b"{}," * 5000 + b"{}]}", "too-many-fields", "more than 4096 fields"),
    ],
)
def test_a_bad_line_is_refused_with_its_text_and_the_next_is_read(line: bytes, reason: str, detail: str) -> None:
    result = read(line + b'\n\n{"z": "1"}\n')
    (row,) = result.refused
    assert (row.line, row.row, row.reason, row.detail) == (1, 1, reason, detail)
    assert row.raw.encode(errors="surrogateescape") == line
    assert result.rows == [(3, ("1",))]


def test_a_last_line_without_its_end_is_a_row_if_it_is_whole() -> None:
    assert read(b'{"a": 1}\n{"a": 2}').cells == [("1",), ("2",)]


@pytest.mark.parametrize(("content", "damaged"), [(b'{"a": 1}\n{"a": ', False), (b'{"a": 1}\n{"a": 2}', True)])
def test_a_last_line_that_is_cut_short_is_a_truncation(content: bytes, damaged: bool) -> None:
    result = read(content, damaged=damaged)
    assert (result.cells, [row.reason for row in result.refused]) == ([("1",)], ["truncated"])
    assert result.record.problem == "truncated: the last line is cut short"


def test_a_column_that_a_row_lacks_is_null() -> None:
    result = read(b'{"a": 1}\n{"b": 2}\n')
    assert (result.names, result.cells) == (["a", "b"], [("1", None), (None, "2")])


def test_a_line_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "LONGEST_LINE", 20)
    result = read(b'{"a": "' + b"x" * 100 + b'"}\n{"a": "y"}\n', piece=7)
    assert result.cells == [("y",)]
    assert [(row.line, row.reason, len(row.raw)) for row in result.refused] == [(1, "row-too-long", 21)]


@given(st.lists(st.sampled_from([b'{"a": 1}\n', b"x\n", b'{"b": [1]}\r\n', b"\n", b'{"a'])), st.integers(1, 9))
def test_how_the_file_is_cut_changes_nothing(parts: list[bytes], piece: int) -> None:
    content = b"".join(parts)
    assert read(content, piece=piece) == read(content)


def test_rows_with_columns_of_their_own_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "CELLS", 100)
    content = b"".join(b'{"c%d": 1}\n' % number for number in range(100))
    chunks = list(jsonl.read(Memory(content), Layout()))
    assert sum(chunk.rows.height for chunk in chunks) == 100
    assert max(chunk.rows.height * chunk.rows.width for chunk in chunks) <= 121


@given(st.binary())
def test_no_bytes_bring_it_down(content: bytes) -> None:
    result = read(content)
    assert result.record.rows == len(result.rows) + len(result.refused)
