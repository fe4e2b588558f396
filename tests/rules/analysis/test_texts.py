"""What the solver may say of a text is what some text is."""

from __future__ import annotations

from functools import partial
from itertools import product

import z3
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.analysis.space import Space
from rules.types import Text

LETTERS = st.text("xab", max_size=3)
PATTERNS = st.lists(
    st.tuples(st.sampled_from(["contains", "starts with"]), LETTERS), min_size=1, max_size=4, unique=True
)
WRITTEN = st.lists(LETTERS, max_size=2, unique=True)


def is_so(pattern: tuple[str, str], text: str) -> bool:
    function, part = pattern
    return part in text if function == "contains" else text.startswith(part)


@given(PATTERNS, WRITTEN)
@settings(max_examples=60)
def test_what_two_texts_can_match_together_is_what_the_solver_allows(
    patterns: list[tuple[str, str]], written: list[str]
) -> None:
    space = Space({"one": Text(), "two": Text()})
    one = space.text("one")
    tests = [space.texts.matches(one, *pattern) for pattern in patterns]
    two = space.text("two")
    equal = [one == space.texts.constant(text) for text in written]
    solver = z3.Solver(ctx=space.context)
    solver.add(*space.axioms, *map(z3.Not, equal), one != two)
    short = ["".join(letters) for length in range(5) for letters in product("xabz", repeat=length)]
    seen = {tuple(is_so(one, text) for one in patterns) for text in short if text not in written}
    for truths in product((False, True), repeat=len(patterns)):
        wanted = [test if truth else z3.Not(test) for test, truth in zip(tests, truths, strict=True)]
        if solver.check(*wanted) == z3.sat:
            ask = partial(solver.model().eval, model_completion=True)
            found = [space.texts.read(text, ask) for text in (one, two)]
            assert tuple(is_so(pattern, found[0]) for pattern in patterns) == truths
            assert found[0] not in written
            assert found[0] != found[1]
        else:
            assert truths not in seen


def test_a_text_is_set_apart_by_a_character_that_no_pattern_has() -> None:
    space = Space({"one": Text()})
    one = space.text("one")
    wanted = [space.texts.matches(one, "contains", "·*~_"), space.texts.matches(one, "contains", "x")]
    solver = z3.Solver(ctx=space.context)
    solver.add(*space.axioms, *wanted, one != space.texts.constant("·*~_x"))
    assert solver.check() == z3.sat
    assert space.texts.read(one, partial(solver.model().eval, model_completion=True)) == "一·*~_一x一"
