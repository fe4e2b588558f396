"""The sample of a run depends on the identities of its rows alone."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from adapters.sample import Sample

ROWS = pl.DataFrame({"id": [f"T-{i}" for i in range(50)], "x": range(50)})


def sampled(cuts: list[int], *, size: int) -> list[str]:
    sample = Sample(size)
    for start, end in zip([0, *cuts], [*cuts, 50], strict=True):
        part = ROWS[start:end]
        sample.consider(part["id"], part, part.select(pl.col("x") * 2))
    facts, results = sample.frames
    assert (facts["x"] * 2).to_list() == results["x"].to_list()
    return sorted(facts["id"].to_list())


@given(cuts=st.lists(st.integers(0, 50), max_size=6).map(sorted), size=st.integers(1, 60))
def test_the_same_rows_are_taken_however_they_come_in_chunks(cuts: list[int], size: int) -> None:
    taken = sampled(cuts, size=size)
    assert taken == sampled([], size=size)
    assert len(taken) == min(size, 50)


def test_a_larger_sample_holds_the_smaller_one() -> None:
    assert set(sampled([], size=5)) < set(sampled([], size=20))


def test_of_no_rows_there_is_no_sample() -> None:
    assert Sample().frames == ()
