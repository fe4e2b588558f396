"""Deadlines: from when, within how long, met by what, and when they stand still or begin anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from rules import node
from rules.counting import Convention
from rules.expression import DATE, DATETIME, Constant, Expression, Kind, Reference, Role, Sort
from rules.fault import Place
from rules.loading.convention import convention
from rules.loading.entries import Entries, entries, scalar
from rules.loading.names import Names
from rules.policy import Deadline, Pause, told
from rules.said import Said
from rules.scope import Scope
from rules.types import Intervals, Unit
from rules.typing import resolve

_REQUIRED = ("from", "within")
_OPTIONAL = ("title", "clause", "met_by", "pauses", "restarts", "hard_stop", "warn_at", "counting")
_PERCENT = re.compile(r"([1-9]\d?|100)%", re.ASCII)


@dataclass(frozen=True, slots=True)
class DeadlineOutline:
    """A deadline whose expressions are not resolved yet."""

    name: node.Scalar
    entries: Entries
    warn_at: int | None


def deadline_outlines(found: Entries, names: Names) -> tuple[DeadlineOutline, ...]:
    """The deadlines, with what each tells declared under its name."""
    if "deadlines" not in found:
        return ()
    return tuple(_outline(name, below, names) for name, below in found.named("deadlines"))


def _outline(name: node.Scalar, below: node.Node, names: Names) -> DeadlineOutline:
    one = entries(below, names.report, owner=name.place)
    one.allow(_REQUIRED, _OPTIONAL)
    if names.declare(name):
        for part, kind in told(name.text, warns="warn_at" in one):
            names.meanings[part] = Reference(Role.DEADLINE, part, kind)
    return DeadlineOutline(name, one, _warn_at(one))


def _warn_at(found: Entries) -> int | None:
    """A share in percent."""
    written = found.scalar("warn_at") if "warn_at" in found else None
    if written is None:
        return None
    match = _PERCENT.fullmatch(written.text)
    if match is None:
        message = Said("`{written}` is no share such as `80%`", written=written.text)
        found.report.fault("unreadable-value", message, written.place)
        return None
    return int(match[1])


def deadlines(
    found: tuple[DeadlineOutline, ...], names: Names, *, usual: Convention, calendar: bool
) -> tuple[Deadline, ...]:
    """The deadlines with their expressions; those that count days need a `calendar`."""
    reader = _Reader(names, names.scope(), calendar=calendar)
    made = (reader.deadline(one, usual) for one in found)
    return tuple(one for one in made if one is not None)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads deadlines in one scope."""

    names: Names
    scope: Scope
    calendar: bool

    def deadline(self, outline: DeadlineOutline, usual: Convention) -> Deadline | None:
        found, name = outline.entries, outline.name
        start, within = self._moment(found.scalar("from")), self._duration(found.scalar("within"), name.place)
        stop = found.scalar("hard_stop") if "hard_stop" in found else None
        hard_stop = self._duration(stop, name.place)
        met_by = self._moment(found.scalar("met_by")) if "met_by" in found else None
        pauses, restarts = tuple(self._pauses(found)), tuple(self._restarts(found))
        counting = convention(found, usual)
        if start is None or within is None:
            return None
        if Unit.HOURS in {within.sort.detail, hard_stop and hard_stop.sort.detail}:
            self._check_instants(found, start, restarts)
        return Deadline(
            name=name.text,
            title=found.text("title", name.text),
            clause=found.text("clause"),
            start=start,
            within=within,
            met_by=met_by,
            pauses=pauses,
            restarts=restarts,
            hard_stop=hard_stop,
            warn_at=outline.warn_at,
            convention=counting,
            place=name.place,
        )

    def _check_instants(self, found: Entries, start: Expression, restarts: tuple[Expression, ...]) -> None:
        """Hours run from instants."""
        for key, moments in (("from", (start,)), ("restarts", restarts)):
            if DATE in {one.sort for one in moments}:
                message = Said("hours run from an instant, and a date has none; count days, or write a datetime")
                self.names.report.fault("type-mismatch", message, found.place(key))

    def _moment(self, text: node.Scalar | None) -> Expression | None:
        """An expression that yields a date or datetime."""
        if text is None:
            return None
        found = self._read(text)
        if found is not None and found.sort not in {DATE, DATETIME}:
            message = Said("this is {sort}, but a date or datetime is wanted here", sort=found.sort)
            self.names.report.fault("type-mismatch", message, text.place)
            return None
        return found

    def _duration(self, text: node.Scalar | None, owner: Place) -> Expression | None:
        """An expression that yields a duration; days are counted on a calendar."""
        found = None if text is None else self._read(text)
        if text is None or found is None:
            return None
        if found.sort.kind is not Kind.DURATION:
            self._misfit(found.sort, text.place)
            return None
        if isinstance(found, Constant) and isinstance(found.value, Fraction) and found.value <= 0:
            message = Said("`{text}` is over as soon as it begins; write a longer time", text=text.text)
            self.names.report.fault("empty-range", message, text.place)
        if not self.calendar and found.sort.detail != Unit.HOURS:
            message = Said(
                "the policy's key `calendar` is missing: {detail} are counted on one", detail=found.sort.detail
            )
            self.names.report.fault("missing-key", message, owner)
        return found

    def _misfit(self, sort: Sort, place: Place) -> None:
        """Note what is no duration."""
        if sort.kind is Kind.NUMERAL:
            self.names.report.fault("unit-missing", Said("write the unit, as in `5 working days`"), place)
        else:
            message = Said("this is {sort}, but a duration is wanted here", sort=sort)
            self.names.report.fault("type-mismatch", message, place)

    def _read(self, text: node.Scalar) -> Expression | None:
        return self.names.resolved(text, resolve(text.text, self.scope, expected=None))

    def _restarts(self, found: Entries) -> Iterator[Expression]:
        for below in _one_or_more(found, "restarts"):
            moment = self._moment(scalar(below, self.names.report))
            yield from () if moment is None else (moment,)

    def _pauses(self, found: Entries) -> Iterator[Pause | Reference]:
        for below in _one_or_more(found, "pauses"):
            pause = self._interval(below) if isinstance(below, node.Mapping) else self._intervals(below)
            yield from () if pause is None else (pause,)

    def _interval(self, below: node.Mapping) -> Pause | None:
        """A pause between two moments."""
        one = entries(below, self.names.report, owner=below.place)
        one.allow(("from",), ("until", "reason"))
        start = self._moment(one.scalar("from"))
        end = self._moment(one.scalar("until")) if "until" in one else None
        return None if start is None else Pause(start, end, one.text("reason"))

    def _intervals(self, below: node.Node) -> Reference | None:
        """The pauses of a fact that has several."""
        text = scalar(below, self.names.report, wanted=Said("a name or a map"))
        found = None if text is None else self.names.meaning(text.text, text.place)
        if text is None or found is None:
            return None
        if isinstance(found, Reference) and found.role is Role.FACT and isinstance(found.type, Intervals):
            return found
        message = Said(
            "`{text}` is no fact of type `intervals`; write `{{from: …, until: …}}` with two times", text=text.text
        )
        self.names.report.fault("type-mismatch", message, text.place)
        return None


def _one_or_more(found: Entries, key: str) -> tuple[node.Node, ...]:
    """One thing, or the members of a list."""
    below = found.below(key)
    if below is None:
        return ()
    return found.listed(key) if isinstance(below, node.Sequence) else (below,)
