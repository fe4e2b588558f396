"""Counts of outcomes and of reasons for review."""

from collections import Counter

import polars as pl

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
