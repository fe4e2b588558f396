import datetime as dt
import io
from functools import partial
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds import sheet, workbook
from adapters.feeds.chunk import Layout
from tests.adapters.feeds.memory import Memory, Told, told

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEETS = '<sheets><sheet name="一" r:id="r1"/><sheet name="二" r:id="r2"/></sheets>'
PARTS = {
    "xl/workbook.xml": f"<workbook {MAIN} {RELATION}>{SHEETS}</workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet {MAIN}><numFmts><numFmt numFmtId="164" formatCode="yyyy-mm-dd"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"><alignment/></xf><xf numFmtId="164"/><xf numFmtId="22"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>id</t></si>"
    '<si><r><t>a</t></r><r><t xml:space="preserve"> b</t></r></si>'
    "<si><t>中</t><rPh><t>zhong</t></rPh></si></sst>",
    "xl/worksheets/sheet2.xml": f"<worksheet {MAIN}><sheetData>"
    '<row><c t="str"><v>x</v></c></row></sheetData></worksheet>',
}
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="str"><v>b</v></c></row>'


def packed(rows: str, parts: dict[str, str] | None = None) -> bytes:
    """A workbook whose first sheet has these rows."""
    first = {"xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"}
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in (PARTS | first | (parts or {})).items():
            archive.writestr(name, part)
    return out.getvalue()


def read(content: bytes, layout: Layout | None = None) -> Told:
    return told(Memory(content), partial(sheet.read, layout=layout or Layout()))


def cell(xml: str) -> str | None:
    """What stands in the column `b` of a row with this cell."""
    ((_, (_, value)),) = read(packed(f'{HEAD}<row r="2"><c r="A2"><v>1</v></c>{xml}</row>')).rows
    return value


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ('<c r="B2"><v>90071992547409.93</v></c>', "90071992547409.93"),
        ('<c r="B2" t="n"><v>0.10000000000000001</v></c>', "0.1"),
        ('<c r="B2" s="1"><v>46024</v></c>', "2026-01-02"),
        ('<c r="B2" s="2"><v>46024.5</v></c>', "2026-01-02T12:00:00"),
        ('<c r="B2" s="99"><v>46024</v></c>', "46024"),
        ('<c r="B2" t="d"><v>2026-01-02</v></c>', "2026-01-02"),
        ('<c r="B2" t="b"><v>1</v></c>', "true"),
        ('<c r="B2" t="b"><v>0</v></c>', "false"),
        ('<c r="B2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="B2" t="s"><v>1</v></c>', "a b"),
        ('<c r="B2" t="s"><v>2</v></c>', "中"),
        ('<c r="B2" t="inlineStr"><is><t>007</t></is></c>', "007"),
        ('<c r="B2" t="inlineStr"><is><t>a_x000D_b_x005F_x000D_</t></is></c>', "a\rb_x000D_"),
        ('<c r="B2" t="str"><f>A1</f><v>x</v></c>', "x"),
        ('<c r="B2"><f>1/0</f></c>', "=1/0"),
        ('<c r="B2"><v/></c>', ""),
        ('<c r="B2" s="1"/>', ""),
        ("<c><v>2</v></c>", "2"),
        ("", ""),
    ],
)
def test_a_cell_is_the_text_that_says_its_value(xml: str, text: str) -> None:
    assert cell(xml) == text


def test_rows_keep_their_numbers_and_rows_without_a_value_are_none() -> None:
    rows = '<row r="3"/><row r="5"><c r="A5"/></row><row r="7"><c r="B7"><v>2</v></c></row><row><c><v>3</v></c></row>'
    result = read(packed(HEAD + rows))
    assert (result.names, result.rows) == (["id", "b"], [(7, ("", "2")), (8, ("3", ""))])


def test_merged_cells_have_their_value_in_the_first() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (["a", "b"], ["x", None], ["y", "z"]):
        page.append(row)
    page.merge_cells("A2:B2")
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).cells == [("x", ""), ("y", "z")]


def test_a_workbook_of_another_writer_is_read() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["号", "金额", "时间", "日", "时", "是", "错"])
    at = dt.datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001 - a workbook has no time zones
    page.append(["001", 1000.01, at, at.date(), at.time(), True, "#N/A"])
    out = io.BytesIO()
    book.save(out)
    assert read(out.getvalue()).cells == [
        ("001", "1000.01", "2026-01-02T03:04:05", "2026-01-02", "03:04:05", "true", "#N/A")
    ]


def test_a_sheet_can_be_named() -> None:
    assert read(packed(""), Layout(sheet="二")).names == ["x"]


def test_a_workbook_can_count_from_1904() -> None:
    book = {"xl/workbook.xml": f'<workbook {MAIN} {RELATION}><workbookPr date1904="1"/>{SHEETS}</workbook>'}
    rows = HEAD + '<row r="2"><c r="A2" s="1"><v>0</v></c></row>'
    assert read(packed(rows, book)).cells == [("1904-01-01", "")]


