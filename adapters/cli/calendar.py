"""`tousu calendar`: a year as a calendar has it, and the notices that say so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import click
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from adapters.cli import options
from adapters.cli.exits import Exit
from adapters.cli.printing import print_json, screen
from adapters.cli.words import Words
from rules.calendar import WEEK, Calendar, Day, Mark, Notice
from rules.loading.calendar import names, shipped
from rules.types import EPOCH_DAY, Date, read, show
from rules.unreadable import Unreadable

MONTHS_ACROSS = 3
NAME = "bold cyan"
ASIDE = "dim"
SIGNS = {Mark.DAY_OFF: "*", Mark.MAKE_UP: "+", Mark.WEEKEND: " ", Mark.WORKING: " "}
UNSETTLED = "?"
STYLES = {Mark.DAY_OFF: "bold red", Mark.MAKE_UP: "bold green", Mark.WEEKEND: ASIDE, Mark.WORKING: ""}


class DayType(click.ParamType[int]):
    """A date, as days since 1970."""

    name = "date"

    def __init__(self, words: Words) -> None:
        self._words = words

    def convert(self, value: str | int, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The day that a text names."""
        day = read(Date(), value) if isinstance(value, str) else value
        if isinstance(day, Unreadable):
            self.fail(self._words("date.unfit", text=value, why=day.reason), param, ctx)
        return int(day or 0)


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a calendar."""

    number: int
    calendar: Calendar
    days: tuple[Day, ...]

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices that name a day of the year."""
        return tuple(one for one in self.calendar.notices if any(day.notice == one for day in self.days))

    def month(self, number: int) -> tuple[Day, ...]:
        """The days of a month."""
        return tuple(one for one in self.days if _date(one).month == number)

    def settled(self, day: Day) -> bool:
        """Whether no coming notice is expected to move a day."""
        return day.covered and day.day <= self.calendar.settled_until


def command(words: Words) -> click.Command:
    """The command."""
    known_on = click.Option(["--known-on"], type=DayType(words), metavar="DATE", help=words("option.known-on"))
    parameters = [
        click.Argument(["name"], type=click.Choice(names()), metavar="|".join(names())),
        click.Argument(["year"], type=click.IntRange(date.min.year + 1, date.max.year - 1), metavar="YEAR"),
        known_on,
        options.as_json(words),
    ]
    return options.command(
        words, "calendar", partial(calendar, words), parameters=parameters, example="tousu calendar CN 2026"
    )


def calendar(words: Words, name: str, *, year: int, known_on: int | None, as_json: bool) -> int:
    """Print the days of a year, as known on a day or now."""
    found = shipped(name) if known_on is None else shipped(name).known_on(known_on)
    first, last = (date(year, 1, 1) - EPOCH_DAY).days, (date(year, 12, 31) - EPOCH_DAY).days
    shown = Year(year, found, found.days(first, last))
    if as_json:
        print_json(_document(shown, known_on=known_on))
    else:
        screen().print(_drawn(shown, words), soft_wrap=True)
    return Exit.DONE


def _drawn(year: Year, words: Words) -> RenderableType:
    head = Text.assemble((year.calendar.name, NAME), f" {year.number}  ", (year.calendar.title, ASIDE))
    grid = Table.grid(padding=(0, 3, 0, 0))
    for start in range(1, 13, MONTHS_ACROSS):
        grid.add_row(*(_month(year, number, words) for number in range(start, start + MONTHS_ACROSS)))
    return Group(head, Text(), grid, _legend(year, words), *_notices(year, words))


def _month(year: Year, number: int, words: Words) -> Text:
    """A month, Monday first; each day takes three columns, its sign the third."""
    text = Text(words("calendar.month", year=year.number, name=words(f"month.{number}")), "bold")
    text.append("\n" + " ".join(words(f"week.{name}") for name in WEEK), ASIDE)
    days = year.month(number)
    blank = _date(days[0]).weekday()
    text.append("\n" + "   " * blank)
    for place, day in enumerate(days, start=blank):
        if place > blank and place % len(WEEK) == 0:
            text.append("\n")
        text.append(f"{_date(day).day:2}{_sign(year, day)}", STYLES[day.mark])
    return text.append("\n")


def _sign(year: Year, day: Day) -> str:
    named = day.mark in {Mark.DAY_OFF, Mark.MAKE_UP}
    return SIGNS[day.mark] if named or year.settled(day) else UNSETTLED


def _legend(year: Year, words: Words) -> Text:
    """What the signs mean, of those that stand in the year, and how many days are worked."""
    legend = Text(words("calendar.working", count=sum(day.working for day in year.days)))
    signs = {_sign(year, day) for day in year.days}
    for sign, key, style in (
        (SIGNS[Mark.DAY_OFF], "calendar.day-off", STYLES[Mark.DAY_OFF]),
        (SIGNS[Mark.MAKE_UP], "calendar.make-up", STYLES[Mark.MAKE_UP]),
        (UNSETTLED, "calendar.unsettled", ""),
    ):
        if sign in signs:
            legend.append(f"   {sign} ", style).append(words(key))
    return legend


def _notices(year: Year, words: Words) -> Sequence[RenderableType]:
    """Each notice with the day it became known and where it stands."""
    if not year.notices:
        return (Text("\n" + words("calendar.no-notice"), ASIDE),)
    lines = [Text()]
    for one in year.notices:
        lines.append(Text.assemble((show(Date(), one.known), NAME), f"  {one.title}"))
        lines.append(Text(f"{'':12}{one.source}", ASIDE))
    return lines


def _document(year: Year, *, known_on: int | None) -> dict[str, object]:
    found = year.calendar
    numbers = {notice: number for number, notice in enumerate(year.notices)}
    return {
        "calendar": found.name,
        "title": found.title,
        "digest": found.digest,
        "known_on": None if known_on is None else show(Date(), known_on),
        "covers_from": show(Date(), found.covers_from),
        "covers_until": show(Date(), found.covers_until),
        "settled_until": show(Date(), found.settled_until),
        "year": year.number,
        "notices": [
            {"title": one.title, "source": one.source, "known": show(Date(), one.known)} for one in year.notices
        ],
        "days": [
            {
                "date": show(Date(), day.day),
                "mark": day.mark,
                "working": day.working,
                "settled": year.settled(day),
                "holiday": day.holiday,
                "notice": numbers[day.notice] if day.notice else None,
            }
            for day in year.days
        ],
    }


def _date(day: Day) -> date:
    return EPOCH_DAY + timedelta(day.day)
