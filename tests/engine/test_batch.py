"""Rows are decided independently of each other and of the chunk they come in."""

from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import Engine
from tests.engine.small import Facts, agreed, frame, policy
from tests.engine.test_assigning import CHAIN

LIMIT = "parameters:\n  limit: {type: money, currency: CNY, values: {2026-01-01: 10.00, 2026-06-01: 20.00}}\n"
FIRST, NEXT = 20_454, 20_605
DATED = policy(CHAIN.replace("amount > 10.00", "amount > limit"), head="dated_by: day\nuntil: 2027-01-01\n", more=LIMIT)


def complaints() -> st.SearchStrategy[Facts]:
    return st.fixed_dictionaries(
        {
            "id": st.text(max_size=3),
            "day": st.sampled_from((None, FIRST - 1, FIRST, NEXT - 1, NEXT, FIRST + 400)),
            "amount": st.sampled_from((None, 0, 1_000, 1_001, 2_001, 10**16)),
            "lost": st.sampled_from((None, 0, 1)),
            "times": st.sampled_from((None, 0, 5, 101)),
            "note": st.sampled_from((None, "", "退款")),
        }
    )


@given(rows=st.lists(complaints(), min_size=1, max_size=12), cuts=st.lists(st.integers(0, 12), max_size=4))
@settings(max_examples=40)
def test_any_chunking_gives_the_same_rows(rows: list[Facts], cuts: list[int]) -> None:
    places = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    whole = frame(DATED, rows)
    with Engine(DATED) as engine:
        parts = [engine.decide_columns(whole[one:two]) for one, two in pairwise(places)]
        assert pl.concat(parts).equals(engine.decide_columns(whole))


@given(rows=st.lists(complaints(), max_size=12))
@settings(max_examples=40)
def test_each_path_says_the_same_of_a_row(rows: list[Facts]) -> None:
    agreed(DATED, *rows)
