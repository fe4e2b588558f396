"""Editions: a policy between two days on which a parameter changes."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from rules.cells import ALWAYS, holds
from rules.edition import Consequence, DecisionEdition, Edition, edition, revised, starts
from rules.evaluation import compute
from rules.loading import load
from rules.mutation import mutants
from rules.policy import Policy
from rules.terms import Fixed, Input
from rules.types import Date, Value, read
from tests.casebook import policy_at

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
  lost: {type: money, currency: CNY}
  vip: {type: boolean}
  web: {type: boolean}
  category: {type: enum, values: {盗用: 账户被盗用, other: 其他}}
  spent: {type: duration, unit: hours}
  at: {type: datetime}
"""
DATED = """
parameters:
  large: {type: money, currency: CNY, values: {2025-06-01: 500.00, 2026-03-01: 1000.00, 2026-07-01: 2000.00}}
  late: {type: integer, values: {2026-03-01: 3, 2027-01-01: 5}}
derived:
  much: {value: amount > large}
decisions:
  by_large: {outcomes: {done: done}, rules: [{id: A, when: much, then: done}]}
  by_late: {outcomes: {open: open}, rules: [{id: B, when: late > 1, then: open}]}
  assigned:
    outcomes: {set: set}
    values: {count: {type: integer}}
    rules: [{id: C, then: set, set: {count: late}}]
"""


def day(text: str) -> int:
    found = read(Date(), text)
    assert isinstance(found, int)
    return found


def policy(body: str, *, head: str = HEAD) -> Policy:
    found = load(head + body, name="policy.yaml")
    assert found.policy is not None, "\n".join(found.messages)
    return found.policy


def first(body: str) -> DecisionEdition:
    found = policy(body)
    return edition(found, found.effective).decisions[0]


@pytest.mark.parametrize(
    ("until", "days"),
    [
        ("", ["2026-01-01", "2026-03-01", "2026-07-01", "2027-01-01"]),
        ("until: 2027-01-01\n", ["2026-01-01", "2026-03-01", "2026-07-01"]),
        ("until: 2026-03-01\n", ["2026-01-01"]),
    ],
)
def test_an_edition_begins_whenever_a_parameter_changes_in_force(until: str, days: list[str]) -> None:
    assert starts(policy(until + DATED)) == tuple(map(day, days))


def cut(one: Edition) -> tuple[int, ...]:
    return one.decisions[0].partition.axes[0].starts


def test_an_edition_has_every_parameter_at_its_value() -> None:
    found = policy(DATED)
    editions = [edition(found, start) for start in starts(found)]
    assert [one.parameters for one in editions] == [
        {"large": 50_000, "late": None},
        {"large": 100_000, "late": 3},
        {"large": 200_000, "late": 3},
        {"large": 200_000, "late": 5},
    ]
    assert [cut(one) for one in editions] == [(50_001,), (100_001,), (200_001,), (200_001,)]


def test_an_edition_ends_where_the_next_begins_and_the_last_with_the_policy() -> None:
    for until, end in (("", None), ("until: 2028-01-01\n", day("2028-01-01"))):
        found = policy(until + DATED)
        days = starts(found)
        assert [edition(found, start).end for start in days] == [*days[1:], end]


def test_a_decision_that_reads_a_parameter_without_a_value_yet_says_so() -> None:
    found = policy(DATED)
    before, after, *_ = (edition(found, start).decisions for start in starts(found))
    assert [one.lacks for one in before] == [None, "late", "late"]
    assert [one.lacks for one in after] == [None, None, None]


def test_a_decision_tells_which_earlier_ones_it_reads() -> None:
    found = policy("""
decisions:
  one: {outcomes: {a: a}, rules: [{id: A, then: a}]}
  many: {hit_policy: collect, outcomes: {b: b}, rules: [{id: B, then: b}]}
  typed: {type: integer, rules: [{id: C, then: 5}]}
  setting: {outcomes: {d: d}, values: {said: {type: integer}}, rules: [{id: D, then: d, set: {said: typed}}]}
  told: {outcomes: {e: e}, rules: [{id: E, because: "{one}", then: e}]}
  last:
    type: integer
    rules:
      - {id: F, when: "list contains(many, b) and one = a", then: said}
      - {id: G, when: {many: "b", one: "a"}, then: typed}
""")
    reads = {one.decision.name: one.reads for one in edition(found, found.effective).decisions}
    assert reads == {
        "one": (),
        "many": (),
        "typed": (),
        "setting": ("typed",),
        "told": (),
        "last": ("many", "one", "setting", "typed"),
    }


def test_every_rule_has_its_consequence() -> None:
    found = first("""
decisions:
  only:
    hit_policy: first
    outcomes: {done: done, open: open}
    values: {owed: {type: money, currency: CNY}, note: {type: text}}
    rules:
      - {id: A, when: vip, then: done, set: {owed: amount, note: '"退款"'}}
      - {id: B, then: open}
""")
    assert found.consequences == (
        Consequence("done", (("owed", Input("amount")), ("note", Fixed("退款")))),
        Consequence("open", ()),
    )
    assert found.partition.conditions[1] == ALWAYS


def test_a_decision_with_a_type_yields_its_value_under_its_own_name() -> None:
    found = first("""
decisions:
  only:
    type: money
    currency: CNY
    values: {count: {type: integer}}
    rules: [{id: A, then: "min(amount, lost)", set: {count: 5}}]
""")
    (consequence,) = found.consequences
    assert consequence.outcome == ""
    assert [name for name, _ in consequence.values] == ["only", "count"]


