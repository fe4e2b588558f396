import pytest

from benchmarks import byhand, decide
from benchmarks.agreement import DisagreementError
from benchmarks.complaints import complaints
from benchmarks.policies import peers
from engine import Engine


def test_ours_theirs_and_by_hand_agree_on_what_is_measured() -> None:
    versus = decide.measure(2000, 1)
    assert [len(taken) for taken in versus.runs.values()] == [1, 1]


def test_one_wrong_outcome_of_theirs_ends_the_measurement() -> None:
    facts = complaints(0, 1).to_dicts()
    with Engine(peers()) as engine, pytest.raises(DisagreementError, match="theirs"):
        decide.agree(facts, engine, lambda _: ["required", "normal", 5, "none", "open"])


def test_every_rule_of_the_policy_wins_some_complaint() -> None:
    won = {rule for facts in complaints(0, 5000).to_dicts() for _, rule in byhand.decide(facts)}
    assert won == {rule.id for decision in peers().decisions for rule in decision.rules}
