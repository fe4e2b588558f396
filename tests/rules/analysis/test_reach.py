"""What some complaint comes to is told from what none does."""

from __future__ import annotations

import pytest

from rules.analysis.reach import Reach
from rules.edition import edition
from tests.engine import small

POLICY = small.policy(
    """size:
  outcomes: {large: 大额, middle: 中等, small: 小额}
  hit_policy: first
  rules:
    - {id: S-1, when: amount > 5.00, then: large}
    - {id: S-2, when: amount > 6.00, then: middle}
    - {id: S-3, when: lost > amount or vip, then: small}
""",
    facts="  share: {type: integer, range: {min: 0, max: 5}}\n",
)


@pytest.fixture(scope="module")
def reach() -> Reach:
    return Reach(edition(POLICY, POLICY.effective))


@pytest.mark.parametrize(("number", "expected"), [(0, True), (1, False), (2, True)])
def test_a_rule_that_never_wins_is_out_of_reach(reach: Reach, number: int, expected: bool) -> None:
    assert reach.rule("size", number) is expected


@pytest.mark.parametrize(("name", "expected"), [("large", True), ("middle", False), ("small", True)])
def test_an_outcome_that_nobody_gets_is_out_of_reach(reach: Reach, name: str, expected: bool) -> None:
    assert reach.outcome("size", name) is expected


def test_a_cell_and_a_stretch_are_within_reach(reach: Reach) -> None:
    axes = [axis.key for axis in edition(POLICY, POLICY.effective).decisions[0].partition.axes]
    amount, compared = axes.index("amount"), next(place for place, key in enumerate(axes) if "lost" in key)
    assert all(reach.cell("size", amount, number) for number in range(4))
    assert reach.between("size", amount, 500, 500)
    assert not reach.between("size", amount, -(10**17), -(10**16))
    assert reach.between("size", compared, 1, 1)


def test_a_test_on_a_text_has_no_stretch(reach: Reach) -> None:
    axes = [axis.key for axis in edition(POLICY, POLICY.effective).decisions[0].partition.axes]
    assert reach.cell("size", axes.index("vip"), 2)
    text = small.policy("d:\n  outcomes: {a: 甲}\n  rules: [{id: R, when: 'contains(note, \"x\")', then: a}]\n")
    with pytest.raises(TypeError):
        Reach(edition(text, text.effective)).between("d", 0, 0, 1)


def test_what_is_not_found_out_counts_as_within_reach() -> None:
    assert Reach(edition(POLICY, POLICY.effective), effort=1).rule("size", 1)


def test_nothing_is_said_of_a_decision_that_lacks_a_parameter() -> None:
    late = small.policy(
        "d:\n  outcomes: {a: 甲}\n  rules: [{id: R, when: amount > floor, then: a}]\n",
        head="dated_by: day\n",
        more="parameters:\n  floor: {type: money, currency: CNY, values: {2026-06-01: 5.00}}\n",
    )
    first = Reach(edition(late, late.effective))
    assert not first.rule("d", 0)
    assert not first.outcome("d", "a")
