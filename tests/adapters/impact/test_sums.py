"""Sums by code, exact whatever they come to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.impact import sums

INT64 = st.integers(-(2**63) + 1, 2**63 - 1)


@given(st.lists(st.tuples(st.integers(0, 3), INT64 | st.integers(-100, 100)), max_size=40))
def test_sums_are_exact(rows: list[tuple[int, int]]) -> None:
    codes = np.array([code for code, _ in rows], np.intp)
    values = np.array([value for _, value in rows], np.int64)
    expected = [sum(value for code, value in rows if code == which) for which in range(4)]
    assert sums.summed(codes, values, size=4) == expected


@pytest.mark.parametrize("value", [2**53 + 1, -(2**53) - 1, 2**62])
def test_what_no_float_holds_is_summed(value: int) -> None:
    assert sums.summed(np.zeros(3, np.intp), np.full(3, value), size=1) == [3 * value]


def test_codes_that_do_not_occur_are_counted_as_none() -> None:
    assert sums.counted(np.array([2, 0, 2]), size=4).tolist() == [1, 0, 2, 0]
