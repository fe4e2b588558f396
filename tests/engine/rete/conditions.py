"""Strategies: axes of every kind, conditions on them, and values beside every cut."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import strategies as st

from rules.cells import All, Axis, Condition, In, Kind, Some, Value

NAMES = ("账户被盗用", "资金安全风险", 'quote " and \\', "line\nbreak", "=", "", "5", "\u0000", "😀")
AROUND_2_53 = (2**53 - 1, 2**53, 2**53 + 1, 2**53 + 2)
NUMBERS = st.one_of(st.integers(-5, 5), st.sampled_from(AROUND_2_53), st.integers(-(2**62), 2**62))


@dataclass(frozen=True, slots=True)
class Case:
    """A group of rules and complaints to put to it."""

    axes: tuple[Axis, ...]
    rules: tuple[Condition, ...]
    complaints: tuple[tuple[Value, ...], ...]


@st.composite
def axes(draw: st.DrawFn) -> Axis:
    key, kind = draw(st.text(max_size=3)), draw(st.sampled_from(Kind))
    if kind is Kind.NUMBER:
        return Axis(key, kind, starts=tuple(sorted(draw(st.sets(NUMBERS, max_size=12)))))
    if kind is Kind.CATEGORY:
        names = tuple(draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=6)))
        return Axis(key, kind, names=names, open=draw(st.booleans()))
    return Axis(key, kind)


def tests(place: int, axis: Axis) -> st.SearchStrategy[Condition]:
    return st.builds(In, st.just(place), st.integers(0, axis.full))


def conditions(among: tuple[Axis, ...]) -> st.SearchStrategy[Condition]:
    def nested(part: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        parts = st.lists(part, max_size=4).map(tuple)
        return st.builds(All, parts) | st.builds(Some, parts)

    return st.recursive(st.one_of([tests(place, axis) for place, axis in enumerate(among)]), nested, max_leaves=8)


def values(axis: Axis) -> st.SearchStrategy[Value]:
    if axis.kind is Kind.NUMBER:
        beside = st.sampled_from(axis.starts or (0,)).flatmap(lambda start: st.integers(start - 1, start + 1))
        return st.none() | NUMBERS | beside
    if axis.kind is Kind.FLAG:
        return st.none() | st.booleans()
    known = st.sampled_from((None, *axis.names))
    return known | st.text() if axis.open else known


@st.composite
def cases(draw: st.DrawFn) -> Case:
    among = tuple(draw(st.lists(axes(), min_size=1, max_size=6)))
    rules = draw(st.lists(conditions(among), min_size=1, max_size=40))
    complaints = draw(st.lists(st.tuples(*map(values, among)), min_size=1, max_size=8))
    return Case(among, tuple(rules), tuple(complaints))
