"""Hypothesis strategies: complaints with a fact of every type, and terms and tests about them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import strategies as st

from engine.columns import columns
from engine.computing import Computing
from engine.results import stored
from rules.cells import Value
from rules.terms import (
    And,
    DayOf,
    Extremum,
    Fixed,
    Input,
    Inside,
    IsKnown,
    Matches,
    Not,
    Or,
    Plus,
    Quotient,
    Relation,
    Span,
    Term,
    Test,
    Times,
    Truth,
)
from rules.types import EPOCH, Boolean, Enumeration, Instant, Number, Text, Type, bounds

CATEGORIES = ("盗用", "服务", "risk")
OTHERS = ("risk", "盗用", "服务")
KINDS: Mapping[str, Type] = {
    "n": Number(),
    "m": Number(),
    "flag": Boolean(),
    "gone": Boolean(),
    "category": Enumeration(CATEGORIES),
    "other": Enumeration(OTHERS),
    "text": Text(),
    "note": Text(),
    "at": Instant(),
}
WORDS = ("", "退款", "退", "款", "盗用", "Risk", "risk", "a\\b", '"', "😀", "\ufb03")
ZONES = tuple(map(ZoneInfo, ("Asia/Shanghai", "America/New_York", "Europe/London", "Pacific/Apia", "UTC")))
ROUNDINGS = ("half_up", "half_even", "down", "up")
FIRST, LAST = bounds(Instant())

Row = dict[str, Value]

small = st.integers(-5, 5)
whole = st.one_of(small, st.sampled_from((2**53, 2**53 - 1, -(2**53))), st.integers(-(2**53), 2**53))
words = st.sampled_from(WORDS)
zones = st.sampled_from(ZONES)


@st.composite
def instants(draw: st.DrawFn) -> int:
    """Instants at or beside a midnight in one of the zones, the hour before and after daylight saving included."""
    years = st.one_of(st.integers(1970, 2040), st.integers(3, 9996))
    day = datetime(draw(years), draw(st.integers(1, 12)), draw(st.integers(1, 28)), tzinfo=draw(zones))
    beside = st.sampled_from((-3_600_000_000, -1, 0, 1, 3_599_999_999))
    return (day - EPOCH) // timedelta(microseconds=1) + draw(beside)


VALUES: Mapping[type, st.SearchStrategy[Value]] = {
    Number: whole,
    Boolean: st.booleans(),
    Text: words,
    Instant: st.one_of(instants(), st.sampled_from((FIRST, LAST))),
}


def values(kind: Type) -> st.SearchStrategy[Value]:
    known = st.sampled_from(kind.names) if isinstance(kind, Enumeration) else VALUES[type(kind)]
    return st.one_of(known, known, st.none())


rows = st.lists(st.fixed_dictionaries({name: values(kind) for name, kind in KINDS.items()}), max_size=4)


def amounts(depth: int = 2) -> st.SearchStrategy[Term]:
    """Terms of numbers; each level is at most five times as large, so that all of them fit 64 bits."""
    simple = st.one_of(st.sampled_from((Input("n"), Input("m"))), whole.map(Fixed))
    if not depth:
        return simple
    inner = amounts(depth - 1)
    several = st.lists(inner, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        simple,
        st.builds(Times, inner, small),
        st.builds(Plus, several),
        st.builds(Extremum, st.booleans(), several),
        st.builds(Quotient, st.sampled_from(ROUNDINGS), inner, small, st.integers(1, 7)),
    )


moments = st.one_of(
    st.just(Input("at")),
    st.integers(-(10**15), 10**15).map(lambda step: Plus((Input("at"), Fixed(step)))),
)
days = st.builds(DayOf, st.just(Input("at")), zones)
texts = st.one_of(st.sampled_from((Input("text"), Input("note"))), words.map(Fixed))
names = st.one_of(st.sampled_from((Input("category"), Input("other"))), st.sampled_from(CATEGORIES).map(Fixed))
terms: st.SearchStrategy[Term] = st.one_of(amounts(), moments, days, texts, names)


def atoms() -> Iterator[st.SearchStrategy[Test]]:
    """Tests without a test in them."""
    for kind in (amounts(), moments, days):
        yield st.builds(Relation, st.sampled_from(("=", "<", "<=")), kind, kind)
        spans = st.builds(Span, kind, kind, st.booleans(), st.booleans())
        for points, most in ((st.lists(kind, min_size=1, max_size=3), 2), (st.just([]), 3)):
            between = st.lists(spans, min_size=most - 2, max_size=most)
            yield st.builds(Inside, kind, points.map(tuple), between.map(tuple))
    for named in (texts, names):
        yield st.builds(Relation, st.just("="), named, named)
        yield st.builds(Inside, named, st.lists(named, min_size=1, max_size=3).map(tuple), st.just(()))
    yield st.builds(Matches, st.sampled_from(("contains", "starts with")), texts, words)
    yield st.builds(Truth, st.one_of(st.booleans(), st.sampled_from((Input("flag"), Input("gone")))))
    yield st.builds(IsKnown, terms)


def joined(inner: st.SearchStrategy[Test]) -> st.SearchStrategy[Test]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(st.builds(Not, inner), st.builds(And, several), st.builds(Or, several), st.builds(IsKnown, inner))


tests: st.SearchStrategy[Test] = st.recursive(st.one_of(*atoms()), joined, max_leaves=5)


def computing(complaints: Sequence[Row]) -> Computing:
    series = {name: pl.Series(name, [row[name] for row in complaints], stored(kind)) for name, kind in KINDS.items()}
    return Computing(columns(series.values()), len(complaints))
