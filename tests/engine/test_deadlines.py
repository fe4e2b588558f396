"""Deadlines through the engine: every path tells the same, and time alone is known to change it when it does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings

from engine import Engine
from engine.engine import Decided
from rules.cells import Value
from rules.policy import Policy
from rules.types import EPOCH, Date, Instant, Intervals, bounds, read, show
from rules.unreadable import Unreadable
from tests.engine.small import Row, agreed, frame, policy
from tests.generating import chances, complaints, policies
from tests.generating.expressions import FIRST_DAY, LAST_DAY, MICROSECONDS_PER_DAY

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = "calendar: CN\n"
FACTS = """  from_: {type: datetime}
  until_: {type: datetime}
  done: {type: datetime}
  stops: {type: intervals}
  window: {type: duration, unit: working days}
"""
DECISION = """urgency:
  hit_policy: first
  outcomes: {late: 迟, soon: 急, calm: 缓}
  rules:
    - {id: A, when: "limit in (breached, met_late)", then: late}
    - {id: B, when: limit.warned, then: soon}
    - {id: C, then: calm}
"""
LIMIT = "from: at, within: window, met_by: done, pauses: [stops, {from: from_, until: until_}], warn_at: 50%"


def at(text: str) -> int:
    """Microseconds of a time of 2026 in Shanghai."""
    whole = text if text[4] == "-" else f"2026-{text}"
    return (datetime.fromisoformat(whole).replace(tzinfo=ZONE) - EPOCH) // EPOCH.resolution


def limited(deadline: str = LIMIT, *, decision: str = DECISION, head: str = HEAD, more: str = "") -> Policy:
    return policy(decision, head=head, facts=FACTS, more=f"{more}deadlines:\n  limit: {{{deadline}}}\n")


def stops(text: str) -> str:
    found = read(Intervals(), text, zone=ZONE)
    assert isinstance(found, str)
    return found


def complaint(**facts: Value) -> dict[str, Value]:
    return {"id": "1", "at": at("03-02 09:30"), "window": 5, **facts}


def told(row: Row) -> tuple[Value, str, Value, Value]:
    """State, due, decision and review of a row."""
    due = row["limit.due"]
    shown = "-" if due is None else show(Instant(), due, zone=ZONE)[5:16].replace("T", " ")
    return row["limit"], shown, row["urgency"], row["review"]


@pytest.mark.parametrize(
    ("facts", "as_of", "expected"),
    [
        ({}, "03-03 00:00", ("running", "03-10 00:00", "calm", None)),
        ({}, "03-07 00:00", ("running", "03-10 00:00", "soon", None)),
        ({}, "03-10 00:00", ("running", "03-10 00:00", "soon", None)),
        ({}, "03-10 00:00:00.000001", ("breached", "03-10 00:00", "late", None)),
        ({"done": at("03-04 10:00")}, "03-20 00:00", ("met", "03-10 00:00", "calm", None)),
        ({"done": at("03-14 10:00")}, "03-20 00:00", ("met_late", "03-10 00:00", "late", None)),
        ({"at": None}, "03-20 00:00", ("not_started", "-", "calm", None)),
        ({"window": None}, "03-20 00:00", ("not_started", "-", "calm", None)),
        ({"at": at("03-20 00:01")}, "03-20 00:00", ("not_started", "-", "calm", None)),
        ({"from_": at("03-04 10:00")}, "03-20 00:00", ("paused", "-", "calm", None)),  # a pause without an end lasts
        ({"until_": at("03-04 10:00")}, "03-05 00:00", ("running", "03-10 00:00", "calm", None)),  # an end of nothing
        (
            {"from_": at("03-04 10:00"), "until_": at("03-05 10:00")},
            "03-20 00:00",
            ("breached", "03-11 00:00", "late", None),
        ),
        (
            {"stops": stops("2026-03-03T10:00/2026-03-04T10:00 凭证; 2026-03-05T10:00/2026-03-06T10:00")},
            "03-11 12:00",
            ("running", "03-12 00:00", "soon", None),
        ),
        (
            {"stops": stops("2026-03-03T10:00/2026-03-04T10:00; 2026-03-06T10:00/..")},
            "03-11 12:00",
            ("paused", "-", "soon", None),
        ),
        (
            {"from_": at("03-05 10:00"), "until_": at("03-04 10:00")},  # until lies before from
            "03-05 00:00",
            ("needs_review", "-", "needs_review", "uncountable: limit no_period"),
        ),
        ({"window": 0}, "03-05 00:00", ("needs_review", "-", "needs_review", "uncountable: limit no_period")),
        ({"window": -3}, "03-05 00:00", ("needs_review", "-", "needs_review", "uncountable: limit no_period")),
        (
            {"at": at("2006-12-28 10:00")},  # before the calendar begins
            "03-05 00:00",
            ("needs_review", "-", "needs_review", "uncountable: limit before_calendar"),
        ),
        (
            {"window": 9_000},  # past what is covered, further than a guess is sensible
            "03-05 00:00",
            ("needs_review", "-", "needs_review", "uncountable: limit beyond_calendar"),
        ),
        (
            {"stops": "2026-03-03T10:00/2026-03-04T10:00"},
            "03-05 00:00",
            ("needs_review", "-", "needs_review", "unreadable: stops"),
        ),
        ({"stops": "5/4"}, "03-05 00:00", ("needs_review", "-", "needs_review", "uncountable: limit no_period")),
        (
            {"stops": "-999999999999999999/999999999999999999"},
            "03-05 00:00",
            ("paused", "-", "calm", None),
        ),
    ],
)
def test_where_a_deadline_stands_decides(
    facts: Mapping[str, Value], as_of: str, expected: tuple[str, str, str, str | None]
) -> None:
    (row,) = agreed(limited(), complaint(**facts), as_of=at(as_of))
    assert told(row) == expected


@pytest.mark.parametrize(
    ("hard_stop", "facts", "expected"),
    [
        ("9 working days", {}, ("running", "03-10 00:00", "soon", None)),
        ("9 working days", {"from_": at("03-04 10:00")}, ("paused", "03-14 00:00", "calm", None)),
        ("window", {"from_": at("03-04 10:00")}, ("paused", "03-10 00:00", "calm", None)),
        ("window", {"window": None}, ("not_started", "-", "calm", None)),
        ("30 hours", {}, ("breached", "03-03 15:30", "late", None)),
        (
            "times_",
            {"times_": -1},
            ("needs_review", "-", "needs_review", "uncountable: limit no_period"),
        ),
        ("times_", {"times_": None}, ("running", "03-10 00:00", "soon", None)),  # no stop is known
    ],
)
def test_a_hard_stop_holds_by_column_too(
    hard_stop: str, facts: Mapping[str, Value], expected: tuple[str, str, str, str | None]
) -> None:
    found = policy(
        DECISION,
        head=HEAD,
        facts=f"{FACTS}  times_: {{type: duration, unit: hours}}\n",
        more=f"deadlines:\n  limit: {{{LIMIT}, hard_stop: {hard_stop}}}\n",
    )
    (row,) = agreed(found, complaint(**facts), as_of=at("03-09 00:00"))
    assert told(row) == expected


def test_rows_of_one_chunk_stand_on_their_own() -> None:
    found = [
        complaint(id="a", at=at("2019-03-21 10:00"), window=28),
        complaint(id="b", at=at("2019-03-22 10:00"), window=28, stops=stops("2019-04-01T10:00/2019-04-02T10:00")),
        complaint(id="c", at=None),
        complaint(id="d", at=at("2006-12-28 10:00")),
        complaint(id="e", at=at("2020-01-22 10:00"), window=3, done=at("2020-02-02 00:00")),
        complaint(id="f", stops="no intervals"),
        complaint(id="g", stops=stops("2026-03-03T10:00/..")),
    ]
    rows = agreed(limited(), *found, as_of=at("03-05 00:00"))
    assert [row["limit"] for row in rows] == [
        "breached",
        "breached",
        "not_started",
        "needs_review",
        "met",
        "needs_review",
        "paused",
    ]


def test_without_rows_there_are_columns() -> None:
    with Engine(limited()) as engine:
        found = engine.decide_columns(frame(engine.policy, []), as_of=0)
        assert (len(found), dict(found.schema)) == (0, engine.schema)


@pytest.mark.parametrize(
    ("window", "as_of", "expected"),
    [
        (5, "2026-12-21 00:00", [at("2026-12-26 00:00"), None, None]),
        (9, "2026-12-21 00:00", [at("2027-01-01 00:00"), at("2027-01-01 00:00"), at("2027-01-11 00:00")]),
    ],
)
def test_a_deadline_past_what_is_covered_is_told_with_its_bounds(
    window: int, as_of: str, expected: list[int | None]
) -> None:
    (row,) = agreed(limited(), complaint(at=at("2026-12-18 10:00"), window=window), as_of=at(as_of))
    assert [row[f"limit.{part}"] for part in ("due", "earliest", "latest")] == expected


def test_dates_at_the_ends_of_time_are_moments_too() -> None:
    found = limited("from: day, within: 1 calendar days, met_by: day, counting: {on_holiday: none}, warn_at: 50%")
    days = [bounds(Date())[0], -719_100, 0, 20_514, bounds(Date())[1] - 1, bounds(Date())[1]]
    rows = agreed(found, *(complaint(id=str(one), day=one) for one in days), as_of=at("03-05 00:00"))
    assert [row["limit"] for row in rows] == ["met", "met", "met", "met", "not_started", "not_started"]


NEXT = """window_:
  hit_policy: first
  outcomes: {short: 短, long: 长}
  values: {given: {type: duration, unit: working days}}
  rules:
    - {id: W-1, when: vip, then: short, set: {given: 1 working days}}
    - {id: W-2, when: "vip = false", then: long, set: {given: 3 working days}}
