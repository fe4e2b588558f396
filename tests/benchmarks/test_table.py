import pytest

from benchmarks import table
from benchmarks.agreement import DisagreementError
from benchmarks.policies import loaded
from engine import Engine


def test_both_forms_of_a_table_have_the_same_winners() -> None:
    series = table.measure(10, 1)
    assert [list(taken) for taken in series.runs.values()] == [[10], [10]]


def test_another_winner_ends_the_measurement() -> None:
    facts = {"id": "1", "category": "c3", "amount": 0}
    with Engine(loaded(table.policy(10))) as engine, pytest.raises(DisagreementError, match="rule R4"):
        table.agree([facts], engine, lambda _: "R4")


@pytest.mark.parametrize("size", [10, 100])
def test_a_table_has_as_many_rules_as_it_is_long(size: int) -> None:
    (decision,) = loaded(table.policy(size)).decisions
    assert len(decision.rules) == size
