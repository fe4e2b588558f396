"""Deadlines as they are declared, and the mistakes in them."""

import pytest

from rules.deadline import STATES
from rules.expression import Reference, Role
from rules.policy import Deadline, Pause
from rules.types import Boolean, Enumeration, Instant, Intervals, Type
from tests.rules.loading.writing import DECISION, HEAD, loaded, told

CALENDAR = HEAD + "calendar: CN\n"
FACTS = """  done: {type: date}
  done_at: {type: datetime}
  stops: {type: intervals}
  window: {type: duration, unit: working days}
"""


def read(declared: str) -> Deadline:
    found = loaded(head=CALENDAR, facts=FACTS, more=f"deadlines:\n  limit: {{{declared}}}\n")
    assert found.policy is not None, found.messages
    return found.policy.deadlines_by_name["limit"]


def faults(declared: str, *, head: str = CALENDAR, rules: str = "      - {id: R-1, then: required}\n") -> list[str]:
    return told(loaded(head=head, facts=FACTS, more=f"deadlines:\n  limit: {declared}\n", rules=rules))


def test_a_deadline_says_from_when_and_within_how_long() -> None:
    found = read("from: at, within: 5 working days")
    assert (found.name, found.title, found.clause, found.met_by) == ("limit", "limit", "", None)
    assert (found.pauses, found.restarts, found.hard_stop, found.warn_at) == ((), (), None, None)
    assert (found.start, str(found.within.sort)) == (Reference(Role.FACT, "at", Instant()), "working days")


def test_what_a_deadline_says_beside_is_read() -> None:
    found = read(
        "title: 调查, clause: 二（三）1, from: done, within: window + 1 working days, met_by: done_at, "
        "restarts: done_at, hard_stop: 2 months, warn_at: 80%"
    )
    assert (found.title, found.clause, found.warn_at) == ("调查", "二（三）1", 80)
    assert found.met_by == Reference(Role.FACT, "done_at", Instant())
    assert found.restarts == (found.met_by,)
    assert found.hard_stop is not None
    assert str(found.hard_stop.sort) == "months"


AT, DONE_AT = Reference(Role.FACT, "at", Instant()), Reference(Role.FACT, "done_at", Instant())
STOPS = Reference(Role.FACT, "stops", Intervals())


@pytest.mark.parametrize(
    ("written", "pauses"),
    [
        ("stops", (STOPS,)),
        ("[stops]", (STOPS,)),
        ("{from: at}", (Pause(AT, None, ""),)),
        ("{from: at, until: done_at, reason: 等待用户}", (Pause(AT, DONE_AT, "等待用户"),)),
        ("[stops, {from: at, until: done_at}]", (STOPS, Pause(AT, DONE_AT, ""))),
    ],
)
def test_pauses_are_intervals_of_a_fact_or_between_two_times(written: str, pauses: tuple[Pause | Reference]) -> None:
    assert read(f"from: at, within: 5 working days, pauses: {written}").pauses == pauses


@pytest.mark.parametrize(
    ("declared", "tells"),
    [
        ("from: at, within: 24 hours", {}),
        ("from: at, within: 24 hours, warn_at: 100%", {"limit.warned": Boolean()}),
    ],
)
def test_a_deadline_tells_its_state_and_when_it_is_due(declared: str, tells: dict[str, Type]) -> None:
    policy = loaded(more=f"deadlines:\n  limit: {{{declared}}}\n").policy
    assert policy is not None
    always = {"limit": Enumeration(STATES), "limit.due": Instant(), "limit.provisional": Boolean()}
    assert policy.deadline_types == always | tells


def test_decisions_and_deadlines_stand_behind_those_they_read() -> None:
    values = "    values: {days: {type: duration, unit: working days}}\n"
    found = loaded(
        head=CALENDAR,
        more="deadlines:\n  later: {from: limit.due, within: days}\n  limit: {from: at, within: 24 hours}\n",
        decisions="  last:\n    type: boolean\n    rules: [{id: L-1, then: later = breached}]\n",
        decision=DECISION + values,
        rules="      - {id: R-1, when: limit = breached, then: required, set: {days: 3 working days}}\n",
    ).policy
    assert found is not None
    assert found.order == ("limit", "check", "later", "last")


