"""The generated function finds a complaint's class as the partition does, and refuses what is not a fact."""

from collections.abc import Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.keys import key_function
from rules.cells import Axis, Kind, Value
from rules.evaluation import compute
from rules.fault import Place
from rules.partition import Partition, partition
from rules.policy import Fact
from rules.terms import Input, IsKnown, Test
from rules.types import Boolean, Enumeration, Number, Text, Type
from tests.engine.terms import KINDS, Row, rows, tests


def fact(name: str, kind: Type, *, required: bool = False) -> Fact:
    return Fact(name, "", kind, required=required, personal=False, clause="", place=Place(1, 1))


FACTS = {name: fact(name, kind) for name, kind in KINDS.items()}


@pytest.mark.parametrize("checked", [FACTS, {}], ids=["facts", "values"])
@given(found=st.lists(tests, max_size=4), complaints=rows)
def test_complaints_share_a_key_as_they_share_their_cells(
    checked: Mapping[str, Fact], found: list[Test], complaints: list[Row]
) -> None:
    cut = partition(found, KINDS)
    key = key_function(cut.axes, cut.sources, checked=checked)
    keys = [key(one) for one in complaints]
    for one, two in combinations(range(len(complaints)), 2):
        assert (keys[one] == keys[two]) == (cells(cut, complaints[one]) == cells(cut, complaints[two]))
    assert None not in keys


def cells(cut: Partition, complaint: Row) -> list[int]:
    values = [compute(source, complaint) for source in cut.sources]
    return [axis.cell(value) for axis, value in zip(cut.axes, values, strict=True)]


AXES: Mapping[str, Axis] = {
    "amount": Axis("amount", Kind.NUMBER, starts=(5,)),
    "finely": Axis("finely", Kind.NUMBER, starts=tuple(range(0, 100, 5))),
    "flag": Axis("flag", Kind.FLAG),
    "category": Axis("category", Kind.CATEGORY, names=("被盗",)),
    "note": Axis("note", Kind.CATEGORY, names=("退款",)),
}
KIND: Mapping[str, Type] = {
    "amount": Number(low=-10, high=10),
    "finely": Number(low=-10, high=200),
    "flag": Boolean(),
    "category": Enumeration(("被盗", "服务")),
    "note": Text(),
}
UNFIT: Mapping[str, Sequence[object]] = {
    "amount": [True, 11, -11, 5.0, "5", [5]],
    "finely": [False, 201, -11, 50.0, "50", {}],
    "flag": [1, 0, 2, 1.0, "true", []],
    "category": ["别的", "", 1, True, ["被盗"], {"被盗"}],
    "note": [1, True, 0.5, ["退款"], b"x"],
}
FIT: Mapping[str, Sequence[Value]] = {
    "amount": [-10, 4, 5, 10],
    "finely": [-10, 0, 99, 200],
    "flag": [True, False],
    "category": ["被盗", "服务"],
    "note": ["", "退款"],
}
TABLE = [(name, value) for name, values in UNFIT.items() for value in values]


@pytest.mark.parametrize("tested", [True, False])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize(("name", "value"), TABLE)
def test_what_is_not_of_its_type_or_range_has_no_key(*, name: str, value: Value, required: bool, tested: bool) -> None:
    axes, sources = ([AXES[name]], [Input(name)]) if tested else ([], [])
    key = key_function(axes, sources, checked={name: fact(name, KIND[name], required=required)})
    assert key({name: value}) is None


@pytest.mark.parametrize("name", FIT)
def test_every_value_within_range_has_a_key(name: str) -> None:
    axis = AXES[name]
    key = key_function([axis], [Input(name)], checked={name: fact(name, KIND[name])})
    assert [key({name: value}) for value in FIT[name]] == [axis.cell(value) for value in FIT[name]]


@pytest.mark.parametrize("tested", [True, False])
@pytest.mark.parametrize("name", FIT)
def test_a_missing_fact_has_a_key_unless_required(*, name: str, tested: bool) -> None:
    axes, sources = ([AXES[name]], [Input(name)]) if tested else ([], [])
    keys = [
        key_function(axes, sources, checked={name: fact(name, KIND[name], required=required)})({name: None})
        for required in (False, True)
    ]
    assert keys == [0, None]


def test_an_input_that_is_not_there_is_an_error() -> None:
    key = key_function([AXES["flag"]], [Input("flag")], checked={})
    with pytest.raises(KeyError):
        key({})


def test_a_name_that_is_no_python_can_be_read() -> None:
    name = "决定 ∋ \"a'\\\n"
    key = key_function([Axis(name, Kind.FLAG)], [Input(name)], checked={})
    assert key({name: True}) == 2


def test_thousands_of_axes_make_one_key() -> None:
    names = [f"f{place}" for place in range(5_000)]
    key = key_function([Axis(name, Kind.FLAG) for name in names], [Input(name) for name in names], checked={})
    nothing: Mapping[str, Value] = dict.fromkeys(names)
    found = {key({**nothing, name: value}) for name in names[::250] for value in (True, False)}
    assert len(found | {key(nothing)}) == 41


@pytest.mark.parametrize("subject", [Input("flag"), Input("amount")])
def test_a_test_on_a_fact_rests_on_a_checked_one(subject: Input) -> None:
    test = IsKnown(IsKnown(subject))
    facts = {name: fact(name, KIND[name]) for name in ("flag", "amount")}
    key = key_function([Axis(str(test), Kind.FLAG)], [test], checked=facts)
    assert [key({"flag": one, "amount": 5}) for one in (True, 1)] == [2, None]
