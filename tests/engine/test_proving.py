"""A policy is proved before it decides: what durable_rules cannot bear is a fault of the decision."""

from engine.proving import unbearable
from rules.policy import Policy
from tests.engine.small import policy

SIMPLE = """level:
  outcomes: {high: 高}
  rules:
    - {id: A, when: "vip", then: high}
"""
TANGLED = """tangled:
  outcomes: {high: 高}
  rules:
    - {id: T, when: 'CONDITION', then: high}
"""


def tangled() -> Policy:
    """A policy with one rule of more alternatives than durable_rules can hold apart."""
    names = [f"f{number}" for number in range(60)]
    pairs = " and ".join(f"({one} or {two})" for one, two in zip(names[::2], names[1::2], strict=True))
    facts = "".join(f"  {name}: {{type: boolean}}\n" for name in names)
    return policy(SIMPLE + TANGLED.replace("CONDITION", pairs), facts=facts)


def test_a_policy_that_durable_rules_can_bear_has_no_fault() -> None:
    assert unbearable(policy(SIMPLE)) == ()


def test_a_decision_it_cannot_bear_is_named_at_its_place() -> None:
    found = tangled()
    (fault,) = unbearable(found)
    assert (fault.code, fault.place) == ("too-complex", found.decisions_by_name["tangled"].place)