@pytest.mark.parametrize(
    ("declared", "fault"),
    [
        ("5", "5: a map is wanted here, not a text [wrong-shape]"),
        ("{within: 5 hours}", "limit: the key `from` is missing here [missing-key]"),
        ("{from: at}", "limit: the key `within` is missing here [missing-key]"),
        (
            "{from: at, within: 5 hours, met: done_at}",
            "met: `met` means nothing here; did you mean `met_by`? [unknown-key]",
        ),
        (
            "{from: amount, within: 5 hours}",
            "amount: this is CNY money, but a date or datetime is wanted here [type-mismatch]",
        ),
        ("{from: att, within: 5 hours}", "att: no fact is named `att`; did you mean `at`? [unknown-fact]"),
        ("{from: [at], within: 5 hours}", "[: a text is wanted here, not a list [wrong-shape]"),
        (
            "{from: at, within: 5 hours, met_by: opened}",
            "opened: this is boolean, but a date or datetime is wanted here [type-mismatch]",
        ),
        ("{from: at, within: '5'}", "'5': write the unit, as in `5 working days` [unit-missing]"),
        (
            "{from: at, within: 5 days}",
            "5 days: write `5 working days` or `5 calendar days`: the unit is the point [unit-missing]",
        ),
        (
            "{from: at, within: done}",
            "done: this is date, but a duration is wanted here [type-mismatch]",
        ),
        (
            "{from: at, within: 0 hours}",
            "0 hours: `0 hours` is over as soon as it begins; write a longer time [empty-range]",
        ),
        (
            "{from: at, within: 5 hours, hard_stop: -1 months}",
            "-1 months: `-1 months` is over as soon as it begins; write a longer time [empty-range]",
        ),
        ("{from: at, within: windw}", "windw: no fact is named `windw`; did you mean `window`? [unknown-fact]"),
        (
            "{from: done, within: 5 hours}",
            "done: hours run from an instant, and a date has none; count days, or write a datetime [type-mismatch]",
        ),
        (
            "{from: done, within: 5 working days, hard_stop: 99 hours}",
            "done: hours run from an instant, and a date has none; count days, or write a datetime [type-mismatch]",
        ),
        (
            "{from: at, within: 5 hours, restarts: done}",
            "done: hours run from an instant, and a date has none; count days, or write a datetime [type-mismatch]",
        ),
        (
            "{from: at, within: 5 hours, restarts: [window]}",
            "window: this is working days, but a date or datetime is wanted here [type-mismatch]",
        ),
        ("{from: at, within: 5 hours, restarts: []}", "[: a list with at least one entry is wanted here [empty-value]"),
        ("{from: at, within: 5 hours, pauses: []}", "[: a list with at least one entry is wanted here [empty-value]"),
        (
            "{from: at, within: 5 hours, pauses: [[at]]}",
            "[: a name or a map is wanted here, not a list [wrong-shape]",
        ),
        (
            "{from: at, within: 5 hours, pauses: done_at}",
            (
                "done_at: `done_at` is no fact of type `intervals`; write `{from: …, until: …}` with two times "
                "[type-mismatch]"
            ),
        ),
        (
            "{from: at, within: 5 hours, pauses: stop}",
            "stop: no fact is named `stop`; did you mean `stops`? [unknown-fact]",
        ),
        ("{from: at, within: 5 hours, pauses: {until: at}}", "{: the key `from` is missing here [missing-key]"),
        (
            "{from: at, within: 5 hours, pauses: {from: at, to: done_at}}",
            "to: `to` means nothing here [unknown-key]",
        ),
        (
            "{from: at, within: 5 hours, pauses: {from: at, until: amount}}",
            "amount: this is CNY money, but a date or datetime is wanted here [type-mismatch]",
        ),
        ("{from: at, within: 5 hours, warn_at: 0%}", "0%: `0%` is no share such as `80%` [unreadable-value]"),
        ("{from: at, within: 5 hours, warn_at: 80}", "80: `80` is no share such as `80%` [unreadable-value]"),
        ("{from: at, within: 5 hours, warn_at: 101%}", "101%: `101%` is no share such as `80%` [unreadable-value]"),
        ("{from: at, within: 5 hours, warn_at: [1%]}", "[: a text is wanted here, not a list [wrong-shape]"),
        (
            "{from: limit.due, within: 5 hours}",
            "limit: `limit` reads itself; a rule may read what is decided before it [decision-cycle]",
        ),
    ],
)
def test_a_mistake_in_a_deadline_is_told(declared: str, fault: str) -> None:
    assert faults(declared) == [fault]


@pytest.mark.parametrize("unit", ["working days", "calendar days", "months"])
def test_days_and_months_are_counted_on_a_calendar(unit: str) -> None:
    fault = f"limit: the policy's key `calendar` is missing: {unit} are counted on one [missing-key]"
    assert faults(f"{{from: at, within: 5 {unit}}}", head=HEAD) == [fault]


def test_a_deadline_shares_no_name() -> None:
    found = loaded(more="deadlines:\n  times: {from: at, within: 5 hours}\n")
    assert told(found) == [
        "times: `times` is already the name of something else at line 13; rename one [duplicate-name]"
    ]


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        ("limit = late", "late: `late` is not one of the values; did you mean `met_late`? [unknown-value]"),
        ("limit.warned", "limit.warned: no fact is named `limit.warned`; did you mean `limit.due`? [unknown-fact]"),
        ("limit.due > amount", "amount: this is CNY money, but datetime is wanted here [type-mismatch]"),
    ],
)
def test_a_mistake_about_what_a_deadline_tells_is_told(condition: str, fault: str) -> None:
    rules = f"      - {{id: R-1, when: {condition}, then: required}}\n"
    assert faults("{from: at, within: 5 hours}", rules=rules) == [fault]


def test_a_decision_and_a_deadline_in_a_circle_are_told() -> None:
    values = "    values: {days: {type: duration, unit: working days}}\n"
    found = loaded(
        head=CALENDAR,
        more="deadlines:\n  limit: {from: at, within: days}\n",
        decision=DECISION + values,
        rules="      - {id: R-1, when: limit = met, then: required, set: {days: 3 working days}}\n",
    )
    told_of = "limit: `limit` reads `check`, which reads `limit`; one of them must not read the next [decision-cycle]"
    assert told(found) == [told_of]


def test_arithmetic_that_may_overflow_is_told() -> None:
    fault = "limit: may exceed 64 bits for facts within their ranges; declare a narrower `range` [may-overflow]"
    assert faults("{from: at, within: window * 100000000000000}") == [fault]
