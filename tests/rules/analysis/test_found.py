"""What is found of small policies: the finding, what it is about, the rules that take part and the witness."""

from __future__ import annotations

import pytest

from engine import Engine
from engine.confirming import confirmed
from rules.analysis import prove
from rules.finding import Finding
from tests.engine.small import policy

USED = """
used:
  outcomes: {yes: 是}
  hit_policy: collect
  rules:
    - {id: U, when: 'amount is known or lost is known or times is known or category is known or vip or note is known
        or day is known or at is known', then: yes}
"""
"""Reads every fact, so that none is unused."""
LEVEL = "level:\n  outcomes: {high: 高, low: 低}\n  hit_policy: HIT\n  rules:\n"


def level(*rules: str, hit: str = "first") -> str:
    return LEVEL.replace("HIT", hit) + "".join(f"    - {{{rule}}}\n" for rule in rules) + USED


def found(decisions: str, **parts: str) -> list[Finding]:
    made = policy(decisions, **parts)
    told = [*prove(made)]
    with Engine(made) as engine:
        assert [one for one in told if not confirmed(engine, one)] == []
    return told


def names(told: list[Finding]) -> list[str]:
    return [f"{one.code}: {one.about}" for one in told]


OTHERWISE = "id: Z, then: low"


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        (["id: A, when: amount > 5.00, then: high", OTHERWISE], []),
        # Axes know of one another: no complaint is in such a class.
        (["id: A, when: amount > lost, then: high", "id: B, when: amount <= lost, then: low",
          "id: C, when: amount is missing or lost is missing, then: low"], []),
        (["id: A, when: amount > 5.00 and lost > amount and lost < 3.00, then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: amount > 5.00 and lost > amount, then: high",
          "id: B, when: amount > 7.00 and lost > 8.00 and lost > amount, then: low", OTHERWISE], ["shadowed-rule: B"]),
        (["id: A, when: 'starts with(note, \"ab\") and not(contains(note, \"b\"))', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'note = \"ab\" and starts with(note, \"b\")', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'starts with(note, \"ab\") and starts with(note, \"b\")', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'not(contains(note, \"\"))', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'date of at < @\"2026-03-01\" and at > @\"2026-03-01T00:00:00+08:00\"', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'round_half_up(amount / 3) = 0.33 and amount > 0.99', then: high", OTHERWISE],
         []),
        (["id: A, when: 'round_half_up(amount / 3) = 0.33 and amount > 1.00', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'round_down(amount / 3) = -0.33 and amount < -1.01', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'round_up(amount / 3) = 0.33 and amount < 0.97', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'max(amount, lost) < amount', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'max(amount, lost) = min(amount, lost) and amount < lost', then: high", OTHERWISE],
         ["unreachable-outcome: level.high", "contradictory-condition: A"]),
        (["id: A, when: 'times in [1..3]', then: high", "id: B, when: 'times in (1, 2, 3)', then: high", OTHERWISE],
         ["redundant-rule: A", "shadowed-rule: B"]),
        (["id: A, when: 'times = 1', then: high", "id: B, when: 'times in (1, 2, 3)', then: high", OTHERWISE],
         ["redundant-rule: A"]),
        (["id: A, when: 'times = 1', then: high", "id: B, when: 'times in (1, 2, 3)', then: low", OTHERWISE],
         ["redundant-rule: B"]),
    ],
)  # fmt: skip
def test_a_decision_by_first_is_looked_through(rules: list[str], expected: list[str]) -> None:
    assert names(found(level(*rules))) == expected


def test_a_rule_is_needed_for_what_comes_between() -> None:
    told = found(level("id: A, when: times > 1, then: low", "id: B, when: times > 0, then: high", OTHERWISE))
    assert names(told) == []


def test_the_rules_that_shadow_one_are_named() -> None:
    told = found(level(
        "id: A, when: times > 5, then: high", "id: B, when: times <= 2, then: high",
        "id: C, when: vip, then: high", "id: D, when: times between 1 and 2, then: low", OTHERWISE,
    ))  # fmt: skip
    assert [(one.code, one.rules) for one in told] == [("shadowed-rule", (("D", 25), ("B", 23)))]


def test_overlapping_pairs_are_told_up_to_a_number() -> None:
    rules = [f"id: R{number}, when: times < {number}, then: high" for number in range(12)]
    told = names(found(level(*rules, hit="unique")))
    assert len([one for one in told if one.startswith("overlap")]) == 50
    assert "overlap: R0 R1" in told
    assert "not-concluded: overlap level" in told


def test_a_value_that_a_rule_sets_is_known_to_later_decisions() -> None:
    decisions = """pay:
  outcomes: {some: 有, none: 无}
  hit_policy: first
  values:
    sum: {type: money, currency: CNY}
    kind: {type: enum, values: {theft: 被盗, risk: 风险}}
    sure: {type: boolean}
    word: {type: text}
    due: {type: date}
    never: {type: integer}
  rules:
    - {id: P-1, when: lost > 0.00 and amount > lost, then: some,
       set: {sum: lost, kind: theft, sure: vip, word: note, due: date of at}}
    - {id: P-2, when: lost > 0.00, then: some, set: {sum: 'min(lost, 5.00)', kind: risk, word: '"w"'}}
    - {id: P-3, then: none}
later:
  outcomes: {high: 高, low: 低}
  hit_policy: collect
  rules:
    - {id: L-1, when: sum > 5.00 and kind = risk, then: high}
    - {id: L-2, when: sure and not(vip), then: high}
    - {id: L-3, when: 'word != "w" and kind = risk', then: high}
    - {id: L-4, when: 'word = "w" and kind = theft and note != "w"', then: high}
    - {id: L-5, when: never > 0, then: high}
    - {id: L-6, when: sum is known and pay = none, then: high}
    - {id: L-7, when: 'word = "w" and kind = theft', then: high}
    - {id: L-8, when: sum > 5.00 or due is known, then: low}
"""
    dead = [f"dead-rule: L-{number}" for number in range(1, 7)]
    assert names(found(decisions + USED)) == dead


