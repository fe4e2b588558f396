"""Cells: where values fall, and conditions over them."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.cells import (
    ALWAYS,
    NEVER,
    All,
    Axis,
    Condition,
    In,
    Kind,
    Some,
    Value,
    box,
    complement,
    every,
    holds,
    some,
    touched,
)

AMOUNT = Axis("金额", Kind.NUMBER, starts=(0, 100_001))
CATEGORY = Axis("类别", Kind.CATEGORY, names=("盗用", "service"))
CLOSED = Axis("channel", Kind.CATEGORY, names=("app", "web"), open=False)
VIP = Axis("vip", Kind.FLAG)
AXES = (AMOUNT, CATEGORY, CLOSED, VIP)
CLASSES = list(product(*(range(axis.size) for axis in AXES)))


@pytest.mark.parametrize(
    ("axis", "value", "cell"),
    [
        (AMOUNT, None, 0),
        (AMOUNT, -1, 1),
        (AMOUNT, 0, 2),
        (AMOUNT, 100_000, 2),
        (AMOUNT, 100_001, 3),
        (AMOUNT, 2**53 + 1, 3),
        (Axis("count", Kind.NUMBER), 5, 1),
        (CATEGORY, None, 0),
        (CATEGORY, "盗用", 1),
        (CATEGORY, "service", 2),
        (CATEGORY, "other", 3),
        (CLOSED, "web", 2),
        (VIP, None, 0),
        (VIP, False, 1),
        (VIP, True, 2),
    ],
)
def test_a_value_falls_into_a_cell(axis: Axis, value: Value, cell: int) -> None:
    assert axis.cell(value) == cell


@pytest.mark.parametrize(("axis", "size"), [(AMOUNT, 4), (CATEGORY, 4), (CLOSED, 3), (VIP, 3)])
def test_an_axis_counts_its_cells_with_the_missing_one(axis: Axis, size: int) -> None:
    assert (axis.size, axis.full) == (size, 2**size - 1)


@pytest.mark.parametrize(
    ("found", "simple"),
    [
        (every(()), ALWAYS),
        (some(()), NEVER),
        (every((In(0, 0b110), In(0, 0b011))), In(0, 0b010)),
        (some((In(0, 0b100), In(0, 0b001))), In(0, 0b101)),
        (every((In(0, 0b100), In(0, 0b001))), NEVER),
        (every((In(0, 1), NEVER)), NEVER),
        (every((In(0, 1), ALWAYS)), In(0, 1)),
        (some((In(0, 1), ALWAYS)), ALWAYS),
        (some((In(0, 0), In(1, 0))), NEVER),
        (some((In(0, 0), In(1, 1))), In(1, 1)),
        (every((All((In(0, 1), In(1, 1))), In(2, 1))), All((In(0, 1), In(1, 1), In(2, 1)))),
        (some((Some((In(0, 1), In(1, 1))), In(1, 2))), Some((In(0, 1), In(1, 3)))),
        (every((Some((In(0, 1), In(1, 1))), In(2, 1))), All((In(2, 1), Some((In(0, 1), In(1, 1)))))),
    ],
)
def test_conditions_are_simplified(found: Condition, simple: Condition) -> None:
    assert found == simple


@pytest.mark.parametrize(
    ("condition", "axes"),
    [(ALWAYS, 0), (NEVER, 0), (In(3, 1), 0b1000), (All((In(0, 1), Some((In(2, 1), In(0, 2))))), 0b101)],
)
def test_a_condition_touches_the_axes_it_depends_on(condition: Condition, axes: int) -> None:
    assert touched(condition) == axes


def conditions() -> st.SearchStrategy[Condition]:
    tests = st.integers(0, len(AXES) - 1).flatmap(
        lambda axis: st.builds(In, st.just(axis), st.integers(0, AXES[axis].full))
    )
    return st.recursive(tests, lambda part: st.builds(All, groups(part)) | st.builds(Some, groups(part)), max_leaves=8)


def groups(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[tuple[Condition, ...]]:
    return st.lists(part, max_size=3).map(tuple)


@given(st.lists(conditions(), max_size=4))
def test_simplified_conditions_hold_where_all_or_some_of_the_parts_do(parts: list[Condition]) -> None:
    both, either = every(parts), some(parts)
    for cells in CLASSES:
        truths = [holds(part, cells) for part in parts]
        assert (holds(both, cells), holds(either, cells)) == (all(truths), any(truths))


@given(conditions())
def test_the_complement_holds_exactly_where_the_condition_does_not(condition: Condition) -> None:
    opposite = complement(condition, AXES)
    assert all(holds(opposite, cells) is not holds(condition, cells) for cells in CLASSES)


@given(conditions())
def test_a_condition_holds_only_within_its_box(condition: Condition) -> None:
    within = box(condition)
    for cells in CLASSES:
        inside = all(mask >> cells[axis] & 1 for axis, mask in within.items())
        assert inside or not holds(condition, cells)


@given(conditions(), st.sampled_from(CLASSES), st.data())
def test_only_the_axes_touched_matter(condition: Condition, cells: tuple[int, ...], data: st.DataObject) -> None:
    other = data.draw(st.sampled_from(CLASSES))
    moved = tuple(
        one if touched(condition) >> axis & 1 else two for axis, (one, two) in enumerate(zip(cells, other, strict=True))
    )
    assert holds(condition, moved) is holds(condition, cells)
