"""Columns hold what the complaints' facts are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.terms import Row, computing, rows


@given(rows)
def test_a_column_holds_each_fact(complaints: list[Row]) -> None:
    for name, held in computing(complaints).columns.items():
        assert [held.at(row) for row in range(len(complaints))] == [one[name] for one in complaints]


@given(rows.filter(bool), st.data())
def test_rows_can_be_picked(complaints: list[Row], data: st.DataObject) -> None:
    picked = data.draw(st.lists(st.integers(0, len(complaints) - 1), max_size=8))
    for name, held in computing(complaints).columns.items():
        some = held.where(np.array(picked, np.int64))
        assert [some.at(row) for row in range(len(picked))] == [complaints[row][name] for row in picked]
