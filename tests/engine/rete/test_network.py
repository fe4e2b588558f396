"""The rules engine agrees with the plain meaning of conditions."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.rete import EngineFault, Network
from engine.rete.ruleset import Ruleset
from rules.cells import ALWAYS, FALSE, NEVER, TRUE, All, Axis, Condition, In, Kind, Some, Value, holds

NAMES = ("账户被盗用", "资金安全风险", 'quote " and \\', "line\nbreak", "=", "", "5", "\u0000", "😀")
AROUND_2_53 = (2**53 - 1, 2**53, 2**53 + 1, 2**53 + 2)
NUMBERS = st.one_of(st.integers(-5, 5), st.sampled_from(AROUND_2_53), st.integers(-(2**62), 2**62))


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    key, kind = draw(st.text(max_size=3)), draw(st.sampled_from(Kind))
    if kind is Kind.NUMBER:
        return Axis(key, kind, starts=tuple(sorted(draw(st.sets(NUMBERS, max_size=12)))))
    if kind is Kind.CATEGORY:
        names = tuple(draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6)))
        return Axis(key, kind, names=names, open=draw(st.booleans()))
    return Axis(key, kind)


def conditions(among: tuple[Axis, ...]) -> st.SearchStrategy[Condition]:
    tests = st.one_of(
        [st.integers(0, axis.full).map(lambda cells, place=place: In(place, cells)) for place, axis in enumerate(among)]
    )
    return st.recursive(
        tests,
        lambda part: st.one_of(
            st.lists(part, max_size=4).map(lambda parts: All(tuple(parts))),
            st.lists(part, max_size=4).map(lambda parts: Some(tuple(parts))),
        ),
        max_leaves=8,
    )


def values(axis: Axis) -> st.SearchStrategy[Value]:
    if axis.kind is Kind.NUMBER:
        beside = st.sampled_from(axis.starts or (0,)).flatmap(lambda start: st.integers(start - 1, start + 1))
        return st.none() | NUMBERS | beside
    if axis.kind is Kind.FLAG:
        return st.none() | st.booleans()
    known = st.sampled_from((None, *axis.names))
    return known | st.text() if axis.open else known


@st.composite
def cases(draw: st.DrawFn) -> tuple[tuple[Axis, ...], list[Condition], list[tuple[Value, ...]]]:
    among = tuple(draw(st.lists(axes(), min_size=1, max_size=6)))
    rules = draw(st.lists(conditions(among), min_size=1, max_size=40))
    complaints = draw(st.lists(st.tuples(*map(values, among)), min_size=1, max_size=8))
    return among, rules, complaints


@settings(max_examples=300, deadline=None)
@given(cases())
def test_the_rules_that_fire_are_those_whose_condition_holds(
    case: tuple[tuple[Axis, ...], list[Condition], list[tuple[Value, ...]]],
) -> None:
    among, rules, complaints = case
    with Network("any", among, rules) as network:
        for complaint in complaints:
            cells = tuple(axis.cell(value) for axis, value in zip(among, complaint, strict=True))
            expected = tuple(number for number, rule in enumerate(rules) if holds(rule, cells))
            assert network.fired(complaint) == expected
            assert network.fired_by_all(complaint) == expected
