"""Retrying: waits that double up to a limit, never sooner than asked, and an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.dispatch.retrying import SECOND, Retrying


@given(st.integers(1, 19), st.integers(0, 10**6))
def test_a_wait_doubles_with_some_jitter_up_to_the_longest(tries: int, at: int) -> None:
    due = Retrying(20, 2.0, 60.0).next(tries, at=at, asked=None)
    assert due is not None
    assert min(2.0 * 2 ** (tries - 1), 60.0) <= (due - at) / SECOND <= min(2.0 * 2 ** (tries - 1) + 2.0, 60.0)


def test_those_that_failed_together_do_not_come_back_together() -> None:
    assert len({Retrying(20, 2.0, 60.0).next(1, at=0, asked=None) for _ in range(50)}) > 40


def test_it_is_never_sooner_than_the_other_side_asked() -> None:
    assert Retrying(3, 2.0, 60.0).next(1, at=0, asked=100.0) == 100 * SECOND


@pytest.mark.parametrize("tries", [3, 4])
def test_after_so_many_tries_it_ends(tries: int) -> None:
    assert Retrying(3, 2.0, 60.0).next(tries, at=0, asked=5.0) is None
