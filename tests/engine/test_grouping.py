"""Grouping keeps every condition, once, with its meaning."""

from itertools import product
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from engine.grouping import MERGED_SIZE, grouped
from rules.cells import ALWAYS, NEVER, All, Axis, Condition, In, Kind, Some, holds, touched

SIZES = (3, 4, 5, 3)
AXES = tuple(Axis(f"f{place}", Kind.NUMBER, starts=tuple(range(size - 2))) for place, size in enumerate(SIZES))
CLASSES = tuple(product(*(range(size) for size in SIZES)))


def simple() -> st.SearchStrategy[Condition]:
    return st.integers(0, 3).flatmap(lambda axis: st.builds(In, st.just(axis), st.integers(0, 2 ** SIZES[axis] - 1)))


def conditions() -> st.SearchStrategy[Condition]:
    def joined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(st.builds(All, parts), st.builds(Some, parts))

    return st.recursive(simple(), joined, max_leaves=6)


@given(st.lists(conditions(), max_size=6))
def test_every_condition_is_in_one_group(found: list[Condition]) -> None:
    members = [member for group in grouped(AXES, found) for member in group.members]
    assert sorted(members) == list(range(len(found)))


@given(st.lists(conditions(), max_size=4))
def test_a_condition_means_the_same_in_its_group(found: list[Condition]) -> None:
    for group in grouped(AXES, found):
        for member, moved in zip(group.members, group.conditions, strict=True):
            for cells in CLASSES:
                assert holds(moved, tuple(cells[axis] for axis in group.axes)) == holds(found[member], cells)


@given(st.lists(conditions(), max_size=6))
def test_a_group_looks_at_the_axes_of_its_conditions_alone(found: list[Condition]) -> None:
    for group in grouped(AXES, found):
        masks = {touched(found[member]) for member in group.members}
        assert set(group.axes) == {axis for axis in range(4) for mask in masks if mask >> axis & 1}


WIDE = tuple(Axis(f"f{place}", Kind.FLAG) for place in range(12))


def test_groups_are_merged_while_their_classes_are_few() -> None:
    pairs = [All((In(place, 2), In(place + 1, 4))) for place in range(11)]
    found = grouped(WIDE, pairs)
    assert len(found) == 2
    assert max(prod(WIDE[axis].size for axis in group.axes) for group in found) <= MERGED_SIZE


def test_a_condition_on_many_axes_has_the_smaller_ones_on_them_with_it() -> None:
    every = All(tuple(In(place, 2) for place in range(11)))
    found = grouped(WIDE, [In(0, 2), every, In(11, 2)])
    assert [(group.axes, group.members) for group in found] == [(tuple(range(11)), (0, 1)), ((11,), (2,))]


def test_conditions_that_read_nothing_need_no_axis() -> None:
    (group,) = grouped(WIDE, [ALWAYS, NEVER])
    assert (group.axes, group.members, group.conditions) == ((), (0, 1), (ALWAYS, NEVER))
