"""What two policies decide otherwise, decided again by durable_rules: each kind of change, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from engine import Engine
from engine.acting import Acting
from engine.claiming import Claiming
from engine.comparing import Comparison, compare
from rules.cells import Value
from rules.difference import Change, Kind
from rules.loading import load
from rules.midnight import day_of
from rules.policy import Policy
from rules.types import Date
from tests.boxes import Both
from tests.generating import complaints
from tests.generating.policies import policy_text

SEEDS = (0, 1, 3, 5, 7, 8)
TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
language: zh
calendar: CN
dated_by: filed
identity: id
facts:
  id: {type: text, required: true}
  told: {type: datetime}
  filed: {type: date, required: true}
  done: {type: datetime}
  vetted: {type: datetime}
  day: {type: date}
  stood: {type: intervals}
  amount: {type: money, currency: CNY}
  vip: {type: boolean}
  kind: {type: enum, values: {theft: 被盗, risk: 风险}}
parameters:
  share: {type: decimal, scale: 2, values: {2026-01-01: 0.50}}
  later: {type: integer, values: {2027-01-01: 5}}
  sure: {type: boolean, values: {2026-01-01: true}}
derived:
  half: {value: round_half_up(amount * share)}
deadlines:
  check: {from: vetted, within: 3 working days}
  answer: {from: told, within: 5 working days, met_by: done, pauses: stood, warn_at: 80%}
decisions:
  state:
    outcomes: {late: 迟, held: 停, soon: 早}
    hit_policy: first
    rules:
      - {id: S-1, when: answer = breached, then: late}
      - {id: S-2, when: answer = paused, then: held}
      - {id: S-3, then: soon}
  marks:
    outcomes: {red: 红, blue: 蓝}
    hit_policy: collect
    rules:
      - {id: M-1, when: vip, then: red}
      - {id: M-2, when: kind is known, then: blue}
  acts:
    outcomes:
      pay: {title: 付, channel: bank, template: pay, with: {sum: half, kind: kind, marks: marks, due: answer.due},
            pays: amount}
      call: {title: 电, channel: desk, template: call, with: {vip: vip, id: id, later: later, sure: sure}}
    hit_policy: collect
    rules:
      - {id: A-1, when: amount > 5.00, then: pay}
      - {id: A-2, when: vip, then: call}
templates:
  pay:
    zh:
      subject: 付 {sum}
      body:
        - 已付 {sum}
        - {when: kind = theft, text: 被盗}
  call:
    zh:
      subject: 电
      body:
        - {when: later > 3, text: 快}
        - 请致电
"""


def loaded(text: str) -> Policy:
    found = load(text, name="timed.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def changed(old: str, new: str, text: str = TIMED) -> Comparison:
    assert text.count(old) == 1, old
    return compare(loaded(text), loaded(text.replace(old, new)))


def told(found: Comparison) -> list[str]:
    """Each change in short, with `?` where no complaint shows it."""
    return [_told(change) for period in found.periods for change in period.changes]


def _told(change: Change) -> str:
    perhaps = "" if all(witness.is_real for witness in change.shown) else "?"
    about = f" {change.about}" if change.about else ""
    return f"{change.name} {change.kind}{about}: {change.before}-{change.after}{perhaps}"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("5 working days, met_by", "7 working days, met_by", [
            "answer deadline: counted-counted", "state outcome: late-held", "state outcome: late-soon",
            "acts action pay: due-"]),
        ("5 working days, met_by", "48 hours, met_by", [
            "answer deadline: counted-counted", "state outcome: late-held?", "state outcome: late-soon?",
            "state outcome: held-late", "state outcome: held-soon?", "state outcome: soon-late",
            "state outcome: soon-held?", "acts action pay: due-"]),
        ("from: told,", "from: day,", [
            "answer deadline: begun-not_started", "answer deadline: not_started-begun",
            "answer deadline: counted-counted",
            "state outcome: late-held?", "state outcome: late-soon",
            "state outcome: held-late?", "state outcome: held-soon",
            "state outcome: soon-late", "state outcome: soon-held", "acts action pay: due-"]),
        ("within: 5 working days", "within: 5 working days, hard_stop: 3 calendar days", [
            "answer deadline: counted-counted", "state outcome: late-held?", "state outcome: late-soon?",
            "state outcome: held-late", "state outcome: held-soon?", "state outcome: soon-late",
            "state outcome: soon-held?", "acts action pay: due-"]),
        ("warn_at: 80%", "warn_at: 50%", ["answer deadline: counted-counted"]),
        ("{id: S-3, then: soon}", "{id: S-3, when: vip is known, then: soon}", ["state outcome: soon-"]),
        ("when: vip, then: red", "when: vip and later > 3, then: red", [
            "marks answer: answered-", "acts action pay: marks-"]),
        ("when: kind is known, then: blue", "when: kind = risk, then: blue", [
            "marks member blue: blue-", "acts action pay: marks-"]),
        ("{2026-01-01: 0.50}", "{2026-01-01: 0.40}", ["acts action pay: sum-"]),
        ("{2026-01-01: 0.50}", "{2027-01-01: 0.50}", ["acts action pay: sum-"]),
        ("channel: bank", "channel: cash", ["acts action pay: channel-"]),
        ("with: {vip: vip, id: id,", "with: {vip: vip,", ["acts action call: id-"]),
        ("with: {vip: vip, id: id,", "with: {vip: kind, id: id,", ["acts action call: vip-"]),
        ("with: {vip: vip, id: id,", "with: {vip: marks, id: id,", ["acts action call: vip-"]),
        ("{2026-01-01: true}", "{2027-01-01: true}", ["acts action call: sure-"]),
        ("when: answer = breached,", "when: 'answer in (breached, met_late)',", ["state outcome: soon-late"]),
        ("{2027-01-01: 5}", "{2028-01-01: 5}", ["acts action call: later-", "acts action call: texts-"]),
        ("        - 请致电\n", "        - 请来电\n", ["acts action call: texts-"]),
        ("      subject: 电\n", "      subject: 话\n", ["acts action call: texts-"]),
        ("      call: {",
         "      odd: {title: 异, channel: desk, template: call, with: {later: later}}\n      call: {", []),
        ("with: {sum: half,", "with: {sum: share,", ["acts action pay: sum-"]),
        ("            pays: amount}", "            }", ["acts action pay: pays-"]),
        ("text: 被盗}", "text: 被盗了}", ["acts action pay: texts-"]),
        ("{when: kind = theft, text", "{when: kind = risk, text", ["acts action pay: texts-"]),
        ("{when: kind = theft, text", "{when: not(kind != theft), text", []),
    ],
)  # fmt: skip
def test_each_change_is_decided_so_by_the_engine(old: str, new: str, expected: list[str]) -> None:
    assert told(changed(old, new)) == expected


