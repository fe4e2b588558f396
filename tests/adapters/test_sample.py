"""The sample of a run depends on the places of its rows alone."""

from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from adapters.sample import Sample

ROWS = pl.DataFrame({"id": [f"T-{i}" for i in range(500)], "x": range(500)})


def sampled(cuts: list[int], *, size: int) -> list[int]:
    sample = Sample(size)
    for start, end in zip([0, *cuts], [*cuts, len(ROWS)], strict=True):
        part = ROWS[start:end]
        sample.consider(part, part.select(pl.col("x") * 2))
    facts, results = sample.frames
    assert (facts["x"] * 2).to_list() == results["x"].to_list()
    return facts["x"].to_list()


@given(cuts=st.lists(st.integers(0, 500), max_size=6).map(sorted), size=st.integers(1, 600))
def test_the_same_rows_are_taken_however_they_come_in_chunks(cuts: list[int], size: int) -> None:
    taken = sampled(cuts, size=size)
    assert taken == sampled([], size=size)
    assert len(set(taken)) == len(taken) == min(size, 500)


def test_every_part_of_a_feed_is_drawn_from() -> None:
    tenths = Counter(place // 50 for place in sampled([], size=200))
    assert all(10 <= tenths[tenth] <= 30 for tenth in range(10)), tenths


def test_of_no_rows_there_is_no_sample() -> None:
    assert Sample().frames == ()


def test_a_chunk_without_rows_gives_a_sample_without_rows() -> None:
    sample = Sample()
    sample.consider(ROWS[:0])
    assert sample.frames == ()
