"""Texts: what can be true together of one, without a theory of strings.

A text is named by a number: each text that a policy writes down by its own, every other text by any other number.
Whether it contains or starts with a pattern is a function of that number.
INVARIANT: the functions may be true together exactly where a text exists: beginning with the longest prefix, then all
that it contains, separated by a character that no pattern has, is one unless an axiom below forbids it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count, islice
from typing import TYPE_CHECKING

import z3

if TYPE_CHECKING:
    from rules.analysis.space import Space

BITS = 32
PLAIN = 1 << BITS - 1
"""The number of a text of which nothing is known."""
_CONTAINS = "contains"

Pattern = tuple[str, str]
"""`contains` or `starts with`, and the text."""


class Texts:
    """The texts and patterns of one space."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._numbers: dict[str, int] = {}
        self._patterns: dict[Pattern, z3.FuncDeclRef] = {}
        self._subjects: list[z3.ExprRef] = []

    def variable(self, key: str) -> z3.ExprRef:
        """A text that is free."""
        found = z3.BitVec(key, BITS, self._space.context)
        self._subjects.append(found)
        for pattern in self._patterns:
            self._relate(found, pattern)
        return found

    def constant(self, text: str) -> z3.ExprRef:
        """A text that is written down."""
        if text not in self._numbers:
            self._numbers[text] = len(self._numbers)
            for pattern in self._patterns:
                self._settle(text, pattern)
        return z3.BitVecVal(self._numbers[text], BITS, self._space.context)

    def matches(self, subject: z3.ExprRef, function: str, text: str) -> z3.BoolRef:
        """Whether a text contains or starts with another."""
        pattern = (function, text)
        if pattern not in self._patterns:
            sort = z3.BitVecSort(BITS, self._space.context)
            truth = z3.BoolSort(self._space.context)
            self._patterns[pattern] = z3.Function(f"{function} {text}", sort, truth)
            for one in self._numbers:
                self._settle(one, pattern)
            for one in self._subjects:
                self._relate(one, pattern)
        return self._patterns[pattern](subject)

    def _settle(self, text: str, pattern: Pattern) -> None:
        """Say whether a written text matches."""
        held = self._patterns[pattern](self.constant(text))
        self._space.axioms.append(held if _holds(pattern, text) else z3.Not(held))

    def _relate(self, subject: z3.ExprRef, pattern: Pattern) -> None:
        """Say what a pattern implies for a text that may be any, and what implies it."""
        held = self._patterns[pattern](subject)
        if not pattern[1]:
            self._space.axioms.append(held)
        for other, function in self._patterns.items():
            beside = function(subject)
            if _implies(pattern, other):
                self._space.axioms.append(z3.Implies(held, beside))
            if _implies(other, pattern):
                self._space.axioms.append(z3.Implies(beside, held))
            if _excludes(pattern, other):
                self._space.axioms.append(z3.Not(z3.And(held, beside)))

    def is_plain(self, subject: z3.ExprRef) -> z3.BoolRef:
        """Whether a text is none that is written down and matches nothing."""
        apart = subject == z3.BitVecVal(PLAIN, BITS, self._space.context)
        patterns = (function(subject) for (_, text), function in self._patterns.items() if text)
        return self._space.every((apart, *map(z3.Not, patterns)))

    def read(self, subject: z3.ExprRef, ask: Callable[[z3.ExprRef], z3.ExprRef]) -> str:
        """A text that a model speaks of; two of different numbers are different."""
        number = int(ask(subject).as_long())
        written = {place: text for text, place in self._numbers.items()}
        if number in written:
            return written[number]
        held = self._held(subject, ask)
        alike = {int(ask(one).as_long()) for one in self._subjects if self._held(one, ask) == held} | {number}
        rank = sorted(alike, key=lambda one: (one != PLAIN, one)).index(number)
        return self._matching(held, rank) if held else self._plain(rank)

    def _held(self, subject: z3.ExprRef, ask: Callable[[z3.ExprRef], z3.ExprRef]) -> list[Pattern]:
        """The patterns that a text matches, but for the empty one."""
        return [one for one, function in self._patterns.items() if one[1] and z3.is_true(ask(function(subject)))]

    def _matching(self, held: list[Pattern], rank: int) -> str:
        """A text that matches these patterns and no other; those of different `rank` are different."""
        prefix = max((text for function, text in held if function != _CONTAINS), key=len, default="")
        parts = [text for function, text in held if function == _CONTAINS and text not in prefix]
        mark, short = self._mark(), prefix + "".join(parts)
        exact = {one for one in self._patterns if one[1] and _holds(one, short)} == set(held)
        if exact and not rank and short not in self._numbers:
            return short
        return mark.join((prefix, *parts)) + mark * (1 + rank)

    def _plain(self, rank: int) -> str:
        """A text that matches nothing."""
        patterned = any(set(text) == {"x"} for _, text in self._patterns)
        mark = self._mark() if patterned else "x"
        free = (mark * length for length in count(1))
        return next(islice((text for text in free if text not in self._numbers), rank, None))

    def _mark(self) -> str:
        """A character of no pattern and no written text."""
        used = set("".join((*self._numbers, *(text for _, text in self._patterns))))
        return next(one for one in _characters() if one not in used)


def _characters() -> Iterator[str]:
    yield from "·*~_"
    yield from map(chr, count(0x4E00))


def _holds(pattern: Pattern, text: str) -> bool:
    function, part = pattern
    return part in text if function == _CONTAINS else text.startswith(part)


def _implies(one: Pattern, other: Pattern) -> bool:
    """Whether every text that matches `one` matches `other`."""
    if other[0] == _CONTAINS:
        return other[1] in one[1]
    return one[0] != _CONTAINS and one[1].startswith(other[1])


def _excludes(one: Pattern, other: Pattern) -> bool:
    """Whether no text starts with both."""
    if _CONTAINS in {one[0], other[0]}:
        return False
    return not one[1].startswith(other[1]) and not other[1].startswith(one[1])
