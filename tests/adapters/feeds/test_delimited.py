from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds import delimited
from adapters.feeds.chunk import Layout
from adapters.feeds.delimited import Sizes
from tests.adapters.feeds.memory import Memory, Told, told
from tests.adapters.feeds.strict import told as told_strictly

HEADER = b"id,amount,note\n"


def read(content: bytes, layout: Layout | None = None, *, sizes: Sizes | None = None, piece: int = 1 << 20) -> Told:
    return told(Memory(content, piece), partial(delimited.read, layout=layout or Layout(), sizes=sizes))


def written(rows: list[list[str]], *, end: str, always: bool) -> str:
    """CSV with quotes around every cell, or around those that need them."""

    def cell(text: str) -> str:
        needed = always or not text or any(char in text for char in ',"\r\n')
        return '"' + text.replace('"', '""') + '"' if needed else text

    return "".join(",".join(map(cell, row)) + end for row in rows)


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
    expected = told_strictly(text, 3)
    result = read(HEADER + text, Layout(encoding="utf-8"), sizes=sizes, piece=piece)
    assert [(line - 1, [str(cell).encode() for cell in cells]) for line, cells in result.rows] == expected.kept
    assert [
        (line - 1, reason, raw.encode(errors="surrogateescape")) for line, reason, raw in result.reasons
    ] == expected.refused
    assert result.record.rows == len(result.rows) + len(result.refused)


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@given(
    st.integers(1, 4).flatmap(lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    small,
)
def test_what_is_written_as_csv_comes_back_cell_for_cell(
    rows: list[list[str]], end: str, always: bool, encoding: str, sizes: Sizes
) -> None:
    names = [f"列{place}" for place in range(len(rows[0]))]
    layout = Layout(encoding="gb18030" if encoding == "gb18030" else None)
    text = written([names, *rows], end=end, always=always)
    result = read(text.encode(encoding), layout, sizes=sizes, piece=7)
    assert result.names == names
    assert result.cells == [tuple(row) for row in rows]
    assert result.refused == []


@given(st.binary())
def test_no_bytes_bring_it_down(content: bytes) -> None:
    result = read(content)
    assert result.record.rows == len(result.rows) + len(result.refused)


@pytest.mark.parametrize(
    ("text", "rows", "refused"),
    [
        (b"1,2,3", [(2, ("1", "2", "3"))], []),
        (b'1,"a ""b""",3\n', [(2, ("1", 'a "b"', "3"))], []),
        (b' 1 ," 2 ",\t\n', [(2, (" 1 ", " 2 ", "\t"))], []),
        (b',"",\n', [(2, ("", "", ""))], []),
        (b"NA,null,None\n", [(2, ("NA", "null", "None"))], []),
        (b"#1,2,3\n", [(2, ("#1", "2", "3"))], []),
        (b'1,"a\nb\r\nc\rd",3\n4,5,6\n', [(2, ("1", "a\nb\r\nc\rd", "3")), (6, ("4", "5", "6"))], []),
        (b"1,2,3\r4,5,6\r", [(2, ("1", "2", "3")), (3, ("4", "5", "6"))], []),
        (b"1,2,3\r\n\r\n4,5,6\r\n\r\n\r\n", [(2, ("1", "2", "3")), (4, ("4", "5", "6"))], []),
        (b"\xef\xbb\xbf1,2,3\n", [(2, ("\ufeff1", "2", "3"))], []),
        (b"1,2\n4,5,6\n", [(3, ("4", "5", "6"))], [(2, "too-few-fields", "1,2")]),
        (b"1,2,3,4\n4,5,6\n", [(3, ("4", "5", "6"))], [(2, "too-many-fields", "1,2,3,4")]),
        (b'1,5" pipe,3\n4,5,6\n', [(3, ("4", "5", "6"))], [(2, "stray-quote", '1,5" pipe,3')]),
        (b'1,"a" b,3\n4,5,6\n', [(3, ("4", "5", "6"))], [(2, "stray-quote", '1,"a" b,3')]),
        (b'1,"a,3\n4,"5",6\n', [(3, ("4", "5", "6"))], [(2, "unclosed-quote", '1,"a,3')]),
        (b'1,"a\nx" b,3\n4,5,6\n', [(4, ("4", "5", "6"))], [(2, "stray-quote", '1,"a\nx" b,3')]),
        (b"1,\xff,3\n4,5,6\n", [(3, ("4", "5", "6"))], [(2, "bad-bytes", "1,\udcff,3")]),
        (b"1,\0,3\n4,5,6\n", [(3, ("4", "5", "6"))], [(2, "nul-character", "1,\0,3")]),
        (b"1,2,3\nid,amount,note\n4,5,6", [(2, ("1", "2", "3")), (4, ("4", "5", "6"))],
         [(3, "repeated-header", "id,amount,note")]),
        (b'1,2,3\nnote,"id",amount\n6,4,5', [(2, ("1", "2", "3")), (4, ("4", "5", "6"))],
         [(3, "repeated-header", 'note,"id",amount')]),
    ],
)  # fmt: skip
def test_a_row_is_kept_as_written_or_refused_alone(
    text: bytes, rows: list[tuple[int, tuple[str, ...]]], refused: list[tuple[int, str, str]]
) -> None:
    result = read(HEADER + text)
    assert (result.rows, result.reasons) == (rows, refused)


@pytest.mark.parametrize(
    ("content", "kept", "problem"),
    [
        (b"", 0, "no header: every line is blank"),
        (b"\n\r\n\n", 0, "no header: every line is blank"),
        (b"a,b\n", 0, None),
        (b"a,b", 0, None),
        (b"a,a\n1,2\n", 0, "the header names `a` more than once"),
        (b'a,"b\n1,2\n', 0, "line 1: the header cannot be read"),
        (b"a,\xff\n1,2\n", 0, "line 1: the header cannot be read"),
        (b'a,"b"\n1,"2', 0, "truncated in a quoted field of the row at line 2"),
        (b'a,b\n1,"2\n3,4', 0, "truncated in a quoted field of the row at line 2"),
        (b"a,b,c\n1,2,3\n4,5", 1, "truncated: the last row is cut short"),
        (b'a,b,c\n1,2,3\n4,"5\n6', 1, "truncated in a quoted field of the row at line 3"),
        (b"a,b,c\n1,2,3\na,b,c\n4,5,6\nc,b,a\n4,5,6\n", 3, "line 3: the header comes again"),
        (b"a,b,c\n1,2,3\n1,2\n1,2,3\n1,2,3,4\n1,2,3,4\n", 2,
         "changes shape at line 5: every row has 4 fields instead of 3 from there on"),
        (b"a,b,c\n1,2,3\n1,2,3,4\n", 1, None),
        (b'a,b,c\n1,2,3\na,b,c\n4,5,6\n7,8,"9', 2,
         "line 3: the header comes again; truncated in a quoted field of the row at line 5"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_as_a_whole_is_named(content: bytes, kept: int, problem: str | None) -> None:
    result = read(content)
    assert (len(result.rows), result.record.problem) == (kept, problem)


def test_a_refused_row_says_where_it_is_and_why() -> None:
    row = read(b"\nid,note\n1,a\n\n2,\xff\n").refused[0]
    assert (row.file, row.line, row.row, row.column) == ("f", 5, 2, "note")
    assert (row.reason, row.detail) == ("bad-bytes", "bytes that are no text in the file's encoding")


def test_a_wrong_count_of_fields_is_told_in_numbers() -> None:
    assert read(b"id,note\n1\n2,3\n").refused[0].detail == "1 fields instead of 2"


@pytest.mark.parametrize(
    ("head", "delimiter"),
    [(b"a,b", ","), (b"a\tb", "\t"), (b"a;b;c", ";"), (b"a|b", "|"), (b"a;b,c", ","), (b"a,b;c;d", ";"), (b"a b", ",")],
)
def test_the_delimiter_is_the_one_that_cuts_the_header_into_the_most_columns(head: bytes, delimiter: str) -> None:
    assert read(head + b"\n").names == head.decode().split(delimiter)


def test_a_declared_delimiter_holds() -> None:
    assert read(b"a,b;c,d\n1;2\n", Layout(delimiter=";")).cells == [("1", "2")]


def test_lines_before_the_header_are_passed_over_where_the_mapping_knows_the_header() -> None:
    result = read(b'Export, "of\n\nToday\na;b\n1;2\n', Layout(is_header=lambda cells: "a" in cells))
    assert (result.names, result.rows) == (["a", "b"], [(5, ("1", "2"))])


def test_a_file_without_the_header_of_the_mapping_is_named() -> None:
    result = read(b"x,y\n" * 100, Layout(is_header=lambda cells: "a" in cells))
    assert (result.rows, result.record.problem) == ([], "no header in the first 64 lines")


def test_columns_without_a_name_are_named_by_their_place() -> None:
    result = read(b"a,,\n1,2,3\na,,\n")
    assert (result.names, len(result.rows), result.refused[0].reason) == (["a", "#2", "#3"], 1, "repeated-header")


def test_the_last_row_of_a_file_whose_bytes_end_too_early_is_not_trusted() -> None:
    result = told(Memory(b"a,b\n1,2\n3,4", damaged=True), partial(delimited.read, layout=Layout()))
    assert (result.cells, result.reasons) == ([("1", "2")], [(3, "truncated", "3,4")])


def test_a_quote_that_is_never_closed_costs_no_more_than_its_line() -> None:
    rows = b"1,2,3\n" * 30
    result = read(HEADER + rows + b'4,"5,6\n' + rows, sizes=Sizes(longest_row=64, window=64, least_window=8))
    assert (len(result.rows), result.reasons) == (60, [(32, "unclosed-quote", '4,"5,6')])


def test_a_line_that_never_ends_is_refused_and_ends_the_reading() -> None:
    sizes = Sizes(longest_row=64, window=64, least_window=8, block=64)
    result = read(HEADER + b"1,2,3\n" + b"x" * 500 + b"\n4,5,6\n", sizes=sizes)
    assert result.cells == [("1", "2", "3")]
    assert [(row.reason, len(row.raw)) for row in result.refused] == [("row-too-long", 64)]
    assert result.record.problem == "line 3 is too long to be a row; nothing from there on was read"


@pytest.mark.parametrize("length", range(50, 70))
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_whether_a_row_is_too_long_does_not_depend_on_the_window(length: int, end: bytes) -> None:
    def fates(window: int) -> tuple[int, list[str]]:
        sizes = Sizes(longest_row=64, window=window, least_window=window, block=1)
        result = read(HEADER + b"1,2," + b"x" * length + end, sizes=sizes, piece=3)
        return len(result.rows), [row.reason for row in result.refused]

    assert fates(64) == fates(5)


@pytest.mark.parametrize("length", range(50, 57))
def test_the_line_end_of_a_refused_row_of_any_length_is_one(length: int) -> None:
    sizes = Sizes(longest_row=64, window=64, least_window=8, block=64)
    result = read(HEADER + b'1,"2" ,' + b"x" * length + b"\r\n4,5,6\n", sizes=sizes)
    assert (result.rows, [row.reason for row in result.refused]) == ([(3, ("4", "5", "6"))], ["stray-quote"])


def test_a_file_full_of_stray_quotes_keeps_its_other_rows() -> None:
    text = HEADER + b'1,2,3\n4,5" pipe,6\n' * 20_000
    result = read(text)
    assert (len(result.rows), len(result.refused)) == (20_000, 20_000)
