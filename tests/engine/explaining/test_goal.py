"""Goals: what one asks why it was not decided."""

import pytest

from engine import Engine
from engine.explaining import UnmeantError, goal
from rules.cells import Value
from tests.engine.small import policy

POLICY = policy(
    """size:
  outcomes: {large: L, small: S}
  hit_policy: first
  values: {share: {type: money, currency: CNY}, sure: {type: boolean}}
  rules:
    - {id: S-1, when: amount > 1000.00, then: large, set: {share: amount, sure: vip}}
    - {id: S-2, when: amount <= 1000.00, then: small, set: {sure: "not(vip)"}}
steps:
  outcomes: {note: N, call: C}
  hit_policy: collect
  rules:
    - {id: T-1, when: vip, then: call}
limit:
  type: integer
  hit_policy: first
  rules:
    - {id: L-1, when: times is known, then: times + 1}
    - {id: L-2, then: 7}
""",
    head="calendar: CN\n",
    more="deadlines:\n  answer: {from: at, within: 24 hours}\n  other: {from: at, within: 3 working days}\n",
)
FACTS: dict[str, Value] = {"id": "T", "amount": 200_000, "vip": True, "times": 3, "at": 1_772_415_000_000_000}
AS_OF = 1_772_415_000_000_000
CASES = (
    ("size", "large", True),
    ("size", "small", False),
    ("size", "needs_review", False),
    ("steps", "call", True),
    ("steps", "note", False),
    ("steps", "needs_review", False),
    ("limit", "4", True),
    ("limit", "7", False),
    ("share", "2000.00", True),
    ("share", "1.00", False),
    ("sure", "true", True),
    ("sure", "false", False),
    ("answer", "running", True),
    ("answer", "met", False),
    ("answer", "needs_review", False),
)


@pytest.mark.parametrize(("name", "value", "reached"), CASES)
def test_a_goal_is_an_outcome_a_value_or_a_state(name: str, value: str, reached: bool) -> None:
    with Engine(POLICY) as engine:
        assert goal(POLICY, name, value).reached(engine.decide(FACTS, as_of=AS_OF)) is reached


@pytest.mark.parametrize(
    ("name", "facts"),
    [("size", {"amount": None}), ("other", {"at": -60_000_000_000_000_000})],
    ids=["no rule", "no calendar"],
)
def test_a_review_is_a_goal(name: str, facts: dict[str, Value]) -> None:
    with Engine(POLICY) as engine:
        assert goal(POLICY, name, "needs_review").reached(engine.decide({**FACTS, **facts}, as_of=AS_OF))


def test_a_complaint_that_was_not_decided_reaches_nothing() -> None:
    with Engine(POLICY) as engine:
        assert not goal(POLICY, "size", "needs_review").reached(engine.decide({**FACTS, "times": 1000}, as_of=AS_OF))


@pytest.mark.parametrize(
    ("name", "value", "code", "told"),
    [
        ("sise", "large", "unknown-name", {"name": "sise", "near": "size"}),
        ("qqqq", "large", "unknown-name", {"name": "qqqq", "near": ""}),
        ("size", "huge", "unknown-value", {"name": "size", "value": "huge", "names": "large, small, needs_review"}),
        ("answer", "late", "unknown-value", None),
        (
            "share",
            "much",
            "unreadable-value",
            {"name": "share", "value": "much", "why": "not a plain number such as `1280.50`"},
        ),
    ],
)
def test_what_the_policy_does_not_know_is_no_goal(
    name: str, value: str, code: str, told: dict[str, str] | None
) -> None:
    with pytest.raises(UnmeantError) as caught:
        goal(POLICY, name, value)
    assert caught.value.code == code
    assert told is None or caught.value.told == told
