"""Layouts: every row comes back as it was, and has one spelling."""

from collections.abc import Mapping
from contextlib import suppress

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.journal.field import Field, LayoutError
from engine.journal.layout import Layout

MANY = [f"v{number}" for number in range(300)]
SCHEMA: Mapping[str, pl.DataType] = {
    "flag": pl.Boolean(),
    "few": pl.Enum(["a", "b"]),
    "many": pl.Enum(MANY),
    "none": pl.Enum([]),
    "number": pl.Int64(),
    "note": pl.String(),
    "set": pl.Categorical(),
    "fired": pl.String(),
}
RULES = [f"R-{number}" for number in range(10)]
LAYOUT = Layout.of(SCHEMA, {"fired": RULES})
ROW = {
    "flag": True,
    "few": "b",
    "many": "v299",
    "none": None,
    "number": -5,
    "note": "退款,1:",
    "set": "R-1 R-2",
    "fired": "R-0 R-9",
}

rows = st.fixed_dictionaries(
    {
        "flag": st.none() | st.booleans(),
        "few": st.none() | st.sampled_from(["a", "b"]),
        "many": st.none() | st.sampled_from(MANY),
        "none": st.none(),
        "number": st.none() | st.integers(-(2**63), 2**63 - 1),
        "note": st.none() | st.text(st.characters(exclude_categories=["Cs"])),
        "set": st.none() | st.sampled_from(["", "R-1", "R-1 R-2"]),
        "fired": st.none() | st.sets(st.sampled_from(RULES)).map(lambda found: " ".join(sorted(found))),
    }
)


def binary(rows: list[bytes]) -> pl.Series:
    return pl.Series(rows, dtype=pl.Binary)


def frame(*told: Mapping[str, object]) -> pl.DataFrame:
    return pl.DataFrame({name: [row[name] for row in told] for name in SCHEMA}, schema=dict(SCHEMA))


@given(st.lists(rows, max_size=5))
def test_rows_come_back_as_they_were(told: list[dict[str, object]]) -> None:
    packed = LAYOUT.pack(frame(*told)).column().to_list()
    assert LAYOUT.unpack(binary(packed)).to_dicts() == told


@given(rows, st.data())
def test_no_byte_can_change_and_leave_the_row_as_it_was(told: dict[str, object], data: st.DataObject) -> None:
    packed = LAYOUT.pack(frame(told)).column().to_list()[0]
    at = data.draw(st.integers(0, len(packed) - 1))
    changed = packed[:at] + bytes([packed[at] ^ data.draw(st.integers(1, 255))]) + packed[at + 1 :]
    with suppress(LayoutError):
        assert LAYOUT.unpack(binary([changed])).to_dicts() != [told]


def test_the_bytes_are_those_of_the_documentation() -> None:
    fixed = b"\x08" + b"\x01" + b"\x01" + b"\x2b\x01" + b"\x00" + b"\xfb" + b"\xff" * 7 + b"\x01\x02"
    assert LAYOUT.pack(frame(ROW)).column().to_list() == [fixed + "9:退款,1:,7:R-1 R-2,".encode()]


def test_a_layout_is_read_as_it_is_written() -> None:
    assert Layout.read(LAYOUT.document()) == LAYOUT
    assert LAYOUT.document()[1] == {"name": "few", "type": "enum", "values": ["a", "b"]}
    assert Field("x", "enum", ("a",) * 70000).width == 4


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({}, "a layout is a list of columns"),
        ([{"name": "x", "type": "text"}, {"name": "x", "type": "text"}], "two columns of a layout have one name"),
        ([{"name": "x", "type": "enum", "values": ["a", "a"]}], "a column of a layout has"),
        ([{"name": "x"}], "a column of a layout has a `name`, a `type`"),
        ([{"name": "x", "type": "enum", "values": [1]}], "a column of a layout has"),
        ([{"name": "x", "type": "float"}], "a column of a layout has"),
    ],
)
def test_what_is_no_layout_is_refused(document: object, why: str) -> None:
    with pytest.raises(LayoutError, match=why):
        Layout.read(document)


def test_a_layout_without_columns_has_no_rows() -> None:
    with pytest.raises(LayoutError, match="a layout without columns has no rows"):
        Layout.read([]).unpack(binary([b""]))


def test_a_column_of_another_type_has_no_layout() -> None:
    with pytest.raises(LayoutError, match="no layout for the column `x` of Float64"):
        Layout.of({"x": pl.Float64()})


GOOD = LAYOUT.pack(frame(ROW)).column().to_list()[0]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (b"", "a row is too short"),
        (GOOD[:-1], "a text does not end where it should"),
        (GOOD + b"x", "something follows a row's texts"),
        (GOOD.replace(b"7:R", b"x:R"), "a text is not written as a netstring"),
        (GOOD.replace(b"7:R-1 R-2,", b"-1:,"), "a text does not end where it should"),
        (GOOD.replace(b"7:R", b"07:R"), "a row is not as it would be written"),
        (GOOD[:15] + b"\x04" + GOOD[16:], "`fired` has no value of that number"),
        (b"\x0c" + GOOD[1:], "a row is not as it would be written"),
        (GOOD[:2] + b"\x02" + GOOD[3:], "`few` has no value of that number"),
        (GOOD[:1] + b"\x02" + GOOD[2:], "`flag` has no value of that number"),
    ],
)
def test_bytes_that_are_no_row_are_refused(row: bytes, why: str) -> None:
    with pytest.raises(LayoutError, match=why):
        LAYOUT.unpack(binary([row]))


def test_a_layout_without_texts_has_rows_of_one_length() -> None:
    layout = Layout.of({"number": pl.Int64()})
    assert layout.pack(pl.DataFrame({"number": [1, None]})).column().to_list() == [
        b"\0" + b"\1" + bytes(7),
        b"\1" + bytes(8),
    ]


@pytest.mark.parametrize("text", ["R-1 R-0", "R-1 R-1", "R-10"])
def test_what_is_no_set_of_the_values_has_no_bits(text: str) -> None:
    with pytest.raises(LayoutError, match=f"`fired` holds `{text}`, which is no set of its values"):
        LAYOUT.pack(frame(ROW | {"fired": text}))