"""


def test_a_decision_sets_a_period_and_one_that_needs_review_keeps_its_deadline_from_being_told() -> None:
    found = limited("from: at, within: given, warn_at: 50%", decision=NEXT + DECISION)
    rows = agreed(
        found,
        *(complaint(id=str(vip), vip=vip) for vip in (True, False, None)),
        as_of=at("03-04 00:00"),
    )
    assert [told(row) for row in rows] == [
        ("running", "03-04 00:00", "soon", None),
        ("running", "03-06 00:00", "calm", None),
        ("needs_review", "-", "needs_review", "no-rule-matched: window_"),
    ]


def test_a_parameter_not_in_force_keeps_a_deadline_from_being_told() -> None:
    parameters = "parameters:\n  given: {type: duration, unit: working days, values: {2026-06-01: 3 working days}}\n"
    found = limited(
        "from: at, within: given, warn_at: 50%", head=HEAD + "dated_by: at\n", more=parameters, decision=DECISION
    )
    rows = agreed(found, complaint(id="a"), complaint(id="b", at=at("06-02 10:00")), as_of=at("06-03 00:00"))
    assert [told(row) for row in rows] == [
        ("needs_review", "-", "needs_review", "parameter-not-in-force: limit given"),
        ("running", "06-06 00:00", "calm", None),
    ]


def test_a_deadline_that_cannot_be_told_keeps_the_next_from_being_told() -> None:
    more = (
        "deadlines:\n  limit: {from: at, within: window, warn_at: 50%}\n  last: {from: limit.due, within: 24 hours}\n"
    )
    found = policy(DECISION, head=HEAD, facts=FACTS, more=more)
    rows = agreed(found, complaint(), complaint(id="2", window=0), complaint(id="3", at=None), as_of=at("03-10 06:00"))
    assert [(row["limit"], row["last"], row["review"]) for row in rows] == [
        ("breached", "running", None),
        ("needs_review", "needs_review", "uncountable: limit no_period"),
        ("not_started", "not_started", None),
    ]


def test_of_intervals_a_condition_asks_whether_they_are_known() -> None:
    asked = "asked:\n  hit_policy: first\n  outcomes: {yes_: 是, no_: 否}\n  rules:\n"
    asked += "    - {id: Y, when: stops is known, then: yes_}\n    - {id: N, then: no_}\n"
    rows = agreed(
        limited(decision=DECISION + asked),
        complaint(id="a", stops=stops("2026-03-03T10:00/..")),
        complaint(id="b"),
        as_of=at("03-04 00:00"),
    )
    assert [row["asked"] for row in rows] == ["yes_", "no_"]


@pytest.mark.parametrize("text", ["2026-03-02T09:30:00", "2026-03-02 09:30"])
def test_a_naive_time_is_read_in_a_declared_timezone_alone(text: str) -> None:
    assert read(Instant(), text, zone=ZONE) == at("03-02 09:30")
    unread = Unreadable("a time without its offset from UTC")
    assert read(Instant(), text) == unread
    assert read(Intervals(), f"{text.replace(' ', 'T')}/..") == unread


def test_a_naive_time_in_a_policy_is_one_of_its_timezone() -> None:
    found = limited("from: at, within: 24 hours, met_by: '@\"2026-03-02T20:00:00\"', warn_at: 50%")
    (row,) = agreed(found, complaint(), as_of=at("03-03 10:00"))
    assert told(row) == ("met", "03-03 09:30", "calm", None)


@pytest.mark.parametrize("ask", ["decide", "decide_uncached", "decide_columns"])
def test_a_policy_with_deadlines_asks_for_an_instant(ask: str) -> None:
    with Engine(limited()) as engine:
        asked = frame(engine.policy, [complaint()]) if ask == "decide_columns" else complaint()
        with pytest.raises(ValueError, match="a policy with deadlines decides as of an instant"):
            getattr(engine, ask)(asked)


def test_two_instants_differ_only_where_a_deadline_passed_between_them() -> None:
    """A row changes between two instants just where `changes` of one of its deadlines lies between."""
    found = limited()
    chance = Random(3)
    many = [
        complaint(
            id=str(number),
            at=at("03-02 09:30") + chance.randint(-9, 3) * MICROSECONDS_PER_DAY,
            window=chance.randint(1, 6),
            done=chance.choice((None, at("03-02 09:30") + chance.randint(-5, 5) * MICROSECONDS_PER_DAY)),
            from_=chance.choice((None, at("03-02 09:30") + chance.randint(-5, 5) * MICROSECONDS_PER_DAY)),
        )
        for number in range(300)
    ]
    first, second = at("03-04 12:00"), at("03-06 12:00")
    with Engine(found) as engine:
        one, two = (engine.decide_columns(frame(found, many), as_of=as_of) for as_of in (first, second))
        passed = [
            any(change <= second for change in engine.decide(facts, as_of=first).timings["limit"].changes(first))
            for facts in many
        ]
    differs = [before != after for before, after in zip(one.iter_rows(), two.iter_rows(), strict=True)]
    assert [number for number, (did, may) in enumerate(zip(differs, passed, strict=True)) if did and not may] == []
    assert 0 < sum(differs) < len(many)
    same = pl.Series(differs).not_()
    assert one.filter(same).equals(two.filter(same))


def said(decided: Decided) -> object:
    """What is decided: outcomes, winning rules and values."""
    assert decided.ruled is not None
    return decided.ruled.rulings, decided.ruled.values(decided.facts)


@pytest.mark.parametrize(
    ("facts", "as_of", "wakes"),
    [
        ({}, "03-01 00:00", "03-05 04:45"),
        ({}, "03-02 09:30", "03-05 04:45"),
        ({}, "03-05 04:45", "03-10 00:00:00.000001"),
        ({}, "03-10 00:00", "03-10 00:00:00.000001"),
        ({}, "03-10 00:00:00.000001", None),
        ({"done": at("03-03 10:00")}, "03-02 10:00", None),
        ({"at": None}, "03-02 10:00", None),
        ({"window": 0}, "03-01 10:00", "03-02 09:30"),  # what cannot be counted needs a review once it begins
        ({"id": None, "from_": at("03-03 10:00")}, "03-02 10:00", None),  # from then on it stands still
    ],
)
def test_an_engine_tells_when_to_look_again(facts: Mapping[str, Value], as_of: str, wakes: str | None) -> None:
    with Engine(limited()) as engine:
        found = engine.wakes(complaint(**facts), as_of=at(as_of))
    assert (None if found is None else show(Instant(), found, zone=ZONE)) == (
        None if wakes is None else show(Instant(), at(wakes), zone=ZONE)
    )


def test_what_is_not_decided_never_wakes() -> None:
    with Engine(limited(head=HEAD + "dated_by: at\n")) as engine:
        assert engine.wakes(complaint(at=None), as_of=at("03-01 00:00")) is None


@settings(max_examples=25)
@given(policies().filter(lambda found: bool(found.deadlines)), chances())
def test_until_it_wakes_a_ruling_is_the_same_and_then_it_is_not(found: Policy, chance: Random) -> None:
    as_of = chance.randint(FIRST_DAY + 60, LAST_DAY) * MICROSECONDS_PER_DAY + chance.randrange(MICROSECONDS_PER_DAY)
    with Engine(found) as engine:
        for facts in complaints(found, chance, count=4, as_of=as_of):
            now = engine.decide(facts, as_of=as_of)
            if now.ruled is not None:
                _check_wakes(engine, facts, now, chance)


def _check_wakes(engine: Engine, facts: Mapping[str, Value], now: Decided, chance: Random) -> None:
    as_of = now.as_of or 0
    wakes = engine.wakes(facts, as_of=as_of)
    until = as_of + 400 * MICROSECONDS_PER_DAY if wakes is None else wakes
    asked = {chance.randrange(as_of, until) for _ in range(4)} | {until - 1}
    asked |= {instant + step for instant in _instants(now) for step in (-1, 0, 1)}
    for instant in sorted(one for one in asked if as_of <= one < until):
        assert said(engine.decide(facts, as_of=instant)) == said(now), (facts, as_of, instant, wakes)
    assert wakes is None or said(engine.decide(facts, as_of=wakes)) != said(now), (facts, as_of, wakes)


def _instants(decided: Decided) -> set[int]:
    """Everything that happened or is due, and each midnight of the next weeks."""
    found = {value for value in decided.facts.values() if isinstance(value, int) and value > MICROSECONDS_PER_DAY}
    first = (decided.as_of or 0) // MICROSECONDS_PER_DAY
    return found | {day * MICROSECONDS_PER_DAY + 57_600_000_000 for day in range(first, first + 25)}