def row(number: int, *cells: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in cells)
    return f'<row r="{number}">{inner}</row>'


def test_what_is_no_row_is_refused_alone() -> None:
    rows = (
        row(1, "a", "b"),
        row(2, "1", "2", "", ""),
        row(3, "1", "2", 'x"'),
        row(4, "b", "a"),
        row(5, "2", "_x0000_"),
    )
    result = read(packed("".join(rows) + row(6, "4", "3")))
    assert result.rows == [(2, ("1", "2")), (6, ("3", "4"))]
    assert result.reasons == [
        (3, "too-many-fields", '1,2,"x"""'),
        (4, "repeated-header", "b,a"),
        (5, "bad-characters", "2,\0"),
    ]
    assert result.record.problem == "line 4: the header comes again"


def test_rows_before_the_header_are_passed_over_where_the_mapping_knows_the_header() -> None:
    content = packed(row(1, "Export") + row(3, "a", "b") + row(4, "1", "2"))
    result = read(content, Layout(is_header=lambda cells: "a" in cells))
    assert (result.names, result.rows) == (["a", "b"], [(4, ("1", "2"))])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"nonsense", "not an xlsx workbook, or a damaged one"),
        (b"PK\x03\x04", "not an xlsx workbook, or a damaged one"),
        (packed("")[:-100], "not an xlsx workbook, or a damaged one"),
        (packed(""), "no header: every line is blank"),
        (packed(row(1, "a", "a")), "the header names `a` more than once"),
        (packed(HEAD, {"xl/workbook.xml": "<workbook/>"}), "the workbook has no sheet"),
        (packed(HEAD, {"xl/workbook.xml": "<workbook>"}), "damaged: no element found: line 1, column 10"),
        (packed(HEAD, {"xl/workbook.xml": "<!DOCTYPE x><workbook/>"}), "damaged: a document type is declared"),
        (packed('<row r="1"><c r="A1" t="s"><v>7</v></c></row>'),
         "damaged: row 1 refers to a string that is not there"),
        (packed('<row r="1"><c r="B1"><v>7</v></c><c r="A1"><v>7</v></c></row>'),
         "damaged: row 1 has a cell out of place"),
        (packed('<row r="1"><c r="XFE1"><v>7</v></c></row>'), "damaged: row 1 has a cell out of place"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_is_named(content: bytes, problem: str) -> None:
    result = read(content)
    assert (result.rows, result.record.problem) == ([], problem)


def test_a_sheet_that_is_not_there_is_named() -> None:
    assert read(packed(HEAD), Layout(sheet="三")).record.problem == "no sheet is called `三`"


def test_a_sheet_without_the_header_of_the_mapping_is_named() -> None:
    content = packed("".join(row(number, "x") for number in range(1, 100)))
    result = read(content, Layout(is_header=lambda cells: "a" in cells))
    assert (result.rows, result.record.problem) == ([], "no header in the first 64 lines")


def test_damage_inside_a_sheet_is_named_and_what_precedes_is_kept() -> None:
    result = read(packed(HEAD + row(2, "1", "2") + "<row><c></row>"))
    assert result.cells == [("1", "2")]
    assert result.record.problem == "damaged: mismatched tag: line 1, column 266"


def test_an_encrypted_workbook_is_named() -> None:
    content = bytearray(packed(HEAD))
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert read(bytes(content)).record.problem == "the workbook is encrypted"


@pytest.mark.parametrize(
    ("module", "limit", "problem"),
    [
        (sheet, "LONGEST_ROW", "damaged: row 2 is too long"),
        (workbook, "MOST_SHARED", "damaged: too many strings"),
        (workbook, "LARGEST_PART", "damaged: a part is too large"),
    ],
)
def test_a_workbook_can_bind_only_so_much_memory(
    monkeypatch: pytest.MonkeyPatch, module: object, limit: str, problem: str
) -> None:
    monkeypatch.setattr(module, limit, 5)
    assert read(packed(HEAD + row(2, "x" * 100))).record.problem == problem


def test_a_workbook_needs_neither_strings_nor_styles() -> None:
    content = io.BytesIO(packed(row(1, "a") + '<row r="2"><c s="1"><v>46024</v></c></row>'))
    out = io.BytesIO()
    with ZipFile(content) as archive, ZipFile(out, "w") as bare:
        for name in set(archive.namelist()) - {"xl/styles.xml", "xl/sharedStrings.xml"}:
            bare.writestr(name, archive.read(name))
    assert read(out.getvalue()).cells == [("46024",)]


@given(st.binary(), st.integers(0, 2000))
def test_no_damage_brings_it_down(damage: bytes, place: int) -> None:
    content = bytearray(packed(HEAD + row(2, "1", "2")))
    content[place : place + len(damage)] = damage
    result = read(bytes(content))
    assert result.record.rows == len(result.rows) + len(result.refused)
