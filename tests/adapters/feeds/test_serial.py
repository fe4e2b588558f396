import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.feeds.serial import Style, moment, number, style


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "1"),
        ("-1.50", "-1.50"),
        ("90071992547409.93", "90071992547409.93"),
        ("0.30000000000000004", "0.30000000000000004"),
        ("0.10000000000000001", "0.1"),
        ("1234.5599999999999", "1234.56"),
        ("-2.2999999999999998", "-2.3"),
        ("1.0000000000000001E-2", "0.01"),
        ("1E+3", "1000"),
        ("1.5E-7", "0.00000015"),
        ("20260101123456789", "20260101123456789"),
        ("123456789012345678", "123456789012345678"),
        ("0.1000000000000000055", "0.1000000000000000055"),
        ("1,5", "1,5"),
        ("1E9999", "1E9999"),
        ("", ""),
    ],
)
def test_a_number_is_what_was_typed(text: str, expected: str) -> None:
    assert number(text) == expected


@given(st.decimals(-(10**12), 10**12, places=2))
def test_money_survives_being_written_as_a_double_with_17_digits(amount: object) -> None:
    written = f"{float(str(amount)):.17g}"
    assert float(number(written)) == float(str(amount))
    assert len(number(written)) <= len(written)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("General", Style.NUMBER),
        ("0.00", Style.NUMBER),
        ("#,##0.00;[Red]-#,##0.00", Style.NUMBER),
        ("0.00E+00", Style.NUMBER),
        ('0 "days"', Style.NUMBER),
        ("0\\d", Style.NUMBER),
        ("[h]:mm", Style.NUMBER),
        ("[mm]:ss", Style.NUMBER),
        ("yyyy-mm-dd", Style.DATE),
        ('yyyy"年"m"月"d"日"', Style.DATE),
        ("[$-804]yyyy/m/d;@", Style.DATE),
        ("mmm", Style.DATE),
        ("yyyy-mm-dd hh:mm:ss", Style.DATETIME),
        ("d/m h:mm AM/PM", Style.DATETIME),
        ("h:mm", Style.TIME),
        ("mm:ss.0", Style.TIME),
        ("上午/下午h:mm", Style.TIME),
    ],
)
def test_a_format_tells_numbers_from_dates(code: str, expected: Style) -> None:
    assert style(code) == expected


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("46024", Style.DATE, "2026-01-02"),
        ("46024", Style.DATETIME, "2026-01-02T00:00:00"),
        ("46024.5", Style.DATE, "2026-01-02T12:00:00"),
        ("46024.12783564815", Style.DATETIME, "2026-01-02T03:04:05"),
        ("46024.000011", Style.DATETIME, "2026-01-02T00:00:00.950"),
        ("46023.999999999", Style.DATETIME, "2026-01-02T00:00:00"),
        ("0.04309027777777778", Style.TIME, "01:02:03"),
        ("0", Style.TIME, "00:00:00"),
        ("1.25", Style.TIME, "1900-01-01T06:00:00"),
        ("1", Style.DATE, "1900-01-01"),
        ("59", Style.DATE, "1900-02-28"),
        ("61", Style.DATE, "1900-03-01"),
        ("2958465", Style.DATE, "9999-12-31"),
        ("0", Style.DATE, "0"),
        ("60", Style.DATE, "60"),
        ("-1", Style.DATE, "-1"),
        ("2958465.999999999", Style.DATE, "2958465.999999999"),
        ("2958466", Style.DATE, "2958466"),
        ("soon", Style.DATE, "soon"),
        ("46024", Style.NUMBER, "46024"),
    ],
)
def test_a_serial_number_is_the_date_that_it_shows(text: str, kind: Style, expected: str) -> None:
    assert moment(text, kind) == expected


@pytest.mark.parametrize(("text", "expected"), [("0", "1904-01-01"), ("60", "1904-03-01"), ("44562", "2026-01-02")])
def test_some_workbooks_count_from_1904(text: str, expected: str) -> None:
    assert moment(text, Style.DATE, since_1904=True) == expected
