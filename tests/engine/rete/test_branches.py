"""A condition's branches exclude each other and together say what it says."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rete.branches import MOST_OPERATORS, Piece, disjoint, pieces
from engine.rete.encoding import Code, Unfit
from rules.cells import ALWAYS, NEVER, All, Axis, Condition, In, Kind, Some, holds
from tests.engine.rete.conditions import conditions

FLAGS = tuple(Axis(f"flag {number}", Kind.FLAG) for number in range(24))
CODES = tuple(Code(axis, f"f{number}") for number, axis in enumerate(FLAGS))
TRUE = 0b100


def either(first: int, second: int) -> Some:
    return Some((In(first, TRUE), In(second, TRUE)))


def operators(test: Any) -> int:  # noqa: ANN401 - a test nests mappings, lists and values
    """How many operators durable_rules counts in a test: two for each `$and` and `$or`."""
    if isinstance(test, list):
        return sum(map(operators, test))
    if isinstance(test, dict):
        return sum(2 * (key in ("$and", "$or")) + operators(value) for key, value in test.items())
    return 0


@settings(deadline=None)
@given(conditions(FLAGS[:4]))
def test_every_class_lies_in_one_box_where_the_condition_holds_and_else_in_none(condition: Condition) -> None:
    boxes = disjoint(condition, CODES)

    for cells in product(range(3), repeat=4):
        inside = sum(all(mask >> cells[axis] & 1 for axis, mask in box.items()) for box in boxes)
        assert inside == holds(condition, cells)


def test_a_condition_that_always_holds_is_one_test_of_what_every_fact_has() -> None:
    assert pieces(ALWAYS, CODES) == [Piece({"on": 1}, axes=0, width=1, suspended=0)]


def test_a_condition_that_never_holds_is_no_durable_rule() -> None:
    assert pieces(NEVER, CODES) == []
    assert pieces(In(0, 0), CODES) == []


def test_a_row_of_a_table_is_one_conjunction_in_the_order_of_the_axes() -> None:
    row = All((In(3, TRUE), All((In(1, 0b011), In(2, 0b010)))))

    (piece,) = pieces(row, CODES)

    assert piece.test == {"$and": [{"$neq": {"f1": 1}}, {"f2": 0}, {"f3": 1}]}


def test_an_alternation_becomes_disjoint() -> None:
    (piece,) = pieces(either(0, 1), CODES)

    assert piece.test == {"$or": [{"f0": 1}, {"$and": [{"$neq": {"f0": 1}}, {"f1": 1}]}]}


@pytest.mark.parametrize("pairs", [1, 7, 8, 10, 12])
def test_alternations_are_dealt_out_so_that_no_durable_rule_has_too_many_operators(pairs: int) -> None:
    found = pieces(All(tuple(either(2 * pair, 2 * pair + 1) for pair in range(pairs))), CODES)

    assert max(operators(piece.test) for piece in found) <= MOST_OPERATORS
    assert len(found) == 2 ** max(0, pairs - 7)


@pytest.mark.parametrize("lists", [14, 15, 16])
def test_lists_of_values_are_dealt_out_likewise(lists: int) -> None:
    codes = tuple(Code(Axis(f"bank {place}", Kind.CATEGORY, names=("a", "b")), f"f{place}") for place in range(lists))

    found = pieces(All(tuple(In(place, 0b0110) for place in range(lists))), codes)

    assert {operators(piece.test) for piece in found} == {MOST_OPERATORS}
    assert len(found) == 2 ** (lists - 14)


def test_a_long_list_of_values_is_dealt_out() -> None:
    names = tuple(map(str, range(1000)))
    code = Code(Axis("merchant", Kind.CATEGORY, names=names), "f0")

    found = pieces(In(0, (1 << 301) - 2), (code,))

    assert [piece.width for piece in found] == [128, 128, 44]


def test_an_alternation_of_very_many_boxes_fires_once_for_each_part() -> None:
    halves = tuple(All((In(2 * pair, TRUE), In(2 * pair + 1, TRUE))) for pair in range(12))

    found = pieces(Some(halves), CODES)

    assert [piece.test for piece in found] == [{"$and": [{f"f{2 * n}": 1}, {f"f{2 * n + 1}": 1}]} for n in range(12)]


def test_a_conjunction_of_too_many_alternations_is_refused() -> None:
    with pytest.raises(Unfit, match=r"^falls into more than 1000 branches"):
        pieces(All(tuple(Some((In(a, TRUE), In(b, 0b010))) for a in range(12) for b in range(12, 24))), CODES)


def test_an_alternation_of_many_long_lists_is_refused() -> None:
    names = tuple(map(str, range(700)))
    codes = tuple(Code(Axis(key, Kind.CATEGORY, names=names), f"f{place}") for place, key in enumerate("abc"))
    listed = (1 << 600) - 2
    lists = Some((In(0, 1), All((In(1, listed), In(2, listed)))))

    with pytest.raises(Unfit, match=r"^falls into more than 1000 branches"):
        pieces(lists, codes)


@given(st.integers(1, 24))
def test_what_a_piece_reads_is_what_its_rule_tests(count: int) -> None:
    rule = All(tuple(In(number, TRUE) for number in range(count)))

    assert {piece.axes for piece in pieces(rule, CODES)} == {(1 << count) - 1}
