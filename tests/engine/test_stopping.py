"""Stopping by column: pauses are joined as they are one by one."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from engine.stopping import NEVER, Pauses, merged
from rules import stopping
from rules.stopping import Interval

PAUSE = st.tuples(st.integers(-20, 120), st.none() | st.integers(0, 60)).map(
    lambda one: (one[0], None if one[1] is None else one[0] + one[1])
)
ROWS = st.lists(
    st.tuples(st.lists(PAUSE, max_size=5), st.integers(-5, 60), st.integers(-10, 120)), min_size=1, max_size=6
)


@given(ROWS)
def test_pauses_are_joined_in_every_row_as_they_are_alone(rows: list[tuple[list[Interval], int, int]]) -> None:
    slots = max(len(pauses) for pauses, _, _ in rows)
    begins, ends = np.full((2, slots, len(rows)), NEVER, np.int64)
    for row, (pauses, _, _) in enumerate(rows):
        for slot, (begin, end) in enumerate(pauses):
            begins[slot, row], ends[slot, row] = begin, NEVER if end is None else end
    starts, horizons = (np.array([row[at] for row in rows], np.int64) for at in (1, 2))
    found = merged(Pauses(begins, ends), starts=starts, horizons=horizons)
    for row, (pauses, start, horizon) in enumerate(rows):
        there = zip(found.starts[:, row].tolist(), found.ends[:, row].tolist(), strict=True)
        joined = [(begin, None if end == NEVER else end) for begin, end in there if begin != NEVER]
        assert tuple(joined) == stopping.merged(pauses, start=start, horizon=horizon)
