"""Order: what is read comes first, and circles are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.loading.order import circles, ordered, told

Reads = dict[str, list[str]]

GRAPHS = st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefghz"), max_size=3))


@pytest.mark.parametrize(
    ("reads", "order"),
    [
        ({}, ()),
        ({"a": [], "b": []}, ("a", "b")),
        ({"b": [], "a": []}, ("b", "a")),
        ({"a": ["b"], "b": []}, ("b", "a")),
        ({"a": ["c"], "b": [], "c": []}, ("b", "c", "a")),
        ({"a": ["amount", "b", "b"], "b": ["amount"]}, ("b", "a")),
        ({"a": ["a"], "b": ["a"], "c": []}, ("c",)),
    ],
)
def test_names_stand_behind_what_they_read_else_as_written(reads: Reads, order: tuple[str, ...]) -> None:
    assert ordered(reads) == order


@pytest.mark.parametrize(
    ("reads", "found"),
    [
        ({"a": ["b"], "b": []}, ()),
        ({"a": ["a"]}, (("a",),)),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, (("a", "b", "c"),)),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, (("a", "b"),)),
        ({"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]}, (("a", "b"), ("c", "d"))),
        ({"a": ["c", "b"], "b": ["a"], "c": []}, (("a", "b"),)),
    ],
)
def test_circles_are_found(reads: Reads, found: tuple[tuple[str, ...], ...]) -> None:
    assert circles(reads) == found


@pytest.mark.parametrize(
    ("circle", "words"),
    [
        (("a",), "`a` reads itself; a rule may read what is decided before it"),
        (("a", "b"), "`a` reads `b`, which reads `a`; one of them must not read the next"),
        (("a", "b", "c"), "`a` reads `b`, which reads `c`, which reads `a`; one of them must not read the next"),
    ],
)
def test_a_circle_is_told_in_these_words(circle: tuple[str, ...], words: str) -> None:
    assert told(circle) == words


@given(GRAPHS)
def test_every_name_is_ordered_or_held_back_by_a_circle(reads: Reads) -> None:
    order = ordered(reads)
    position = {name: index for index, name in enumerate(order)}
    assert all(position[one] < position[name] for name in order for one in reads[name] if one in reads)
    assert bool(circles(reads)) == (len(order) < len(reads))


@given(GRAPHS)
def test_a_circle_leads_from_each_name_to_the_next(reads: Reads) -> None:
    for circle in circles(reads):
        assert all(after in reads[name] for name, after in zip(circle, (*circle[1:], circle[0]), strict=True))
