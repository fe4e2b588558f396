"""Counted: a period day by day, and by which notices."""

from engine import Engine
from engine.counted import days, known_on
from rules.types import Date, Instant, read, show
from tests.engine.small import policy

AS_OF = read(Instant(), "2026-03-12T10:00:00+08:00")
TIMED = policy(
    "one:\n  outcomes: {a: A}\n  hit_policy: first\n  rules: [{id: O, then: a}]\n",
    head="calendar: CN\n",
    more="deadlines:\n  answer: {from: at, within: 2 working days}\n  look: {from: at, within: 3 hours}\n",
)


def test_each_day_has_its_number_or_none_and_the_newest_notice_is_told() -> None:
    with Engine(TIMED) as engine:
        at = read(Instant(), "2026-03-06T09:00:00+08:00")
        timings = engine.decide({"id": "T", "at": int(str(at))}, as_of=int(str(AS_OF))).timings
    counted = [(show(Date(), one.day.day), one.number) for one in days(timings["answer"], TIMED)]
    assert counted == [("2026-03-07", None), ("2026-03-08", None), ("2026-03-09", 1), ("2026-03-10", 2)]
    assert show(Date(), known_on(timings["answer"], TIMED)) == "2025-11-04"
    assert days(timings["look"], TIMED) == ()


def test_of_what_was_not_counted_nothing_is_told() -> None:
    assert (days(None, TIMED), known_on(None, TIMED)) == ((), None)
