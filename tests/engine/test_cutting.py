"""Values fall into the cells that their axes are cut into, by column as one by one."""

import pytest
from hypothesis import given

from engine.cutting import cells
from rules.cells import Axis, Kind
from rules.evaluation import compute
from rules.terms import Input, Test
from tests.engine.terms import CATEGORIES, Row, computing, rows, tests

AXES = [
    ("n", Axis("n", Kind.NUMBER, starts=(-3, 0, 2**53))),
    ("n", Axis("n", Kind.NUMBER)),
    ("m", Axis("m", Kind.NUMBER, starts=tuple(range(-5, 12)))),
    ("flag", Axis("flag", Kind.FLAG)),
    ("category", Axis("category", Kind.CATEGORY, names=("服务",))),
    ("category", Axis("category", Kind.CATEGORY, names=CATEGORIES, open=False)),
    ("other", Axis("other", Kind.CATEGORY)),
    ("text", Axis("text", Kind.CATEGORY, names=("退款", "", "risk"))),
]


@pytest.mark.parametrize(("key", "axis"), AXES)
@given(complaints=rows)
def test_an_input_falls_into_the_cell_of_its_axis(key: str, axis: Axis, complaints: list[Row]) -> None:
    found = cells(axis, computing(complaints).compute(Input(key)))
    assert found.tolist() == [axis.cell(row[key]) for row in complaints]


@given(found=tests, complaints=rows)
def test_a_test_falls_into_the_cell_of_its_truth(found: Test, complaints: list[Row]) -> None:
    axis = Axis(str(found), Kind.FLAG)
    digits = cells(axis, computing(complaints).compute(found))
    assert digits.tolist() == [axis.cell(compute(found, row)) for row in complaints]
