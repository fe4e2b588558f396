"""Everything that tests come to is counted, and what no complaint can come to is not asked of them."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.testing.coverage import Coverage, Part, missed, reached
from engine.testing.running import run
from rules.policy import Policy
from rules.testing import load
from tests.engine import small

POLICY = small.policy(
    """size:
  outcomes: {large: 大额, middle: 中等, small: 小额}
  hit_policy: first
  rules:
    - {id: S-1, when: amount > 5.00, then: large}
    - {id: S-2, when: amount > 6.00, then: middle}
    - {id: S-3, then: small}
steps:
  outcomes: {call: 回电, note_it: 登记}
  hit_policy: collect
  rules:
    - {id: T-1, when: size = large and category != theft, then: call}
    - {id: T-2, when: lost > amount, then: note_it}
    - {id: T-3, when: "at < @\\"2026-03-01T00:00:00+08:00\\"", then: note_it}
state:
  outcomes: {late: 逾期, fine: 正常}
  rules:
    - {id: U-1, when: answer = breached, then: late}
    - {id: U-2, when: vip and answer != breached, then: fine}
""",
    head="calendar: CN\n",
    facts="  done: {type: datetime}\n",
    more="deadlines:\n  answer: {from: at, within: 24 hours, met_by: done, warn_at: 50%}\n",
)
HEAD = """tousu: 1
tests: example
at: 2026-03-02T10:00:00+08:00
complaint: {id: T-1, at: 2026-03-02T09:00:00+08:00, vip: true}
cases:
"""


def coverage(cases: str, policy: Policy = POLICY) -> Coverage:
    found = load(HEAD + cases, policy, name="s.yaml")
    assert found.suite is not None, found.messages
    with Engine(policy) as engine:
        return Coverage(policy, list(run(engine, found.suite.cases)))


def lacking(found: Coverage, owner: str, part: Part) -> list[tuple[str, int, tuple[int, int]]]:
    return [(one.about, one.number, one.span) for one in missed(found) if (one.owner, one.part) == (owner, part)]


def test_a_rule_counts_where_it_leads_to_what_is_decided() -> None:
    found = coverage("  - {case: a, given: {amount: 7.00}, expect: {size: large}}")
    assert [item.about for item in missed(found) if item.part is Part.RULE and item.owner == "size"] == ["S-3"]
    assert reached(found, "size", Part.RULE) == (1, 2)
    assert lacking(found, "size", Part.OUTCOME) == [("small", 0, (0, 0))]


def test_what_no_complaint_comes_to_is_not_asked() -> None:
    found = coverage("  - {case: a, expect: {size: small}}")
    asked = {(item.part, item.about) for item in found.items if item.owner == "size"}
    assert not asked & {(Part.RULE, "S-2"), (Part.OUTCOME, "middle")}
    never = {("size", 0), ("answer", 0)}
    assert not {(item.about, item.number) for item in found.items if item.part is Part.CELL} & never


def test_both_sides_of_a_boundary_are_right_beside_it() -> None:
    one = coverage("  - {case: a, given: {amount: 4.00}, expect: {size: small}}")
    assert lacking(one, "size", Part.BOUNDARY) == [
        ("amount", 0, (500, 500)),
        ("amount", 0, (501, 501)),
        ("amount", 0, (600, 600)),
        ("amount", 0, (601, 601)),
    ]
    both = coverage(
        "  - {case: a, columns: [amount, size], rows: [[5.00, small], [5.01, large], [6.00, large], [6.01, large]]}"
    )
    assert lacking(both, "size", Part.BOUNDARY) == []
    assert reached(both, "size", Part.CELL) == (3, 4)


def test_a_comparison_has_sides_too() -> None:
    none = coverage("  - {case: a, given: {amount: 1.00, lost: 3.00}, expect: {size: small}}")
    assert [span for about, _, span in lacking(none, "steps", Part.BOUNDARY) if about != "at"] == [(0, 0), (1, 1)]
    both = coverage("  - {case: a, given: {amount: 1.00}, columns: [lost, size], rows: [[1.00, small], [1.01, small]]}")
    assert [one for one in lacking(both, "steps", Part.BOUNDARY) if one[0] != "at"] == []


def test_times_are_beside_a_boundary_within_a_second() -> None:
    rows = "[['2026-02-28T23:59:59.5+08:00', small], ['2026-03-01T00:00:00.5+08:00', small]]"
    found = coverage(f"  - {{case: a, columns: [at, size], rows: {rows}}}")
    assert [one for one in lacking(found, "steps", Part.BOUNDARY) if one[0] == "at"] == []


def test_a_deadline_has_states_and_two_instants() -> None:
    found = coverage("  - {case: a, expect: {answer: running}}")
    states = [about for about, _, _ in lacking(found, "answer", Part.OUTCOME)]
    assert states == ["not_started", "met", "met_late", "breached"]
    assert len(lacking(found, "answer", Part.BOUNDARY)) == 4


@pytest.mark.parametrize(
    ("case", "side"),
    [
        ("at: 2026-03-03T09:00:00+08:00", ("due", (-999_999, 0))),
        ("at: 2026-03-03T09:00:00.000001+08:00", ("due", (1, 1_000_000))),
        ("at: 2026-03-05T00:00:00+08:00, given: {done: 2026-03-03T09:00:00+08:00}", ("due", (-999_999, 0))),
        ("at: 2026-03-05T00:00:00+08:00, given: {done: 2026-03-03T09:00:01+08:00}", ("due", (1, 1_000_000))),
        ("at: 2026-03-02T20:59:59+08:00", ("warned", (-1_000_000, -1))),
        ("at: 2026-03-02T21:00:00+08:00", ("warned", (0, 999_999))),
    ],
)
def test_an_instant_is_a_boundary(case: str, side: tuple[str, tuple[int, int]]) -> None:
    found = coverage(f"  - {{case: a, {case}, expect: {{size: small}}}}")
    sides = [(about, span) for about, _, span in lacking(found, "answer", Part.BOUNDARY)]
    assert len(sides) == 3
    assert side not in sides


def test_what_is_not_decided_comes_to_nothing() -> None:
    dated = small.policy(
        "d:\n  outcomes: {a: 甲}\n  rules: [{id: R-1, when: vip, then: a}]\n"
        "e:\n  outcomes: {b: 乙}\n  rules: [{id: R-2, when: d = a, then: b}]\n",
        head="dated_by: day\n",
    )
    head = "tousu: 1\ntests: example\ncases:\n"
    text = head + "  - {case: a, complaint: {id: x}, expect: {review: 'missing-required: day'}}\n"
    text += "  - {case: b, complaint: {id: x, day: 2026-02-01}, expect: {d: needs_review, e: needs_review}}\n"
    found = load(text, dated, name="s.yaml").suite
    assert found is not None
    with Engine(dated) as engine:
        counted = Coverage(dated, list(run(engine, found.cases)))
    assert [(item.owner, item.about) for item in counted.counts] == [("d", "vip")]


def test_a_deadline_that_cannot_be_counted_comes_to_no_state() -> None:
    given = "at: 9998-12-31T00:00:00+00:00, given: {at: 9998-12-30T20:00:00+00:00}"
    found = coverage(f"  - {{case: a, {given}, expect: {{answer: needs_review}}}}")
    assert len(lacking(found, "answer", Part.OUTCOME)) == 5


@pytest.mark.parametrize("warns", ["", ", warn_at: 50%"])
def test_a_deadline_that_has_not_begun_is_at_no_instant(warns: str) -> None:
    policy = small.policy(
        "d:\n  outcomes: {a: 甲}\n  rules: [{id: R-1, when: answer = running, then: a}]\n",
        more=f"deadlines:\n  answer: {{from: at, within: 24 hours{warns}}}\n",
    )
    cases = "  - {case: a, given: {at: missing}, expect: {answer: not_started}}\n  - {case: b, expect: {d: a}}\n"
    found = coverage(cases, policy)
    assert reached(found, "answer", Part.OUTCOME) == (2, 3)
    assert reached(found, "answer", Part.BOUNDARY) == (0, 4 if warns else 2)


def test_equality_of_two_facts_has_no_sides() -> None:
    policy = small.policy("d:\n  outcomes: {a: 甲}\n  rules: [{id: R-1, when: amount = lost, then: a}]\n")
    text = "tousu: 1\ntests: example\ncases:\n  - {case: a, given: {amount: 1.00, lost: 1.00}, expect: {d: a}}\n"
    found = load(text, policy, name="s.yaml").suite
    assert found is not None
    with Engine(policy) as engine:
        counted = Coverage(policy, list(run(engine, found.cases)))
    assert reached(counted, "d", Part.BOUNDARY) == (0, 0)
    assert reached(counted, "d", Part.CELL) == (1, 3)
