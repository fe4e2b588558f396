"""CSV as a grid: every cell with its place, every row that is none a fault."""

import pytest

from adapters.tables.delimited import delimited
from rules.fault import render
from rules.grid import Row
from rules.node import locate
from rules.unreadable import Unreadable


def rows(content: bytes) -> list[Row]:
    found = delimited(content, "t.csv")
    assert not isinstance(found, Unreadable)
    return found[0]


def texts(content: bytes) -> list[list[str]]:
    return [[cell.scalar.text for cell in row.cells.values()] for row in rows(content)]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"id,then\nA,b\n", [["id", "then"], ["A", "b"]]),
        (b"\xef\xbb\xbfid,then\r\nA,b", [["id", "then"], ["A", "b"]]),
        (b"\n\nid;then;x,y\rA;b;\r", [["id", "then", "x,y"], ["A", "b", ""]]),
        (b"id\tthen\n\n,\n \t \nA\tb\n", [["id", "then"], ["A", "b"]]),
        (b"id|then\nA|b\n", [["id", "then"], ["A", "b"]]),
        ('id,then\n" A ", 涉诉 \n'.encode(), [["id", "then"], ["A", "涉诉"]]),
        (b'id,then\n"a ""b""\nc",d\n', [["id", "then"], ['a "b"\nc', "d"]]),
        (b"", []),
    ],
)
def test_the_rows_are_read(content: bytes, expected: list[list[str]]) -> None:
    assert texts(content) == expected


def test_a_place_is_line_and_column_of_the_file() -> None:
    content = '涉诉,b\n"x\n""y"" {z}",大 w\n'.encode()
    first, second = rows(content)[1].cells.values()
    assert (first.scalar.place.line, first.scalar.place.column) == (2, 1)
    assert (second.scalar.place.line, second.scalar.place.column) == (3, 12)
    inner = locate(first.scalar, first.scalar.text.index("z"), length=1, source="")
    assert inner.told("folder/policy.yaml") == "folder/t.csv:3:8"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b'id,then\nA,b\nB,"c"d\nC,e\n',
            (
                "t.csv:3:1: a quote stands where none may: write two for one, and the whole cell in quotes"
                ' [csv-syntax]\nB,"c"d\n^~~~~~'
            ),
        ),
        (
            b'id,then\nA,"b\nB,c\n',
            (
                "t.csv:2:1: a quote opens a cell and is never closed; nothing from here on is read [csv-syntax]\n"
                'A,"b\n^~~~'
            ),
        ),
        (b"id,then\nA\n", "t.csv:2:1: this row has 1 cells, and the table 2 columns [uneven-row]\nA\n^"),
        (b"id,then\nA,b,\n", "t.csv:2:1: this row has 3 cells, and the table 2 columns [uneven-row]\nA,b,\n^~~~"),
    ],
)
def test_what_is_no_row_is_told(content: bytes, message: str) -> None:
    found = delimited(content, "t.csv")
    assert not isinstance(found, Unreadable)
    assert [render(fault, name="policy.yaml", text="") for fault in found[1]] == [message]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("编号,结果".encode("gb18030"), "it is not UTF-8, it looks like GB18030; save it as CSV UTF-8"),
        ("id,then".encode("utf-16"), "it is not UTF-8, it looks like UTF-16; save it as CSV UTF-8"),
        (b"id\0,then", "it is no text; save it as CSV UTF-8"),
    ],
)
def test_another_encoding_is_refused(content: bytes, reason: str) -> None:
    assert delimited(content, "t.csv") == Unreadable(reason)