def test_what_cannot_be_computed_is_told_with_the_place_of_its_rule() -> None:
    found = load(
        HEAD
        + """
decisions:
  only:
    type: money
    currency: CNY
    hit_policy: first
    rules:
      - {id: A, when: amount * 10000 > 5, then: amount}
      - {id: B, then: amount}
""",
        name="policy.yaml",
    )
    (fault,) = found.faults
    assert (fault.code, fault.place.line) == ("may-overflow", 26)
    assert fault.text == "may exceed 64 bits for facts within their ranges; declare a narrower `range`"


def test_a_derived_fact_that_is_only_shown_must_be_computable_too() -> None:
    found = load(
        HEAD
        + """
parameters:
  later: {type: money, currency: CNY, values: {2030-01-01: 5.00}}
derived:
  fine: {value: amount > later}
  huge: {value: amount * 10000000}
decisions:
  only: {outcomes: {a: a}, rules: [{id: A, then: a, because: '{huge} {fine}'}]}
""",
        name="policy.yaml",
    )
    assert [(one.code, one.place.line) for one in found.faults] == [("may-overflow", 24)]


def test_the_range_of_a_value_is_what_its_rules_can_make_of_it() -> None:
    found = load(
        HEAD
        + """
decisions:
  one:
    outcomes: {a: a, b: b}
    hit_policy: first
    values: {big: {type: money, currency: CNY}}
    rules:
      - {id: A, when: vip, then: a, set: {big: amount * 1000}}
      - {id: B, then: b, set: {big: amount}}
  two: {outcomes: {c: c}, rules: [{id: C, when: big * 10 > 5, then: c}]}
""",
        name="policy.yaml",
    )
    assert [(one.code, one.place.line) for one in found.faults] == [("may-overflow", 28)]


def test_a_text_or_enumeration_that_a_rule_sets_from_another_value_needs_no_range() -> None:
    found = policy("""
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
    assert edition(found, found.effective).unfit == ()


def test_hours_are_added_to_an_instant_and_taken_from_it_exactly() -> None:
    (consequence,) = first("""
decisions:
  only:
    outcomes: {done: done}
    values: {half: {type: datetime}, whole: {type: duration, unit: hours}}
    rules:
      - {id: A, then: done, set: {half: "submitted_at + round_half_up(spent / 7, 3)", whole: submitted_at - at + spent}}
""").consequences
    values: dict[str, Value] = {"submitted_at": 1_000_000, "at": 1, "spent": 10 * 3_600_000_000}
    computed = {name: compute(found, values) for name, found in consequence.values}
    assert computed == {"half": 1_000_000 + 5_144_400_000, "whole": 10 * 3_600_000_000 + 999_999}


ANY = """
decisions:
  only:
    hit_policy: any
    outcomes: {{done: done, open: open}}
    values: {{owed: {{type: money, currency: CNY}}, flag: {{type: boolean}}}}
    rules:
      - {{id: A, when: vip, then: done, set: {{{0}}}}}
      - {{id: B, then: {2}, set: {{{1}}}}}
"""


@pytest.mark.parametrize(
    ("one", "two", "outcome", "elsewhere"),
    [
        ("owed: amount", "owed: amount", "done", lambda *_: False),
        ("owed: amount", "owed: amount", "open", lambda *_: True),
        ("owed: amount", "owed: lost", "done", lambda amount, lost, _: amount != lost),
        ("owed: amount", "flag: web", "done", lambda amount, _, web: amount is not None or web is not None),
        ("owed: amount", "owed: 0.01", "done", lambda amount, *_: amount != 1),
        ("flag: web", "flag: true", "done", lambda *values: values[2] is not True),
        ("flag: web", "flag: vip", "done", lambda *values: values[2] is not True),
    ],
)
def test_two_rules_of_an_any_decision_contradict_where_they_lead_elsewhere(
    one: str, two: str, outcome: str, elsewhere: Callable[[Value, Value, Value], bool]
) -> None:
    found = first(ANY.format(one, two, outcome))
    for case in product((None, 1, 2), (None, 1, 2), (None, False, True)):
        assert _contradicts(found, case) is elsewhere(*case)


def _contradicts(found: DecisionEdition, case: tuple[Value, Value, Value]) -> bool:
    """Whether the two rules do, for amount, lost and web, with vip true."""
    if not found.contradictions:
        return False
    amount, lost, web = case
    values: dict[str, Value] = {"amount": amount, "lost": lost, "web": web, "vip": True}
    sides = zip(found.partition.axes, found.partition.sources, strict=True)
    return holds(found.partition.conditions[2], tuple(axis.cell(compute(source, values)) for axis, source in sides))


def test_rules_of_other_hit_policies_are_not_compared() -> None:
    assert first(ANY.format("owed: amount", "owed: lost", "open").replace("any", "first")).contradictions == ()


@pytest.mark.parametrize("path", ["policy.yaml", "rules/packs/us-reg-e.yaml"])
def test_a_policy_that_differs_in_little_is_revised_to_what_it_would_be_anew(path: str) -> None:
    policy = policy_at(path)
    start = starts(policy)[0]
    before = edition(policy, start)
    for one in tuple(mutants(policy))[::30]:
        if one.policy.parameters is policy.parameters and starts(one.policy) == starts(policy):
            found, anew = revised(before, one.policy), edition(one.policy, start)
            assert (found.order, found.kinds, found.unfit) == (anew.order, anew.kinds, anew.unfit), one.about
