"""Counted: a deadline in words, its period counted day by day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from engine.clocks import Timing
from rules.calendar import Calendar, Day, Mark
from rules.counting import Due, WorkingDays
from rules.deadline import Events, Standing
from rules.midnight import day_of
from rules.policy import Deadline, Policy
from rules.types import Date, Instant, show
from rules.wording import Language, dated, listed

MOST_SHOWN = 12
"""Of a longer count the first and the last days are shown."""

Document = dict[str, Any]

_WHY = {
    Language.ENGLISH: {Mark.WEEKEND: "weekend", Mark.WORKING: "stood still", Mark.MAKE_UP: "stood still"},
    Language.CHINESE: {Mark.WEEKEND: "周末", Mark.WORKING: "暂停", Mark.MAKE_UP: "暂停"},
}


def limit(deadline: Deadline, timing: Timing | None, policy: Policy) -> Document:
    """Where one deadline of a complaint stands, as a JSON document; times are texts in the policy's timezone.

    `timing` is None where the complaint could not be decided at all.
    `counted` and `skipped` are the days that counted and those in between that did not, each with its reason.
    """
    standing = None if timing is None else timing.standing
    due = None if standing is None else standing.due
    count = _Count(policy, standing, due)
    document: Document = {
        "state": None if standing is None else standing.state.value,
        "from": count.instant(None if standing is None else standing.start),
        "due": count.instant(None if due is None else due.instant),
        "due_day": None if due is None or due.day is None else show(Date(), due.day),
        "provisional": due is not None and due.provisional,
        "earliest": count.instant(due.earliest) if due is not None and due.provisional else None,
        "latest": count.instant(due.latest) if due is not None and due.provisional else None,
        "pauses": [
            {"from": count.instant(one.start), "until": count.instant(one.end), "reason": one.reason}
            for one in (timing.pauses if timing is not None else ())
        ],
        "counted": [show(Date(), day) for day in due.counted] if due else [],
        "skipped": [{"day": show(Date(), day.day), "why": count.why(day)} for day in count.skipped],
        "count": count.told(timing.events) if timing is not None and timing.events is not None else None,
        "clause": deadline.clause,
        "review": None if timing is None or timing.review is None else str(timing.review),
    }
    if deadline.warn_at is not None:
        document["warned"] = None if standing is None else standing.warned
        document["warns"] = count.instant(None if standing is None else standing.warns)
    return document


@dataclass(frozen=True, slots=True)
class Counted:
    """One day of a period as the calendar was known, with its number if it was counted."""

    day: Day
    number: int | None


def days(timing: Timing | None, policy: Policy) -> tuple[Counted, ...]:
    """Each day from the first that may count to the day when it is due; none where no days are counted."""
    standing = None if timing is None else timing.standing
    count = _Count(policy, standing, None if standing is None else standing.due)
    return count.days


def known_on(timing: Timing | None, policy: Policy) -> int | None:
    """The day of the newest notice of the calendar by which was counted, if there was one."""
    standing = None if timing is None else timing.standing
    if policy.calendar is None or standing is None or not standing.place:
        return None
    return sorted({notice.known for notice in policy.calendar.notices})[standing.place - 1]


@dataclass(frozen=True, slots=True)
class _Count:
    """One period, counted."""

    policy: Policy
    standing: Standing | None
    due: Due | None

    def instant(self, found: int | None) -> str | None:
        return None if found is None else show(Instant(), found, zone=self.policy.zone)

    @property
    def skipped(self) -> Sequence[Day]:
        """The days up to the last that were not counted, as they were known."""
        counted = set() if self.due is None else set(self.due.counted)
        return [day for day in self._days if day.day not in counted]

    @property
    def days(self) -> tuple[Counted, ...]:
        """Each day, with its number if it was counted."""
        numbers = {} if self.due is None else {day: number for number, day in enumerate(self.due.counted, 1)}
        return tuple(Counted(day, numbers.get(day.day)) for day in self._days)

    @property
    def _days(self) -> Sequence[Day]:
        """The days from the first that may count to the day when it is due, as they were known."""
        calendar, due = self._calendar, self.due
        if calendar is None or due is None or due.day is None or self.standing is None or self.standing.start is None:
            return ()
        first = min(day_of(self.standing.start, self.policy.zone) + 1, *due.counted[:1], due.day)
        return calendar.days(first, due.day)

    @property
    def _calendar(self) -> Calendar | None:
        """The calendar as it was known to whoever counted."""
        calendar, standing = self.policy.calendar, self.standing
        if calendar is None or standing is None:
            return None
        known = sorted({notice.known for notice in calendar.notices})
        return calendar.known_on(known[standing.place - 1]) if standing.place else calendar

    def why(self, day: Day) -> str:
        """Why a day was not counted."""
        if self.due is not None and day.day == self.due.day and day.working:
            return {Language.CHINESE: "顺延至此", Language.ENGLISH: "moved here"}[self.policy.language]
        return day.holiday or _WHY[self.policy.language][day.mark]

    def told(self, events: Events) -> str | None:
        """The count in a sentence; None where no day is counted."""
        if self.due is None or not self.due.counted:
            return None
        days = list(enumerate(self.due.counted, 1))
        shown = [*days[: MOST_SHOWN - 2], None, days[-1]] if len(days) > MOST_SHOWN else days
        return listed(list(self._numbered(shown, working=isinstance(events.period, WorkingDays))), self.policy.language)

    def _numbered(self, days: Sequence[tuple[int, int] | None], *, working: bool) -> Iterator[str]:
        years = [show(Date(), one[1])[:4] if one else None for one in days]
        turns = [True, *(one != other for one, other in pairwise(years))]
        chinese = self.policy.language is Language.CHINESE
        for place, (one, year) in enumerate(zip(days, turns, strict=True)):
            if one is None:
                yield "…"
                continue
            number, day = one
            date = dated(day, self.policy.language, year=year)
            unit = ("个工作日" if working else "日") if not place else ("个" if working else "日")
            yield f"第{number}{unit} {date}" if chinese else f"{'working day' if working else 'day'} {number} {date}"