def test_a_decision_may_yield_a_value() -> None:
    decisions = """sum:
  type: money
  currency: CNY
  hit_policy: first
  rules:
    - {id: S-1, when: vip, then: 'amount + 1.00'}
    - {id: S-2, when: lost > 0.00, then: '0.00'}
    - {id: S-3, when: lost <= 0.00, then: '0.00', because: '{sum} {amount}'}
later:
  outcomes: {high: 高, low: 低}
  hit_policy: first
  rules:
    - {id: L-1, when: sum is missing, then: high}
    - {id: L-2, when: sum < amount and vip, then: high}
    - {id: L-3, then: low}
"""
    assert names(found(decisions + USED)) == ["gap: sum", "missing-in-text: S-3 amount", "dead-rule: L-2"]


def test_texts_name_what_may_be_missing() -> None:
    head = "dated_by: day\n"
    more = """parameters:
  large: {type: money, currency: CNY, values: {2026-03-01: 5.00}}
derived:
  double: {value: amount * 2}
"""
    decisions = """all:
  outcomes: {one: 一, two: 二}
  hit_policy: collect
  rules:
    - {id: A-1, when: vip, then: one}
level:
  outcomes:
    high: {title: 高, channel: desk, template: t, with: {given: all, sum: amount}}
    low: {title: 低, channel: desk, template: t, with: {asked: level}}
  hit_policy: first
  rules:
    - {id: L-1, when: amount > 5.00, then: high, because: '{large} {double} {all} {level} {lost}'}
    - {id: L-2, then: low, because: '{double}'}
"""
    told = found(decisions + USED, head=head, more=more)
    assert names(told) == [
        "unused-outcome: all.two",
        "missing-in-text: high all",
        "missing-in-text: L-1 all",
        "missing-in-text: L-1 large",
        "missing-in-text: L-1 lost",
        "missing-in-text: L-2 double",
    ]


def test_a_text_is_asked_of_where_its_paragraphs_stand() -> None:
    head = "dated_by: day\nlanguage: zh\n"
    more = """parameters:
  large: {type: money, currency: CNY, values: {2026-03-01: 5.00}}
templates:
  t:
    zh:
      subject: '{id}'
      body:
        - {when: known is known, text: '{known}'}
        - {when: vip, text: '{sum}'}
        - {when: vip and known is missing, text: '{sum}'}
        - {when: known > large, text: '{bare}'}
        - '{always}'
"""
    decisions = """level:
  outcomes:
    high:
      title: 高
      channel: desk
      template: t
      with: {known: amount, sum: lost, vip: vip, bare: times, always: note, given: category, large: large}
      pays: lost
  hit_policy: collect
  rules:
    - {id: L-1, when: lost is known or vip is missing, then: high}
    - {id: L-2, when: times is known, then: high}
"""
    told = found(decisions + USED, head=head, more=more)
    assert [one for one in names(told) if one.startswith("missing")] == [
        "missing-in-text: high category",
        "missing-in-text: high id",
        "missing-in-text: high lost",
        "missing-in-text: high note",
        "missing-in-text: high times",
    ]
    by_name = {one.about: one.witness for one in told}
    assert by_name["high times"] == {"amount": 10_000, "day": 20_513}


def test_a_decision_that_lacks_a_parameter_is_a_hole_and_nothing_else() -> None:
    head = "dated_by: day\n"
    more = "parameters:\n  large: {type: money, currency: CNY, values: {2026-03-01: 5.00}}\n"
    obliged = more + "never:\n  - {id: O-1, that: amount > large and vip and lost < 0.00 and level = low}\n"
    told = found(level("id: A, when: amount > large, then: high", OTHERWISE), head=head, more=obliged)
    assert names(told) == ["parameter-hole: large"]


def test_an_obligation_holds_or_is_shown_broken() -> None:
    more = """always:
  - {id: O-1, that: 'level in (high, low)'}
  - {id: O-2, when: vip, that: level = high}
  - {id: O-3, when: amount is known, that: lost <= amount}
never:
  - {id: O-4, that: level = high and amount <= 5.00}
  - {id: O-5, when: {level: 'high'}, that: {amount: '-'}}
"""
    told = found(level("id: A, when: amount > 5.00, then: high", OTHERWISE), more=more)
    assert [(one.about, one.witness) for one in told] == [
        ("O-2", {"vip": True}),
        ("O-3", {"amount": 100}),
        ("O-5", {"amount": 10_000}),
    ]


def test_what_is_given_up_leaves_the_rest_answered() -> None:
    text = level("id: A, when: amount > lost, then: high", "id: B, when: times > 1 and times < 0, then: low", OTHERWISE)
    codes = {one.code for one in prove(policy(text), effort=1)}
    assert codes == {"not-concluded"}


@pytest.mark.parametrize("day", ["date", "datetime"])
def test_a_complaint_is_dated_within_the_policy(day: str) -> None:
    facts = f"  told: {{type: {day}, required: true}}\n"
    head = "dated_by: told\nuntil: 2026-02-01\n"
    literal = '@"2026-02-01"' if day == "date" else '@"2026-02-01T00:00:00+08:00"'
    text = level(f"id: A, when: 'told >= {literal}', then: high", OTHERWISE)
    assert names(found(text, head=head, facts=facts)) == [
        "unreachable-outcome: level.high",
        "contradictory-condition: A",
    ]
