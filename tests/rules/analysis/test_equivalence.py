"""Two editions are told apart by a complaint exactly where trying every complaint tells them apart."""

from __future__ import annotations

import pytest

from rules.analysis.equivalence import Otherwise, otherwise
from rules.edition import edition
from rules.policy import Policy
from tests.rules.analysis.edits import decided_otherwise, edited, every_complaint
from tests.rules.analysis.finite import finite_text, loaded

BLOCKS, PAIRS = 4, 3


def compared(old: Policy, new: Policy, **more: int) -> list[Otherwise]:
    return list(otherwise(edition(old, old.effective), edition(new, new.effective), **more))


@pytest.mark.parametrize("block", range(BLOCKS))
def test_two_policies_are_told_apart_where_some_complaint_tells_them_apart(block: int) -> None:
    for seed in range(block * PAIRS, (block + 1) * PAIRS):
        text = finite_text(seed, valued=True)
        old, new = loaded(text), loaded(edited(text, seed))
        found = {one.name: one.witness for one in compared(old, new)}
        tried = set().union(*(decided_otherwise(old, new, facts) for facts in every_complaint()))
        assert set(found) == tried, seed
        for name, witness in found.items():
            facts = {**dict.fromkeys(old.facts_by_name), **(witness or {})}
            assert name in decided_otherwise(old, new, facts), (seed, name)


TIMED = """tousu: 1
policy: timed
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
calendar: CN
identity: id
facts:
  id: {type: text, required: true}
  told: {type: datetime}
  day: {type: date}
  done: {type: datetime}
  stood: {type: intervals}
  amount: {type: money, currency: CNY, range: {min: 0.00, max: 50.00}}
  times: {type: integer}
  kind: {type: enum, values: {theft: 被盗, risk: 风险}}
decisions:
  size:
    outcomes: {large: 大, small: 小}
    hit_policy: first
    values:
      span: {type: duration, unit: working days}
      sort: {type: enum, values: {one: 一, two: 二}}
      sure: {type: boolean}
      word: {type: text}
    rules:
      - {id: S-1, when: amount > 20.00, then: large, set: {span: 7 working days, sort: one, sure: true, word: '"a"'}}
      - {id: S-2, then: small, set: {span: 5 working days}}
  more:
    type: integer
    hit_policy: first
    rules:
      - {id: M-1, when: kind = theft, then: times + 1}
  late:
    outcomes: {overdue: 逾期, waiting: 等待}
    hit_policy: collect
    rules:
      - {id: L-1, when: answer = breached, then: overdue}
      - {id: L-2, when: answer = paused and size = small, then: waiting}
deadlines:
  answer:
    from: told
    within: span
    met_by: done
    pauses: [stood, {from: day, until: done, reason: r}]
    restarts: [told + 24 hours]
    warn_at: 80%
"""
MORE = """    type: integer
    hit_policy: first
    rules:
      - {id: M-1, when: kind = theft, then: times + 1}
"""
TIMING = ["answer", "late"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("policy: timed", "policy: renamed", []),
        ("> 20.00", ">= 20.00", ["size", *TIMING]),
        ("> 20.00", ">= 20.01", []),
        ("max: 50.00", "max: 40.00", []),
        ("max: 50.00", "max: 20.00", []),
        ("amount > 20.00", "amount > 60.00", ["size", *TIMING]),
        ("7 working days", "8 working days", ["size", *TIMING]),
        ("sort: one,", "sort: two,", ["size"]),
        ("sure: true,", "sure: false,", ["size"]),
        ("word: '\"a\"'", "word: id", ["size"]),
        ("word: '\"a\"'", "word: '\"b\"'", ["size"]),
        ("then: times + 1", "then: times + 2", ["more"]),
        ("then: times + 1", "then: 1 + times", []),
        ("    type: integer\n", "    type: decimal\n    scale: 2\n", ["more"]),
        (MORE, MORE.replace("integer", "text").replace("times + 1", "id"), ["more"]),
        (MORE, MORE.replace("type: integer", "outcomes: {one: 一}").replace("times + 1", "one"), []),
        ("then: times + 1", "then: times + 1}\n      - {id: M-2, then: times", ["more"]),
        ("{theft: 被盗, risk: 风险}", "{theft: 被盗, risk: 风险, service: 服务}", []),
        ("outcomes: {large: 大, small: 小}", "outcomes: {large: 大, small: 小, odd: 他}", []),
        ("{type: integer}", "{type: integer, range: {min: 0, max: 9}}", []),
        ("      word: {type: text}\n", "      word: {type: text}\n      odd: {type: integer}\n", []),
        ("waiting: 等待}", "waiting: 等待, odd: 他}", []),
        ("times: {type: integer}", "times: {type: integer, required: true}", []),
        ("then: waiting", "then: overdue", ["late"]),
        ("hit_policy: collect", "hit_policy: first", ["late"]),
        ("calendar: CN", "calendar: US", TIMING),
        ("timezone: Asia/Shanghai", "timezone: UTC", TIMING),
        ("from: told\n", "from: told + 0 hours\n", []),
        ("from: told\n", "from: day\n", TIMING),
        ("    met_by: done\n", "", TIMING),
        ("    warn_at: 80%\n", "", ["answer"]),
        ("    warn_at: 80%\n", "    hard_stop: 20 working days\n    warn_at: 80%\n", TIMING),
        ("    restarts: [told + 24 hours]\n", "", TIMING),
        ("pauses: [stood, ", "pauses: [", TIMING),
        ("until: done, ", "", ["answer"]),
        ("[stood, {from: day, until: done, reason: r}]", "[{from: day, until: done, reason: r}, stood]", TIMING),
        ("pauses: [stood, {from: day, until: done, reason: r}]", "pauses: [stood]", TIMING),
    ],
)  # fmt: skip
def test_what_an_edit_changes_is_named(old: str, new: str, expected: list[str]) -> None:
    assert TIMED.count(old) == 1
    assert [one.name for one in compared(loaded(TIMED), loaded(TIMED.replace(old, new)))] == expected


