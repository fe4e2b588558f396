"""Spellings of dates and times: `iso`, epochs, and formats such as `%m/%d/%Y %H:%M`."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from itertools import combinations
from types import MappingProxyType

from rules.said import Said
from rules.types import Date, Instant, Number, bounds, read, show
from rules.unreadable import Unreadable

Kind = Date | Instant

ISO = "iso"
# Microseconds in one unit of an epoch.
EPOCHS: Mapping[str, int] = MappingProxyType(
    {"epoch-seconds": 1_000_000, "epoch-milliseconds": 1_000, "epoch-microseconds": 1}
)
UNREADABLE = Unreadable(Said("in none of the declared formats"))

_MONTHS = ("january february march april may june july august september october november december").split()
_DIRECTIVES: Mapping[str, str] = MappingProxyType(
    {
        "Y": r"(?P<Y>\d{4})",
        "y": r"(?P<y>\d{2})",
        "m": r"(?P<m>\d{1,2})",
        "b": rf"(?P<b>{'|'.join(month[:3] for month in _MONTHS)})",
        "B": rf"(?P<B>{'|'.join(_MONTHS)})",
        "d": r"(?P<d>\d{1,2})",
        "H": r"(?P<H>\d{1,2})",
        "I": r"(?P<I>\d{1,2})",
        "p": r"(?P<p>[ap]m)",
        "M": r"(?P<M>\d{2})",
        "S": r"(?P<S>\d{2})",
        "f": r"(?P<f>\d{1,6})",
        "z": r"(?P<z>z|[+-]\d{2}:?\d{2})",
        "%": "%",
    }
)
_DIRECTIVE = re.compile("%(.?)", re.DOTALL)
# POSIX: a year of two digits below 69 is of this century.
_PIVOT = 69
# Days and times whose numbers could stand for one another, with which two formats are told apart.
_WITNESSES = tuple(
    datetime(year, month, day, hour, 7, 9, 110000, tzinfo=UTC)
    for year, month, day in ((2001, 2, 3), (2010, 11, 12), (2012, 10, 11))
    for hour in (0, 8, 20)
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a date or a time."""

    format: str
    pattern: re.Pattern[str] | None

    def canonical(self, text: str, kind: Kind) -> str | None:
        """The text that `rules.types.read` takes for the same day or time; None where it is spelt otherwise."""
        if self.format in EPOCHS:
            return _from_epoch(text, EPOCHS[self.format])
        if self.pattern is None:
            return text
        match = self.pattern.fullmatch(text)
        return _iso(match.groupdict(), kind) if match else None


def spelling(text: str, kind: Kind) -> Spelling | str:
    """The spelling that a format describes, or what is wrong with it as a format for `kind`."""
    if text in EPOCHS:
        return (
            Spelling(text, None) if kind == Instant() else Said("`{text}` tells a time, the fact is a date", text=text)
        )
    if text == ISO:
        return Spelling(text, None)
    letters = _DIRECTIVE.findall(text)
    fault = _unfit(text, letters, kind)
    if fault:
        return fault
    return Spelling(text, _compiled(_DIRECTIVE.split(text)))


def ambiguous(spellings: Sequence[Spelling], kind: Kind) -> str | None:
    """Two formats by which one text would be two days or times, with that text; None if there are none."""
    for one, other in combinations(spellings, 2):
        for writer, reader in ((one, other), (other, one)):
            for witness in _WITNESSES:
                text = _written(writer, witness, kind)
                first, second = (_meaning(spelling, text, kind) for spelling in (writer, reader))
                if isinstance(second, int) and first != second:
                    return Said(
                        "`{text}` would be two times by `{one}` and `{other}`; keep one of them",
                        text=text,
                        one=one.format,
                        other=other.format,
                    )
    return None


def read_spelt(kind: Kind, text: str, *, spellings: Sequence[Spelling], zone: tzinfo | None) -> int | Unreadable:
    """The day or time of a text in the first spelling that it has."""
    answer = UNREADABLE
    for each in spellings:
        canonical = each.canonical(text, kind)
        if canonical is None:
            continue
        value = read(kind, canonical, zone=zone)
        if isinstance(value, int):
            return value
        if isinstance(value, Unreadable) and len(spellings) == 1:
            answer = value
    return answer


