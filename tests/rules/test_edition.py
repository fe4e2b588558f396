"""Editions: a policy between two days on which a parameter changes."""

from rules.cells import holds
from rules.edition import edition
from rules.evaluation import compute
from rules.loading import load
from rules.policy import Policy

HEAD = """
tousu: 1
policy: edition
version: "1"
effective: 2026-01-01
timezone: Asia/Shanghai
identity: complaint_id
dated_by: submitted_at
facts:
  complaint_id: {type: text, required: true}
  submitted_at: {type: datetime, required: true}
  amount: {type: money, currency: CNY}
  category: {type: enum, values: {盗用: 账户被盗用, other: 其他}}
"""


def read(body: str, *, head: str = HEAD) -> Policy:
    found = load(head + body, name="policy.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def test_a_text_or_enumeration_that_a_rule_sets_from_another_value_needs_no_range() -> None:
    policy = read("""
decisions:
  first:
    outcomes: {done: done}
    values: {note: {type: text}, kind: {type: enum, values: {盗用: 盗用, other: 其他}}}
    rules: [{id: A, then: done, set: {note: complaint_id, kind: category}}]
  second:
    outcomes: {seen: seen}
    values: {copied: {type: text}, again: {type: enum, values: {盗用: 盗用, other: 其他}}}
    rules: [{id: B, then: seen, set: {copied: note, again: kind}}]
""")
    assert edition(policy, policy.effective).unfit == ()


def test_hours_are_added_to_an_instant_and_taken_from_it_exactly() -> None:
    policy = read(
        """
decisions:
  only:
    outcomes: {done: done}
    values: {half: {type: datetime}, whole: {type: duration, unit: hours}}
    rules:
      - {id: A, then: done, set: {half: "submitted_at + round_half_up(spent / 7, 3)", whole: submitted_at - at + spent}}
""",
        head=HEAD + "  spent: {type: duration, unit: hours}\n  at: {type: datetime}\n",
    )
    (consequence,) = edition(policy, policy.effective).decisions[0].consequences
    values = {"submitted_at": 1_000_000, "at": 1, "spent": 10 * 3_600_000_000}
    computed = {name: compute(found, values) for name, found in consequence.values}
    assert computed == {"half": 1_000_000 + 5_144_400_000, "whole": 10 * 3_600_000_000 + 999_999}


def test_under_any_a_value_that_one_rule_leaves_out_agrees_with_a_missing_one() -> None:
    policy = read("""
decisions:
  only:
    hit_policy: any
    outcomes: {done: done}
    values: {owed: {type: money, currency: CNY}}
    rules: [{id: A, then: done, set: {owed: amount}}, {id: B, then: done}]
""")
    found = edition(policy, policy.effective).decisions[0]
    assert found.contradictions == ((0, 1),)
    (axis,) = found.partition.axes
    assert [holds(found.partition.conditions[2], (axis.cell(value),)) for value in (None, 0)] == [False, True]
