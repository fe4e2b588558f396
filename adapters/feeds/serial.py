"""Serials: the numbers in a workbook's cells, exactly, and the dates that some of them stand for."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum

NUMBER = re.compile(r"-?\d{1,400}(\.\d{1,400})?([eE][+-]?\d{1,3})?")
# A double needs so many digits where fewer do not tell it from its neighbour; then they say more than was typed.
FULL = 17
# Every decimal of so many digits comes back from a double as it was.
SAFE = 15
LEAP_DAY = 60  # 1900-02-29, which never was


class Style(StrEnum):
    """What a number format makes of a number."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATETIME = "datetime"


# ECMA-376 part 1, 18.8.30, the Chinese formats included; 46 counts hours and is no time of day.
BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58), Style.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47, 55, 56), Style.TIME),
    22: Style.DATETIME,
}
# Text in quotes, escaped characters, padding, fill, and brackets other than those that count hours.
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


def style(code: str) -> Style:
    """What the number format `code` makes of a number: `yyyy-mm-dd hh:mm` a datetime, `[h]:mm` a number still."""
    pattern = LITERAL.sub("", code).split(";")[0].lower().replace("am/pm", "h").replace("a/p", "h")
    if ELAPSED.search(pattern) or "general" in pattern:
        return Style.NUMBER
    time = "h" in pattern or "s" in pattern
    day = "y" in pattern or "d" in pattern or ("m" in pattern and not time)
    if day and time:
        return Style.DATETIME
    if day:
        return Style.DATE
    return Style.TIME if time else Style.NUMBER


def number(text: str) -> str:
    """The number that a sheet writes as `text`, without an exponent.

    With 17 significant digits it is a double written out, and the shortest decimal that means the same double is taken;
    with 16 it is if that decimal has at most 15: some programs write 0.07 as 0.07000000000000001.
    Else every digit stands as written, those of a long whole number included.
    """
    if not NUMBER.fullmatch(text):
        return text
    mantissa = re.split("[eE]", text)[0]
    if text.lstrip("-").isdigit():
        return text
    digits = _digits(mantissa)
    if digits in (FULL - 1, FULL):
        shortest = repr(float(text))
        if digits == FULL or _digits(re.split("[eE]", shortest)[0].removesuffix(".0")) <= SAFE:
            text = shortest
    return f"{Decimal(text):f}" if "e" in text.lower() else text


def _digits(mantissa: str) -> int:
    """How many significant digits there are."""
    return len(mantissa.lstrip("-0.").replace(".", ""))


def moment(text: str, style: Style, *, since_1904: bool = False) -> str:
    """The date, time or datetime in ISO 8601 that the serial number `text` stands for, to the millisecond.

    A number that stands for none stays a number: before the first day, after the last, and 29 February 1900.
    """
    if style is Style.NUMBER or not NUMBER.fullmatch(text):
        return number(text)
    days, milliseconds = divmod(round(Decimal(text) * 86_400_000), 86_400_000)
    first = date(1904, 1, 1) if since_1904 else date(1899, 12, 31 if days < LEAP_DAY else 30)
    if not 0 <= days <= (date.max - first).days:
        return number(text)
    clock = _clock(milliseconds)
    precision = "milliseconds" if clock.microsecond else "seconds"
    if style is Style.TIME and days == 0:
        return clock.isoformat(precision)
    if not since_1904 and days in (0, LEAP_DAY):
        return number(text)
    day = first + timedelta(days=days)
    if style is Style.DATE and not milliseconds:
        return day.isoformat()
    return datetime.combine(day, clock).isoformat(timespec=precision)


def _clock(milliseconds: int) -> time:
    seconds, rest = divmod(milliseconds, 1000)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest * 1000)