def _unfit(text: str, letters: list[str], kind: Kind) -> str | None:
    unknown = [letter for letter in letters if letter not in _DIRECTIVES]
    if unknown:
        return Said(
            "`%{unknown}` is no part of a format; write {names}",
            unknown=unknown[0],
            names=", ".join("%" + letter for letter in _DIRECTIVES),
        )
    used = [letter for letter in letters if letter != "%"]
    if len(set(used)) < len(used):
        return Said("`{text}` has a part twice", text=text)
    has = set(used).intersection
    if not (len(has("Yy")) == len(has("mbB")) == len(has("d")) == 1):
        return Said("`{text}` must have one year, one month and one day", text=text)
    clock = len(has("H")) + (has("Ip") == {"I", "p"})
    if (has("HIpMSfz") and (clock != 1 or not has("M") or (has("f") and not has("S")))) or (has("H") and has("Ip")):
        return Said("`{text}` must have the hour and the minute; `%I` needs `%p`, `%f` needs `%S`", text=text)
    return (
        Said("`{text}` has no time of day, the fact is a time", text=text) if kind == Instant() and not clock else None
    )


def _compiled(pieces: Sequence[str]) -> re.Pattern[str]:
    """The pattern of a format's pieces: text, letter, text, letter, ..., text."""
    pattern = re.escape(pieces[0])
    for at in range(1, len(pieces), 2):
        part = _DIRECTIVES[pieces[at]]
        if _touches(pieces, at - 2) or _touches(pieces, at):
            # Next to another number, as in `%Y%m%d`, only a fixed width tells where one ends.
            part = part.replace("{1,2}", "{2}")
        pattern += part + re.escape(pieces[at + 1])
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


def _touches(pieces: Sequence[str], at: int) -> bool:
    """Whether nothing is between the letter at `at` and the next one."""
    letters = pieces[at : at + 3 : 2] if at > 0 else ()
    return len(letters) > 1 and "%" not in letters and not pieces[at + 1]


def _iso(parts: Mapping[str, str | None], kind: Kind) -> str | None:
    found = {letter: part.lower() for letter, part in parts.items() if part is not None}
    year = found.get("Y") or ("20" if int(found["y"]) < _PIVOT else "19") + found["y"]
    day = f"{year}-{_month(found)}-{found['d']:0>2}"
    clock = _clock(found)
    if clock is None:
        return day if "M" not in found else None
    instant = f"{day}T{clock}{found.get('z', '').upper()}"
    if kind == Instant():
        return instant
    # The day as written, of a time that exists.
    return None if isinstance(read(Instant(), instant, zone=UTC), Unreadable) else day


def _month(found: Mapping[str, str]) -> str:
    if "m" in found:
        return f"{found['m']:0>2}"
    word = found.get("b") or found["B"]
    return f"{next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(word)):02}"


def _clock(found: Mapping[str, str]) -> str | None:
    if "M" not in found:
        return None
    hour = found.get("H", "")
    if "I" in found:
        twelve = int(found["I"])
        if not 1 <= twelve <= 12:  # noqa: PLR2004 -- hours of half a day
            return None
        hour = str(twelve % 12 + 12 * (found["p"] == "pm"))
    fraction = f".{found['f']}" if "f" in found else ""
    return f"{hour:0>2}:{found['M']}:{found.get('S', '00')}{fraction}"


def _from_epoch(text: str, unit: int) -> str | None:
    low, high = bounds(Instant())
    units = read(Number(0, -(-low // unit), high // unit), text)
    return show(Instant(), units * unit) if isinstance(units, int) else None


def _written(spelling: Spelling, moment: datetime, kind: Kind) -> str:
    if spelling.format in EPOCHS:
        return str(int(moment.timestamp()) * 1_000_000 // EPOCHS[spelling.format])
    if spelling.format == ISO:
        return moment.isoformat() if kind == Instant() else moment.date().isoformat()
    return moment.strftime(spelling.format)


def _meaning(spelling: Spelling, text: str, kind: Kind) -> object:
    canonical = spelling.canonical(text, kind)
    return None if canonical is None else read(kind, canonical, zone=UTC)
