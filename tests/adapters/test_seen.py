"""Rows met before: as a dictionary of every identity would tell them, whatever the chunks and the collisions."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import seen as module
from adapters.seen import LEAST_SLOTS, Met, Prints, Seen, TooManyRowsError, fingerprints

Row = tuple[str, int]

ROWS = st.lists(st.tuples(st.sampled_from([f"T-{i}" for i in range(12)]), st.integers(0, 2)), max_size=60)


def prints(rows: list[Row]) -> Prints:
    identity = pl.Series("id", [one for one, _ in rows], dtype=pl.String)
    return fingerprints(identity, pl.DataFrame({"x": pl.Series([x for _, x in rows], dtype=pl.Int64)}), seed=7)


def crowded(rows: list[Row]) -> Prints:
    """Prints as they are, but that half of all identities want one slot and share the hash that finds it."""
    found = prints(rows)
    place = np.where(found.check % np.uint64(2) == 0, np.uint64(0xFFFFFFFF), found.place)
    return replace(found, place=place)


def told(met: Met) -> list[str]:
    return [
        "again" if repeats else "new" if contradicts < 0 else f"unlike {contradicts}"
        for repeats, contradicts in zip(met.repeats.tolist(), met.contradicts.tolist(), strict=True)
    ]


def by_dictionary(rows: list[Row]) -> list[str]:
    first: dict[str, tuple[int, int]] = {}
    answers = []
    for number, (identity, content) in enumerate(rows):
        earlier, before = first.setdefault(identity, (number, content))
        answers.append("new" if earlier == number else "again" if before == content else f"unlike {earlier}")
    return answers


@pytest.mark.parametrize("print_rows", [prints, crowded])
@given(rows=ROWS, cut=st.integers(1, 20))
def test_each_row_is_told_as_a_dictionary_tells_it(print_rows: type[Prints], rows: list[Row], cut: int) -> None:
    seen = Seen()
    answers: list[str] = []
    for start in range(0, len(rows), cut):
        part = rows[start : start + cut]
        answers += told(seen.meet(print_rows(part), file="f", lines=np.arange(len(part))))  # type: ignore[call-arg, arg-type]
    assert answers == by_dictionary(rows)


def test_a_table_that_grows_several_times_forgets_nothing() -> None:
    rows = [(f"T-{i}", 0) for i in range(4 * LEAST_SLOTS)]
    seen = Seen()
    first = [seen.meet(prints(rows[at::4]), file="f", lines=np.arange(LEAST_SLOTS)) for at in range(4)]
    again = seen.meet(prints(rows), file="f", lines=np.arange(len(rows)))
    assert not any(met.repeats.any() for met in first)
    assert again.repeats.all()


def test_rows_in_order_are_remembered_when_others_come() -> None:
    """Nothing is asked while identities rise; the first that does not is compared with all before."""
    seen = Seen()
    for part in ([("a", 1), ("c", 1)], [("d", 1)], [], [("f", 1)]):
        seen.meet(prints(part), file="f", lines=np.arange(len(part)))
    met = seen.meet(prints([("b", 1), ("c", 1), ("d", 2), ("f", 1), ("g", 1)]), file="f", lines=np.arange(5))
    assert told(met) == ["new", "again", "unlike 2", "again", "new"]


@given(rows=ROWS, cut=st.integers(1, 20))
def test_sorted_rows_are_told_as_a_dictionary_tells_them(rows: list[Row], cut: int) -> None:
    seen, ordered = Seen(), sorted(rows)
    answers: list[str] = []
    for start in range(0, len(rows), cut):
        part = ordered[start : start + cut]
        answers += told(seen.meet(prints(part), file="f", lines=np.arange(len(part))))
    assert answers == by_dictionary(ordered)


def test_an_earlier_row_is_named_by_file_and_line() -> None:
    seen = Seen()
    seen.meet(prints([("a", 1), ("b", 1)]), file="one.csv", lines=np.array([2, 3]))
    seen.meet(prints([("c", 1), ("d", 1)]), file="two.csv", lines=np.array([2, 9]))
    met = seen.meet(prints([("d", 2), ("b", 2)]), file="three.csv", lines=np.array([2, 3]))
    assert [seen.where(row) for row in met.contradicts.tolist()] == [("two.csv", 9), ("one.csv", 3)]


def test_a_missing_value_is_another_content_than_any_value() -> None:
    identity = pl.Series("id", ["a"])
    frames = [pl.DataFrame({"x": pl.Series([x], dtype=pl.Int64)}) for x in (None, 0, 1)]
    contents = {int(fingerprints(identity, frame, seed=1).content[0]) for frame in frames}
    assert len(contents) == 3


def test_more_rows_than_have_numbers_are_refused_not_confused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 3)
    seen = Seen()
    seen.meet(prints([("a", 1), ("b", 1)]), file="f", lines=np.arange(2))
    with pytest.raises(TooManyRowsError, match="more than 3 rows in one run: feed it in parts"):
        seen.meet(prints([("c", 1), ("d", 1)]), file="f", lines=np.arange(2))
