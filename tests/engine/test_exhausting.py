"""Every class is asked of durable_rules, and a class that it decides otherwise is found."""

from __future__ import annotations

from dataclasses import replace
from math import prod

from engine.classes import Classes
from engine.examining import examine
from engine.exhausting import compared, exhaust
from engine.rete import Network
from rules.cells import NEVER
from rules.edition import Edition, edition, starts
from tests.casebook import policy_at
from tests.engine.small import policy

DECISIONS = """level:
  outcomes: {high: 高, low: 低}
  hit_policy: first
  rules:
    - {id: A, when: 'amount > 100.00 and note = "x"', then: high}
    - {id: B, when: 'category in (theft, risk) or note is missing or amount > lost', then: low}
    - {id: C, when: category = service and vip, then: low}
"""


def first(decisions: str = DECISIONS) -> Edition:
    found = policy(decisions)
    return edition(found, starts(found)[0])


def test_every_class_of_every_group_is_asked_about() -> None:
    exhausted = exhaust(policy(DECISIONS))
    groups = [(one.partition, group) for one in first().decisions for group in Classes(one).groups]
    sizes = [prod(partition.axes[axis].size for axis in group.layout.axes) for partition, group in groups]
    assert (exhausted.classes, exhausted.asked, exhausted.findings) == (sum(sizes), sum(sizes), ())
    assert exhausted.classes > 100


def test_all_editions_of_a_policy_are_asked_about() -> None:
    found = policy_at("rules/packs/us-cfpb.yaml")
    first_only = replace(found, decisions=found.decisions[:1], deadlines=(), order=(found.decisions[0].name,))
    exhausted = exhaust(first_only)
    once = exhaust(replace(first_only, dated_by=""))
    assert exhausted.asked == len(starts(found)) * once.asked


def test_a_class_that_durable_rules_decides_otherwise_is_told_with_its_values() -> None:
    one = first().decisions[0]
    (group,) = Classes(one).groups
    axes = tuple(one.partition.axes[number] for number in group.layout.axes)
    group.network = Network("level", axes, [NEVER, *group.layout.conditions[1:]])
    (finding,) = compared(group, one, first(), most=10_000).findings
    assert (finding.code, finding.about) == ("engine-differs", "level")
    assert "amount: 10001, " in finding.told["facts"]
    assert "note: x, " in finding.told["facts"]


def test_a_group_of_too_many_classes_is_not_concluded() -> None:
    exhausted = exhaust(policy(DECISIONS), most=10)
    assert {(one.code, one.about) for one in exhausted.findings} == {("not-concluded", "engine-differs level")}
    assert exhausted.asked < exhausted.classes


def test_an_examination_may_ask_about_every_class() -> None:
    found, exhausted = examine(policy(DECISIONS), exhaustive=True)
    assert exhausted is not None
    assert exhausted.asked == exhausted.classes
    assert "engine-differs" not in {one.code for one in found}
