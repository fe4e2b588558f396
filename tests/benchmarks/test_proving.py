import pytest

from benchmarks import proving
from benchmarks.policies import loaded


def test_tables_are_proved_in_rounds() -> None:
    series = proving.measure(10, 2)
    assert [list(taken) for taken in series.runs.values()] == [[10]]


@pytest.mark.parametrize("size", [10, 100])
def test_a_table_has_as_many_rows_and_one_that_always_holds(size: int) -> None:
    (decision,) = loaded(proving.table(size)).decisions
    assert len(decision.rules) == size + 1
