"""XLSX as a grid: numbers digit by digit, and whatever a reader of the sheet cannot see or trust a fault."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from adapters.tables.workbook import workbook
from rules.fault import render
from rules.grid import Kind
from rules.unreadable import Unreadable
from tests.adapters.feeds.test_sheet import MAIN, packed


def book(fill: Callable[[Worksheet], object]) -> bytes:
    """A workbook as a spreadsheet saves it."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    fill(sheet)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def cells(content: bytes, sheet: str = "") -> list[dict[int, tuple[str, Kind]]]:
    found = workbook(content, "t.xlsx", sheet)
    assert not isinstance(found, Unreadable)
    return [{number: (cell.scalar.text, cell.kind) for number, cell in row.cells.items()} for row in found[0]]


def faults(content: bytes) -> list[str]:
    found = workbook(content, "t.xlsx", "")
    assert not isinstance(found, Unreadable)
    return [render(fault, name="p/policy.yaml", text="") for fault in found[1]]


@pytest.mark.parametrize(
    ("xml", "text", "kind"),
    [
        ("<v>1000.1</v>", "1000.1", Kind.NUMBER),
        ("<v>1000.1000000000001</v>", "1000.1000000000001", Kind.NUMBER),
        ("<v>7.0000000000000007E-2</v>", "0.07", Kind.NUMBER),
        ("<v>0.07000000000000001</v>", "0.07", Kind.NUMBER),
        ("<v>90071992547409.93</v>", "90071992547409.93", Kind.NUMBER),
        ('t="s"><v>1</v>', "a b", Kind.TEXT),
        ('t="inlineStr"><is><t> &gt; 5 </t></is>', "> 5", Kind.TEXT),
        ('t="str"><v>x_x0041_</v>', "xA", Kind.TEXT),
        ('t="b"><v>1</v>', "true", Kind.TEXT),
        ('t="b"><v>0</v>', "false", Kind.TEXT),
        ('s="1"><v>46024</v>', '@"2026-01-02"', Kind.DATE),
        ('s="9"><v>46024</v>', "46024", Kind.NUMBER),
        ('t="d"><v>2026-01-02</v>', '@"2026-01-02"', Kind.DATE),
    ],
)
def test_a_cell_is_what_an_expression_writes(xml: str, text: str, kind: Kind) -> None:
    attributes, _, inner = xml.partition(">") if not xml.startswith("<") else ("", "", xml)
    content = packed(f'<row r="1"><c r="B1" {attributes}>{inner}</c></row>')
    assert cells(content) == [{1: (text, kind)}]


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_an_amount_comes_back_as_it_was_typed(amount: Decimal) -> None:
    """Spreadsheets keep doubles; the shortest decimal that means one is what was typed."""
    for stored in (repr(float(amount)), f"{float(amount):.17g}"):
        ((cell,),) = [row.values() for row in cells(packed(f'<row r="1"><c r="A1"><v>{stored}</v></c></row>'))]
        assert Decimal(cell[0]) == amount


def test_cells_without_a_place_stand_side_by_side() -> None:
    assert cells(packed("<row><c><v>1</v></c><c/><c><v>3</v></c></row><row/><row><c><v>4</v></c></row>")) == [
        {0: ("1", Kind.NUMBER), 2: ("3", Kind.NUMBER)},
        {0: ("4", Kind.NUMBER)},
    ]


def test_a_sheet_is_chosen_by_name() -> None:
    assert cells(packed(""), "二") == [{0: ("x", Kind.TEXT)}]


def filled(sheet: Worksheet) -> None:
    for row in (("id", "amount", "then"), ("A", "> 5", "yes"), ("B", None, "no")):
        sheet.append(row)


def hide_row(sheet: Worksheet) -> None:
    filled(sheet)
    sheet.row_dimensions[2].hidden = True


def hide_column(sheet: Worksheet) -> None:
    filled(sheet)
    sheet.column_dimensions["B"].hidden = True
    sheet.column_dimensions["AB"].hidden = True


def merge(sheet: Worksheet) -> None:
    filled(sheet)
    sheet.merge_cells("B2:B3")


