"""Moments: one instant a day, asked once where it is kept."""

import numpy as np

from engine.midnight import Moments, days_of


def test_days_around_one_are_asked_once_and_days_outside_each_time() -> None:
    asked: list[int] = []

    def moment(day: int) -> int:
        asked.append(day)
        return day * 10

    moments = Moments(moment, days=range(100, 2000))
    assert asked == []
    days = np.array([700, 99, 700, 2000, 701], np.int64)
    assert moments.of(days).tolist() == [7000, 990, 7000, 20000, 7010]
    assert moments.of(days).tolist() == [7000, 990, 7000, 20000, 7010]
    assert asked.count(700) == asked.count(701) == 1
    assert asked.count(99) == 2
    assert 1500 not in asked


def test_no_instants_lie_in_no_days() -> None:
    moments = Moments(lambda day: day * 86_400_000_000, days=range(100))
    assert days_of(np.empty(0, np.int64), moments).tolist() == []
