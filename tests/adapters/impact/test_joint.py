"""Joints of two columns: what is said together, row by row."""

from collections.abc import Callable, Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.impact import joint
from adapters.impact.joint import Joint, Kind, Movement
from engine.results import sets_of
from tests.adapters.impact.counter import OLD, policy

ENUM = pl.Enum(["a", "b"])
OTHER = pl.Enum(["b", "c"])
NAMES = st.sampled_from(["", "a", "b", "a b", None])


def kinds(found: Joint) -> list[tuple[Kind, ...]]:
    """The kinds of each row."""
    return [found.kinds[code] for code in found.codes.tolist()]


def test_names_are_told_apart_by_name_whatever_their_numbers() -> None:
    found = joint.outcomes(pl.Series(["a", "b", None], dtype=ENUM), pl.Series(["b", "b", "c"], dtype=OTHER))
    assert kinds(found) == [(("a", "b"),), (("b", "b"),), ((None, "c"),)]
    assert found.rows.tolist() == [0, 2]


def test_truths_are_names() -> None:
    found = joint.outcomes(pl.Series([True, None, False]), pl.Series([False, True, False]))
    assert kinds(found) == [(("true", "false"),), ((None, "true"),), (("false", "false"),)]


def collected(texts: Sequence[str | None]) -> pl.Series:
    """Texts as the engine gives sets that cannot be too many."""
    (steps,) = (one for one in policy(OLD).decisions if one.name == "steps")
    return pl.Series(texts, dtype=sets_of(steps))


def plain(texts: Sequence[str | None]) -> pl.Series:
    """Texts as the engine gives sets that can be many."""
    return pl.Series(texts, dtype=pl.String)


@given(st.lists(st.tuples(NAMES, NAMES)), st.sampled_from([collected, plain]))
def test_sets_are_told_apart_outcome_by_outcome(
    rows: list[tuple[str | None, str | None]], column: Callable[[Sequence[str | None]], pl.Series]
) -> None:
    found = joint.sets(column([old for old, _ in rows]), column([new for _, new in rows]))
    expected = [
        {(name if name in was else None, name if name in is_ else None) for name in {*was, *is_}}
        for was, is_ in (((old or "").split(), (new or "").split()) for old, new in rows)
    ]
    assert [set(one) for one in kinds(found)] == expected
    assert found.rows.tolist() == [row for row, (old, new) in enumerate(rows) if old != new]


def test_very_many_sets_are_sorted_instead_of_counted_in_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = (pl.Series([f"{side}{number % 40}" for number in range(90)]) for side in "ab")
    counted = joint.sets(old, new)
    monkeypatch.setattr(joint, "MOST_DENSE", 1 << 10)
    assert kinds(joint.sets(old, new)) == kinds(counted)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (1, 1, Movement.SAME),
        (1, 2, Movement.MORE),
        (2, -1, Movement.LESS),
        (None, 0, Movement.GAINED),
        (0, None, Movement.LOST),
        (None, None, Movement.NONE),
    ],
)
def test_numbers_move(old: int | None, new: int | None, expected: Movement) -> None:
    for rest in ([], [3]):
        found = joint.movements(pl.Series([old, *rest], dtype=pl.Int64), pl.Series([new, *rest], dtype=pl.Int64))
        assert kinds(found)[0] == (expected,)
        assert (0 in found.rows) is expected.changes


def test_texts_are_another_or_not() -> None:
    found = joint.texts(pl.Series(["x", "x", None, "y"]), pl.Series(["x", "z", "x", None]))
    assert kinds(found) == [(Movement.SAME,), (Movement.OTHER,), (Movement.GAINED,), (Movement.LOST,)]


def test_values_are_listed_as_they_are_shown() -> None:
    found = joint.values(pl.Series([5, None, 7]), pl.Series([4, 4, None]), show=lambda days: f"{days} days")
    assert found is not None
    assert kinds(found) == [(("5 days", "4 days"),), ((None, "4 days"),), (("7 days", None),)]


def test_values_far_apart_are_not_listed() -> None:
    near, far = pl.Series([0, 1]), pl.Series([0, joint.WIDEST])
    assert joint.values(near, far, show=str) is None
    assert joint.values(far, near, show=str) is None
