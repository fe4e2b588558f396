"""Stopping: pauses as they are known, joined where they touch; what they do to a period is tested with deadlines."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.stopping import Interval, merged


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], []),
        ([(10, 20)], [(10, 20)]),
        ([(10, 20), (30, 40)], [(10, 20), (30, 40)]),
        ([(30, 40), (10, 20)], [(10, 20), (30, 40)]),
        ([(10, 20), (20, 30)], [(10, 30)]),
        ([(10, 25), (20, 30)], [(10, 30)]),
        ([(10, 40), (20, 30)], [(10, 40)]),
        ([(10, 20), (21, 30)], [(10, 20), (21, 30)]),
        ([(10, None), (20, 30)], [(10, None)]),
        ([(10, 20), (15, None)], [(10, None)]),
        ([(10, 10)], []),
        ([(-10, -5)], []),  # over before the start
        ([(-10, 0)], []),
        ([(-10, 7)], [(0, 7)]),  # from the start on
        ([(90, 100)], [(90, 100)]),
        ([(90, 101)], [(90, None)]),  # its end is not known yet
        ([(100, 110)], [(100, None)]),
        ([(101, 110)], []),  # it has not begun
    ],
)
def test_pauses_are_known_from_the_start_until_now(pauses: list[Interval], expected: list[Interval]) -> None:
    assert merged(pauses, start=0, horizon=100) == tuple(expected)


ANY = st.lists(
    st.tuples(st.integers(-20, 120), st.none() | st.integers(0, 60)).map(
        lambda one: (one[0], None if one[1] is None else one[0] + one[1])
    ),
    max_size=6,
)


@given(ANY)
def test_an_instant_is_paused_where_one_of_the_pauses_is(pauses: list[Interval]) -> None:
    found = merged(pauses, start=0, horizon=100)
    for instant in range(101):
        assert inside(instant, found) == inside(instant, pauses)
    assert all(one[1] is not None and one[1] < two[0] for one, two in pairwise(found))


def inside(instant: int, pauses: list[Interval] | tuple[Interval, ...]) -> bool:
    return any(start <= instant and (end is None or instant < end) for start, end in pauses)
