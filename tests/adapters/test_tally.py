"""Counts of outcomes and of reasons for review."""

from collections import Counter
from dataclasses import replace
from random import Random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from adapters.tally import Tally, tally
from tests.adapters.shop import policy

ENUM = pl.Enum(["large", "small", "needs_review"])


def counted(reviews: list[str | None], sizes: list[str], steps: list[str]) -> Tally:
    columns = {"review": pl.Series(reviews, dtype=pl.String), "size": pl.Series(sizes, dtype=ENUM), "steps": steps}
    return tally(pl.DataFrame(columns), policy())


def test_rows_are_counted_by_outcome_and_a_set_counts_for_each_of_its_outcomes() -> None:
    found = counted([None, None, "not-in-force: shop"], ["large", "small", "needs_review"], ["note call", "note", ""])
    assert found.outcomes == {
        "size": Counter(large=1, small=1, needs_review=1),
        "steps": Counter(note=2, call=1),
    }


def test_reasons_are_counted_by_code_whoever_gave_them() -> None:
    reviews = ["unreadable `amount` from column `金额`: x", "unreadable: amount", "no-rule-matched: size", None]
    found = counted(reviews, ["small"] * 4, [""] * 4)
    assert found.reasons == Counter({"unreadable": 2, "no-rule-matched": 1})
    assert (found.rows, found.needs_review) == (4, 3)


def test_tallies_add_up() -> None:
    one = counted([None], ["small"], ["note"])
    one.add(counted(["overlap: size S-1 S-2"], ["needs_review"], ["note"]))
    assert (one.rows, one.needs_review, one.reasons) == (2, 1, Counter(overlap=1))
    assert one.outcomes == {"size": Counter(small=1, needs_review=1), "steps": Counter(note=2)}


@given(
    sizes=st.lists(st.sampled_from((1, 2, 7, 90, 300)), min_size=1, max_size=6),
    seed=st.integers(0, 99),
    rows=st.integers(0, 40),
)
def test_names_are_counted_together_as_each_column_counts_them(sizes: list[int], seed: int, rows: int) -> None:
    draw, one, names = Random(seed), policy().decisions[0], [f"n{number}" for number in range(300)]
    columns = [
        pl.Series(f"d{place}", draw.choices(names[:size], k=rows), pl.Enum(names[:size]))
        for place, size in enumerate(sizes)
    ]
    found = replace(policy(), decisions=tuple(replace(one, name=column.name) for column in columns))
    frame = pl.DataFrame([pl.Series("review", [None] * rows, pl.String), *columns])
    assert tally(frame, found).outcomes == {column.name: Counter(column.to_list()) for column in columns}
