"""Loading a calendar: YAML text to the model, every fault gathered and told as those of a policy are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files

from rules import document, node
from rules.calendar import WEEK, Calendar, Holiday, Notice, Stretch
from rules.fault import Fault, Place, nearest, render
from rules.loading.entries import Entries, entries, listed, scalar, value
from rules.loading.report import Report
from rules.said import Said
from rules.types import Date, Number, show

_REQUIRED = ("calendar", "title", "weekend", "covers_from", "unsettled_days", "notices")
_UNSETTLED = Number(low=0, high=366)
_BETWEEN = ".."


@dataclass(frozen=True, slots=True)
class LoadedCalendar:
    """A calendar, or the faults that keep the text from being one, by place; `name` is the file's, for messages."""

    name: str
    text: str
    calendar: Calendar | None
    faults: tuple[Fault, ...]

    @property
    def messages(self) -> tuple[str, ...]:
        """Each fault with its line and the place underlined."""
        return tuple(render(fault, name=self.name, text=self.text) for fault in self.faults)

    @property
    def sound(self) -> Calendar:
        """The calendar; ValueError with the messages where there is none."""
        if self.calendar is None:
            raise ValueError("\n\n".join(self.messages))
        return self.calendar


def names() -> tuple[str, ...]:
    """Names of the calendars that come with tousu."""
    folder = files("rules").joinpath("calendars")
    return tuple(sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")))


@cache
def shipped(name: str) -> Calendar:
    """The calendar of one of `names`, read once."""
    source = files("rules").joinpath("calendars", f"{name}.yaml").read_bytes()
    return load_calendar(source, name=f"{name}.yaml").sound


def load_calendar(source: bytes, *, name: str) -> LoadedCalendar:
    """Read a calendar; `name` is what messages call it."""
    found = document.read(source)
    report = Report(found.text, list(found.faults))
    made = None
    if found.root is not None:
        made = _calendar(entries(found.root, report, owner=Place(1, 1)), digest=sha256(source).hexdigest())
    faults = tuple(sorted(report.faults))
    return LoadedCalendar(name, found.text, None if faults else made, faults)


def _calendar(root: Entries, *, digest: str) -> Calendar:
    """The model as far as it can be read; whole only when the report holds no fault."""
    root.allow(_REQUIRED)
    covers_from = _day(root, "covers_from")
    return Calendar(
        name=root.text("calendar"),
        title=root.text("title"),
        weekend=_weekend(root),
        covers_from=covers_from or 0,
        unsettled_days=int(root.value("unsettled_days", _UNSETTLED) or 0),
        notices=tuple(_notices(root, covers_from=covers_from)),
        digest=digest,
    )


def _day(found: Entries, key: str) -> int | None:
    day = found.value(key, Date())
    return None if day is None else int(day)


def _weekend(root: Entries) -> tuple[int, ...]:
    """The days of the weekend, in the order of the week."""
    written = [one for below in root.listed("weekend") if (one := scalar(below, root.report))]
    for one in written:
        if one.text not in WEEK:
            near = nearest(one.text, WEEK)
            root.report.fault(
                "unknown-value", Said("`{one}` is no day of the week", one=one.text), one.place, suggestion=near
            )
    named = {one.text for one in written}
    return tuple(number for number, name in enumerate(WEEK) if name in named)


def _notices(root: Entries, *, covers_from: int | None) -> Iterator[Notice]:
    """The notices, each held against those above it; what can't be read is told once and compared with nothing."""
    known, until = None, None if covers_from is None else covers_from - 1
    for below in root.listed("notices"):
        found = entries(below, root.report, owner=below.place)
        found.allow(("title", "source", "known", "days"), ("covers_until",))
        known, until = _known(found, known), _covered(found, until)
        yield Notice(
            title=found.text("title"),
            source=found.text("source"),
            known=known or 0,
            covers_until=until if "covers_until" in found else None,
            holidays=_Reader(root.report, first=covers_from, last=until).holidays(found),
        )


def _known(found: Entries, above: int | None) -> int | None:
    """The day a notice became known; notices stand in that order."""
    known = _day(found, "known")
    if known is not None and above is not None and known < above:
        message = Said("the notice above became known on {above}, later than this; exchange them", above=_shown(above))
        found.report.fault("unreadable-value", message, found.place("known"))
    return known


def _covered(found: Entries, until: int | None) -> int | None:
    """The last day covered by a notice and those above it; None where that can't be told."""
    if "covers_until" not in found:
        return until
    covered = _day(found, "covers_until")
    if covered is not None and until is not None and covered <= until:
        message = Said(
            "the days up to {until} are covered already; delete `covers_until`, or cover more", until=_shown(until)
        )
        found.report.fault("empty-range", message, found.place("covers_until"))
        return None
    return covered


class _Reader:
    """One reading of the days of one notice, which may name the days from `first` to `last`, each once."""

    def __init__(self, report: Report, *, first: int | None, last: int | None) -> None:
        self._report = report
        self._first = first
        self._last = last
        self._lines: dict[int, int] = {}

    def holidays(self, found: Entries) -> tuple[Holiday, ...]:
        return tuple(self._holiday(name, below) for name, below in found.named("days"))

    def _holiday(self, name: node.Scalar, below: node.Node) -> Holiday:
        found = entries(below, self._report, owner=name.place)
        found.allow((), ("off", "work"))
        if found.is_map and not found.items:
            self._report.fault("missing-key", Said("the key `off` or `work` is missing here"), name.place)
        return Holiday(name.text, self._stretches(found, "off"), self._stretches(found, "work"))

    def _stretches(self, found: Entries, key: str) -> tuple[Stretch, ...]:
        below = found.below(key)
        members = (below,) if below is None or isinstance(below, node.Scalar) else listed(below, self._report)
        written = [one for member in members if (one := scalar(member, self._report))]
        return tuple(stretch for one in written if (stretch := self._stretch(one)))

    def _stretch(self, written: node.Scalar) -> Stretch | None:
        """One day, or two with `..` between them."""
        days = [value(replace(written, text=end), Date(), self._report) for end in written.text.split(_BETWEEN, 1)]
        if None in days:
            return None
        stretch = Stretch(int(days[0] or 0), int(days[-1] or 0))
        if stretch.first > stretch.last:
            self._report.fault("empty-range", Said("the first day is after the last; exchange them"), written.place)
        elif self._covers(stretch, written):
            self._check_once(stretch, written)
        return stretch

    def _covers(self, stretch: Stretch, written: node.Scalar) -> bool:
        if self._first is None or self._last is None:
            return False
        inside = self._first <= stretch.first and stretch.last <= self._last
        if not inside:
            covered = Said("{first} to {last}", first=_shown(self._first), last=_shown(self._last))
            message = Said(
                "`{written}` is not within what is covered so far, {covered}", written=written.text, covered=covered
            )
            self._report.fault("unreadable-value", message, written.place)
        return inside

    def _check_once(self, stretch: Stretch, written: node.Scalar) -> None:
        for day in stretch:
            if day in self._lines:
                message = Said(
                    "this notice names {day} already, at line {line}; delete one",
                    day=_shown(day),
                    line=self._lines[day],
                )
                self._report.fault("duplicate-name", message, written.place)
                return
            self._lines[day] = written.place.line


def _shown(day: int) -> str:
    return show(Date(), day)