def test_a_name_that_is_another_thing_in_each_is_not_compared() -> None:
    plain = TIMED.replace("answer = breached", "day is known").replace("answer = paused", "day is missing")
    plain, _, deadline = plain.partition("deadlines:\n")
    clash = plain.replace("  day: {type: date}\n", "  day: {type: date}\n  answer: {type: boolean}\n")
    assert compared(loaded(plain + "deadlines:\n" + deadline), loaded(clash)) == []
    assert compared(loaded(clash), loaded(plain + "deadlines:\n" + deadline)) == []
    decision = "  answer:\n    outcomes: {yes: 是}\n    hit_policy: collect\n    rules: [{id: A-1, then: yes}]\n"
    assert [one.name for one in compared(loaded(plain + decision), loaded(TIMED))] == ["late"]


def test_what_is_not_found_out_has_no_witness() -> None:
    found = compared(loaded(TIMED), loaded(TIMED.replace("7 working days", "8 working days")), effort=1)
    assert [one for one in found if one.witness is None] == found != []


SET = """tousu: 1
policy: set
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
calendar: CN
identity: id
facts:
  id: {type: text, required: true}
  told: {type: datetime}
  vip: {type: boolean}
  amount: {type: money, currency: CNY, range: {min: 0.00, max: 50.00}}
deadlines:
  answer: {from: told, within: window}
decisions:
  size:
    outcomes: {large: L}
    values: {window: {type: duration, unit: working days}}
    rules: [{id: A, when: vip, then: large, set: {window: 5 working days}}]
  state:
    outcomes: {late: X, fine: Y}
    hit_policy: first
    rules: [{id: B, when: answer = breached, then: late}, {id: C, then: fine}]
"""


def test_several_complaints_of_one_answer_have_deadlines_that_stand_otherwise() -> None:
    old, new = loaded(SET), loaded(SET.replace("answer = breached", "answer != running"))
    states = [dict(one.witness or {}).get("answer") for one in compared(old, new, most=9) if one.name == "state"]
    assert sorted(map(str, states)) == ["not_started"]


def test_a_decision_that_reads_no_deadline_is_told_once() -> None:
    old, new = loaded(SET), loaded(SET.replace("when: vip", "when: vip or amount > 1.00"))
    assert [one.name for one in compared(old, new, most=9) if one.name == "size"] == ["size"]


def test_a_deadline_that_the_first_cannot_count_has_no_state() -> None:
    old, new = loaded(SET), loaded(SET.replace("when: vip", "when: vip or amount > 1.00"))
    found = [one.witness or {} for one in compared(old, new, most=9) if one.name == "answer"]
    assert [one.get("answer") for one in found] == [None]