def compute(sheet: Worksheet) -> None:
    filled(sheet)
    sheet["B3"] = "=1+1"


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (filled, []),
        (hide_row, ["p/t.xlsx!Sheet:A2: row 2 is hidden; show it or delete it [hidden-cells]\nA\n^"]),
        (hide_column, ["p/t.xlsx!Sheet:B1: column B is hidden; show it or delete it [hidden-cells]\namount\n^~~~~~"]),
        (
            merge,
            [
                (
                    "p/t.xlsx!Sheet:B2: the cells B2:B3 are merged; part them and write in each what it says"
                    " [merged-cells]\n\n^"
                )
            ],
        ),
        (
            compute,
            ["p/t.xlsx!Sheet:B3: the cell holds a formula; put the value in its place [formula-refused]\n=1+1\n^~~~"],
        ),
    ],
)
def test_what_cannot_be_trusted_is_told(fill: Callable[[Worksheet], object], expected: list[str]) -> None:
    assert faults(book(fill)) == expected


def test_an_error_is_no_value() -> None:
    content = packed('<row r="3"><c r="AA3" t="e"><v>#N/A</v></c></row>')
    assert faults(content) == ["p/t.xlsx!一:AA3: `#N/A` is an error, no value [unfit-cell]\n#N/A\n^~~~"]
    assert cells(content) == [{26: ("#N/A", Kind.REFUSED)}]


def test_a_date_of_a_spreadsheet_is_one_of_the_language() -> None:
    content = book(lambda sheet: sheet.append([dt.date(2026, 1, 2), dt.datetime(2026, 1, 2, 9, 30)]))  # noqa: DTZ001
    assert [text for text, _ in cells(content)[0].values()] == ['@"2026-01-02"', '@"2026-01-02T09:30:00"']


def hidden_sheet() -> bytes:
    made = openpyxl.Workbook()
    made.create_sheet("b").append(["x"])
    made.worksheets[0].sheet_state = "hidden"
    out = BytesIO()
    made.active = 1
    made.save(out)
    return out.getvalue()


def large_sheet(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr("adapters.tables.workbook.LARGEST_SHEET", 10)
    return packed("")


def encrypted() -> bytes:
    content = bytearray(packed(""))
    at = content.rindex(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def without_sheets() -> bytes:
    return packed("", {"xl/workbook.xml": f"<workbook {MAIN}/>"})


DAMAGED = "it is no XLSX workbook, or a damaged one"


@pytest.mark.parametrize(
    ("content", "sheet", "reason"),
    [
        (b"nonsense", "", DAMAGED),
        (packed("")[:-100], "", DAMAGED),
        (packed('<row r="x"/>'), "", DAMAGED),
        (packed("<row"), "", "it is damaged: not well-formed (invalid token)"),
        (packed('<row r="1"><c r="B1"/><c r="A1"/></row>'), "", "it is damaged: row 1 has a cell out of place"),
        (packed('<row r="1"><c r="B2"/></row>'), "", "it is damaged: row 1 has a cell out of place"),
        (
            packed('<row r="1"><c t="s"><v>9</v></c></row>'),
            "",
            "it is damaged: row 1 refers to a string that is not there",
        ),
        (packed("<mergeCell/>"), "", "it is damaged: merged cells out of place"),
        (packed(""), "三", "it has no sheet `三`, but `一`, `二`"),
        (without_sheets(), "", "it has no sheet"),
        (hidden_sheet(), "", "its sheet `Sheet` is hidden; show it"),
        (encrypted(), "", "it is encrypted; save it without a password"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_why(content: bytes, sheet: str, reason: str) -> None:
    found = workbook(content, "t.xlsx", sheet)
    assert isinstance(found, Unreadable)
    assert found.reason.partition(": line")[0] == reason.partition(": line")[0]


def test_a_sheet_has_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workbook(large_sheet(monkeypatch), "t.xlsx", "") == Unreadable("its sheet is too large; split it")


def test_a_part_that_is_not_there_is_no_traceback() -> None:
    out = BytesIO()
    with ZipFile(BytesIO(packed(""))) as whole, ZipFile(out, "w") as bare:
        for name in whole.namelist():
            if "sheet1" not in name:
                bare.writestr(name, whole.read(name))
    assert workbook(out.getvalue(), "t.xlsx", "") == Unreadable(DAMAGED)