def test_a_change_of_what_is_in_force_is_told_once_for_all_its_days() -> None:
    found = changed(
        "amount > 5.00", "amount > 6.00", TIMED.replace("{2026-01-01: 0.50}", "{2026-01-01: 0.50, 2026-06-01: 0.50}")
    )
    assert [(one.start, one.end) for one in found.periods] == [(20454, None)]


def test_an_action_that_only_one_knows_is_ordered_by_one() -> None:
    known = TIMED.replace(
        "      call: {", "      odd: {title: 异, channel: desk, template: call, with: {later: later}}\n      call: {"
    )
    found = compare(loaded(TIMED), loaded(known.replace("then: call}", "then: odd}")))
    assert told(found) == ["acts member call: call-", "acts member odd: -odd"]


def test_periods_are_told_of_policies_that_date_complaints_alike() -> None:
    undated = TIMED.replace("dated_by: filed\n", "")
    dated = TIMED.replace("{2026-01-01: 0.50}", "{2026-01-01: 0.50, 2026-06-01: 0.40}").replace("> 5.00", "> 6.00")
    assert {(one.start, one.end) for one in compare(loaded(undated), loaded(dated)).periods} == {(None, None)}


def test_nothing_is_settled_where_the_solver_gives_up_at_once() -> None:
    later = TIMED.replace("5 working days, met_by", "7 working days, met_by")
    found = compare(loaded(TIMED), loaded(later), effort=1)
    assert {name for period in found.periods for name in period.unsettled} >= {"answer"}
    assert compare(loaded(TIMED), loaded(TIMED), effort=1).is_none


def test_what_no_policy_decides_shows_nothing() -> None:
    both = loaded(TIMED)
    claiming = Claiming(Acting(both), Acting(both))
    with Engine(both) as engine:
        decided = engine.decide({"id": "x", "filed": 20454, "vip": True}, as_of=0)
        unfit = engine.decide({"id": "x"}, as_of=0)
    changes = [Change("acts", Kind.ACTION, "call"), Change("answer", Kind.ANSWER, before="answered")]
    assert [claiming.shown(change, decided, unfit) for change in changes] == [None, None]
    assert [claiming.shown(change, decided, decided) for change in changes] == [None, None]


def test_a_deadline_that_only_one_can_count_is_answered_by_one() -> None:
    found = changed(
        "within: 5 working days",
        "within: span",
        TIMED.replace("  vip:", "  span: {type: duration, unit: hours}\n  vip:"),
    )
    assert "answer answer: answered-" in told(found)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_generated_complaints_show_is_in_some_box(seed: int) -> None:
    text = policy_text(Random(seed))
    old, new = (load(one, name="generated.yaml").policy for one in (text, _edited(text, Random(seed))))
    if old is None or new is None:
        pytest.skip("one of its expressions may not fit 64 bits")
    found = compare(old, new)
    with Engine(old) as one, Engine(new) as other:
        for facts in complaints(old, Random(seed), count=80):
            both = Both(one, other, (facts, facts), as_of=0 if old.deadlines else None)
            if both.fit:
                _looked(found, both, facts, old)


def _edited(text: str, chance: Random) -> str:
    """A generated policy with a rule that always holds, or a decision that is made in another way."""
    lines = text.splitlines()
    places = [
        number for number, line in enumerate(lines) if line.startswith(("        when: ", "    hit_policy: first"))
    ]
    place = chance.choice(places)
    if lines[place].startswith("        when: "):
        del lines[place]
    else:
        lines[place] = "    hit_policy: unique"
    return "\n".join(lines) + "\n"


def _looked(found: Comparison, both: Both, facts: Mapping[str, Value], policy: Policy) -> None:
    for name in policy.decisions_by_name:
        if both.differs(name):
            assert any(both.is_changed(change) for change in _changes(found, facts, policy) if change.name == name), (
                name,
                facts,
            )


def _changes(found: Comparison, facts: Mapping[str, Value], policy: Policy) -> Iterator[Change]:
    """The changes of the period in which a complaint is dated."""
    for period in found.periods:
        if period.start is not None:
            dated, kind = facts[policy.dated_by], policy.facts_by_name[policy.dated_by].type
            day = int(dated or 0) if isinstance(kind, Date) else day_of(int(dated or 0), policy.zone)
            if day < period.start or (period.end is not None and day >= period.end):
                continue
        yield from period.changes
